import Foundation
import Testing

@Suite struct CompareOptionsTests {
  /// Every example that the help of `compare` prints, run as printed from the project's folder.
  @Test func theHelpsExamplesRun() throws {
    let scratch = try Scratch()
    let help = try scratch.run(["compare", "--help"]).output
    var commands: [String] = []
    for block in help.components(separatedBy: "\n\n") where block.contains("EXAMPLE") {
      guard let start = block.range(of: "endline compare")?.lowerBound else { continue }
      commands.append(String(block[start...]).replacingOccurrences(of: "\\\n", with: " "))
    }
    #expect(commands.count == 4)
    let outputs = try commands.map { command in
      let words = command.split(whereSeparator: \.isWhitespace).map(String.init)
      let outcome = try scratch.run(Array(words.dropFirst()), in: Scratch.project)
      #expect(outcome.status == 0, "\(command): \(outcome.errors)")
      return outcome
    }
    #expect(outputs[1].output.contains("Equivalence (Welch TOST)") && outputs[1].output.contains("90% CI"))
    #expect(outputs[1].output.contains("lower is better: < 5"))
    #expect(
      outputs[2].errors.contains("There is one contrast in each family, so --adjust holm changes nothing."))
    #expect(outputs[3].output.contains("Bayes factor (JZS)") && outputs[3].output.contains("prior normal(0, 10.575)"))
  }

  /// From the file to the JSON, a number of `equivalence.json` (R's `t.test`), and the level of its interval.
  @Test func aMarginReachesThePage() throws {
    let arguments = [
      "compare", "Datasets/beat-the-blues/beat-the-blues.csv", "--subject", "subject", "--visit", "month", "--arm",
      "treatment", "--outcome", "bdi", "--margin", "5", "--measures", "non_inferiority", "--format", "csv",
    ]
    let outcome = try Scratch().run(arguments, in: Scratch.project)
    let rows = outcome.output.split(separator: "\n")
    #expect(outcome.status == 0 && rows.count == 1 + 2 * (2 + 4 * 6))
    #expect(rows.dropFirst().allSatisfy { $0.contains(",0.9,") && $0.contains("_one_sided,") })
  }

  @Test func adjustmentReachesThePage() throws {
    let scratch = try Scratch()
    let arms = ["placebo", "low", "high"]
    var text = "id,arm,y\n"
    for subject in 0..<30 {
      let value: Int = (subject * 7) % 11 + 2 * (subject % 3)
      text += "\(subject),\(arms[subject % 3]),\(value)\n"
    }
    try scratch.write(text, to: "trial.csv")
    func contrasts(_ options: [String]) throws -> [String] {
      let roles = ["--subject", "id", "--arm", "arm", "--outcome", "y", "--measures", "mean_difference"]
      let outcome = try scratch.run(["compare", "trial.csv", "--format", "csv"] + roles + options)
      #expect(outcome.status == 0, "\(outcome.errors)")
      var found: [String] = []
      for line in outcome.output.split(separator: "\n").dropFirst() {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        found.append("\(fields[2]) \(fields[7])")
      }
      return found
    }
    #expect(
      try contrasts(["--adjust", "tukey"]) == [
        "high - placebo welch", "high - placebo student_all_arms_tukey", "low - placebo welch",
        "low - placebo student_all_arms_tukey", "low - high welch", "low - high student_all_arms_tukey",
      ])
    #expect(
      try contrasts(["--adjust", "dunnett"]) == [
        "high - placebo welch", "high - placebo student_all_arms_dunnett", "low - placebo welch",
        "low - placebo student_all_arms_dunnett",
      ])
    #expect(
      try contrasts(["--adjust", "bh", "--pairs", "all"]).filter { $0.hasSuffix("welch_bh") } == [
        "high - placebo welch_bh", "low - placebo welch_bh", "low - high welch_bh",
      ])
  }
}
