import Foundation
import Testing

@Suite struct ScoreCommandTests {
  private let items = "Datasets/made-up-imrs-items/imrs-items.csv"
  private var options: [String] {
    ["--instrument", "imrs_client", "--items", "imrs1-imrs15", "--subject", "subject", "--visit", "visit"]
  }

  /// The example that the help prints, run as printed.
  @Test func theHelpsExampleRuns() throws {
    let scratch = try Scratch()
    let help = try scratch.run(["score", "--help"])
    let example = try #require(help.output.range(of: "EXAMPLE, made-up data:\n")).upperBound
    let words = String(help.output[example...]).components(separatedBy: "\n\n")[0]
      .replacingOccurrences(of: "\\\n", with: " ").split(whereSeparator: \.isWhitespace).map(String.init)
    let place = scratch.folder.appendingPathComponent("scored.csv").path
    let outcome = try scratch.run(
      words.dropFirst().map { $0 == "scored.csv" ? place : $0 }, in: Scratch.project)
    #expect(outcome.status == 0 && outcome.output.isEmpty)
    let lines = try scratch.read("scored.csv").split(separator: "\n")
    #expect(lines.count == 121)
    #expect(lines[0].hasSuffix(",imrs15,imrs_client_mean,imrs_client_answered,imrs_client_reason"))
    #expect(lines[1] == "1,IMR,baseline,4,2,3,3,3,2,3,3,3,4,5,4,2,4,3,3.2,15,")
    // What the README prints.
    let page = try String(contentsOf: Scratch.project.appendingPathComponent("README.md"), encoding: .utf8)
    #expect(page.contains("-o scored.csv\n" + outcome.errors + "```"))
  }

  @Test func scoresGoOnToOtherCommands() throws {
    let scratch = try Scratch()
    let file = Scratch.project.appendingPathComponent(items).path
    _ = try scratch.run(["score", file] + options + ["--scoring", "total", "-o", "scored.csv"])
    let roles = ["--subject", "subject", "--visit", "visit", "--arm", "arm", "--format", "csv"]
    let scored = try scratch.run(["compare", "scored.csv", "--outcome", "imrs_client_total"] + roles)
    #expect(scored.status == 0)
    // A study that says so computes the same outcome on the way.
    try scratch.write(
      """
      data: \(file)
      subject: subject
      arm: arm
      visit: visit
      outcomes: [{items: [imrs1-imrs15], instrument: IMRS-client, scoring: total, name: imrs_client_total}]

      """, to: "study.yaml")
    let described = try scratch.run(["compare", "--study", "study.yaml", "--format", "csv"])
    #expect(described.status == 0 && described.output == scored.output)
    #expect(described.errors.contains("imrs_client_total: total in 103 of 120 rows"))
    let byStudy = try scratch.run(["score", "--study", "study.yaml"])
    #expect(byStudy.status == 0 && byStudy.output.hasPrefix("subject,arm,visit,imrs1,"))
    #expect(byStudy.output.contains(",imrs_client_total_total,imrs_client_total_answered,"))
  }

  @Test func standardInputIsScoredAlike() throws {
    let scratch = try Scratch()
    let file = Scratch.project.appendingPathComponent(items)
    let fromFile = try scratch.run(["score", file.path] + options + ["--scoring", "mean"])
    let fromInput = try scratch.run(
      ["score", "-"] + options + ["--scoring", "mean"], input: String(contentsOf: file, encoding: .utf8))
    #expect(fromFile.status == 0 && fromFile.output == fromInput.output && fromFile.output.count > 5000)
  }

  @Test func anItemThatWasNotReversedIsNamed() throws {
    let scratch = try Scratch()
    var lines = ["id,h1,h2,h3,h4,h5,h6,h7,h8,h9,h10,h11,h12"]
    for row in 0..<24 {
      // Items 3 and 6 count in reverse; item 6 is already turned round here.
      let level = row % 4
      let answers = (1...12).map {
        $0 == 3 ? 4 - level : $0 == 6 ? level + 1 : min(4, max(1, level + 1 - ($0 * row) % 2))
      }
      lines.append("\(row)," + answers.map(String.init).joined(separator: ","))
    }
    try scratch.write(lines.joined(separator: "\n") + "\n", to: "hope.csv")
    let outcome = try scratch.run(["score", "hope.csv", "--instrument", "hhi", "--items", "h1-h12"])
    #expect(outcome.status == 0)
    let named = outcome.errors.split(separator: "\n").filter { $0.contains("is it reversed?") }
    #expect(named.count == 1 && named[0].hasPrefix("note: hhi: item 6 (\"h6\") correlates -0."), "\(outcome.errors)")
  }

  @Test func yourOwnScaleIsAFile() throws {
    let scratch = try Scratch()
    try scratch.write(
      "key: calm\nname: Calm\nitems: {count: 2, range: [0, 4], reversed: [2]}\nscore: {by: total, direction: higher}\n",
      to: "calm.yaml")
    try scratch.write("id,a,b\n1,4,1\n", to: "items.csv")
    let outcome = try scratch.run(["score", "items.csv", "--instrument", "calm.yaml", "--items", "a,b"])
    #expect(outcome.output == "id,a,b,calm_total,calm_answered,calm_reason\n1,4,1,7,2,\n")
    let over = try scratch.run(["score", "items.csv", "--instrument", "calm.yaml", "--items", "a,b", "-o", "calm.yaml"])
    #expect(over.status == 73)
  }
}

@Suite struct InstrumentsCommandTests {
  @Test func theCatalogueIsListed() throws {
    let scratch = try Scratch()
    let list = try scratch.run(["instruments"])
    #expect(list.status == 0 && list.errors.isEmpty)
    #expect(list.output.hasPrefix("Instruments\n") && list.output.contains("\nimrs_client "))
    #expect(list.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let json = try scratch.run(["instruments", "--format", "json"])
    let all = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
    #expect(try #require(all).count >= 45)
  }

  @Test func oneIsPrintedWithSourcesAndWhatIsNotKnown() throws {
    let scratch = try Scratch()
    let page = try scratch.run(["instruments", "IMRS-client"])
    #expect(page.status == 0)
    for part in [
      "imrs_client (IMRS-client", "15; answers 1 to 5 [mediation]", "sum of the items, 15 to 75", "0.69: Dutch version",
      "https://informahealthcare.com/doi/full/10.3109/09638237.2015.1124398", "Not known here", "norms",
    ] {
      #expect(page.output.contains(part), "\(part)")
    }
    let json = try scratch.run(["instruments", "panss", "--format", "json"])
    let panss = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    let score = try #require(panss?["score"] as? [String: Any])
    #expect(score["percent_floor"] as? Double == 30 && score["direction"] as? String == "lower")
    let ranges = try #require(score["ranges"] as? [String: [Double]])
    #expect(ranges == ["total": [30, 210]])
  }

  /// What is printed as YAML is a file that reads back.
  @Test func theFileOfOneIsAFileOfOnesOwn() throws {
    let scratch = try Scratch()
    let written = try scratch.run(["instruments", "core_om", "--format", "yaml", "-o", "mine.yaml"])
    #expect(written.status == 0)
    let mine = try scratch.run(["instruments", "mine.yaml"])
    #expect(try mine.output == scratch.run(["instruments", "core_om"]).output && mine.status == 0)
  }

  /// The page's table is what the program prints, and its example is a file that reads.
  @Test func thePageIsTheCataloguesOwn() throws {
    let scratch = try Scratch()
    let page = try String(
      contentsOf: Scratch.project.appendingPathComponent("Documentation/Methods/instruments.md"), encoding: .utf8)
    let table = try scratch.run(["instruments", "--format", "markdown"]).output
    #expect(page.hasSuffix("\n" + table), "endline instruments --format markdown prints the page's last table")
    let example = try #require(page.components(separatedBy: "```yaml\n").last?.components(separatedBy: "```").first)
    try scratch.write(example, to: "calm.yaml")
    let outcome = try scratch.run(["instruments", "calm.yaml"])
    #expect(outcome.status == 0 && outcome.output.hasPrefix("CALM: A scale of calm\n"), "\(outcome.errors)")
    #expect(page.contains("my-scale.yaml:5:3: unknown key \"rang\" in items\nmend: did you mean \"range\"?"))
  }
}
