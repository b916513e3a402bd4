import Estimates
import Testing

@Test func fieldsStandInTheOrderOfTheContract() {
  #expect(
    EstimateField.all.map(\.name) == [
      "outcome", "arm", "contrast", "visit", "site", "term", "measure", "method", "estimate", "std_error", "df",
      "statistic", "p_value", "conf_low", "conf_high", "conf_level", "n",
    ])
}

@Test func eachFieldTakesItsOwnProperty() {
  let row = Estimate(
    outcome: "bdi", arm: "BtheB", contrast: "m2 - pre", visit: "m2", site: "London", term: "age", measure: .meanChange,
    method: "paired_t", estimate: 1, standardError: 2, df: 3, statistic: 4, pValue: 5, confidenceLow: 6,
    confidenceHigh: 7, confidenceLevel: 8, n: 9)
  #expect(
    EstimateField.all.map { $0.value(row) } == [
      .text("bdi"), .text("BtheB"), .text("m2 - pre"), .text("m2"), .text("London"), .text("age"),
      .text("mean_change"), .text("paired_t"), .number(1), .number(2), .number(3), .number(4), .number(5), .number(6),
      .number(7), .number(8), .count(9),
    ])
}

@Test func everyStoredPropertyHasAField() {
  let properties = Mirror(reflecting: Estimate(measure: .mean)).children.count
  // `reference` tells a page what the contrast is and is no column; `claim` is four.
  #expect(EstimateField.fields(of: .claims).count == properties - 3 + EstimateField.claim.count)
}

@Test func absentAndNonFiniteValuesAreAbsent() {
  let bare = EstimateField.all.map { $0.value(Estimate(measure: .mean)) }
  #expect(bare.filter { $0 == .absent }.count == bare.count - 1)
  for value in [Double.nan, .infinity, -.infinity] {
    let row = Estimate(measure: .mean, estimate: value, confidenceLow: value, confidenceHigh: value)
    #expect(EstimateField.all.map { $0.value(row) } == bare)
  }
}

@Test func publishedStudiesAndClaimsAddTheirColumns() {
  let row = Estimate(
    measure: .claim, study: "A 2019",
    claim: ClaimVerdict(
      line: 7, check: "interval_centre", verdict: .inconsistent, mend: "turn the signs", finding: "0.8 is not",
      file: "claims.csv"))
  let fields = EstimateField.fields(of: .claims).dropFirst(EstimateField.all.count)
  #expect(fields.map(\.name) == ["study", "line", "check", "verdict", "mend", "finding", "file"])
  #expect(
    fields.map { $0.value(row) } == [
      .text("A 2019"), .count(7), .text("interval_centre"), .text("inconsistent"), .text("turn the signs"),
      .text("0.8 is not"), .text("claims.csv"),
    ])
  #expect(EstimateField.fields(of: .studies).map(\.name) == EstimateField.all.map(\.name) + ["study"])
  #expect(EstimateField.fields(of: .trial).map(\.name) == EstimateField.all.map(\.name))
}
