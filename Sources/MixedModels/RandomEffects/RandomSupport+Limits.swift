internal import Estimates
internal import Trials

/// What the rows cannot tell, and in which words.
extension RandomSupport {
  /// Terms that no data of this shape can show.
  ///
  /// - Parameter hasNugget: whether rows vary by an amount of their own beside the random terms, as they do unless their
  ///   covariance goes by individual times.
  func check(hasNugget: Bool, source: String, labels: (Int) -> String?) throws(ModelSpecificationError) {
    for (index, term) in terms.enumerated() {
      guard term.levels > 1 else {
        throw .oneGroup(source: source, group: term.title, level: labels(index), term: term.written)
      }
      if hasNugget, term.term.hasIntercept, term.levels == observations {
        throw .groupPerRow(source: source, group: term.title, rows: observations, term: term.written)
      }
    }
  }

  /// The terms of which the fixed effects leave nothing: with an effect whose columns, level by level, all follow from
  /// theirs.
  func absorbed(_ rows: AnalysedRows, by data: CompressedTrial) -> [Int] {
    // Levels have no row in common, so that more of them than coefficients cannot follow from these.
    let few = terms.indices.filter { terms[$0].levels <= data.rank }
    guard !few.isEmpty else { return [] }
    let keys = rows.analysedKeys
    return few.filter { index in
      let random = rows.random[index]
      return random.design.columns.contains { column in
        let none = [Double](repeating: 0, count: data.rank)
        var sums = [[Double]](repeating: none, count: terms[index].levels)
        var size = 0.0
        for (key, place) in zip(keys, terms[index].places) {
          let value = random.design.value(column, subject: key.subject, visit: key.visit)
          guard value != 0 else { continue }
          size += value * value
          let fixed = data.kept.map {
            rows.design.value(rows.design.columns[$0], subject: key.subject, visit: key.visit)
          }
          for (j, part) in data.functionOnBasis(fixed).enumerated() { sums[place][j] += value * part }
        }
        let explained = sums.joined().reduce(0) { $0 + $1 * $1 }
        return size > 0 && size - explained < 1e-9 * size
      }
    }
  }

  /// Why a likelihood may be flat, as far as the rows' shape says so; each with what would help.
  func reasons(residual: CovarianceFamily?, subject: String?) -> [String] {
    var reasons: [String] = []
    for (index, term) in terms.enumerated() {
      for (effect, name) in term.effects.enumerated() where name != "(Intercept)" {
        if let value = term.onlyValues[effect] {
          reasons.append(
            value == 0
              ? "\(name) is 0 in every analysed row, so \(term.written) has no effect that could be seen; take it out"
              : "\(name) is \(value.shortest) in every analysed row, so no level of \(term.title) shows a slope over it; "
                + "take \(name) out of \(term.written)")
        } else if term.changing[effect] == 0, term.term.hasIntercept {
          reasons.append(
            "\(name) never changes within a level of \(term.title), so none of them shows an effect of it; take \(name) "
              + "out of \(term.written)")
        }
      }
      let effects = term.levels * term.effects.count
      if effects >= observations {
        reasons.append(
          "\(term.written) has \(effects) random effects (\(counted(term.effects.count, "effect")) of "
            + "\(counted(term.levels, "level"))) for \(counted(observations, "analysed value")); fewer effects, or || in "
            + "place of |, ask for less")
      }
      for other in terms[..<index] where other.places == term.places {
        let overlaps = Set(other.effects).intersection(term.effects)
        if !overlaps.isEmpty {
          reasons.append(
            "\(other.title) and \(term.title) group the rows alike, so \(other.written) and \(term.written) cannot be told "
              + "apart; keep one of them")
        }
      }
      if let residual, [.us, .cs, .toep].contains(residual), term.term.hasIntercept, term.path.last == subject {
        reasons.append(
          "\(residual.rawValue)() has whatever \(term.written) could add; keep one of them")
      }
    }
    return reasons
  }
}
