import Foundation
import Testing

/// The examples on counts in the help, run as printed from the project's root.
@Suite struct CountExamplesTests {
  private let data = [
    "Datasets/made-up-admissions/admissions.csv", "--subject", "subject", "--visit", "visit", "--baseline", "before",
    "--arm", "arm", "--outcome", "admissions",
  ]
  private let count = ["--type", "count", "--exposure", "days"]

  @Test(arguments: ["compare", "change"])
  func runAsPrinted(command: String) throws {
    let outcome = try Scratch().run([command] + data + count + ["--per", "365"], in: Scratch.project)
    #expect(outcome.status == 0 && outcome.output.contains("95% CI"))
    #expect(outcome.errors.contains("counts left out because their exposure is missing: 1"))
    #expect(outcome.errors.contains("Rates and their differences are per 365 units of exposure."))
    #expect(!outcome.output.contains("nan") && !outcome.output.contains("inf"))
  }

  /// 87 admissions in 60 × 365 days; limits by R 4.2.2's poisson.test(87, 21900), times 365.
  @Test func ratesArePerUnit() throws {
    let outcome = try Scratch().run(
      ["compare"] + data + count + ["--per", "365", "--measures", "rate", "--format", "csv"], in: Scratch.project)
    let row = try #require(outcome.output.split(separator: "\n").first { $0.contains("ACT,,before") })
    let fields = row.split(separator: ",", omittingEmptySubsequences: false)
    #expect(abs((Double(fields[8]) ?? 0) - 1.45) < 1e-12)
    #expect(abs((Double(fields[13]) ?? 0) - 1.1613905589303284) < 1e-12)
    #expect(abs((Double(fields[14]) ?? 0) - 1.7885696430420639) < 1e-12)
  }

  @Test(arguments: [
    (["--study", "study.yaml"], "rate_ratio"), (["--study", "study.yaml", "--type", "continuous"], "mean_difference"),
    (["--study", "study.yaml", "--event", "2"], "risk_difference"), (["--study", "event.yaml"], "risk_difference"),
    (["--study", "event.yaml", "--type", "count"], "rate_ratio"),
    (["--study", "event.yaml", "--responder", "change >= 1"], "number_needed_to_treat"),
  ])
  func aStudyDescriptionSaysWhatTheOutcomeIs(options: [String], measure: String) throws {
    let scratch = try Scratch()
    let rows = ["1,a,A,1,5", "1,b,A,2,5", "2,a,B,3,6", "2,b,B,2,6", "3,a,B,0,4", "3,b,B,4,7", "4,a,A,2,6", "4,b,A,1,9"]
    try scratch.write(Array(("id,visit,arm,y,days\n" + rows.joined(separator: "\n") + "\n").utf8), to: "trial.csv")
    let roles = "data: trial.csv\nsubject: id\nvisit: visit\narm: arm\noutcomes:\n"
    try scratch.write(Array((roles + "  - {column: y, type: count, exposure: days}\n").utf8), to: "study.yaml")
    try scratch.write(Array((roles + "  - {column: y, event: 2}\n").utf8), to: "event.yaml")
    let outcome = try scratch.run(["compare"] + options + ["--format", "csv"])
    #expect(outcome.status == 0 && outcome.output.contains(measure), "\(outcome.errors)")
    #expect(
      try scratch.run(["change"] + options.filter { !$0.hasPrefix("--res") && !$0.hasPrefix("change") }).status == 0)
  }
}
