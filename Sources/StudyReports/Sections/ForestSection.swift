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
        + "section) so that all stand on one scale. \(families(compared, facts))")
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

  private static func families(_ compared: ComparedOutcomes, _ facts: StudyFacts) -> String {
    guard compared.lines.count > 1 else { return "There is one comparison, so nothing is adjusted for their number." }
    guard compared.hasPrimary else {
      return "No outcome is named as the primary one: p-values are adjusted by Holm's method over all of them."
    }
    let primary = compared.lines.count { $0.outcome.isPrimary }
    return
      (primary == 1
      ? "The primary comparison is tested alone, unadjusted; "
      : "The \(primary) primary comparisons are one family by Holm's method; ")
      + "the p-values of the others are adjusted for their number by Holm's method. Intervals are not adjusted."
  }
}
