import Endline
import Foundation
import Testing

private let trial = "Datasets/beat-the-blues/beat-the-blues.csv"
private let roles = ["--subject", "subject", "--visit", "month", "--arm", "treatment", "--outcome", "bdi"]

/// The rows of a JSON result, as text without the notes.
private func rows(_ json: String) throws -> [Substring] {
  try #require(json.contains("\"rows\": ["))
  return json.split(separator: "\n").filter { $0.hasPrefix("{\"outcome\"") }
}

@Suite struct CommandTests {
  @Test func versionIsOneLine() throws {
    let outcome = try Scratch().run(["--version"])
    #expect(outcome.output == "0.1.0\n" && outcome.errors.isEmpty && outcome.status == 0)
  }

  @Test func withoutACommandTheCommandsAreListed() throws {
    let outcome = try Scratch().run([])
    #expect(outcome.output.contains("SUBCOMMANDS:\n  audit") && outcome.status == 0)
  }

  /// The example that a command's help prints, run as printed from the project's folder.
  @Test(arguments: ["change", "compare"])
  func theHelpsExampleRuns(command: String) throws {
    let scratch = try Scratch()
    let help = try scratch.run([command, "--help"])
    #expect(help.status == 0)
    let example = try #require(help.output.range(of: "EXAMPLE:\n")).upperBound
    let line = String(help.output[example...]).components(separatedBy: "\n\n")[0]
      .replacingOccurrences(of: "\\\n", with: " ")
    let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    #expect(words.first == "endline")
    let outcome = try scratch.run(Array(words.dropFirst()), in: Scratch.project)
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("bdi"))
    let notes = """
      note: baseline visit: "0" (the first); --baseline changes it

      """
    let ofComparison = """
      note: control arm: "TAU" (a usual word for control); --control changes it
      note: Between randomised arms a difference at the baseline visit is chance, whatever its p: it is given to be seen, and a test of it says nothing: bdi, visit 0.
      note: ANCOVA adjusts for the baseline value.

      """
    #expect(outcome.errors == notes + (command == "compare" ? ofComparison : ""))
  }

  @Test(arguments: ResultFormat.allCases, ["change", "compare"])
  func everyFormatIsWritten(format: ResultFormat, command: String) throws {
    let outcome = try Scratch().run([command, trial] + roles + ["--format", format.rawValue], in: Scratch.project)
    #expect(outcome.status == 0 && outcome.output.count > 2000)
    #expect(!outcome.output.lowercased().contains("nan,") && !outcome.output.contains("inf"))
  }

  @Test(arguments: [("change", Change.measures), ("compare", Comparison.measures)])
  func everyMeasureHasARow(command: String, measures: [Measure]) throws {
    let outcome = try Scratch().run([command, trial] + roles + ["--format", "csv"], in: Scratch.project)
    for measure in measures { #expect(outcome.output.contains(",\(measure.rawValue),"), "\(measure)") }
  }

  /// Numbers that R printed for this trial (fixtures of the Comparisons tests): the whole way from file to JSON.
  @Test func theNumbersAreThoseOfR() throws {
    let outcome = try Scratch().run(
      ["change", trial] + roles + ["--format", "json", "--measures", "mean_change"], in: Scratch.project)
    let found = try rows(outcome.output)
    #expect(found.count == 12)
    let tau = try #require(found.first { $0.contains("\"arm\": \"TAU\"") && $0.contains("\"visit\": \"2\"") })
    #expect(tau.contains("\"estimate\": -4.4,"))
    #expect(tau.contains("\"df\": 44,"))
    #expect(tau.contains("\"p_value\": 0.00249401785294"))
  }

  @Test(arguments: ["change", "compare"])
  func wideAndLongGiveTheSameRows(command: String) throws {
    let scratch = try Scratch()
    let long = try scratch.run([command, trial] + roles + ["--format", "json"], in: Scratch.project)
    let wide = try scratch.run(
      [
        command, "Datasets/beat-the-blues/beat-the-blues-wide.csv", "--subject", "subject", "--arm", "treatment",
        "--wide", "bdi=bdi_pre:0,bdi_2m:2,bdi_3m:3,bdi_5m:5,bdi_8m:8", "--format", "json",
      ], in: Scratch.project)
    #expect(try rows(long.output) == rows(wide.output))
    #expect(try !rows(long.output).isEmpty)
  }

  @Test func absentRowsAndEmptyCellsGiveTheSameRows() throws {
    let scratch = try Scratch()
    let text = try String(
      contentsOf: Scratch.project.appendingPathComponent(trial), encoding: .utf8)
    try scratch.write(text, to: "explicit.csv")
    let observed = text.split(separator: "\n").filter { !$0.hasSuffix(",") }
    #expect(observed.count == 381)
    try scratch.write(observed.joined(separator: "\n") + "\n", to: "implicit.csv")
    for command in ["change", "compare"] {
      let explicit = try scratch.run([command, "explicit.csv"] + roles + ["--format", "json"])
      let implicit = try scratch.run([command, "implicit.csv"] + roles + ["--format", "json"])
      #expect(try rows(explicit.output) == rows(implicit.output))
    }
  }

  @Test func aStudyDescriptionStandsForTheOptions() throws {
    let scratch = try Scratch()
    let file = Scratch.project.appendingPathComponent(trial).path
    try scratch.write(
      """
      title: Beat the Blues
      data: \(file)
      subject: subject
      arm: {column: treatment, control: TAU}
      visit: {column: month, order: [0, 2, 3, 5, 8], baseline: 0}
      outcomes: [bdi]

      """, to: "study.yaml")
    let described = try scratch.run(["change", "--study", "study.yaml", "--format", "csv"])
    let given = try scratch.run(["change", file] + roles + ["--format", "csv"])
    #expect(described.status == 0 && described.output == given.output)
  }

  @Test func aDecimalCommaIsUnderstoodAndNoted() throws {
    let scratch = try Scratch()
    try scratch.write("id;visit;y\n1;0;0,435\n1;1;1,5\n2;0;2,25\n2;1;3,5\n", to: "trial.csv")
    let outcome = try scratch.run([
      "change", "trial.csv", "--subject", "id", "--visit", "visit", "--outcome", "y", "--measures", "mean_baseline",
      "--format", "csv",
    ])
    #expect(outcome.output.contains(",1.3425,"))
    #expect(outcome.errors.contains("decimal comma"))
  }

  @Test func standardInputIsReadOnce() throws {
    let text = try String(contentsOf: Scratch.project.appendingPathComponent(trial), encoding: .utf8)
    let outcome = try Scratch().run(["change", "-"] + roles + ["--format", "json"], input: text)
    #expect(outcome.status == 0 && outcome.output.contains("\"file\": \"<stdin>\""))
  }

  @Test func outputGoesToAFileWhole() throws {
    let scratch = try Scratch()
    let data = Scratch.project.appendingPathComponent(trial).path
    let printed = try scratch.run(["change", data] + roles)
    let written = try scratch.run(["change", data] + roles + ["-o", "result.txt"])
    #expect(written.status == 0 && written.output.isEmpty)
    #expect(try scratch.read("result.txt") == printed.output)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path) == ["result.txt"])
  }

  @Test func aFullDeviceIsNoticedAndAClosedPipeIsNot() throws {
    let scratch = try Scratch()
    let data = Scratch.project.appendingPathComponent(trial).path
    try scratch.write(
      "#!/bin/sh\n\"$@\" > /dev/full\n", to: "full.sh")
    let full = try scratch.run(["change", data] + roles, through: "full.sh")
    #expect(full.status == 74)
    #expect(full.errors.contains("endline: <stdout>: cannot be written: no space left on device\n"))
    try scratch.write("#!/bin/bash\n\"$@\" 2>notes | true; exit ${PIPESTATUS[0]}\n", to: "closed.sh")
    let closed = try scratch.run(["change", data] + roles + ["--format", "json"], through: "closed.sh")
    #expect(closed.status == 0 && closed.errors.isEmpty)
  }

  @Test func aReaderOfErrorsThatWentAwayChangesNoStatus() throws {
    let scratch = try Scratch()
    try scratch.write("#!/bin/bash\n\"$@\" 2>&1 | exec 0<&-\nexit ${PIPESTATUS[0]}\n", to: "deaf.sh")
    for _ in 0..<5 { #expect(try scratch.run(["change", "missing.csv"], through: "deaf.sh").status == 66) }
  }

  /// What a label or a cell holds must not steer the terminal on which a message quotes it.
  @Test func messagesHoldNoControlCharacters() throws {
    let scratch = try Scratch()
    let columns = ["--subject", "id", "--visit", "v", "--arm", "arm", "--outcome", "y"]
    try scratch.write("id,v,arm,y\n1,0,A\u{1B}[31m,1\n1,1,A\u{1B}[31m,2\n2,0,B,3\n2,1,B,4\n", to: "label.csv")
    let notes = try scratch.run(["compare", "label.csv"] + columns)
    #expect(notes.status == 0 && notes.errors.contains("B - A\u{FFFD}[31m"))
    try scratch.write("id,v,arm,y\n1,0,A,1\n1,1,A,q\u{1B}[2J\n", to: "cell.csv")
    let error = try scratch.run(["compare", "cell.csv"] + columns)
    #expect(error.status == 65)
    for text in [notes.errors, error.errors] { #expect(!text.contains("\u{1B}"), "\(text)") }
  }

  @Test func levelsOrderAndControlAreTheUsers() throws {
    let outcome = try Scratch().run(
      ["compare", trial] + roles + ["--control", "BtheB", "--measures", "hedges_g", "--format", "csv"],
      in: Scratch.project)
    #expect(outcome.output.contains("TAU - BtheB") && !outcome.errors.contains("control arm"))
  }
}
