import Estimates
import Foundation
import TestSupport

/// `Documentation/Conformance.md`: what the tests of one run compared, in an order that does not depend on theirs.
struct ConformancePage {
  /// Comparisons that share a line.
  struct Line: Hashable {
    let area, measure, method, reference: String
  }
  struct Tally {
    var places: Set<String> = []
    var largest = 0.0
  }

  private(set) var lines: [Line: Tally] = [:]
  private var given: Set<[String]> = []
  private var datasets = CertifiedTables()
  /// Sections on published trials that this run did not have, as the page has them, by area.
  private var kept: [String: String] = [:]

  /// - Parameter current: the page as it stands. Where this run had none of NIST's files, or none of the published trials,
  ///   the page keeps what it says of them.
  init(records: [Record], current: String) {
    for record in records {
      switch record {
      case .compared(let it):
        let line = Line(area: it.area, measure: it.measure, method: it.method, reference: it.reference)
        lines[line, default: Tally()].places.insert(it.place)
        lines[line, default: Tally()].largest = max(lines[line]?.largest ?? 0, it.difference)
      case .certified(let it): datasets.add(it)
      case .given(let measure, let method): given.insert([measure, method])
      }
    }
    if !datasets.hasFiles { datasets.keepFiles(of: current) }
    let areas = Set(lines.keys.map(\.area))
    for area in areas.map({ $0 + Reference.publishedTrials }) where !areas.contains(area) {
      let sections = current.components(separatedBy: "\n## ")
      if let own = sections.first(where: { $0.hasPrefix(Self.title(area) + "\n") }) { kept[area] = "## " + own }
    }
  }

  var markdown: String {
    let areas = Set(lines.keys.map(\.area)).union(kept.keys).sorted()
    let sections = [Self.introduction] + areas.map { kept[$0] ?? section($0) } + [datasets.markdown, notCompared]
    return sections.joined(separator: "\n")
  }

  private static let introduction = """
    # Conformance

    What Endline computes beside what other programs, high-precision arithmetic and certified values say: each line counts the comparisons that the tests made in one run, and has the largest difference among them. `make verify` runs the tests and writes this page from what they compared; no figure on it is typed by hand.

    *Reference* is the program, its version and the packages whose numbers stand in the fixture; the script that made them lies beside the fixture. The *relative difference* is |ours − theirs| / |theirs|, where for a number near zero that is the difference of larger ones the test names the size that it is compared with (a standard error, the width of an interval). *Digits* are its −log₁₀, at most 16. A reference that iterates or finds roots has fewer digits than a closed form: the difference is then its as well as ours.

    """

  private func section(_ area: String) -> String {
    let own = lines.keys.filter { $0.area == area }.sorted(by: Self.isBefore)
    let rows = own.map { line in
      let tally = lines[line] ?? Tally()
      return "| \(Self.name(line.measure, of: line)) | \(Self.name(line.method, of: line)) | \(line.reference) "
        + "| \(tally.places.count) | \(Self.text(tally.largest)) | \(Self.digits(tally.largest)) |"
    }
    return """
      ## \(Self.title(area))

      | measure or topic | method | reference | comparisons | largest relative difference | digits |
      |---|---|---|---|---|---|
      \(rows.joined(separator: "\n"))

      """
  }

  /// Measures in the order of the contract, then what is no measure, by name.
  private static func isBefore(_ a: Line, _ b: Line) -> Bool {
    let (x, y) = (place(a.measure), place(b.measure))
    if x != y { return x < y }
    return [a.measure, a.method, a.reference].lexicographicallyPrecedes([b.measure, b.method, b.reference])
  }

  private static func place(_ measure: String) -> Int {
    Measure.allCases.firstIndex { $0.rawValue == measure } ?? Measure.allCases.count
  }

  /// Names of the contract as code, others as words.
  private static func name(_ name: String, of line: Line) -> String {
    guard Measure(rawValue: line.measure) != nil else { return name.replacing("_", with: " ") }
    return name.isEmpty ? "" : "`\(name)`"
  }

  /// `Effect sizes` of `EffectSizes`.
  private static func title(_ area: String) -> String {
    area.reduce(into: "") { $0 += $1.isUppercase && !$0.isEmpty ? " " + $1.lowercased() : String($1) }
  }

  /// To two significant digits.
  private static func text(_ difference: Double) -> String {
    difference == 0 ? "0" : String(format: "%.1e", difference)
  }

  private static func digits(_ difference: Double) -> String {
    CertifiedTables.text(difference == 0 ? 16 : -log10(difference))
  }

  private var notCompared: String {
    let compared = Set(lines.keys.map(\.measure))
    let measures = Measure.allCases.filter { !compared.contains($0.rawValue) }.map {
      "* `\($0.rawValue)`: \(NotCompared.reason(of: $0))"
    }
    let pairs = Set(lines.keys.map { [$0.measure, $0.method] })
    let left = given.subtracting(pairs).filter { compared.contains($0[0]) && !$0[1].isEmpty }
    let methods = Dictionary(grouping: left) { [$0[0], NotCompared.reason(ofMethod: $0[1])] }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { key, found in
        "* `\(key[0])` by \(found.map { "`\($0[1])`" }.sorted().joined(separator: ", ")): \(key[1])"
      }
    return """
      ## Not compared

      Measures for which no test has another program's number:

      \(measures.isEmpty ? "None." : measures.joined(separator: "\n"))

      Methods that the compared analyses also give:

      \(methods.isEmpty ? "None." : methods.joined(separator: "\n"))

      """
  }
}
