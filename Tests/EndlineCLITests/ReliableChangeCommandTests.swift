import Foundation
import Testing

@Suite struct ReliableChangeCommandTests {
  private let data = [
    "change", "Datasets/beat-the-blues/beat-the-blues.csv", "--subject", "subject", "--visit", "month", "--arm",
    "treatment", "--outcome", "bdi",
  ]

  @Test func theExampleRunsAsPrinted() throws {
    let outcome = try Scratch().run(
      data + ["--csc", "--direction", "lower", "--reliability", "0.9"], in: Scratch.project)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("Recovered (Jacobson-Truax Wilson)"))
    #expect(outcome.output.contains("Number needed to treat (Newcombe"))
    #expect(outcome.errors.contains("reliability 0.9 (given)"))
  }

  @Test func classesAreAFileOfTheirOwn() throws {
    let scratch = try Scratch()
    let file = scratch.path("classes.csv")
    let outcome = try scratch.run(
      data + ["--csc", "--direction", "lower", "--reliability", "0.9", "--classes", file], in: Scratch.project)
    #expect(outcome.status == 0)
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.first == "outcome,subject,arm,visit,baseline,followup,change,rci,class")
    // 97, 73, 58 and 52 people have the follow-ups.
    #expect(lines.count == 1 + 97 + 73 + 58 + 52)
    #expect(outcome.errors.contains("the classes of 280 changes"))
  }

  @Test func everybodyIsTheDenominatorOnRequest() throws {
    let outcome = try Scratch().run(
      data + [
        "--csc", "--direction", "lower", "--reliability", "0.9", "--missing-as-unchanged", "--measures", "n",
        "--format", "csv",
      ], in: Scratch.project)
    #expect(outcome.status == 0)
    let sizes = outcome.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",").last }
    #expect(sizes == Array(repeating: ["52", "48", "100"], count: 4).flatMap { $0 })
  }
}
