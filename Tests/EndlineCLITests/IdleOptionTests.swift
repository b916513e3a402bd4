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

  /// An outcome that nobody has at baseline is compared without it, and its model says why there is none.
  @Test func anOutcomeWithoutBaseline() throws {
    let compared = try Scratch().run(["compare"] + data + ["--outcome", "csq"], in: Scratch.project)
    #expect(
      compared.errors.contains(
        "Nobody has a value at baseline, so change_score, ANCOVA and d_ppc2 have no estimate: csq."))
    #expect(
      !compared.errors.contains("ANCOVA adjusts for") && !compared.errors.contains("No subject of one of the two"))
    #expect(!compared.output.contains("NA (NA)"))
    let described = try Scratch().run(["describe"] + data + ["--outcome", "csq"], in: Scratch.project)
    #expect(
      !described.output.contains("NA (") && !described.output.contains("NA [") && !described.output.contains("NA to"))
    let model = try notes(["mixed", "--study", "Datasets/imr-trial-synthetic/study.yaml", "--outcome", "csq"])
    #expect(model.contains("csq: not estimated, since each of its 220 values lacks a variable of the model."))
  }

  @Test func chanceAtBaseline() throws {
    let words = "Between randomised arms a difference at the baseline visit is chance"
    let compare = ["compare"] + data + ["--outcome", "gaf_f", "--measures"]
    #expect(try notes(compare + ["mean_difference"]).contains("\(words), whatever its p"))
    #expect(try !notes(compare + ["mean"]).contains(words))
  }
}
