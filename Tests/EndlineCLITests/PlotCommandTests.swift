import Endline
import Foundation
import Testing

private let trial = "Datasets/beat-the-blues/beat-the-blues.csv"
private let roles = ["--subject", "subject", "--visit", "month", "--arm", "treatment", "--outcome", "bdi"]

/// `--plot` from the command line to the file.
@Suite struct PlotCommandTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func run(_ command: String, _ options: [String]) throws -> Scratch.Outcome {
    try scratch.run([command, trial] + roles + options, in: Scratch.project)
  }

  /// The chart and what the command said.
  private func chart(_ command: String, _ options: [String]) throws -> (svg: String, outcome: Scratch.Outcome) {
    let file = scratch.path("chart.svg")
    try? FileManager.default.removeItem(atPath: file)
    let outcome = try run(command, ["--plot", file] + options)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return (try scratch.read("chart.svg"), outcome)
  }

  private func description(_ svg: String) throws -> String {
    let start = try #require(svg.range(of: "-description\">")).upperBound
    return String(svg[start..<(try #require(svg.range(of: "</desc>")).lowerBound)])
  }

  @Test(arguments: [
    ("describe", "missing"), ("describe", "flow"), ("describe", "trajectories"), ("change", "changes"),
    ("change", "waterfall"), ("change", "before-after"), ("change", "trajectories"), ("compare", "means"),
    ("compare", "forest"), ("compare", "trajectories"), ("mixed", "means"), ("mixed", "forest"),
  ])
  func everyKindIsDrawn(command: String, kind: String) throws {
    let (svg, outcome) = try chart(command, ["--plot-kind", kind])
    #expect(svg.hasPrefix("<svg xmlns=") && svg.hasSuffix("</svg>\n"))
    #expect(svg.contains("role=\"img\"") && svg.contains("<title id=") && !svg.contains("nan"))
    #expect(outcome.errors.contains("note: \(scratch.path("chart.svg")): "))
    #expect(try scratch.entries().filter { $0.hasSuffix(".tmp") }.isEmpty)
    // What is printed does not depend on the chart, but for the note.
    let plain = try run(command, [])
    #expect(outcome.output == plain.output)
  }

  /// What the chart says in words is what R says of the same subjects: `t.test(bdi)$conf.int` by arm and month.
  @Test func meansAreThoseOfTheResults() throws {
    let words = try description(chart("compare", []).svg)
    #expect(words.contains("BtheB: 0: 22.54 (19.27 to 25.81); 2: 14.71 (11.89 to 17.53);"), "\(words)")
    #expect(words.contains("TAU: 0: 24.2 (21.3 to 27.0);"), "\(words)")
    #expect(words.contains("Difference of the observed means (Welch), BtheB - TAU."), "\(words)")
    #expect(words.contains("2: \u{2212}4.8 (\u{2212}9.1 to \u{2212}0.4);"), "\(words)")
  }

  @Test func marginalMeansAndContrastsAreDrawn() throws {
    let words = try description(chart("mixed", []).svg)
    #expect(words.contains("BtheB: 2: 14.98 (12.68 to 17.29);"), "\(words)")
    #expect(words.contains("BtheB - TAU: 2: \u{2212}4.0 (\u{2212}7.3 to \u{2212}0.6);"), "\(words)")
  }

  /// The examples of the help that draw a chart, run as printed from a folder that has the data sets.
  @Test(arguments: ["describe", "change", "compare", "mixed"])
  func theHelpsChartsAreDrawn(command: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("Datasets"), withDestinationPath: Scratch.project.appendingPathComponent("Datasets").path)
    let blocks = try scratch.run([command, "--help"]).output.components(separatedBy: "\n\n")
      .filter { $0.contains("--plot") && $0.contains("beat-the-blues.csv") }
    #expect(blocks.count == 1)
    let start = try #require(blocks[0].range(of: "endline \(command) ")).lowerBound
    let words = blocks[0][start...].replacingOccurrences(of: "\\\n", with: " ").split(whereSeparator: \.isWhitespace)
    let outcome = try scratch.run(words.dropFirst().map(String.init))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try scratch.entries().count { $0.hasSuffix(".svg") } == 1)
  }

  /// Means over all visits have no visits to stand at.
  @Test func meansWithoutVisits() throws {
    let svg = try chart("mixed", ["--means", "arm"]).svg
    #expect(try description(svg).contains("BtheB: 13.46 (11.13 to 15.78)."))
    #expect(svg.contains(">bdi</title>"))
  }

  @Test func theDefaultIsTheFirstKind() throws {
    #expect(try chart("describe", []).svg == chart("describe", ["--plot-kind", "missing"]).svg)
    #expect(try chart("change", []).svg == chart("change", ["--plot-kind", "changes"]).svg)
  }

  @Test func measuresChooseTheForestAndLeaveTheMeansAlone() throws {
    let forest = try chart("compare", ["--plot-kind", "forest", "--measures", "hedges_g"])
    #expect(try description(forest.svg).hasPrefix("Hedges&#39; g with 95% confidence intervals."))
    #expect(try chart("compare", ["--measures", "hedges_g"]).svg == chart("compare", []).svg)
  }

  @Test func theVisitOfAWaterfallCanBeChosen() throws {
    #expect(try description(chart("change", ["--plot-kind", "waterfall"]).svg).contains("From month 0 to month 8"))
    let words = try description(chart("change", ["--plot-kind", "waterfall", "--plot-visit", "2"]).svg)
    #expect(words.contains("From month 0 to month 2, later minus earlier. BtheB: 52 subjects,"), "\(words)")
  }

  @Test func eventsCountsAndMomentsHaveCharts() throws {
    let events = try description(chart("compare", ["--responder", "percent <= -50"]).svg)
    #expect(events.contains("Proportions with the event"))
    let file = scratch.path("counts.svg")
    let counts = try scratch.run(
      [
        "compare", "Datasets/made-up-admissions/admissions.csv", "--subject", "subject", "--visit", "visit",
        "--baseline",
        "before", "--arm", "arm", "--outcome", "admissions", "--type", "count", "--exposure", "days", "--per", "365",
        "--plot", file,
      ], in: Scratch.project)
    #expect(counts.status == 0)
    #expect(try scratch.read("counts.svg").contains("Rate of admissions per 365"))
    let moments = scratch.path("site.json")
    let whole = try chart("mixed", ["--save-moments", moments, "--within-trusted-network"])
    let again = scratch.path("again.svg")
    let pooled = try scratch.run(["mixed", "--moments", moments, "--plot", again])
    #expect(pooled.status == 0, "\(pooled.errors)")
    // Moments have no name for the visits.
    #expect(try description(scratch.read("again.svg")) == description(whole.svg))
  }

  @Test func severalOutcomesStandInOneFile() throws {
    try scratch.write(
      "id,visit,arm,y,z\n1,0,a,1,2\n1,1,a,2,5\n2,0,a,3,4\n2,1,a,5,5\n3,0,b,2,2\n3,1,b,4,1\n4,0,b,1,3\n4,1,b,2,2\n",
      to: "trial.csv")
    let outcome = try scratch.run([
      "change", "trial.csv", "--subject", "id", "--visit", "visit", "--arm", "arm", "--outcome", "y", "--outcome", "z",
      "--plot", "two.svg",
    ])
    #expect(outcome.status == 0)
    let svg = try scratch.read("two.svg")
    #expect(
      svg.contains(">Change of y by visit; Change of z by visit</title>")
        && svg.components(separatedBy: "<svg").count == 2)
  }

  /// Labels that want to be markup.
  @Test func labelsOfTheDataAreText() throws {
    try scratch.write(
      "id,visit,arm,y\n1,0,<script>alert(1)</script>,1\n1,1,<script>alert(1)</script>,2\n2,0,b & c,3\n2,1,b & c,5\n",
      to: "trial.csv")
    for kind in ["changes", "waterfall", "before-after", "trajectories"] {
      let outcome = try scratch.run([
        "change", "trial.csv", "--subject", "id", "--visit", "visit", "--arm", "arm", "--outcome", "y", "--plot",
        "a.svg",
        "--plot-kind", kind,
      ])
      #expect(outcome.status == 0)
      let svg = try scratch.read("a.svg")
      #expect(
        !svg.contains("<script") && svg.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && svg.contains("b &amp; c"))
    }
  }

  @Test func whereNothingCanBeDrawnNothingIsWritten() throws {
    try scratch.write("id,visit,arm,y\n1,0,a,\n1,1,a,2\n2,0,b,3\n2,1,b,\n", to: "trial.csv")
    let outcome = try scratch.run([
      "change", "trial.csv", "--subject", "id", "--visit", "visit", "--arm", "arm", "--outcome", "y", "--plot", "a.svg",
    ])
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("note: a.svg: not written, since there is nothing to draw"))
    #expect(try !scratch.entries().contains("a.svg"))
  }

  @Test func theInputIsNeverOverwritten() throws {
    try scratch.write("id,visit,arm,y\n1,0,a,1\n1,1,a,2\n", to: "trial.svg")
    let outcome = try scratch.run([
      "change", "trial.svg", "--subject", "id", "--visit", "visit", "--outcome", "y", "--plot", "./trial.svg",
    ])
    #expect(outcome.status == 73 && outcome.errors.contains("would overwrite the input trial.svg"))
    #expect(try scratch.read("trial.svg").hasPrefix("id,visit"))
  }
}
