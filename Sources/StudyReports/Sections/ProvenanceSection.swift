import Estimates
import SiteComparisons

/// Where everything comes from, and how to make it again.
enum ProvenanceSection {
  static func section(of report: StudyReport) -> ReportSection {
    let request = report.request
    var facts: [(name: String, text: String)] = [("Data", report.input.file)]
    if let sha256 = report.input.sha256 { facts.append(("SHA-256 of the data", sha256)) }
    if let rows = report.input.rows, let subjects = report.input.subjects {
      facts.append(("Rows, subjects", "\(rows), \(subjects)"))
    }
    facts += [
      ("Study description", request.description.path), ("SHA-256 of the description", request.description.sha256),
      ("Program", "Endline \(request.version)"), ("Date", request.date), ("Confidence level", report.facts.percent),
      ("Audience", request.audience?.rawValue ?? "the trial's own team"),
      ("Smallest count shown", request.smallestCount.map(String.init) ?? "1"),
      ("Random numbers", randomNumbers(report)),
    ]
    let body =
      Markup.facts(facts.filter { !$0.text.isEmpty })
      + Markup.paragraph("The same page again, apart from the date (which SOURCE_DATE_EPOCH sets):")
      + Markup.code(request.command)
    return ReportSection(id: "provenance", title: "Provenance", body: body)
  }

  private static func randomNumbers(_ report: StudyReport) -> String {
    report.analyses.sites.results.rows.contains { $0.measure == .rank && $0.estimate != nil }
      ? "for the intervals of the sites' ranks alone, seed \(SiteOptions.usualSeed)"
      : "none are drawn, so there is no seed"
  }
}
