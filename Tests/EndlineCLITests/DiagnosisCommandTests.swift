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
    #expect(influence.count == 98 && influence[1].hasPrefix("bdi,1,TAU,2,true,0.01393"))
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
  @Test(arguments: ["--residuals", "--influence", "--save-moments"]) func inputsAreNeverOverwritten(option: String)
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
