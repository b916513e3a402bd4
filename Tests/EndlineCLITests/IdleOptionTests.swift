import Testing

/// Options that a command takes and does not need are said to be idle.
@Suite struct IdleOptionTests {
  private let data = [
    "Datasets/imr-trial-synthetic/imr-trial-synthetic.csv", "--subject", "subject", "--visit", "visit", "--visits",
    "baseline,post,followup", "--arm", "arm",
  ]

  private func notes(_ arguments: [String]) throws -> String {
    let outcome = try Scratch().run(arguments, in: Scratch.project)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.errors
  }

  @Test(arguments: [true, false])
  func aSiteWithoutEffect(isNamed: Bool) throws {
    let site = isNamed ? ["--site", "center"] : []
    let described = try notes(["describe"] + data + ["--outcome", "gaf_f"] + site)
    #expect(described.contains("note: --site center has no effect on describe") == isNamed)
    let judged = try notes(["reliability"] + data + ["--items", "imrs1-imrs15"] + site)
    #expect(judged.contains("note: --site center has no effect on reliability") == isNamed)
    let model = try notes(["mixed"] + data + ["--outcome", "gaf_f"] + site)
    #expect(model.contains("a --formula with (1 | center) has the sites' own levels") == isNamed)
  }

  @Test func aSiteThatIsUsed() throws {
    let robust = try notes(
      ["mixed"] + data + ["--outcome", "gaf_f", "--site", "center", "--robust", "cr2", "--cluster", "center"])
    #expect(!robust.contains("has no effect"))
  }

  @Test func rowsThatCountAsSubjects() throws {
    let items = ["reliability", "Datasets/made-up-ratings/ratings.csv", "--items", "item1-item5"]
    let words = "note: Every row counts as a subject of its own, for no --subject is named"
    #expect(try notes(items).contains(words))
    #expect(try !notes(items + ["--visit", "visit"]).contains(words))
    #expect(try !notes(items + ["--subject", "subject", "--visit", "visit"]).contains(words))
  }
}
