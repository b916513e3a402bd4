import Endline
import Foundation
import Testing

@Suite struct EffectCommandTests {
  private let table = "Datasets/made-up-published-effects/effects.csv"

  /// Every example of the help, run as printed from the project's root.
  @Test func theExamplesOfTheHelpRun() throws {
    let scratch = try Scratch()
    let help = try scratch.run(["effect", "--help"]).output
    var commands: [String] = []
    for line in help.split(separator: "\n").map({ String($0.trimmingPrefix(while: { $0 == " " })) }) {
      if let begun = commands.last, begun.hasSuffix("\\") {
        commands[commands.count - 1] = begun.dropLast() + line
      } else if line.hasPrefix("endline effect ") {
        commands.append(line)
      }
    }
    let expected = [
      [
        "Hedges' g (pooled SD from", "0.058  [-0.220, 0.335]", "Mean difference (Welch from",
        "hedges_g           0.05762",
      ],
      ["Step by step", "Pooled SD", "11.9547"], ["0.402", "Risk difference (Newcombe)", "0.0310"], ["Adler", "Friis"],
    ]
    #expect(commands.count == expected.count)
    for (command, texts) in zip(commands, expected) {
      // Quotes part what is one word from what is many.
      let parts = command.components(separatedBy: "\"")
      let words = parts.enumerated().flatMap { place, part in
        place.isMultiple(of: 2) ? part.split(separator: " ").map(String.init).filter { $0 != "\\" } : [part]
      }
      let outcome = try scratch.run(Array(words.dropFirst()), in: Scratch.project)
      #expect(outcome.status == 0, "\(outcome.errors)")
      for text in texts { #expect(outcome.output.contains(text), "\(text): \(outcome.output)") }
      for line in outcome.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
  }

  @Test func theHelpNamesEveryKey() throws {
    let words = Set(
      try Scratch().run(["effect", "--help"]).output.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(
        String.init))
    for key in EffectKey.allCases {
      // Those of the second arm are the first's with 2.
      let named =
        key.rawValue.hasSuffix("2") && key != .chi2 && key != .eta2 ? key.rawValue.dropLast() + "1" : key.rawValue
      let bare = key.rawValue.hasSuffix("1") || key.rawValue.hasSuffix("2") ? String(key.rawValue.dropLast()) : ""
      #expect(words.contains(named) || words.contains(bare), "\(key.rawValue)")
    }
  }

  @Test(arguments: ResultFormat.allCases)
  func everyFormatIsWritten(format: ResultFormat) throws {
    for arguments in [[table], ["--from", "p<0.001, n1=40, n2=41"], ["--from", "a=0, b=5, c=3, d=6"]] {
      let outcome = try Scratch().run(
        ["effect", "--explain", "--format", format.rawValue] + arguments, in: Scratch.project)
      #expect(outcome.status == 0 && outcome.output.count > 300, "\(outcome.errors)")
      #expect(
        !outcome.output.contains("nan") && !outcome.output.contains("inf,") && !outcome.output.contains("Infinity"))
    }
  }

  @Test func figuresOnTheLineAreNoInput() throws {
    let outcome = try Scratch().run(["effect", "--from", "t=2.21, n1=62, n2=59", "--format", "json"])
    #expect(outcome.output.contains("\"input\": null") && outcome.output.contains("\"command\": \"effect\""))
    #expect(outcome.output.contains("\"measure\": \"hedges_g\", \"method\": \"pooled_sd_from_t\""))
    #expect(!outcome.output.contains("derivations"))
    let file = try Scratch().run(["effect", table, "--format", "json"], in: Scratch.project)
    #expect(file.output.contains("\"file\": \"\(table)\"") && file.output.contains("\"rows\": 7"))
    #expect(file.output.contains("\"study\": \"Adler\""))
  }

  @Test func aRowThatIsNotEnoughIsNamed() throws {
    let outcome = try Scratch().run(["effect", table, "--measures", "hedges_g"], in: Scratch.project)
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("1 of 7 rows left out: line 8 (Gram): with mean1 you need n1, n2 and of each arm"))
    #expect(outcome.errors.contains("p < 0.001 is a bound and gives no estimate") && !outcome.output.contains("Cohen"))
    #expect(outcome.output.contains("Clausen") && !outcome.output.contains("Gram"))
  }

  @Test func aTableMayHaveDecimalCommas() throws {
    let scratch = try Scratch()
    try scratch.write("study;t;n1;n2;remark\nA;2,21;62;59;good\n", to: "effects.csv")
    let outcome = try scratch.run([
      "effect", "effects.csv", "--decimal", ",", "--format", "csv", "--measures", "cohens_d",
    ])
    #expect(outcome.output.contains("cohens_d,pooled_sd_from_t,0.4019"), "\(outcome.output)\(outcome.errors)")
    #expect(outcome.errors.contains("Columns that are no figures and were not read: remark."))
  }

  /// What a student reads, line by line, as it was read and approved.
  @Test(arguments: [
    ("explain-means", "mean1=45.4, sd1=12.1, n1=62, mean2=43.5, sd2=11.8, n2=59"),
    ("explain-p", "p=0.031, n1=62, n2=59, mean1=4.1, mean2=3.2"),
    ("explain-quartiles", "median1=12, q1_1=8, q3_1=17, n1=40, mean2=15.0, low2=13.1, high2=16.9, n2=38"),
    ("explain-counts", "events1=12, n1=40, events2=5, n2=41"),
    ("explain-change", "n=25, change=4.5, sd_pre=6.1, sd_post=7.2, t=3.1"),
  ])
  func theStepsAreThoseApproved(name: String, figures: String) throws {
    let outcome = try Scratch().run(["effect", "--from", figures, "--explain"])
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/\(name).txt")
    let text = "$ endline effect --from \"\(figures)\" --explain\n" + outcome.output + outcome.errors
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil { try Data(text.utf8).write(to: url) }
    #expect(text == String(decoding: try Data(contentsOf: url), as: UTF8.self))
  }
}
