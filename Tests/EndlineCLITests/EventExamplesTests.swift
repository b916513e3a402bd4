import Foundation
import Testing

/// The examples on events in the help, run as printed from the project's root.
@Suite struct EventExamplesTests {
  private let data = [
    "Datasets/beat-the-blues/beat-the-blues.csv", "--subject", "subject", "--visit", "month", "--arm", "treatment",
    "--outcome", "bdi",
  ]

  @Test(arguments: [["compare", "--responder", "percent <= -50"], ["change", "--event", "0"]])
  func runAsPrinted(example: [String]) throws {
    let arguments = [example[0]] + data + example.dropFirst()
    let outcome = try Scratch().run(arguments, in: Scratch.project)
    #expect(outcome.status == 0 && outcome.output.contains("95% CI"))
  }

  @Test func jsonKeepsOpenEndsNull() throws {
    let outcome = try Scratch().run(
      ["compare"] + data + [
        "--responder", "percent <= -50", "--format", "json", "--measures", "number_needed_to_treat",
      ],
      in: Scratch.project)
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n").filter { $0.contains("number_needed_to_treat\", \"method") }
    #expect(lines.count == 8)
    #expect(lines.allSatisfy { $0.contains("\"conf_high\": null, \"conf_level\": 0.95") })
    #expect(lines[0].contains("\"term\": \"benefit\"") && lines[1].contains("\"term\": \"harm\""))
    #expect(lines[1].contains("\"estimate\": null"))
  }

  @Test func notesSayWhatCountsAndWhatItCosts() throws {
    let outcome = try Scratch().run(["compare"] + data + ["--responder", "percent <= -50"], in: Scratch.project)
    #expect(outcome.errors.contains("note: The event is to be a responder: percent <= -50, against baseline."))
    #expect(outcome.errors.contains("2/pi = 0.64"))
    #expect(outcome.errors.contains("benefit is an event more than under control"))
  }
}
