import Endline
import Foundation
import Testing

@Suite struct PowerCommandTests {
  /// Every example of the help, run as printed; the charts go to a scratch folder.
  @Test func theExamplesOfTheHelpRun() throws {
    let scratch = try Scratch()
    let help = try scratch.run(["power", "--help"]).output
    var commands: [String] = []
    for line in help.split(separator: "\n").map({ String($0.trimmingPrefix(while: { $0 == " " })) }) {
      if let begun = commands.last, begun.hasSuffix("\\") {
        commands[commands.count - 1] = begun.dropLast() + line
      } else if line.hasPrefix("endline power --") {
        commands.append(line)
      }
    }
    #expect(commands.count == 6)
    // R: power.t.test(power = 0.8, delta = 6, sd = 12) has n = 63.77.
    let expected = [
      ["treatment             64", "128     0.801"], ["n = 128", "0.801"], ["5.99"],
      ["difference 6   98     0.808   95"],
      ["treatment             90", "0.837"], ["0.9598", "0.9578", "Type I error (simulation)"],
    ]
    for (command, texts) in zip(commands, expected) {
      // As many simulated trials as show that it runs.
      let words = command.replacing("--simulate 2000", with: "--simulate 100").split(separator: " ").map(String.init)
      let outcome = try scratch.run(Array(words.dropFirst()))
      #expect(outcome.status == 0, "\(outcome.errors)")
      for text in texts { #expect(outcome.output.contains(text), "\(text): \(outcome.output)") }
      for line in outcome.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
  }

  @Test func whatWasAssumedIsSaidAndAListThatLooksLikeADecimal() throws {
    func notes(_ sd: String) throws -> String {
      try Scratch().run(["power", "--difference", "6", "--sd", sd, "--power", "0.8"]).errors
    }
    let assumed = "two-sided alpha 0.05, treatment to control 1:1."
    #expect(try notes("12") == "note: Assumed: two means, difference 6, SD 12, \(assumed)\n")
    #expect(try notes("10,12") == "note: Assumed: two means, difference 6, SD 10 and 12, \(assumed)\n")
    for (list, first, second) in [("1,5", "1", "5"), ("12,5", "12", "5")] {
      let said = try notes(list)
      #expect(
        said.hasSuffix(
          "note: --sd \(list) is two values, \(first) and \(second); a decimal is written with a point, \(first).\(second)\n"
        ),
        "\(said)")
    }
  }

  @Test(arguments: ResultFormat.allCases)
  func everyFormatIsWritten(format: ResultFormat) throws {
    for options in [
      ["--sd", "12", "--difference", "4,6", "--power", "0.8,0.9"],
      ["--design", "proportions", "--control-proportion", "0.3", "--difference", "0.2", "--n", "120"],
      ["--sd", "12", "--difference", "6", "--n", "1,1"],
    ] {
      let outcome = try Scratch().run(["power"] + options + ["--format", format.rawValue])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(!outcome.output.contains("nan") && !outcome.output.contains("inf"))
    }
  }

  @Test func whatCannotBeKnownIsNullWithItsReason() throws {
    let outcome = try Scratch().run(
      ["power", "--sd", "12", "--difference", "6", "--n", "1,1", "--format", "json"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("\"measure\": \"power\", \"method\": \"student\", \"estimate\": null"))
    #expect(outcome.errors.contains("No power: the sizes leave no degrees of freedom"))
  }

  @Test func aTableHasARowForEachCombination() throws {
    let outcome = try Scratch().run(
      [
        "power", "--design", "ancova", "--sd", "10,12", "--r", "0.4,0.5,0.6", "--difference", "6", "--n", "50,50",
        "--format", "csv",
      ])
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 7)
    #expect(lines[1].contains("\"SD 10, r 0.4\"") && lines[6].contains("\"SD 12, r 0.6\""))
  }

  @Test func attritionEnlargesTheTrialAndOnlyByWholeSubjects() throws {
    let outcome = try Scratch().run(
      ["power", "--sd", "12", "--difference", "6", "--power", "0.8", "--attrition", "0.35", "--format", "csv"])
    #expect(outcome.output.contains(",treatment,,,,analysed,sample_size,student,64,"))
    #expect(outcome.output.contains(",treatment,,,,randomised,sample_size,student,99,"))
    #expect(outcome.output.contains(",,,,,randomised,sample_size,student,198,"))
  }

  @Test func clustersAreCountedBesideTheirSubjects() throws {
    let outcome = try Scratch().run(
      [
        "power", "--design", "cluster", "--sd", "12", "--difference", "6", "--icc", "0.05", "--cluster-size", "9",
        "--power", "0.8", "--format", "csv",
      ])
    // R's power.t.test of the clusters' means, in the fixture power.json of PowerAnalysisTests.
    #expect(outcome.output.contains(",treatment,,,,clusters,sample_size,cluster_t,11,"), "\(outcome.output)")
    #expect(outcome.output.contains(",treatment,,,,subjects,sample_size,cluster_t,99,"))
  }

  @Test func theMarginsNamesAreDesignsToo() throws {
    let scratch = try Scratch()
    let options = ["--margin", "6", "--sd", "12", "--power", "0.8"]
    for name in ["equivalence", "non-inferiority"] {
      let first = try scratch.run(["power", "--design", name] + options)
      let second = try scratch.run(["power", "--test", name] + options)
      #expect(first.status == 0 && first.output == second.output)
    }
  }

  @Test func simulationsHaveTheSeedsDigits() throws {
    let scratch = try Scratch()
    let words = [
      "power", "--sd", "12", "--difference", "6", "--n", "60", "--simulate", "200", "--format", "csv", "--seed",
    ]
    let first = try scratch.run(words + ["7"])
    #expect(try scratch.run(words + ["7"]).output == first.output)
    #expect(try scratch.run(words + ["8"]).output != first.output)
    #expect(first.errors.contains("Random numbers: seed 7; --seed changes it."))
  }

  @Test func theChartIsWritten() throws {
    let scratch = try Scratch()
    let outcome = try scratch.run(
      ["power", "--sd", "12", "--difference", "5,6", "--power", "0.8", "--plot", "power.svg"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let svg = try String(contentsOf: scratch.folder.appending(path: "power.svg"), encoding: .utf8)
    #expect(svg.contains("<title") && svg.contains("Power: two means"))
    #expect(svg.contains("difference 6: power 0.801 at 128"))
  }
}
