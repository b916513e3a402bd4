import Foundation
import Testing

/// What `endline report` says of reliable change and of sites, as a user gets it.
@Suite struct ReportSitesTests {
  private static let description = """
    title: A trial at several sites
    data: trial.csv
    subject: id
    site: site
    arm: {column: arm, control: C}
    visit: {column: visit, order: [0, 1, 2], baseline: 0}
    outcomes:
      - {column: y, primary: true, direction: higher, reliability: 0.8}
      - {column: z, direction: lower, reliability: 0.7, cutoff: 20}

    """

  /// Sites of the given sizes; at the last visit all but the given numbers of each are lost.
  private static func rows(_ sites: [(label: String, size: Int, kept: Int)]) -> String {
    var text = "id,arm,visit,y,z,site\n"
    var subject = 0
    for (place, site) in sites.enumerated() {
      for member in 0..<site.size {
        subject += 1
        for visit in 0..<3 where visit < 2 || member < site.kept {
          let y = 20 + (subject * 7) % 11 + visit * (1 + subject % 2) + (subject * visit * 5) % 7 + visit * place % 3
          let z = 30 + (subject * 5) % 13 - visit * 2 - (subject * visit * 3) % 5
          text += "s\(subject),\(subject % 2 == 0 ? "T" : "C"),\(visit),\(y),\(z),\"\(site.label)\"\n"
        }
      }
    }
    return text
  }

  private static let usual = [("Ash", 30, 28), ("Birch", 24, 20), ("Cedar", 18, 16), ("Dogwood", 12, 3)]

  private func made(
    _ sites: [(String, Int, Int)] = usual, _ options: [String] = [], description: String = Self.description
  ) throws -> (outcome: Scratch.Outcome, scratch: Scratch) {
    let scratch = try Scratch()
    try scratch.write(description, to: "study.yaml")
    try scratch.write(Self.rows(sites.map { (label: $0.0, size: $0.1, kept: $0.2) }), to: "trial.csv")
    return (try scratch.run(["report", "study.yaml", "-o", "out"] + options, in: scratch.folder), scratch)
  }

  private func names(_ scratch: Scratch) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: scratch.path("out")).sorted()
  }

  private func words(_ page: String) throws -> String {
    page.replacing(try Regex("<style>[^<]*</style>"), with: "").replacing(try Regex("<[^>]*>"), with: " ")
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The rows of a page of JSON, one a line.
  private func rows(_ json: String) -> [Substring] {
    json.split(separator: "\n").filter { $0.hasPrefix("{\"outcome\"") }.map { $0.hasSuffix(",") ? $0.dropLast() : $0 }
  }

  @Test func reliableChangeIsThatOfTheCommand() throws {
    let (outcome, scratch) = try made(Self.usual, ["--tables", "t"])
    #expect(outcome.status == 0)
    let own = try scratch.run(["change", "--csc", "--study", "study.yaml", "--format", "json"], in: scratch.folder)
    #expect(own.status == 0)
    let expected = rows(own.output)
    #expect(expected.contains { $0.contains("\"deteriorated\"") && !$0.contains("\"estimate\": null") })
    #expect(rows(try scratch.read("t/reliable-change.json")) == expected)
    #expect(own.errors.contains("reliability 0.8 (the study description)"))
    #expect(own.errors.contains("z: cut-off 20"))
  }

  @Test func sitesAreThoseOfTheCommand() throws {
    let sites = [("Ash", 30, 28), ("Birch", 24, 20), ("Cedar", 18, 16)]
    let (_, scratch) = try made(sites, ["--tables", "t"])
    let own = try scratch.run(["sites", "--study", "study.yaml", "--format", "json"], in: scratch.folder)
    // Ranks stand at the visit that the report is about.
    let expected = rows(own.output).filter { !($0.contains("\"rank\"") && $0.contains("\"visit\": \"1\"")) }
    #expect(expected.count > 50)
    #expect(rows(try scratch.read("t/sites.json")) == expected)
  }

  /// Where a total would tell of a small site, another one goes with it, as with a larger --min-cell.
  @Test func aSmallSiteTakesTheNextOneWithIt() throws {
    let (_, scratch) = try made(Self.usual, ["--tables", "t"])
    let own = try scratch.run(
      ["sites", "--study", "study.yaml", "--min-cell", "17", "--format", "json"], in: scratch.folder)
    func last(_ json: String) -> [Substring] { rows(json).filter { $0.contains("\"visit\": \"2\"") } }
    #expect(last(try scratch.read("t/sites.json")) == last(own.output))
    #expect(!last(own.output).isEmpty)
    let index = try words(try scratch.read("out/index.html"))
    #expect(index.contains("2 sites are not judged and have no part in these numbers"))
    #expect(index.contains(": Cedar, Dogwood."))
  }

  @Test(arguments: [
    ("direction: higher, reliability: 0.8", "", "add direction: higher or direction: lower"),
    (", reliability: 0.8", "", "add reliability: R to this outcome"),
    ("reliability: 0.8", "reliability: 0.999", "improved reliably; difference T - C"),
  ])
  func whatIsMissingForReliableChangeIsNamed(old: String, new: String, said: String) throws {
    let description = Self.description.replacing(old, with: new).replacing("true, }", with: "true}")
    let (outcome, scratch) = try made(description: description)
    #expect(outcome.status == 0)
    #expect(try words(try scratch.read("out/index.html")).contains(said))
  }

  @Test func everySiteHasAPageThatNamesNoOther() throws {
    let (outcome, scratch) = try made()
    #expect(outcome.errors.contains("4 pages of single sites"))
    #expect(
      try names(scratch) == ["index.html", "site-ash.html", "site-birch.html", "site-cedar.html", "site-dogwood.html"])
    let index = try scratch.read("out/index.html")
    for (label, _, _) in Self.usual {
      let file = "site-\(label.lowercased()).html"
      #expect(index.contains("<a href=\"\(file)\">\(label)</a>"))
      let page = try scratch.read("out/\(file)")
      #expect(page.contains("<a href=\"index.html\">"))
      #expect(!page.contains("courses-chart") && !page.contains("before-after-chart"))
      for (other, _, _) in Self.usual where other != label { #expect(!page.contains(other), "\(file)") }
      let ids = page.matches(of: try Regex(" id=\"([^\"]+)\"")).map { String($0.output[1].substring ?? "") }
      #expect(Set(ids).count == ids.count)
    }
    let page = try words(try scratch.read("out/site-ash.html"))
    #expect(page.contains("Ash has 30 of the 84 people in the data."))
    #expect(page.contains("y 30 (100%) 30 (100%) 28 (93%)"))
    #expect(page.contains("Higher is better."))
  }

  /// The counts that pages and index tell: what is left of each total is no small count of one site.
  @Test func nothingSmallCanBeSubtracted() throws {
    let (_, scratch) = try made()
    var told: [String: [String]] = [:]
    for (label, _, _) in Self.usual {
      let page = try words(try scratch.read("out/site-\(label.lowercased()).html"))
      let line = try #require(page.firstMatch(of: try Regex("months\\)|visit 2 y (.*?) z "))?.output.first?.substring)
      told[label] = line.replacing("visit 2 y ", with: "").replacing(" z ", with: "").split(separator: " ")
        .filter { !$0.hasSuffix("%)") }.map(String.init)
    }
    // Dogwood's 3 are not told, nor Cedar's 16, which would tell them.
    #expect(told["Dogwood"] == ["12", "12", "withheld"])
    #expect(told["Cedar"] == ["18", "18", "withheld"])
    #expect(told["Birch"] == ["24", "24", "20"])
    let cedar = try scratch.read("out/site-cedar.html")
    #expect(!cedar.contains(">16<") && !cedar.contains("n = 16"))
    // What the judged ones have together and their number are told: the others have 19 between them.
    #expect(try words(try scratch.read("out/index.html")).contains("2 sites with 48 people are compared"))
  }

  @Test func aSmallerLimitTellsMore() throws {
    let (_, scratch) = try made(Self.usual, ["--min-cell", "3"])
    #expect(try words(try scratch.read("out/site-dogwood.html")).contains("y 12 (100%) 12 (100%) 3 (25%)"))
  }

  @Test func labelsOfSitesNameNoFileAndAreNoMarkup() throws {
    let labels = ["../../x", "<script>alert(1)</script>", "CON", "con", "=1+1"]
    let (outcome, scratch) = try made(labels.map { ($0, 20, 15) }, ["--tables", "out/t"])
    #expect(outcome.status == 0)
    #expect(
      try names(scratch) == [
        "index.html", "site-1-1.html", "site-con-2.html", "site-con.html", "site-script-alert-1-script.html",
        "site-x.html",
        "t",
      ])
    for name in try names(scratch) where name.hasSuffix(".html") {
      #expect(!(try scratch.read("out/\(name)").contains("<script")), "\(name)")
    }
    let table = try scratch.read("out/t/sites.csv")
    #expect(table.contains("'=1+1"))
    #expect(!table.contains(",=1+1") && !table.contains("\"=1+1"))
    // Numbers below 0 stay numbers.
    #expect(table.contains(",-") && !table.contains("'-"))
  }

  /// Site 0 is far away from the others.
  private func oneApart(_ options: [String]) throws -> (index: String, scratch: Scratch) {
    let scratch = try Scratch()
    try scratch.write(Self.description, to: "study.yaml")
    let labels = (0..<12).map { "Site\(String(UnicodeScalar(UInt8(65 + $0))))" }
    let text = Self.rows(labels.map { (label: $0, size: 20, kept: 20) }).split(separator: "\n").map { line in
      var cells = line.split(separator: ",").map(String.init)
      if cells.last == "\"SiteA\"", cells[2] == "2" { cells[3] = String((Int(cells[3]) ?? 0) + 40) }
      return cells.joined(separator: ",")
    }
    try scratch.write(text.joined(separator: "\n") + "\n", to: "trial.csv")
    #expect(try scratch.run(["report", "study.yaml", "-o", "out"] + options, in: scratch.folder).status == 0)
    return (try scratch.read("out/index.html"), scratch)
  }

  @Test func aBoardIsToldOfSitesThatAreApartAndOfNoOther() throws {
    let (index, scratch) = try oneApart(["--audience", "board", "--tables", "t"])
    #expect(try names(scratch) == ["index.html"])
    #expect(index.contains("SiteA") && !index.contains("SiteB") && !index.contains("SiteL"))
    #expect(!index.contains("before-after-chart") && !index.contains("caterpillar-chart"))
    #expect(try words(index).contains("beyond the 99.8% limits, for the better."))
    let table = try scratch.read("t/sites.csv")
    #expect(table.contains("SiteA") && !table.contains("SiteB"))
    #expect(table.contains(",icc,"))
  }

  @Test func theSitesReportNamesNoSite() throws {
    let (index, scratch) = try oneApart(["--audience", "site", "--tables", "t"])
    #expect(try names(scratch).count == 13)
    for label in ["SiteA", "SiteB", "sitea", "siteb"] {
      #expect(!index.contains(label))
      #expect(!(try scratch.read("t/sites.csv").contains(label)))
    }
    #expect(try scratch.read("out/site-sitea.html").contains("SiteA"))
    // What is made to be handed out leads to no other file.
    for name in try names(scratch) { #expect(!(try scratch.read("out/\(name)").contains(".html\"")), "\(name)") }
    #expect(!(try scratch.read("out/site-sitea.html").contains("SiteB")))
  }

  @Test func pagesOfAnEarlierReportAreNamed() throws {
    let (_, scratch) = try made()
    let outcome = try scratch.run(["report", "study.yaml", "-o", "out", "--audience", "board"], in: scratch.folder)
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("holds pages of sites that this report did not write"))
    #expect(outcome.errors.contains("site-ash.html, site-birch.html, site-cedar.html, site-dogwood.html"))
  }

  @Test func anotherPageOfThatNameIsNotReplaced() throws {
    let (_, scratch) = try made()
    try scratch.write("<html>my own page</html>", to: "out/site-ash.html")
    let outcome = try scratch.run(["report", "study.yaml", "-o", "out"], in: scratch.folder)
    #expect(outcome.status == 73)
    #expect(try scratch.read("out/site-ash.html") == "<html>my own page</html>")
  }
}
