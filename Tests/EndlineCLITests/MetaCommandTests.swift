import Foundation
import Testing

@Suite struct MetaCommandTests {
  private let studies = "Datasets/made-up-trials/trials.csv"
  private let means = ["--arms", "IMR=n1,mean1,sd1", "--arms", "TAU=n2,mean2,sd2"]
  private let events = ["--arms", "IMR=recovered1,n1", "--arms", "TAU=recovered2,n2"]

  private func meta(_ arguments: [String], scratch: Scratch? = nil) throws -> Scratch.Outcome {
    let outcome = try (scratch ?? Scratch()).run(["meta", studies] + arguments, in: Scratch.project)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome
  }

  /// The examples of the help, run as printed from a folder that has the data sets.
  @Test func theExamplesOfTheHelpRun() throws {
    let scratch = try Scratch()
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("Datasets"), withDestinationPath: Scratch.project.appendingPathComponent("Datasets").path)
    let help = try scratch.run(["meta", "--help"]).output
    let lines = help.split(separator: "\n").map { $0.trimmingPrefix(while: { $0 == " " }) }
    var examples = 0
    for start in lines.indices where lines[start].hasPrefix("endline meta Datasets") {
      var words: [String] = []
      for line in lines[start...] {
        words += line.split(separator: " ").filter { $0 != "\\" }.map { String($0).replacing("\"", with: "") }
        if !line.hasSuffix("\\") { break }
      }
      let outcome = try scratch.run(Array(words.dropFirst()))
      #expect(outcome.status == 0 && outcome.output.contains("Pooled effect (REML"), "\(words)\n\(outcome.errors)")
      for line in outcome.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
      examples += 1
    }
    #expect(examples == 3)
    #expect(try scratch.read("forest.svg").contains("setting: clinic"))
  }

  @Test(arguments: ["json", "csv", "markdown", "latex", "html"])
  func everyFormatIsWritten(format: String) throws {
    let outcome = try meta(means + ["--format", format, "--influence", "--leave-one-out", "--cumulative"])
    #expect(outcome.output.count > 2000)
    #expect(!outcome.output.lowercased().contains("nan,") && !outcome.output.contains("inf,"))
  }

  /// Rows name their study; the study is the last column.
  @Test func rowsNameTheirStudy() throws {
    let lines = try meta(means + ["--format", "csv", "--measures", "study,pooled"]).output.split(separator: "\n")
    #expect(lines[0].hasSuffix(",n,study"))
    #expect(lines.count == 12)
    #expect(lines[1].hasSuffix(",46,Aalborg") && lines[11].hasSuffix(",1089,"))
  }

  @Test func optionsThatMayStandAlone() throws {
    func pooled(_ options: [String]) throws -> String {
      let lines = try meta(means + options + ["--format", "csv", "--measures", "pooled"]).output
      return String(lines.split(separator: "\n")[1])
    }
    #expect(try pooled(["--knapp-hartung"]).contains(",reml_knapp_hartung,"))
    #expect(try pooled(["--knapp-hartung", "plain"]).contains(",reml_knapp_hartung,"))
    #expect(try pooled(["--knapp-hartung", "floor"]).contains(",reml_knapp_hartung_floor,"))
    #expect(try pooled(["--knapp-hartung", "--method", "dl"]).contains(",dersimonian_laird_knapp_hartung,"))
    func order(_ options: [String]) throws -> [Substring] {
      try meta(events + options + ["--format", "csv", "--measures", "pooled"]).output.split(separator: "\n").dropFirst(
        2
      )
      .compactMap { $0.split(separator: ",").last }
    }
    #expect(try order(["--cumulative"]).first == "Aalborg")
    #expect(try order(["--cumulative", "months"]).prefix(2) == ["Aalborg", "Bergen"])
    #expect(try order(["--cumulative", "setting"]).prefix(3) == ["Aalborg", "Cork", "Fribourg"])
    // Before the file, a word cannot be told from the file.
    let before = try Scratch().run(
      ["meta", "--cumulative", studies] + means + ["--measures", "pooled"], in: Scratch.project)
    #expect(before.status == 0 && before.output.contains("cumulative"))
  }

  /// What the page says, as a reader sees it.
  @Test func thePageOfRatios() throws {
    let outcome = try meta(events + ["--measure", "rr"])
    #expect(outcome.output.hasPrefix("Risk ratio: IMR / TAU\n"))
    #expect(outcome.output.contains("Jena      173   20.3%    1.66  [1.01,  2.74]"))
    #expect(outcome.errors == "note: Left out, since a figure is missing: 1 of 10 studies (Izmir)\n")
  }

  @Test func effectsWithVariancesOfRatiosAreLogarithms() throws {
    let scratch = try Scratch()
    try scratch.write("study;yi;vi\na;0,5;0,04\nb;0,7;0,09\n", to: "logs.csv")
    let outcome = try scratch.run([
      "meta", "logs.csv", "--effect", "yi", "--variance", "vi", "--measure", "or", "--decimal", ",", "--format", "csv",
      "--measures", "study",
    ])
    #expect(outcome.status == 0 && outcome.output.contains(",study,wald,1.6487212707001"))
    #expect(
      outcome.errors
        == "note: yi is taken for logarithms of odds ratios, since their variances are on that scale; what is shown is odds "
        + "ratios\n")
  }

  @Test func theForestShowsWhatTheRowsSay() throws {
    let scratch = try Scratch()
    let file = scratch.path("forest.svg")
    let outcome = try meta(events + ["--by", "setting", "--plot", file], scratch: scratch)
    #expect(outcome.errors.contains("forest.svg: studies one below another"))
    let svg = try scratch.read("forest.svg")
    for words in [">Study<", ">Weight<", ">9/24<", ">setting: clinic<", "Heterogeneity: \u{3C4}\u{B2}", "Prediction"] {
      #expect(svg.contains(words), "\(words)")
    }
    #expect(!svg.contains("nan"))
    _ = try meta(means + ["--plot", file, "--plot-kind", "funnel"], scratch: scratch)
    #expect(try scratch.read("forest.svg").contains("1 of 10 studies lie beyond the Pseudo 95% limits: Cork."))
    _ = try meta(means + ["--moderator", "months", "--plot", file], scratch: scratch)
    let regression = try scratch.read("forest.svg")
    #expect(!regression.contains(">Weight<") && !regression.contains("Pooled"))
  }

  @Test func standardInputAndFilters() throws {
    let scratch = try Scratch()
    let outcome = try scratch.run(
      ["meta", "-", "--effect", "d", "--std-error", "se", "--where", "kind == x", "--measures", "q"],
      input: "name,d,se,kind\na,0.1,0.2,x\nb,0.4,0.2,y\nc,0.5,0.1,x\n")
    #expect(outcome.status == 0)
    #expect(outcome.errors == "note: --where \"kind == x\": 1 of 3 rows dropped\n")
  }
}
