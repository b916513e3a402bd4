import Endline
import Foundation
import Testing

@Suite struct ReliabilityCommandTests {
  private let data = "Datasets/made-up-ratings/ratings.csv"

  /// Every example of the help, run as printed from the project's root; numbers of the fixture `reliability.json`.
  @Test func theExamplesOfTheHelpRun() throws {
    let scratch = try Scratch()
    let help = try scratch.run(["reliability", "--help"]).output
    var commands: [String] = []
    for line in help.split(separator: "\n").map({ String($0.trimmingPrefix(while: { $0 == " " })) }) {
      if let begun = commands.last, begun.hasSuffix("\\") {
        commands[commands.count - 1] = begun.dropLast() + line
      } else if line.hasPrefix("endline reliability") {
        commands.append(line)
      }
    }
    commands.removeAll { !$0.contains(data) }
    #expect(commands.count == 4)
    let expected = [
      ["0.828", "0.829", "n = 59"], ["0.680", "ICC(2,1)", "Kappa (quadratic)"], ["0.592", "Kappa (Fleiss)"],
      ["Test-retest correlation", "0.785", "0.769"],
    ]
    for (command, texts) in zip(commands, expected) {
      let parts = command.components(separatedBy: "\"")
      var words = parts[0].split(separator: " ").map(String.init)
      if parts.count > 1 { words.append(parts[1]) }
      let outcome = try scratch.run(Array(words.dropFirst()), in: Scratch.project)
      #expect(outcome.status == 0, "\(outcome.errors)")
      for text in texts { #expect(outcome.output.contains(text), "\(text): \(outcome.output)") }
      for line in outcome.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
  }

  @Test(arguments: ResultFormat.allCases)
  func everyFormatIsWritten(format: ResultFormat) throws {
    for options in [["--items", "item1-item6"], ["--raters", "coder_a-coder_d"]] {
      let outcome = try Scratch().run(
        ["reliability", data, "--visit", "visit", "--subject", "subject"] + options + ["--format", format.rawValue],
        in: Scratch.project)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(!outcome.output.contains("nan") && !outcome.output.contains("inf"))
    }
  }

  @Test func anUnreversedItemAndMissingAnswersAreNoted() throws {
    let outcome = try Scratch().run(
      ["reliability", data, "--items", "item1-item6", "--where", "visit == first"], in: Scratch.project)
    #expect(outcome.errors.contains("\"item6\" goes against the sum of the others: it looks un-reversed"))
    #expect(outcome.errors.contains("1 of 60 subjects left out, who lack one of them (item3 1)"))
    #expect(outcome.errors.contains("--where \"visit == first\": 60 of 120 rows dropped"))
  }

  @Test func rowsWithoutASubjectAreSubjects() throws {
    let outcome = try Scratch().run(
      ["reliability", data, "--items", "item1-item5", "--measures", "cronbach_alpha", "--format", "json"],
      in: Scratch.project)
    #expect(outcome.output.contains("\"subjects\": 120") && outcome.output.contains("\"n\": 118"))
  }

  /// Wide format: items are the names of its outcomes.
  @Test func wideItemsAreTheSame() throws {
    let scratch = try Scratch()
    try scratch.write("id,a0,a1,b0,b1\n1,1,2,2,3\n2,3,3,3,2\n3,4,5,5,4\n4,2,1,2,2\n", to: "wide.csv")
    try scratch.write(
      "id,v,a,b\n1,pre,1,2\n1,post,2,3\n2,pre,3,3\n2,post,3,2\n3,pre,4,5\n3,post,5,4\n4,pre,2,2\n4,post,1,2\n",
      to: "long.csv")
    let wide = try scratch.run([
      "reliability", "wide.csv", "--subject", "id", "--wide", "a=a0:pre,a1:post", "--wide", "b=b0:pre,b1:post",
      "--items", "a-b", "--format", "csv",
    ])
    let long = try scratch.run([
      "reliability", "long.csv", "--subject", "id", "--visit", "v", "--visits", "pre,post", "--items", "a-b",
      "--format", "csv",
    ])
    #expect(wide.status == 0 && wide.output == long.output && wide.output.count > 500, "\(wide.errors)")
  }
}
