import Foundation
import Testing

@Suite struct DescribeCommandTests {
  private let arguments = [
    "describe", "Datasets/beat-the-blues/beat-the-blues.csv", "--subject", "subject", "--visit", "month", "--arm",
    "treatment", "--outcome", "bdi", "--covariate", "drug", "--covariate", "length",
  ]

  @Test func theExampleOfTheHelpRuns() throws {
    let scratch = try Scratch()
    let help = try scratch.run(["describe", "--help"]).output
    let lines = help.split(separator: "\n").map { $0.trimmingPrefix(while: { $0 == " " }) }
    let start = try #require(lines.firstIndex { $0.hasPrefix("endline describe") })
    var words: [String] = []
    for line in lines[start...] {
      words += line.split(separator: " ").filter { $0 != "\\" }.map(String.init)
      if !line.hasSuffix("\\") { break }
    }
    #expect(Array(words.dropFirst()) == arguments)
    let outcome = try scratch.run(Array(words.dropFirst()), in: Scratch.project)
    #expect(outcome.status == 0)
    for text in [
      "BtheB (n = 52)", "TAU (n = 48)", "Yes, n (%)           30 (57.7%)", "Median [IQR]", "36 (75.0%)",
      "Little's MCAR test (EM)", "d2 = 12.83", "Risk difference (Newcombe)", "[-0.168, 0.018]",
    ] {
      #expect(outcome.output.contains(text), "\(text)")
    }
    for line in outcome.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test func wideFormatTellsTheSame() throws {
    let scratch = try Scratch()
    let long = try scratch.run(arguments + ["--format", "csv"], in: Scratch.project)
    let wide = try scratch.run(
      [
        "describe", "Datasets/beat-the-blues/beat-the-blues-wide.csv", "--subject", "subject", "--arm", "treatment",
        "--wide", "bdi=bdi_pre:0,bdi_2m:2,bdi_3m:3,bdi_5m:5,bdi_8m:8", "--covariate", "drug", "--covariate", "length",
        "--format", "csv",
      ], in: Scratch.project)
    #expect(long.status == 0 && long.output == wide.output && long.output.contains("little_mcar"))
  }

  @Test func severalOutcomesShareOneBaselineTable() throws {
    let scratch = try Scratch()
    try scratch.write("id,visit,arm,y,z\n1,0,a,1,5\n1,1,a,2,\n2,0,b,3,4\n2,1,b,5,6\n3,0,b,2,9\n3,1,b,,7\n", to: "t.csv")
    let outcome = try scratch.run([
      "describe", "t.csv", "--subject", "id", "--visit", "visit", "--arm", "arm", "--outcome", "y", "--outcome", "z",
    ])
    #expect(outcome.status == 0)
    #expect(outcome.output.ranges(of: "Baseline characteristics").count == 1)
    #expect(outcome.output.contains("baseline(y)") && outcome.output.contains("baseline(z)"))
  }
}
