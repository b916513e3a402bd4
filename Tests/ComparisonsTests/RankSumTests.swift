import Comparisons
import Estimates
import TestSupport
import Testing

@Suite struct RankSumTests {
  @Test func agreesWithWilcoxTest() throws {
    let (cases, reference) = try RankReference.cases("two_sample")
    #expect(cases.count >= 10)
    for given in cases {
      let test = RankSum(
        sortedTreatment: try #require(given.treatment).sorted(), sortedControl: try #require(given.control).sorted())
      let distribution = test.exactDistribution()
      let row = test.testRow(distribution)
      #expect(test.isExact == given.exact, "\(given.name)")
      #expect(row.method == (given.exact ? "exact" : "normal"))
      let compared = Compared("rank_sum", row.method, given.name, by: reference)
      #expect(compared.agrees("statistic", row.statistic, given.statistic, within: 0), "\(given.name)")
      #expect(compared.agrees("p_value", row.pValue, given.pValue, within: 1e-12), "\(given.name)")
      #expect(row.estimate == nil && row.n == given.n)
      for limits in given.limits {
        expectLimits(test.hodgesLehmannRow(distribution, level: limits.level), given, limits, by: reference)
      }
    }
  }

  @Test func swappingTheArmsMirrorsEverything() {
    let x: [Double] = [1, 2, 2, 4, 7, 9]
    let y: [Double] = [0, 2, 3, 3, 4]
    let one = RankSum(sortedTreatment: x, sortedControl: y)
    let other = RankSum(sortedTreatment: y, sortedControl: x)
    #expect(one.statistic + other.statistic == 30)
    #expect(one.testRow(nil).pValue == other.testRow(nil).pValue)
    let a = one.superiorityRow(level: 0.95)
    let b = other.superiorityRow(level: 0.95)
    #expect(isClose(a.estimate, b.estimate.map { 1 - $0 }, 1e-14))
    #expect(isClose(a.confidenceLow, b.confidenceHigh.map { 1 - $0 }, 1e-14))
    #expect(isClose(a.statistic, b.statistic.map { -$0 }, 1e-14))
  }
}
