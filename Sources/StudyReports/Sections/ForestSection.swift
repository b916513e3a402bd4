import Estimates
import Reports

/// All measured outcomes at the primary visit on one scale, with multiplicity.
enum ForestSection {
  static func section(of report: StudyReport) -> ReportSection? {
    let compared = ComparedOutcomes(report)
    guard !compared.lines.isEmpty else { return nil }
    let facts = report.facts
    let place = facts.primaryVisit.map { " at \(facts.visitPhrase($0))" } ?? ""
    var body = Markup.paragraph(
      "Differences of modelled means\(place), treatment minus control, divided by a standard deviation of each outcome (named in its "
        + "section) so that all stand on one scale. \(compared.families)")
    body += Markup.figure(
      report.charts.forest(compared.lines, in: report),
      caption:
        "Standardised differences of all outcomes\(place) with \(facts.percent) confidence intervals, unadjusted.")
    let digits = compared.lines.map { ResultSentence.decimals($0.row) }.max() ?? 2
    let labels = ["Outcome", "Contrast", "Better"].map { Page.Column(title: $0, role: .label) }
    let numbers = ["Difference [\(facts.percent) CI]", "n", "p", "p (Holm)"].map {
      Page.Column(title: $0, role: .number)
    }
    let lines = compared.lines.map { line in
      [
        line.outcome.title + (line.outcome.isPrimary ? " (primary)" : ""), line.row.contrast ?? "",
        line.outcome.higherIsBetter.map { $0 ? "higher" : "lower" } ?? "not said",
        line.row.intervalText(decimals: digits), line.row.n.map(String.init) ?? "",
        line.row.pValue.map(NumberFormat.pValue) ?? "", line.holm.map(NumberFormat.pValue) ?? "",
      ]
    }
    body += Markup.tables(
      [
        Page.Table(
          caption: "All outcomes\(place), standardised", columns: labels + numbers, groups: [Page.Group(lines: lines)])
      ], heading: "All outcomes")
    let absent = facts.outcomes.filter { outcome in !compared.lines.contains { $0.outcome.name == outcome.name } }
    if !absent.isEmpty {
      body += Markup.paragraph(
        "Not among them, since they could not be modelled or compared there: \(absent.map(\.title).joined(separator: ", "))."
      )
    }
    return ReportSection(id: "forest", title: "All outcomes together", body: body)
  }
}
