import Comparisons
import Distributions
import Estimates
import TestSupport
import Testing

@Suite struct SignedRankTests {
  @Test func agreesWithWilcoxTest() throws {
    let (cases, reference) = try RankReference.cases("paired")
    #expect(cases.count >= 13)
    for given in cases {
      let earlier = try #require(given.earlier)
      let later = try #require(given.later)
      let test = SignedRank(zip(later, earlier).map { $0 - $1 })
      let distribution = test.exactDistribution()
      let row = test.testRow(distribution)
      #expect(test.isExact == given.exact, "\(given.name)")
      #expect(row.method == (given.exact ? "exact" : "normal"))
      let compared = Compared("signed_rank", row.method, given.name, by: reference)
      #expect(compared.agrees("statistic", row.statistic, given.statistic, within: 0), "\(given.name)")
      #expect(compared.agrees("p_value", row.pValue, given.pValue, within: 1e-12), "\(given.name)")
      #expect(row.estimate == nil && row.n == given.n)
      for limits in given.limits {
        let interval = test.hodgesLehmannRow(distribution, level: limits.level)
        expectLimits(interval, given, limits, by: reference)
      }
    }
  }

  @Test func signFollowsTheDirection() {
    let differences: [Double] = [1, -2, 3.5, 4, -0.25, 6, 0, 2]
    let up = SignedRank(differences)
    let down = SignedRank(differences.map { -$0 })
    #expect(up.nonzero == 7)
    #expect(up.statistic + down.statistic == 28)
    #expect(up.testRow(nil).pValue == down.testRow(nil).pValue)
  }
}

/// R gives the widest pair whatever it covers; ours says what it covers, or nothing where that is nothing.
func expectLimits(
  _ row: Estimate, _ given: RankReference.Case, _ limits: RankReference.Limits, by reference: Reference
) {
  let compared = Compared("hodges_lehmann", row.method, given.name, by: reference)
  #expect(compared.agrees("estimate", row.estimate, given.hodgesLehmann, within: 0), "\(given.name)")
  let covered = limits.achieved ?? limits.level
  // Six zeros at 99 %: the normal approximation asks for a rank below 1, where the reference takes 1.
  let isBelowOne = given.name == "paired, n 6, all zero" && limits.level == 0.99
  guard covered > 0, !isBelowOne else {
    #expect(row.confidenceLow == nil && row.confidenceLevel == nil, "\(given.name)")
    return
  }
  for (field, ours, theirs, tolerance) in [
    ("conf_low", row.confidenceLow, limits.low, 0.0), ("conf_high", row.confidenceHigh, limits.high, 0.0),
    ("conf_level", row.confidenceLevel, min(limits.level, covered), 1e-14),
  ] {
    #expect(
      compared.agrees("\(field) at \(limits.level)", ours, theirs, within: tolerance), "\(given.name) \(limits.level)")
  }
}
