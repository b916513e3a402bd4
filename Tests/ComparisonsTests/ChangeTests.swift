import Comparisons
import Estimates
import TestSupport
import Testing
import Trials

@Suite struct ChangeTests {
  @Test func agreesWithR() throws {
    let results = Change.results(for: try .beatTheBlues())
    let reference = try ReferenceRows.read("change-beat-the-blues.json")
    for row in reference.rows { expect(results.rows, contain: row, by: reference.reference) }
    noteGiven(results.rows)
    #expect(results.rows.count == reference.rows.count { ourMethod($0) != nil })
    #expect(results.notes == [])
  }

  @Test func rowsStandInTheOrderOfTheContract() throws {
    let results = Change.results(for: try .beatTheBlues())
    #expect(results.rows.prefix(Change.measures.count).map(\.measure) == Change.measures)
    let block = Change.measures.count
    #expect(stride(from: 0, to: 4 * block, by: block).map { results.rows[$0].arm } == ["TAU", "BtheB", nil, "TAU"])
    #expect(results.rows[0].contrast == "2 - 0")
    #expect(results.rows[0].visit == "2")
  }

  @Test func onlyWhatIsAskedForIsGiven() throws {
    let trial = try Trial.beatTheBlues()
    let all = Change.results(for: trial).rows
    for measure in Change.measures {
      let some = Change.results(for: trial, measures: [measure]).rows
      #expect(some == all.filter { $0.measure == measure }, "\(measure.rawValue)")
    }
  }

  @Test func levelIsThatOfTheIntervals() throws {
    let rows = Change.results(for: try .beatTheBlues(), level: 0.9).rows
    #expect(rows.allSatisfy { ($0.confidenceLevel == nil) == ($0.confidenceLow == nil) })
    #expect(rows.allSatisfy { $0.confidenceLevel == nil || $0.confidenceLevel == 0.9 })
  }

  @Test func aBaselineColumnMakesEveryVisitAFollowup() {
    let trial = Trial.made(
      visits: ["a", "b"], baselineVisit: nil, baselineColumn: [1, 2, 3, 5], [2, 4, 4, 9], [1, .nan, 2, 4])
    let rows = Change.results(for: trial, measures: [.n, .meanChange]).rows
    #expect(rows.map(\.contrast) == ["a - baseline", "a - baseline", "b - baseline", "b - baseline"])
    #expect(rows.map(\.estimate) == [4, 2, 3, -2.0 / 3])
  }

  @Test func subjectsWithoutArmCountInAllTogether() {
    let trial = Trial.made(arms: ["A", "A", "B", "B", nil], [1, 2, 3, 4, 5], [2, 4, 3, 6, 9])
    let results = Change.results(for: trial, measures: [.n])
    #expect(results.rows.map(\.estimate) == [2, 2, 5])
    #expect(
      results.notes == [
        "Subjects whose arm is unknown count in all arms together only: y, visit post, 1 of them."
      ])
  }

  @Test func visitsBeforeTheBaselineAreNotFollowups() {
    let trial = Trial.made(
      visits: ["screening", "pre", "post"], baselineVisit: 1, [1, 2, 3], [1, 2, 4], [2, 4, 4])
    let results = Change.results(for: trial, measures: [.meanChange])
    #expect(results.rows.map(\.contrast) == ["post - pre"])
    #expect(results.notes == ["No change is given for a visit before the baseline: visit screening."])
  }

  @Test func withoutABaselineThereIsNone() {
    let trial = Trial.made(visits: ["a"], baselineVisit: nil, [1, 2, 3])
    #expect(Change.results(for: trial) == Results(notes: ["There is no baseline, so no change is given: y."]))
  }

  private func nils(_ rows: [Estimate], _ measures: [Measure]) -> Bool {
    rows.filter { measures.contains($0.measure) }.allSatisfy {
      $0.standardError == nil && $0.pValue == nil && $0.confidenceLow == nil && $0.confidenceHigh == nil
        && $0.confidenceLevel == nil
    }
  }

  @Test func noPairAndOnePair() {
    let trial = Trial.made(
      arms: ["A", "A", "B", "B"], visits: ["pre", "post"], [1, 2, .nan, 4], [.nan, .nan, 3, 6])
    let results = Change.results(for: trial)
    let block = Change.measures.count
    let none = results.rows[..<block]
    #expect(none.first?.estimate == 0)
    #expect(none.dropFirst().allSatisfy { $0.estimate == nil && $0.n == 0 })
    let one = Array(results.rows[block..<(2 * block)])
    #expect(nils(one, Change.measures.filter { $0 != .signedRank }))
    #expect(one.first { $0.measure == .meanChange }?.estimate == 2)
    #expect(one.first { $0.measure == .sdChange }?.estimate == nil)
    #expect(
      results.notes == [
        "No complete pair of baseline and follow-up, so only n is given: y, visit post, arm A.",
        "One complete pair only, so no SD, no correlation, and no interval or test: y, visit post, arm B; "
          + "y, visit post, all arms.",
      ])
  }

  @Test(arguments: [1.0, 0.1, 1e8, 1e-8]) func aConstantChangeIsToldFromRounding(scale: Double) {
    // Decimals whose differences are equal to a person and not to a computer.
    let earlier = [0.1, 0.7, 1.3, 2.9, 11.4].map { $0 * scale }
    let trial = Trial.made(earlier, earlier.map { $0 + 0.3 * scale })
    let results = Change.results(for: trial)
    #expect(results.rows.first { $0.measure == .sdChange }?.estimate == 0)
    #expect(nils(results.rows, [.meanChange, .dZ, .dRm, .gZ]))
    #expect(
      results.notes.first
        == "The change is the same in every pair, so no t test of it and no d_z, d_rm, g_z: y, visit post.")
  }

  @Test func nothingVaries() {
    let results = Change.results(for: .made([4, 4, 4], [4, 4, 4]))
    let values = results.rows.map(\.estimate)
    #expect(values == [3, 4, 4, 0, 0, nil, 0, 0, nil, nil, nil, nil, nil, nil, nil, 0])
    #expect(
      results.notes == [
        "The change is the same in every pair, so no t test of it and no d_z, d_rm, g_z: y, visit post.",
        "The baseline is the same in every pair, so no correlation, d_rm, d_baseline: y, visit post.",
        "Neither baseline nor follow-up varies, so no d_av, g_av: y, visit post.",
        "Every change is zero, so the signed-rank test has no p-value: y, visit post.",
        "Too few subjects for a Hodges-Lehmann interval: y, visit post.",
      ])
  }

  @Test func twoPairsHaveNoCorrectedEffect() {
    let results = Change.results(for: .made([1, 2], [4, 3]))
    #expect(
      results.rows.first { $0.measure == .gZ }
        == Estimate(
          outcome: "y", contrast: "post - pre", reference: .visit("pre"), visit: "post", measure: .gZ,
          method: "noncentral_t_scaled", n: 2))
    #expect(
      results.notes.contains(
        "Two complete pairs only, for which the small-sample correction is not defined, so no g_z, g_av: y, visit post."
      ))
    let interval = results.rows.first { $0.measure == .hodgesLehmann }
    #expect(interval?.confidenceLevel == 0.5)  // 1 − 2 · 2⁻²: both differences may fall on one side
    #expect(
      results.notes.contains(
        "The widest Hodges-Lehmann interval has less confidence than was asked for; its row says how much: "
          + "y, visit post."))
  }

  @Test func hugeValuesGiveNoInfinities() {
    let big = Double.greatestFiniteMagnitude
    let results = Change.results(for: .made([-big, big, -big / 2, 3], [big, -big, big, 5]))
    #expect(results.rows.first { $0.measure == .hodgesLehmann }?.estimate == nil)
    #expect(
      results.notes == [
        "A result is too large for a number of double precision and is left empty: y, visit post, post - pre.",
        "Values above 1e150, or that differ by less than 1e-140 in all, cannot be squared in double precision, so there is "
          + "no SD, nothing that needs one and no bootstrap; another unit helps: y, visit post.",
      ])
    for row in results.rows {
      for value in [
        row.estimate, row.standardError, row.df, row.statistic, row.pValue, row.confidenceLow, row.confidenceHigh,
      ] {
        #expect(value?.isFinite ?? true)
      }
    }
  }
}
