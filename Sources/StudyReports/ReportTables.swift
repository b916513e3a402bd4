public import Estimates
import Reports

/// A table of a report as it is saved.
public struct ReportTable: Sendable {
  /// Of our own words only: what the data hold never names a file.
  public let name: String
  public let document: ResultDocument

  public var json: String { document.rendered(as: .json) }

  public var csv: String { document.rendered(as: .csv) }
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
      ("reliable-change", analyses.reliableChange),
      ("compare", analyses.comparison), ("mixed", analyses.mixed), ("sites", namedSites), ("robustness", robustness),
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
