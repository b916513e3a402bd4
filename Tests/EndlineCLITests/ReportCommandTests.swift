import Foundation
import Testing

/// `endline report`, as a user runs it.
@Suite struct ReportCommandTests {
  private static let study = "Datasets/beat-the-blues/study.yaml"

  private static let trial = """
    title: A small trial
    data: trial.csv
    subject: id
    arm: {column: arm, control: C, labels: {C: usual care, T: training}}
    visit: {column: visit, order: [0, 1, 2], baseline: 0}
    outcomes:
      - {column: y, primary: true, direction: higher}
      - {column: z, direction: lower}

    """

  /// Two arms of 24, two outcomes, some values missing; no random numbers.
  private static func rows(arms: [String] = ["C", "T"], visits: Int = 3) -> String {
    var text = "id,arm,visit,y,z,site\n"
    for subject in 0..<48 {
      for visit in 0..<visits {
        let arm = subject % arms.count
        let y = 20 + (subject * 7) % 11 + visit * (1 + 2 * arm) + (subject * visit * 5) % 7
        let z = 30 + (subject * 5) % 13 - visit * (1 + arm) - (subject * visit * 3) % 5
        let isMissing = visit == 2 && subject % 5 == 3
        text += "s\(subject),\(arms[arm]),\(visit),\(isMissing ? "" : String(y)),\(z),<script>alert(1)</script>\n"
      }
    }
    return text
  }

  private func made(
    _ description: String = Self.trial, _ data: String = Self.rows(), _ options: [String] = []
  ) throws -> (outcome: Scratch.Outcome, page: String, scratch: Scratch) {
    let scratch = try Scratch()
    try scratch.write(description, to: "study.yaml")
    try scratch.write(data, to: "trial.csv")
    let outcome = try scratch.run(["report", "study.yaml", "-o", "out"] + options, in: scratch.folder)
    return (outcome, (try? scratch.read("out/index.html")) ?? "", scratch)
  }

  private func text(_ page: String) throws -> String {
    page.replacing(try Regex("<style>[^<]*</style>"), with: "").replacing(try Regex("<[^>]*>"), with: " ")
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test func theExamplesOfTheHelpAreTheseAndRun() throws {
    let scratch = try Scratch()
    let help = try scratch.run(["report", "--help"]).output
    #expect(help.contains("endline report Datasets/beat-the-blues/study.yaml -o beat-the-blues-report"))
    let outcome = try scratch.run(
      [
        "report", Self.study, "-o", scratch.path("board"), "--audience", "board", "--tables",
        scratch.path("board/tables"),
      ],
      in: Scratch.project)
    #expect(outcome.status == 0)
    // The tables' folder is in the report's, which is made first.
    #expect(try scratch.read("board/index.html").contains("</html>"))
    #expect(try scratch.read("board/tables/forest.csv").contains("standardized_contrast"))
  }

  @Test func sectionsStandInTheirOrderAndThePageNeedsNothingElse() throws {
    let (outcome, page, _) = try made()
    #expect(outcome.status == 0)
    #expect(outcome.output == "out/index.html\n")
    let headings = page.matches(of: try Regex("<section id=\"([a-z0-9-]+)\"")).map {
      String($0.output[1].substring ?? "")
    }
    #expect(
      headings == [
        "summary", "flow", "baseline", "completeness", "outcome-1", "outcome-2", "robustness", "forest", "methods",
        "provenance",
      ])
    for word in ["<script", "http:", "src=", "url(", "@import", "<link", "trend towards"] {
      #expect(!page.replacing("http://www.w3.org/2000/svg", with: "").contains(word), "\(word)")
    }
    #expect(page.contains("<html lang=\"en\">"))
    #expect(page.utf8.count < 1_000_000)
    let words = try text(page)
    #expect(words.contains("not supplied"))
    #expect(words.contains("Primary outcome. At visit 2, y was"))
    #expect(words.contains("Higher is better"))
  }

  @Test func idsAreGivenOnce() throws {
    let page = try made().page
    let ids = page.matches(of: try Regex(" id=\"([^\"]+)\"")).map { String($0.output[1].substring ?? "") }
    #expect(Set(ids).count == ids.count)
    for match in page.matches(of: try Regex("href=\"#([^\"]+)\"")) {
      #expect(ids.contains(String(match.output[1].substring ?? "")))
    }
  }

  /// The rows of a page of JSON, one a line.
  private func rows(_ json: String) -> [Substring] {
    json.split(separator: "\n").filter { $0.hasPrefix("{\"outcome\"") }.map { $0.hasSuffix(",") ? $0.dropLast() : $0 }
  }

  @Test(arguments: [("describe", []), ("change", []), ("compare", []), ("mixed", ["--sd", "baseline"])])
  func numbersAreThoseOfTheCommands(command: String, options: [String]) throws {
    let (_, _, scratch) = try made(Self.trial, Self.rows(), ["--tables", "tables"])
    let own = try scratch.run(
      [command, "--study", "study.yaml", "--format", "json"] + options, in: scratch.folder)
    #expect(own.status == 0)
    let expected = rows(own.output)
    #expect(!expected.isEmpty)
    #expect(rows(try scratch.read("tables/\(command).json")) == expected)
  }

  @Test func theSameBytesEveryTimeButForTheDate() throws {
    let first = try made().page
    #expect(first == (try made().page))
    let scratch = try Scratch()
    let script = "#!/bin/sh\nexport SOURCE_DATE_EPOCH=951782400\nexec \"$@\"\n"
    try scratch.write(script, to: "dated.sh")
    try scratch.write(Self.trial, to: "study.yaml")
    try scratch.write(Self.rows(), to: "trial.csv")
    _ = try scratch.run(["report", "study.yaml", "-o", "out"], in: scratch.folder, through: "dated.sh")
    let page = try scratch.read("out/index.html")
    #expect(page.contains("2000-02-29"))
    let date = try Regex("20[0-9]{2}-[0-9]{2}-[0-9]{2}")
    #expect(page.replacing(date, with: "DAY") == first.replacing(date, with: "DAY"))
  }

  @Test func labelsThatWantToBeMarkupStayText() throws {
    let bad = "<script>alert(1)</script>"
    let description = """
      title: "\(bad)"
      data: trial.csv
      subject: id
      site: site
      arm: {column: arm, control: "\(bad)"}
      visit: {column: visit, order: [0, 1, 2], baseline: 0}
      outcomes: [{column: y, label: "\(bad)"}]
      flow: {excluded: {"\(bad)": 7}}

      """
    let (outcome, page, _) = try made(description, Self.rows(arms: [bad, "=1+1"]))
    #expect(outcome.status == 0)
    #expect(!page.contains("<script"))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
  }

  @Test func textOfExportedTablesIsNoFormula() throws {
    let description = Self.trial.replacing(
      "{column: arm, control: C, labels: {C: usual care, T: training}}", with: "arm")
    let (_, _, scratch) = try made(description, Self.rows(arms: ["=cmd()", "@x"]), ["--tables", "t"])
    let table = try scratch.read("t/compare.csv")
    #expect(table.contains("y,'=cmd(),") || table.contains("y,'@x,"))
    for line in table.split(separator: "\n") {
      for cell in line.split(separator: ",") where cell.hasPrefix("=") || cell.hasPrefix("@") || cell.hasPrefix("+") {
        Issue.record("\(cell)")
      }
    }
    #expect(try scratch.read("t/compare.json").contains("\"arm\": \"=cmd()\""))
  }

  @Test func namesOfFilesAreOurOwn() throws {
    let description = Self.trial.replacing("{column: z, direction: lower}", with: "{column: z, name: \"../../evil\"}")
    let (outcome, _, scratch) = try made(description, Self.rows(), ["--tables", "t"])
    #expect(outcome.status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path("t")).sorted()
    let stems = [
      "change", "compare", "describe", "flow", "forest", "mixed", "reliable-change", "robustness",
    ]
    #expect(names == stems.flatMap { [$0 + ".csv", $0 + ".json"] })
  }

  @Test func oneArmHasChangesAndNoComparison() throws {
    let description = Self.trial.replacing(
      "arm: {column: arm, control: C, labels: {C: usual care, T: training}}\n", with: "")
    let (outcome, page, _) = try made(description)
    #expect(outcome.status == 0)
    let words = try text(page)
    #expect(words.contains("There is no other arm to compare with"))
    #expect(words.contains("From baseline to visit 2, y rose by"))
    #expect(!page.contains("id=\"robustness\""))
  }

  @Test func oneVisitIsComparedAndSaysThatThereIsNoBaseline() throws {
    let description = Self.trial.replacing("visit: {column: visit, order: [0, 1, 2], baseline: 0}\n", with: "")
    let (outcome, page, _) = try made(description, Self.rows(visits: 1))
    #expect(outcome.status == 0)
    #expect(try text(page).contains("The data have no value from before treatment"))
  }

  @Test func anOutcomeThatCannotBeModelledSaysWhy() throws {
    let constant = Self.rows().split(separator: "\n").enumerated().map { place, line -> String in
      guard place > 0 else { return String(line) }
      var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      cells[4] = "5"
      return cells.joined(separator: ",")
    }
    let (outcome, page, _) = try made(Self.trial, constant.joined(separator: "\n") + "\n")
    #expect(outcome.status == 0)
    let words = try text(page)
    #expect(words.contains("z could not be modelled:"))
    #expect(words.contains("z: nothing can be said of the difference between the arms"))
  }

  @Test func aBoardSeesNoIndividuals() throws {
    let own = try made().page
    let board = try made(Self.trial, Self.rows(), ["--audience", "board"]).page
    #expect(own.contains("courses-chart") && !board.contains("courses-chart"))
    #expect(own.contains("Range") && !board.contains("Range"))
    #expect(try text(board).contains("Counts of 1 to 4 people are withheld"))
  }

  @Test func smallCountsOfReasonsAreToldTogether() throws {
    let flow = """
      flow:
        assessed: 70
        excluded: {declined: 12, moved: 3, "too ill": 4, died: 3}
        randomised: {C: 24, T: 24}
        lost: {T: {moved: 2, work: 5}}

      """
    let own = try text(try made(Self.trial + flow).page)
    #expect(own.contains("– too ill 4") && own.contains("– moved 3"))
    let board = try text(try made(Self.trial + flow, Self.rows(), ["--audience", "site"]).page)
    #expect(!board.contains("too ill") && !board.contains("– work"))
    #expect(board.contains("– other reasons, each of fewer than 5 people 10"))
  }

  @Test func aVisitWithAlmostNobodyInAnArmIsWithheld() throws {
    let data = Self.rows().split(separator: "\n").enumerated().map { place, line -> String in
      var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      if place > 0, cells[1] == "T", cells[2] == "2", !["s1", "s5", "s7"].contains(cells[0]) { cells[3] = "" }
      return cells.joined(separator: ",")
    }
    let text = data.joined(separator: "\n") + "\n"
    let (_, _, own) = try made(Self.trial, text, ["--tables", "t"])
    let (outcome, _, board) = try made(Self.trial, text, ["--tables", "t", "--audience", "board"])
    #expect(outcome.status == 0)
    let isWithheld = { (line: Substring) in
      line.hasPrefix("y,") && line.split(separator: ",", omittingEmptySubsequences: false)[3] == "2"
    }
    for name in ["describe", "compare", "change", "mixed"] {
      #expect(try own.read("t/\(name).csv").split(separator: "\n").contains(where: isWithheld), "\(name)")
      #expect(try !board.read("t/\(name).csv").split(separator: "\n").contains(where: isWithheld), "\(name)")
    }
  }

  @Test func whatDoesNotAddUpIsSaid() throws {
    let flow = "flow: {assessed: 70, excluded: 20, randomised: {C: 24, T: 24}}\n"
    #expect(try text(try made(Self.trial + flow).page).contains("70 assessed less 20 excluded are 50, and 48 are said"))
  }

  @Test func eventsAndCountsHaveTheirOwnSections() throws {
    let description = Self.trial + "  - {column: site, event: \"x\"}\n"
    let data = Self.rows().split(separator: "\n").enumerated().map { place, line -> String in
      guard place > 0 else { return String(line) }
      var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      cells[5] = place % 3 == 0 ? "x" : "o"
      return cells.joined(separator: ",")
    }
    let (outcome, page, _) = try made(description, data.joined(separator: "\n") + "\n")
    #expect(outcome.status == 0)
    #expect(page.contains("id=\"outcome-3\""))
    #expect(try text(page).contains("Risk difference"))
  }

  @Test func whatIsWrongWithTheDataIsMendedInTheDescription() throws {
    let data = Self.rows().replacing("s3,T,2,,", with: "s3,T,2,unknown,")
    let outcome = try made(Self.trial, data).outcome
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("trial.csv"))
    #expect(outcome.errors.contains("\"unknown\"] to the study description"))
    #expect(!outcome.errors.contains("--na"))
  }

  @Test func anotherPageIsNotReplaced() throws {
    let scratch = try Scratch()
    try scratch.write(Self.trial, to: "study.yaml")
    try scratch.write(Self.rows(), to: "trial.csv")
    for _ in 0..<2 { #expect(try scratch.run(["report", "study.yaml", "-o", "out"], in: scratch.folder).status == 0) }
    try scratch.write("<html>my own page</html>", to: "out/index.html")
    let outcome = try scratch.run(["report", "study.yaml", "-o", "out"], in: scratch.folder)
    #expect(outcome.status == 73)
    #expect(outcome.errors.contains("would replace a file that Endline did not make"))
    #expect(try scratch.read("out/index.html") == "<html>my own page</html>")
  }
}
