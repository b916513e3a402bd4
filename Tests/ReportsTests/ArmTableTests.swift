import Estimates
import Reports
import Testing

private let arms: [(label: String?, n: Int)] = [("IMR", 51), ("TAU", 49), (nil, 100)]

/// The shape of what `describe` yields.
private let describe: ResultDocument = {
  var rows = arms.map { Estimate(arm: $0.label, measure: .n, estimate: Double($0.n), n: $0.n) }
  func add(_ measure: Measure, _ value: Double?, arm: (label: String?, n: Int), term: String, outcome: String? = nil) {
    rows.append(Estimate(outcome: outcome, arm: arm.label, term: term, measure: measure, estimate: value, n: arm.n))
  }
  for (place, arm) in arms.enumerated() {
    let shift = Double(place)
    add(.n, Double(arm.n), arm: arm, term: "baseline(gaf)", outcome: "gaf")
    add(.missing, 0, arm: arm, term: "baseline(gaf)", outcome: "gaf")
    add(.mean, 41.25 + shift, arm: arm, term: "baseline(gaf)", outcome: "gaf")
    add(.sd, 9.875, arm: arm, term: "baseline(gaf)", outcome: "gaf")
    add(.median, 41 + shift, arm: arm, term: "baseline(gaf)", outcome: "gaf")
    add(.quartile1, 35, arm: arm, term: "baseline(gaf)", outcome: "gaf")
    add(.quartile3, 48.5, arm: arm, term: "baseline(gaf)", outcome: "gaf")
    add(.minimum, 18, arm: arm, term: "baseline(gaf)", outcome: "gaf")
    add(.maximum, 65, arm: arm, term: "baseline(gaf)", outcome: "gaf")
  }
  rows.append(
    Estimate(
      outcome: "gaf", contrast: "IMR - TAU", term: "baseline(gaf)", measure: .smd, method: "average_variance",
      estimate: -0.1013, n: 100))
  for arm in arms {
    add(.n, Double(arm.n - 1), arm: arm, term: "sex")
    add(.missing, 1, arm: arm, term: "sex")
  }
  for level in ["F", "M"] {
    for arm in arms {
      add(.count, 20, arm: arm, term: "sex[\(level)]")
      add(.percent, 2000 / Double(arm.n - 1), arm: arm, term: "sex[\(level)]")
    }
  }
  rows.append(Estimate(contrast: "IMR - TAU", term: "sex", measure: .smd, method: "yang_dalton", n: 98))
  for arm in arms {
    for (visit, observed) in [("pre", arm.n), ("post", arm.n - 9)] {
      rows.append(
        Estimate(
          outcome: "gaf", arm: arm.label, visit: visit, measure: .observed, estimate: Double(observed), n: arm.n))
      rows.append(
        Estimate(
          outcome: "gaf", arm: arm.label, visit: visit, measure: .proportionObserved,
          estimate: Double(observed) / Double(arm.n), n: arm.n))
    }
  }
  for arm in arms {
    for (term, count) in [("pre, post", arm.n - 9), ("pre", 9)] {
      rows.append(
        Estimate(outcome: "gaf", arm: arm.label, term: term, measure: .pattern, estimate: Double(count), n: arm.n))
    }
    rows.append(Estimate(outcome: "gaf", arm: arm.label, measure: .monotone, estimate: 9, n: arm.n))
  }
  for arm in arms {
    rows.append(
      Estimate(
        outcome: "gaf", arm: arm.label, visit: "post", measure: .attrition, method: "wilson",
        estimate: 9 / Double(arm.n), confidenceLow: 0.05, confidenceHigh: 0.3, confidenceLevel: 0.95, n: arm.n))
  }
  rows.append(
    Estimate(
      outcome: "gaf", measure: .littleMCAR, method: "em", df: 1, statistic: 1.25, pValue: 0.2636, n: 100))
  return SampleDocuments.document("describe", rows: rows, notes: ["9 of 100 subjects have no value at post."])
}()

@Suite struct ArmTableTests {
  @Test(arguments: [(ResultFormat.table, "txt"), (.markdown, "md"), (.latex, "tex"), (.html, "html")])
  func readsAsApproved(format: ResultFormat, suffix: String) throws {
    try expectSnapshot(describe.rendered(as: format), "describe.\(suffix)")
  }

  @Test func fitsEightyColumns() {
    for line in describe.rendered(as: .table).split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  private func table(_ rows: [Estimate]) -> String {
    SampleDocuments.document("describe", rows: rows).rendered(as: .table)
  }

  @Test func aCompanionWithoutItsLeadHasALineOfItsOwn() {
    let text = table([
      Estimate(arm: "A", term: "age", measure: .sd, estimate: 12.5, n: 10),
      Estimate(arm: "A", term: "age", measure: .quartile1, estimate: 33, n: 10),
      Estimate(contrast: "B - A", term: "age", measure: .smd, estimate: 0.25, n: 20),
    ])
    for word in ["SD", "12.5", "First quartile", "33", "0.25"] { #expect(text.contains(word), "\(word)") }
  }

  @Test func severalContrastsHaveAColumnEach() {
    let text = table(
      ["B - A", "C - A"].map { Estimate(contrast: $0, term: "age", measure: .smd, estimate: 0.5, n: 20) })
    #expect(text.contains("SMD B - A") && text.contains("SMD C - A"))
  }

  @Test func rowsThatShareACellAllShow() {
    let text = table([1.5, 2.5].map { Estimate(arm: "A", term: "age", measure: .mean, estimate: $0, n: 10) })
    #expect(text.contains("1.5") && text.contains("2.5"))
  }

  @Test func bracketsOfANameThatIsNoLevelStay() {
    let text = table([Estimate(arm: "A", term: "age[years]", measure: .mean, estimate: 30.5, n: 10)])
    #expect(text.contains("age[years]"))
  }

  @Test func sizesWithoutSuchATableAreNotLost() {
    #expect(table([Estimate(arm: "A", measure: .n, estimate: 48, n: 48)]).contains("48"))
  }
}
