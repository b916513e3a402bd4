import Estimates
import Reports

/// Who the participants were when the trial began.
enum BaselineSection {
  static func section(of report: StudyReport) -> ReportSection {
    let rows = rows(of: report)
    let tables = PageLayout(of: rows).page.sections.flatMap(\.tables)
    var body = Markup.tables(tables, heading: "Baseline")
    if rows.contains(where: { $0.term != nil }) {
      body += Markup.paragraph(
        report.facts.hasContrasts
          ? "Standardised differences are treatment minus control over the root of the arms' mean variance. There are no "
            + "p-values: between randomised arms any difference at baseline is chance."
          : "Everybody in the data.")
    } else {
      body += Markup.paragraph("The data have no value from before treatment and no covariate is named.")
    }
    return ReportSection(id: "baseline", title: "Baseline", body: body)
  }

  /// The arms' sizes and everything of the baseline table.
  static func rows(of report: StudyReport) -> [Estimate] {
    report.analyses.description.rows.filter { row in
      guard let term = row.term else { return row.measure == .n && row.outcome == nil }
      switch row.measure {
      case .pattern: return false
      case .riskDifference: return term != "attrition"
      default: return true
      }
    }
  }
}
