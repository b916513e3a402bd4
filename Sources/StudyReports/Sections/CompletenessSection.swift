import Estimates
import Reports

/// Who is observed when, and who is lost.
enum CompletenessSection {
  static func section(of report: StudyReport) -> ReportSection {
    let facts = report.facts
    let all = rows(of: report)
    var body = ""
    for outcome in facts.outcomes {
      let rows = all.filter { $0.outcome == outcome.name }
      body += Markup.heading(outcome.start)
      if let sentence = sentence(rows, outcome, facts) { body += Markup.paragraph(sentence) }
      body += Markup.figure(
        report.charts.missing(outcome, in: report),
        caption: "Combinations of visits at which \(outcome.title) is observed, and how many people have each.",
        scrollingAs: "Chart: when \(outcome.title) is observed")
      let sizes = report.analyses.description.rows.filter { $0.measure == .n && $0.term == nil && $0.outcome == nil }
      let isDifference = { (row: Estimate) in row.measure == .riskDifference }
      var differences = PageLayout(of: rows.filter(isDifference)).page.sections.flatMap(\.tables)
      for index in differences.indices {
        differences[index].caption = "Difference in attrition, treatment minus control"
      }
      let tables = PageLayout(of: sizes + rows.filter { !isDifference($0) }).page.sections.flatMap(\.tables)
      body += Markup.tables(tables + differences, heading: "\(outcome.title): data completeness")
    }
    body += Markup.paragraph(
      "Attrition is the share of an arm whose outcome is not observed at a visit; its difference is treatment minus control. A "
        + "small p-value of Little's test speaks against data that are missing completely at random; a large one does not "
        + "show that they are.")
    return ReportSection(id: "completeness", title: "Data completeness", body: body)
  }

  private static let measures: Set<Measure> = [
    .observed, .proportionObserved, .pattern, .complete, .monotone, .intermittent, .neverObserved, .attrition,
    .riskDifference, .littleMCAR,
  ]

  static func rows(of report: StudyReport) -> [Estimate] {
    report.analyses.description.rows.filter { measures.contains($0.measure) }
  }

  private static func sentence(_ rows: [Estimate], _ outcome: StudyFacts.OutcomeFacts, _ facts: StudyFacts) -> String? {
    let here = rows.filter { $0.measure == .observed && $0.visit == facts.primaryVisit }
    func count(_ row: Estimate) -> String? {
      guard let observed = row.estimate, let n = row.n else { return nil }
      return "\(Int(observed)) of \(n)"
    }
    guard let all = here.first(where: { $0.arm == nil }).flatMap(count) else { return nil }
    let arms = here.compactMap { row in row.arm.flatMap { arm in count(row).map { "\($0) with \(facts.armName(arm))" } }
    }
    let place = facts.primaryVisit.map { " at \(facts.visitPhrase($0))" } ?? ""
    return "\(outcome.start) is observed for \(all) people\(place)"
      + (arms.isEmpty ? "." : ": \(arms.joined(separator: ", ")).")
  }
}
