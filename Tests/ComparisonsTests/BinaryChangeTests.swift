import Comparisons
import Estimates
import Testing
import Trials

@Suite struct BinaryChangeTests {
  /// 12 pairs: 3 both, 4 later only, 1 earlier only, 4 neither; one subject has no follow-up, one no arm.
  private let trial = Trial.made(
    arms: ["A", "A", "A", "A", "A", "A", "B", "B", "B", "B", "B", "B", nil],
    [1, 0, 0, 0, 1, .nan, 1, 1, 0, 0, 0, 0, 0],
    [1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0])

  @Test func aBlockForEachArmAndForAll() {
    let results = BinaryChange.results(for: trial)
    #expect(
      results.rows.map(\.measure.rawValue).prefix(7) == [
        "n", "proportion_baseline", "proportion_followup", "risk_difference", "mcnemar", "mcnemar", "mcnemar",
      ])
    #expect(
      results.rows.map(\.arm) == Array(repeating: "A", count: 7) + Array(repeating: "B", count: 7)
        + Array(repeating: nil, count: 7))
    let all = results.rows.suffix(7).map { $0 }
    #expect(all.allSatisfy { $0.contrast == "post - pre" && $0.visit == "post" && $0.n == 12 })
    #expect(isClose(all[1].estimate, 4.0 / 12, 1e-15))
    #expect(isClose(all[2].estimate, 7.0 / 12, 1e-15))
    #expect(isClose(all[3].estimate, 3.0 / 12, 1e-15))
    #expect(all[3].method == "newcombe_paired" && all[3].pValue == nil)
    // Binomial(5, 1/2): 2 P(X <= 1) = 12/32; mid-p takes P(X = 1) = 5/32 off; chi-squared (4 - 1)^2 / 5.
    #expect(all[4].method == "exact" && isClose(all[4].pValue, 12.0 / 32, 1e-14) && all[4].statistic == 4)
    #expect(all[5].method == "mid_p" && isClose(all[5].pValue, 7.0 / 32, 1e-14))
    #expect(all[6].method == "chi_squared" && isClose(all[6].statistic, 9.0 / 5, 1e-14) && all[6].df == 1)
    #expect(results.notes == [])
  }

  @Test func nobodyChanged() {
    let results = BinaryChange.results(for: .made([1, 0, 0], [1, 0, 0]))
    #expect(results.rows.last?.statistic == nil && results.rows.last?.pValue == nil)
    #expect(results.notes == ["Nobody changed, so McNemar's test has no chi-squared: y, visit post."])
  }

  @Test func noPair() {
    let results = BinaryChange.results(for: .made([1, .nan], [.nan, 0]))
    #expect(results.rows.map(\.measure).count == 7)
    #expect(results.rows.dropFirst().allSatisfy { $0.estimate == nil && $0.pValue == nil && $0.confidenceLow == nil })
    #expect(results.notes == ["No complete pair of baseline and follow-up, so only n is given: y, visit post."])
  }

  @Test func withoutABaseline() {
    let results = BinaryChange.results(for: .made(visits: [nil], baselineVisit: nil, [1, 0]))
    #expect(results == Results(notes: ["There is no baseline, so no change is given: y."]))
  }
}
