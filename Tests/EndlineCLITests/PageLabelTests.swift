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
}
