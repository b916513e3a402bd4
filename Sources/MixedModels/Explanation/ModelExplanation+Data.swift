internal import Estimates
internal import Trials

// What the data can show of the model.
extension ModelExplanation {
  var dataSentences: [String] {
    guard shape.observations > 0 else { return ["No value of \(outcome) has all that the model asks for."] }
    var sentences: [String] = []
    let values = counted(shape.observations, "value") + " of \(outcome)"
    let subjects = counted(shape.subjects, "subject")
    let visits = design.visits.filter { !$0.isEmpty }
    let at = visits.isEmpty ? "" : " at visit\(visits.count == 1 ? "" : "s") " + visits.joined(separator: ", ")
    if isCountedBySubjects {
      let each = support.subjects.map { ", \(Self.spread($0, "value")) each" } ?? ""
      sentences.append("\(values) from \(subjects)\(at) were analysed\(each).")
    } else {
      sentences.append("\(values) were analysed.")
    }
    if !visits.isEmpty { sentences += shape.table.map { $0.replacingPrefix("\(outcome): analysed values", "Counts") } }
    for (index, term) in support.terms.enumerated() {
      sentences.append(sentence(term, index))
      for (effect, name) in term.effects.enumerated()
      where name != "(Intercept)" && term.changing[effect] < term.levels {
        sentences.append(
          "\(name) takes more than one value within \(term.changing[effect]) of the \(term.levels) levels of "
            + "\(term.title): only these show an effect of it there.")
      }
    }
    if let model {
      sentences.append(
        "\(counted(model.fit.data.rank, "coefficient")) and \(counted(model.fit.covarianceCount, "covariance parameter")) "
          + "were estimated from them.")
    }
    return sentences
  }

  /// Whether something says who the subjects are; else rows are counted by the random terms' levels alone.
  var isCountedBySubjects: Bool { source.rows.persons == nil || request.personColumn != nil }

  private func sentence(_ term: RandomSupport.Term, _ index: Int) -> String {
    var text = "\(term.title): \(counted(term.levels, "level")), \(Self.spread(term.rows, "value")) each"
    let singles = term.rows.count { $0 == 1 }
    if singles > 0, singles < term.levels { text += ", \(singles) of them with one" }
    for (inner, other) in support.terms.enumerated() where inner != index && other.group != term.group {
      guard let counts = support.levels(of: inner, within: index) else { continue }
      text += "; \(Self.spread(counts, "level")) of \(other.path.last ?? other.group) in each"
    }
    return text + "."
  }

  /// `1 to 4 values (median 3)`, or `4 values` where all are the same.
  private static func spread(_ sorted: [Int], _ noun: String) -> String {
    guard let first = sorted.first, let last = sorted.last else { return "no \(noun)s" }
    if first == last { return counted(first, noun) }
    let middle = sorted.count / 2
    let median = sorted.count % 2 == 1 ? Double(sorted[middle]) : Double(sorted[middle - 1] + sorted[middle]) / 2
    return
      "\(first) to \(last) \(noun)s (median \(NumberFormat.fixed(median, decimals: median == median.rounded() ? 0 : 1)))"
  }
}

extension String {
  fileprivate func replacingPrefix(_ prefix: String, _ other: String) -> String {
    hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
  }
}
