import Estimates
import Foundation
import StudyReports
import Tables
import Testing
import Trials

/// What the methods say of the tests, and what sentences say of p, against the rows behind the tables.
@Suite struct MethodsWordsTests {
  private func report(_ dataset: String) throws -> StudyReport {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let plan = try StudyPlan(readingDescription: root.appendingPathComponent("Datasets/\(dataset)/study.yaml").path)
    return StudyReport(
      try StudyData(reading: .file(try #require(plan.data)), plan: plan), request: StudyReportRequest())
  }

  private func rows(_ table: String, of report: StudyReport) throws -> [Estimate] {
    try #require(report.tables.first { $0.name == table }).document.results.rows
  }

  /// Text of a section, without markup.
  private func text(of section: String, in page: String) throws -> String {
    let start = try #require(page.range(of: "<section id=\"\(section)\""))
    let end = try #require(page[start.upperBound...].range(of: "</section>"))
    return String(page[start.lowerBound..<end.lowerBound]).replacing(try Regex("<[^>]*>"), with: "")
      .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
  }

  /// Sentence, source and caption of each method that a report's models can have.
  private static let words = [
    "kenward_roger": (
      sentence: "tests and intervals use Kenward and Roger's standard errors and degrees of freedom.",
      source: "Kenward MG, Roger JH.", title: "Kenward-Roger"
    ),
    "cr2_satterthwaite": (
      sentence:
        "tests and intervals use cluster-robust standard errors (CR2), with therapy groups, and the subjects who are "
        + "in none, as clusters, and Satterthwaite's degrees of freedom.",
      source: "Pustejovsky JE, Tipton E. Journal of Business & Economic Statistics 2018;36:672–683",
      title: "CR2 Satterthwaite"
    ),
  ]

  @Test(arguments: [("beat-the-blues", "kenward_roger"), ("imr-trial-synthetic", "cr2_satterthwaite")])
  func theMethodsAreThoseOfTheRows(dataset: String, expected: String) throws {
    let report = try report(dataset)
    let page = report.html
    let methods = try text(of: "methods", in: page)
    let outcome = try text(of: "outcome-1", in: page)
    let used = Set(
      try rows("mixed", of: report).filter { $0.measure == .contrast || $0.measure == .marginalMean }.map(\.method))
    #expect(used == [expected])
    for (method, words) in Self.words {
      #expect(methods.contains(words.sentence) == used.contains(method), "\(method)")
      #expect(methods.contains(words.source) == used.contains(method), "\(method)")
      #expect(outcome.contains(words.title) == used.contains(method), "\(method)")
    }
  }

  @Test func theModelOfGroupsIsNamedWhereThereAreGroups() throws {
    let said = "were treated in groups ("
    let synthetic = try text(of: "methods", in: try report("imr-trial-synthetic").html)
    #expect(
      synthetic.contains(
        "People with Illness Management and Recovery were treated in groups (therapy_group), those with Treatment as usual were "
          + "not: the model has a random effect of each group (one variance), none for the others, and residuals with a "
          + "covariance of their own in each arm."))
    #expect(synthetic.contains("GAF-F was modelled as gaf_f ~ "))
    #expect(try !text(of: "methods", in: try report("beat-the-blues").html).contains(said))
  }

  /// An outcome among several is not told by its own p alone, wherever its sentence stands.
  @Test func sentencesSayTheAdjustedP() throws {
    let report = try report("imr-trial-synthetic")
    let adjusted = try rows("forest", of: report).filter { $0.method?.hasSuffix("_holm") == true }
    #expect(adjusted.count == 8)
    let summary = try text(of: "summary", in: report.html)
    #expect(summary.components(separatedBy: "after Holm's adjustment for 8 comparisons").count == 9)
    #expect(summary.contains("The primary comparison is tested alone, unadjusted; "))
    let row = try #require(adjusted.first { $0.outcome == "ymrs" })
    #expect(abs(try #require(row.pValue) - 0.260) < 0.0005)
    let sentence =
      "p = 0.0325, p = 0.260 after Holm's adjustment for 8 comparisons, n = 115 observed then). Lower is better: the whole "
      + "interval is in favour of Treatment as usual. The interval is not adjusted for the 8 comparisons."
    #expect(summary.contains(sentence))
    #expect(try text(of: "outcome-6", in: report.html).contains(sentence))
    #expect(try !text(of: "outcome-1", in: report.html).contains("Holm"))
  }

  @Test func theChartOfMissingVisitsScrollsByItself() throws {
    let page = try report("beat-the-blues").html
    #expect(page.contains(".wide { overflow-x: auto; }") && page.contains(".wide svg { min-width: 28rem; }"))
    let box =
      "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"Chart: when the BDI score is observed\">\n<svg"
    #expect(page.components(separatedBy: box).count == 2)
  }
}
