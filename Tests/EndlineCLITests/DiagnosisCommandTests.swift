import Foundation
import Testing

/// `mixed --residuals` and `--influence` by the command line.
@Suite struct DiagnosisCommandTests {
  private let trial = Scratch.project.appendingPathComponent("Datasets/beat-the-blues/beat-the-blues.csv").path
  private let roles = ["--subject", "subject", "--visit", "month", "--arm", "treatment", "--outcome", "bdi"]

  @Test func filesStandBesideThePage() throws {
    let scratch = try Scratch()
    let plain = try scratch.run(["mixed", trial] + roles + ["--format", "csv"])
    let outcome = try scratch.run(
      ["mixed", trial] + roles + ["--format", "csv", "--residuals", "r.csv", "--influence", "i.csv"])
    #expect(outcome.status == 0 && outcome.output == plain.output)
    #expect(outcome.errors.contains("note: r.csv: residuals of 280 values\n"))
    #expect(outcome.errors.contains("note: i.csv: bdi refitted without each of 97 subjects\n"))
    #expect(try scratch.entries() == ["i.csv", "r.csv"])
    #expect(try scratch.read("r.csv").split(separator: "\n").count == 281)
    let influence = try scratch.read("i.csv").split(separator: "\n")
    #expect(influence.count == 98 && influence[1].hasPrefix("bdi,1,TAU,2,exact,true,0.01393"))
  }

  @Test func oneStepHoldsTheCovariance() throws {
    let scratch = try Scratch()
    let outcome = try scratch.run(
      ["mixed", trial] + roles + ["--influence", "i.csv", "--influence-method", "one-step"])
    #expect(outcome.status == 0)
    #expect(
      outcome.errors.contains(
        "note: i.csv: bdi without each of 97 subjects in one step: the covariance is that of all, so "
          + "likelihood_displacement is empty; --influence-method exact refits it\n"))
    let influence = try scratch.read("i.csv").split(separator: "\n")
    #expect(influence.count == 98 && influence[1].hasPrefix("bdi,1,TAU,2,one_step,true,0.013903213350902"))
    #expect(influence.dropFirst().allSatisfy { $0.contains(",one_step,true,") })
  }

  private func page(_ measures: String, _ options: [String] = []) throws -> String {
    let outcome = try Scratch().run(["mixed", trial] + roles + ["--diagnostics", "--measures", measures] + options)
    #expect(outcome.status == 0)
    return outcome.output
  }

  @Test func observedStandsBesideModelled() throws {
    let text = try page("observed_mean,observed_sd,modelled_mean,modelled_sd,mean_misfit,pattern_subjects")
    #expect(
      text.hasSuffix(
        """
        bdi

        Observed against modelled: means
        Arm    Visit   n  Observed mean (SD)  Modelled mean (SD)  Difference
        --------------------------------------------------------------------
        BtheB  2      52         14.7 (10.1)         14.7 (11.0)         0.0
               3      37         12.0 (10.4)         13.7 (12.2)        -1.6
               5      29           9.2 (8.0)         12.2 (11.8)        -3.0
               8      27           8.9 (6.1)         11.3 (10.0)        -2.4
        TAU    2      45         19.5 (11.1)         19.5 (10.2)         0.0
               3      36         17.7 (12.7)         17.8 (11.5)        -0.1
               5      29         16.3 (12.8)         16.0 (11.4)         0.3
               8      25         13.6 (11.5)          13.8 (9.4)        -0.2

        Observed against modelled: means by dropout pattern
          Visit   n  Observed  Modelled  Difference
        -------------------------------------------
        BtheB, last visit 2: 15 of 52
          2      15      19.9      14.5         5.4
        TAU, last visit 2: 9 of 45
          2       9      20.4      19.9         0.5

        BtheB, last visit 3: 8 of 52
          2       8      20.5      17.3         3.2
          3       8      19.9      16.5         3.4

        TAU, last visit 3: 7 of 45
          2       7      18.4      19.9        -1.5
          3       7      16.4      18.4        -1.9

        BtheB, last visit 5: 2 of 52
          2       2       4.5       9.9        -5.4
          3       2       3.5       8.2        -4.7
          5       2       6.0       7.6        -1.6

        TAU, last visit 5: 4 of 45
          2       4      15.3      16.7        -1.4
          3       4      18.8      14.8         4.0
          5       4      18.5      13.2         5.3

        BtheB, every visit: 27 of 52
          2      27      10.9      14.4        -3.5
          3      27      10.3      13.2        -2.9
          5      27       9.5      12.6        -3.1
          8      27       8.9      11.3        -2.4

        TAU, every visit: 25 of 45
          2      25      20.1      19.6         0.5
          3      25      17.8      18.1        -0.2
          5      25      15.9      16.5        -0.5
          8      25      13.6      13.8        -0.2

        """))
  }

  @Test func pairsOfVisitsStandByArm() throws {
    let text = try page("observed_correlation,modelled_correlation,correlation_misfit")
    #expect(
      text.contains(
        """
        Observed against modelled: correlations of the residuals
        Arm       Visit  With   n  Observed  Modelled  Difference
        ---------------------------------------------------------
        all arms  3      2     73      0.67      0.66        0.01
                  5      2     58      0.70      0.69        0.01
                         3     58      0.73      0.73        0.00
                  8      2     52      0.65      0.62        0.03
                         3     52      0.66      0.64        0.02
                         5     52      0.77      0.76        0.01
        BtheB     3      2     37      0.61      0.66       -0.06
                  5      2     29      0.77      0.69        0.08
                         3     29      0.59      0.73       -0.14

        """))
  }

  @Test func randomEffectsHaveNothingToSetBeside() throws {
    let formula = "bdi ~ treatment*month + (1 | subject)"
    let outcome = try Scratch().run(["mixed", trial, "--arm", "treatment", "--formula", formula, "--diagnostics"])
    #expect(outcome.status == 0 && !outcome.output.contains("Observed against modelled"))
    #expect(
      outcome.errors.contains(
        "note: bdi: --diagnostics adds nothing: observed is not set against modelled with random effects or individual "
          + "times.\n"))
  }

  /// Sizes alone, and the other formats for people.
  @Test(arguments: ["table", "markdown", "latex", "html"]) func sizesAreOnEveryPage(format: String) throws {
    let text = try page("pattern_subjects", ["--format", format])
    for part in ["last visit 2: 15 of 52", "last visit 3: 7 of 45", "every visit: 27 of 52"] {
      #expect(text.contains(part), "\(format): \(part)")
    }
  }

  /// The numbers are those of `RandomEffects/trials.json`; here it is what the files hold.
  @Test func randomEffectsHaveFilesOfTheirOwn() throws {
    let scratch = try Scratch()
    let outcome = try scratch.run([
      "mixed", trial, "--arm", "treatment", "--formula", "bdi ~ treatment*month + (1 + month | subject)", "--format",
      "csv", "--contrast", "slope", "--random-effects", "e.csv", "--residuals", "r.csv", "--influence", "i.csv",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("note: e.csv: 200 predicted effects\n"))
    #expect(outcome.errors.contains("note: i.csv: bdi refitted without each of 100 groups of subject\n"))
    let effects = try scratch.read("e.csv").split(separator: "\n")
    #expect(effects.count == 201 && effects[1].hasPrefix("bdi,subject,1,(Intercept),3,"))
    let residuals = try scratch.read("r.csv").split(separator: "\n")
    #expect(residuals.count == 381 && residuals[0].hasPrefix("outcome,subject,visit,arm,observed,fitted"))
    #expect(residuals[1].hasPrefix("bdi,1,,TAU,29,"))
    #expect(try scratch.read("i.csv").split(separator: "\n").count == 101)
    #expect(outcome.output.split(separator: "\n").filter { $0.contains("slope of month") }.count == 3)
  }

  @Test func repeatedMeasuresHaveNoPredictedEffects() throws {
    let scratch = try Scratch()
    let outcome = try scratch.run(["mixed", trial] + roles + ["--format", "csv", "--random-effects", "e.csv"])
    #expect(
      outcome.errors.contains("note: e.csv: not written, since no model with random effects could be estimated\n"))
    #expect(try scratch.entries().isEmpty)
  }

  @Test func severalOutcomesShareAFile() throws {
    let scratch = try Scratch()
    let lines = try String(contentsOfFile: trial, encoding: .utf8).split(separator: "\n")
    let text = lines.enumerated().map { $0.offset == 0 ? $0.element + ",half,none" : $0.element + ",," }
      .enumerated().map { place, line -> String in
        guard place > 0, let value = Double(lines[place].split(separator: ",", omittingEmptySubsequences: false)[5])
        else {
          return String(line)
        }
        return "\(lines[place]),\(value / 2),"
      }
    try scratch.write(text.joined(separator: "\n") + "\n", to: "trial.csv")
    let outcome = try scratch.run(
      ["mixed", "trial.csv"] + roles + ["--outcome", "half", "--outcome", "none", "--residuals", "r.csv"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = try scratch.read("r.csv").split(separator: "\n")
    #expect(rows.count == 561 && rows.filter { $0.hasPrefix("half,") }.count == 280)
  }

  @Test func whatCannotBeEstimatedHasNoFile() throws {
    let scratch = try Scratch()
    try scratch.write("id,visit,arm,y\n1,a,A,3\n1,b,A,4\n2,a,B,5\n2,b,B,6\n", to: "trial.csv")
    let outcome = try scratch.run([
      "mixed", "trial.csv", "--subject", "id", "--visit", "visit", "--arm", "arm", "--outcome", "y", "--residuals",
      "r.csv", "--influence", "i.csv",
    ])
    #expect(outcome.status == 0)
    for name in ["r.csv", "i.csv"] {
      #expect(outcome.errors.contains("note: \(name): not written, since no model could be estimated\n"))
    }
    #expect(try scratch.entries() == ["trial.csv"])
  }

  /// Neither the data on the line nor those that a study description names.
  @Test(arguments: ["--residuals", "--influence", "--random-effects", "--save-moments"]) func inputsAreNeverOverwritten(
    option: String
  )
    throws
  {
    let scratch = try Scratch()
    let text = try String(contentsOfFile: trial, encoding: .utf8)
    try scratch.write(text, to: "trial.csv")
    try scratch.write(
      """
      title: Beat the Blues
      data: trial.csv
      subject: subject
      arm: {column: treatment, control: TAU}
      visit: {column: month, order: [0, 2, 3, 5, 8], baseline: 0}
      outcomes: [bdi]

      """, to: "study.yaml")
    let trusted = option == "--save-moments" ? ["--within-trusted-network"] : []
    for arguments in [["trial.csv"] + roles, ["--study", "study.yaml"]] {
      let outcome = try scratch.run(["mixed"] + arguments + [option, "./trial.csv"] + trusted)
      #expect(outcome.status == 73 && outcome.output.isEmpty, "\(outcome.errors)")
      #expect(try scratch.read("trial.csv") == text)
    }
  }
}
