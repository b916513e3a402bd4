import Foundation
import Testing

/// What pages say of a trial whose arms and visits have the same labels, 0 and 1, as SPSS and R code them.
@Suite struct PageLabelTests {
  private static func trial() throws -> Scratch {
    let scratch = try Scratch()
    var text = "id,visit,arm,age,y,days\n"
    for subject in 0..<24 {
      let arm = subject % 2
      for visit in 0...1 {
        let count = (subject * 7 + visit * 5) % 6 + arm * visit
        let value = visit == 1 && subject % 8 == 3 ? "" : String(count)
        text += "\(subject),\(visit),\(arm),\(30 + subject * 11 % 17),\(value),\(90 + subject)\n"
      }
    }
    try scratch.write(text, to: "trial.csv")
    return scratch
  }

  private static let roles = ["trial.csv", "--subject", "id", "--visit", "visit", "--arm", "arm", "--outcome", "y"]
  private static let count = ["--type", "count", "--exposure", "days"]

  @Test(arguments: [
    ["compare"], ["compare", "--measures", "mean_difference"], ["compare"] + count,
    ["compare", "--event", "1"], ["describe"],
  ])
  func contrastsOfArmsAreNoChanges(command: [String]) throws {
    let scratch = try Self.trial()
    for format in ["table", "markdown", "latex", "html"] {
      let outcome = try scratch.run([command[0]] + Self.roles + command.dropFirst() + ["--format", format])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(!outcome.output.lowercased().contains("change from"), "\(command) \(format)")
      #expect(outcome.output.contains("1 - 0"), "\(command) \(format)")
    }
  }

  @Test(arguments: [[], count, ["--event", "1"]])
  func changesAreChanges(options: [String]) throws {
    let outcome = try Self.trial().run(["change"] + Self.roles + options)
    #expect(outcome.output.contains("y: change from 0, visit 1") && !outcome.output.contains("1 - 0"))
  }

  @Test(arguments: [("arm | visit", false), ("visit | arm", true)])
  func modelsTellArmsFromVisits(means: String, isChange: Bool) throws {
    let model = ["--formula", "y ~ factor(arm)*factor(visit) + cs(visit | id)", "--means", means]
    let outcome = try Self.trial().run(["mixed", "trial.csv", "--arm", "arm"] + model)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.lowercased().contains("change from") == isChange)
    #expect(outcome.output.contains("1 - 0") != isChange)
  }

  /// Two pages with different covariates do not look alike.
  @Test func adjustedRateRatiosSayWhatTheyAdjustFor() throws {
    func notes(_ options: [String]) throws -> String {
      try Self.trial().run(["compare"] + Self.roles + Self.count + ["--measures", "rate_ratio"] + options).errors
    }
    let baseline = "Rate ratios whose method ends in adjusted adjust for the baseline as log((events + 0.5)/exposure)"
    #expect(try notes([]).contains(baseline + "; the others adjust for nothing."))
    #expect(try notes(["--covariate", "age"]).contains(baseline + ", age (a number); the others adjust for nothing."))
  }

  @Test(arguments: ["compare", "change"])
  func theLegendSaysPerHowMuchRatesAre(command: String) throws {
    func legend(_ options: [String]) throws -> String {
      try Self.trial().run([command] + Self.roles + Self.count + ["--format", "html"] + options).output
    }
    let per = try legend(["--per", "365"])
    #expect(per.contains(", per 365 units of exposure.</dd>") && !per.contains("per unit of exposure"))
    #expect(try !legend([]).contains("units of exposure."))
  }

  @Test func testsOfTablesHaveALetter() throws {
    let compared = try Self.trial().run(["compare"] + Self.roles + ["--event", "1"]).output
    #expect(compared.contains(" x = ") && compared.contains("X2 = "))
    let changed = try Self.trial().run(["change"] + Self.roles + ["--event", "1"]).output
    #expect(changed.contains(" x = ") && changed.contains("X2 = "))
  }

  @Test(arguments: [
    ("compare", ["COMPARISON", "BAYESIAN SECOND LOOK", "EVENTS", "COUNTS", "RESAMPLING"]),
    ("change", ["EVENTS", "COUNTS", "BAYESIAN SECOND LOOK", "RESAMPLING"]),
  ])
  func optionsStandUnderTheirHeadings(command: String, headings: [String]) throws {
    let help = try Scratch().run([command, "--help"]).output
    // Some of the examples' headings, which come earlier, are the same.
    let options = help[try #require(help.range(of: "\nARGUMENTS:")).upperBound...]
    func section(_ heading: String) throws -> Substring {
      let rest = options[try #require(options.range(of: "\n\(heading):\n")).upperBound...]
      return rest[..<(rest.range(of: "\n\n")?.lowerBound ?? rest.endIndex)]
    }
    for heading in headings { _ = try section(heading) }
    #expect(try section("BAYESIAN SECOND LOOK").contains("--bayes-scale"))
    #expect(try section("BAYESIAN SECOND LOOK").contains("--bayes-prior") == (command == "compare"))
    #expect(try section("EVENTS").contains("--event <value>"))
    #expect(try section("RESAMPLING").contains("--bootstrap"))
  }
}
