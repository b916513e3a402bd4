import Estimates
import Reports

/// The difference between arms by three methods that treat missing values differently, side by side.
enum RobustnessSection {
  static func section(of report: StudyReport) -> ReportSection? {
    let analyses = report.analyses
    guard report.facts.hasContrasts, !analyses.models.isEmpty else { return nil }
    var body = Markup.paragraph(
      "Whether the answer depends on how missing values are treated. Complete cases are those who miss no value of the "
        + "outcome; ANCOVA takes everybody observed at baseline and at that visit; the mixed model takes every value of "
        + "everybody with one after baseline.")
    body += Markup.list([
      "Complete cases: right if values are missing completely at random, or for reasons that baseline, arm and covariates hold.",
      "ANCOVA at one visit: right if values are missing at random given baseline, arm and covariates.",
      "Mixed model: right if values are missing at random given these and the values observed before.",
      "None of the three is right if values are missing for reasons that only the missing values themselves would show (missing "
        + "not at random). The data cannot tell.",
    ])
    for outcome in report.facts.outcomes {
      let lines = lines(outcome, in: report)
      guard !lines.isEmpty else { continue }
      let labels = ["Contrast", "Visit"].map { Page.Column(title: $0, role: .label) }
      let numbers = ["Complete cases", "n", observedTitle(report), "n", "Mixed model (MMRM)", "n"]
      body += Markup.heading(outcome.start)
      body += Markup.tables(
        [
          Page.Table(
            caption:
              "Difference of \(outcome.title), treatment minus control, with \(report.facts.percent) intervals, under missing "
              + "at random", columns: labels + numbers.map { Page.Column(title: $0, role: .number) },
            groups: [Page.Group(lines: lines)])
        ], heading: "Robustness")
    }
    return ReportSection(id: "robustness", title: "Robustness under missing at random", body: body)
  }

  private static func observedTitle(_ report: StudyReport) -> String {
    report.facts.hasBaseline ? "ANCOVA, all observed" : "Welch, all observed"
  }

  private static func lines(_ outcome: StudyFacts.OutcomeFacts, in report: StudyReport) -> [[String]] {
    let method = report.facts.hasBaseline ? "ancova" : "welch"
    return report.contrasts(outcome).map { model in
      func matching(_ rows: [Estimate], _ measure: Measure, _ method: String) -> Estimate? {
        rows.first {
          $0.measure == measure && $0.outcome == outcome.name && $0.visit == model.visit
            && $0.contrast == model.contrast
            && $0.method == method
        }
      }
      let rows: [Estimate?] = [
        matching(report.analyses.completeCases.rows, .meanDifference, method),
        matching(report.analyses.comparison.rows, .meanDifference, method), model,
      ]
      let digits = rows.compactMap { $0 }.filter { $0.estimate != nil }.map(ResultSentence.decimals).max() ?? 2
      return [model.contrast ?? "", model.visit ?? ""]
        + rows.flatMap { row in [row?.intervalText(decimals: digits) ?? "NA", row?.n.map(String.init) ?? ""] }
    }
  }
}
