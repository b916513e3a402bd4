public import Estimates
import Reports

/// A table of a report as it is saved.
public struct ReportTable: Sendable {
  /// Of our own words only: what the data hold never names a file.
  public let name: String
  public let document: ResultDocument

  public var json: String { document.rendered(as: .json) }

  /// As CSV in which no text can be taken for a formula by a spreadsheet: one that begins with `=`, `+`, `-`, `@`, a tab or a
  /// line end gets an apostrophe in front. Numbers are as they are.
  public var csv: String {
    var guarded = document
    for index in guarded.results.rows.indices {
      for path: WritableKeyPath<Estimate, String?> in [\.outcome, \.arm, \.contrast, \.visit, \.site, \.term] {
        guarded.results.rows[index][keyPath: path] = guarded.results.rows[index][keyPath: path].map(Self.harmless)
      }
    }
    return guarded.rendered(as: .csv)
  }

  static func harmless(_ text: String) -> String {
    // By scalars: a combining mark behind the sign would make another character of it.
    guard let first = text.unicodeScalars.first else { return text }
    return ["=", "+", "-", "@", "\t", "\r", "\n"].contains(first) ? "'" + text : text
  }
}

extension StudyReport {
  /// The rows behind the page, by what they are about; the analyses whole, with what the page leaves out.
  public var tables: [ReportTable] {
    let flow = Results(rows: FlowBoxes(self).rows)
    let robustness = Results(
      rows: analyses.completeCases.rows
        + analyses.comparison.rows.filter {
          $0.measure == .meanDifference && $0.method == (facts.hasBaseline ? "ancova" : "welch")
        } + facts.outcomes.flatMap(contrasts))
    let parts: [(String, Results)] = [
      ("flow", flow), ("describe", analyses.description), ("change", analyses.change),
      ("compare", analyses.comparison), ("mixed", analyses.mixed), ("robustness", robustness),
      ("forest", Results(rows: ComparedOutcomes(self).rows)),
    ]
    let others = analyses.others.enumerated().map { ("events-and-counts-\($0 + 1)", $1) }
    return (parts + others).filter { !$1.rows.isEmpty }.map { name, results in
      var results = results
      results.notes = results.notes.filter(notes.contains)
      return ReportTable(
        name: name,
        document: ResultDocument(version: request.version, command: "report", input: input, results: results))
    }
  }
}
