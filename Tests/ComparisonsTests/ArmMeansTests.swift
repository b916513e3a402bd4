import Comparisons
import Estimates
import TestSupport
import Testing
import Trials

@Suite struct ArmMeansTests {
  /// R's t.test of the values observed at each visit (arm-means.R), 90 % intervals.
  @Test func meansAndIntervalsAreRs() throws {
    let reference = try ReferenceRows.read("arm-means.json")
    let rows = ArmMeans.rows(for: try Trial.beatTheBlues(), level: 0.9)
    #expect(rows.count == 10 && reference.rows.count == 10)
    for theirs in reference.rows {
      let ours = try #require(rows.first { $0.arm == theirs.arm && $0.visit == theirs.visit })
      let compared = Compared("mean", "t", theirs.label, by: reference.reference)
      #expect(compared.agrees("estimate", ours.estimate, theirs.estimate, within: 1e-14))
      #expect(compared.agrees("std_error", ours.standardError, theirs.stdError, within: 1e-13))
      #expect(compared.agrees("conf_low", ours.confidenceLow, theirs.confLow, within: 1e-12))
      #expect(compared.agrees("conf_high", ours.confidenceHigh, theirs.confHigh, within: 1e-12))
      #expect(ours.df == theirs.df && ours.n == theirs.n && ours.measure == .mean && ours.method == "t")
      #expect(ours.confidenceLevel == 0.9)
    }
  }

  @Test func oneValueHasNoIntervalAndNoneNoMean() {
    let trial = Trial.made(arms: ["a", "b", "b"], [1, 2, 5], [7, .nan, .nan])
    let rows = ArmMeans.rows(for: trial)
    #expect(rows.map(\.n) == [1, 2, 1, 0])
    #expect(rows.map(\.estimate) == [1, 3.5, 7, nil])
    #expect(rows.map { $0.confidenceLow == nil } == [true, false, true, true])
    #expect(rows.map { $0.confidenceLevel == nil } == [true, false, true, true])
  }

  @Test func withoutAnArmAllSubjectsAreOne() {
    let rows = ArmMeans.rows(for: Trial.made([1, 2, 6], [4, 4, .nan]))
    #expect(rows.map(\.estimate) == [3, 4] && rows.allSatisfy { $0.arm == nil } && rows.map(\.n) == [3, 2])
  }
}
