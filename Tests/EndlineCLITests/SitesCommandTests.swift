import Foundation
import Testing

@Suite struct SitesCommandTests {
  private let roles = [
    "sites", "Datasets/made-up-sites/sites.csv", "--subject", "subject", "--visit", "visit", "--site", "site",
    "--outcome", "score",
  ]

  /// The examples of the help, run as printed from the project's folder.
  @Test func theExamplesOfTheHelpRun() throws {
    let scratch = try Scratch()
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("Datasets"), withDestinationPath: Scratch.project.appendingPathComponent("Datasets").path)
    let help = try scratch.run(["sites", "--help"]).output
    let lines = help.split(separator: "\n").map { $0.trimmingPrefix(while: { $0 == " " }) }
    var examples = 0
    for start in lines.indices where lines[start].hasPrefix("endline sites Datasets") {
      var words: [String] = []
      for line in lines[start...] {
        words += line.split(separator: " ").filter { $0 != "\\" }.map(String.init)
        if !line.hasSuffix("\\") { break }
      }
      let outcome = try scratch.run(Array(words.dropFirst()))
      #expect(outcome.status == 0 && outcome.output.count > 500, "\(words)\n\(outcome.errors)")
      for line in outcome.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
      examples += 1
    }
    #expect(examples == 3)
    #expect(try scratch.read("funnel.svg").contains("95% limits"))
  }

  /// Who is named on the chart is who the rows say is beyond the widest limits; a small site is on neither chart.
  @Test(arguments: ["funnel", "caterpillar"]) func chartsAgreeWithTheRows(kind: String) throws {
    let scratch = try Scratch()
    let file = scratch.path("chart.svg")
    let outcome = try scratch.run(
      roles + ["--format", "csv", "--plot", file, "--plot-kind", kind], in: Scratch.project)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let svg = try scratch.read("chart.svg")
    let judged = outcome.output.split(separator: "\n").filter {
      $0.contains(",site_deviation,student,") && !$0.contains("too few")
    }
    #expect(judged.count >= 16)
    if kind == "funnel" {
      let beyond = judged.filter { $0.contains(",beyond 99.8%,") }.count
      #expect(
        beyond == 0
          ? svg.components(separatedBy: "lie within the 99.8% limits").count == 3
          : svg.contains("\(beyond) of 8 sites lie beyond the 99.8% limits"))
    }
    for site in judged.compactMap({ $0.split(separator: ",", omittingEmptySubsequences: false)[4] }) {
      #expect(svg.contains("\(site): "), "\(site)")
    }
    #expect(!svg.contains("Elm"))
    #expect(!svg.contains("nan"))
  }

  @Test(arguments: ["json", "csv", "markdown", "latex", "html"])
  func everyFormatIsWritten(format: String) throws {
    let outcome = try Scratch().run(roles + ["--covariate", "age", "--format", format], in: Scratch.project)
    #expect(outcome.status == 0 && outcome.output.count > 3000)
    #expect(!outcome.output.lowercased().contains("nan,") && !outcome.output.contains("inf,"))
  }

  /// A total beside the other sites' counts would give a small site away.
  @Test func noTotalStandsBesideASmallSite() throws {
    let hidden = try Scratch().run(roles + ["--format", "json"], in: Scratch.project)
    #expect(hidden.output.contains(#""rows": null"#) && hidden.output.contains(#""subjects": null"#))
    let shown = try Scratch().run(roles + ["--format", "json", "--min-cell", "2"], in: Scratch.project)
    #expect(shown.output.contains(#""subjects": 186"#))
  }

  @Test func ranksAreTheSameForOneSeed() throws {
    func ranks(_ options: [String]) throws -> String {
      try Scratch().run(roles + ["--measures", "rank", "--format", "csv"] + options, in: Scratch.project).output
    }
    #expect(try ranks([]) == ranks([]) && ranks(["--seed", "7"]) == ranks(["--seed", "7"]))
  }

  /// A site that calls itself a script is text.
  @Test func aLabelIsNoMarkup() throws {
    let scratch = try Scratch()
    let label = "<script>alert(1)</script>"
    let rows = (1...12).map { "\($0),\($0 <= 6 ? label : "B"),\(($0 * 7) % 11)" }
    try scratch.write("id,site,y\n" + rows.joined(separator: "\n") + "\n", to: "s.csv")
    let outcome = try scratch.run([
      "sites", "s.csv", "--subject", "id", "--site", "site", "--outcome", "y", "--format", "html",
    ])
    #expect(outcome.status == 0 && outcome.output.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(!outcome.output.contains("<script"))
    let small = try scratch.run([
      "sites", "s.csv", "--subject", "id", "--site", "site", "--outcome", "y", "--format", "html", "--min-cell", "7",
    ])
    #expect(small.status == 0 && !small.output.contains("<script") && small.output.contains("&lt;script&gt;"))
  }

  @Test func fidelityOfTotalsNeedsNoItems() throws {
    let scratch = try Scratch()
    try scratch.write("site,year,total\nA,1,3.5\nA,2,4.1\nB,1,4\nB,2,4.5\nC,1,2.9\nC,2,3.9\n", to: "f.csv")
    let outcome = try scratch.run([
      "sites", "f.csv", "--site", "site", "--visit", "year", "--outcome", "total", "--threshold", "4", "--measures",
      "share_at_threshold", "--format", "csv",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = outcome.output.split(separator: "\n").dropFirst()
    #expect(rows.count == 2 && rows.allSatisfy { $0.hasPrefix("total,,,") && $0.hasSuffix(",3") })
    #expect(rows.first?.contains("wilson,0.3333") ?? false)
  }
}
