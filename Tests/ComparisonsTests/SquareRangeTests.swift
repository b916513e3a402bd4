import Comparisons
import Estimates
import Foundation
import Inference
import Testing
import Trials

/// What very large and very small units may do to a result: nothing, or leave it empty with a note.
@Suite struct SquareRangeTests {
  /// Measures in the outcome's units, whose estimate, standard error and limits are scaled.
  private static let inUnits: Set<Measure> = [
    .mean, .sd, .meanDifference, .hodgesLehmann, .meanBaseline, .meanFollowup, .sdBaseline, .sdFollowup, .meanChange,
    .sdChange, .posteriorMeanDifference,
  ]

  private func trial(times factor: Double) throws -> Trial {
    let trial = try Trial.beatTheBlues()
    return .made(
      name: "bdi", arms: trial.arm?.codes.map { trial.arm?.levels[Int($0)] }, levels: trial.arm?.levels,
      control: "TAU", visits: trial.visits, columns: trial.outcomes[0].values.map { $0.map { $0 * factor } })
  }

  private func results(times factor: Double) throws -> Results {
    let resampling = Resampling(bootstrap: 60, permutations: 20)
    let trial = try trial(times: factor)
    let compared = Comparison.results(for: trial, options: .init(bayes: .init()), resampling: resampling)
    let changed = Change.results(for: trial, resampling: resampling, bayesScale: 1)
    return Results(rows: compared.rows + changed.rows, notes: compared.notes + changed.notes)
  }

  private func scaled(_ row: Estimate, by factor: Double) -> Estimate {
    var row = row
    // The prior's SD is in the outcome's units.
    if row.measure == .posteriorMeanDifference || row.measure == .posteriorProbability { row.term = nil }
    guard Self.inUnits.contains(row.measure) else { return row }
    for field in [\Estimate.estimate, \.standardError, \.confidenceLow, \.confidenceHigh] {
      row[keyPath: field] = row[keyPath: field].map { $0 * factor }
    }
    return row
  }

  /// Powers of two are exact, so every bit of every row has to agree, bootstrap and all.
  @Test(arguments: [-460, -270, 270, 480]) func aUnitChangesNoDigit(exponent: Int) throws {
    let factor = Double(sign: .plus, exponent: exponent, significand: 1)
    let plain = try results(times: 1)
    let other = try results(times: factor)
    #expect(plain.rows.count == other.rows.count)
    for (one, two) in zip(plain.rows, other.rows) {
      #expect(scaled(one, by: factor) == scaled(two, by: 1), "\(one.measure) \(one.method ?? "")")
    }
  }

  @Test(arguments: [-900, -600, 510, 900]) func whatCannotBeSquaredIsLeftEmpty(exponent: Int) throws {
    let factor = Double(sign: .plus, exponent: exponent, significand: 1)
    let plain = try results(times: 1)
    let other = try results(times: factor)
    #expect(plain.rows.count == other.rows.count)
    var empty = 0
    for (one, two) in zip(plain.rows, other.rows) {
      let expected = scaled(one, by: factor)
      for field in [\Estimate.estimate, \.standardError, \.pValue, \.statistic, \.confidenceLow, \.confidenceHigh] {
        if two[keyPath: field] == nil { empty += 1 }
        #expect(
          two[keyPath: field] == nil || two[keyPath: field] == expected[keyPath: field],
          "\(one.measure) \(one.method ?? "")")
      }
      if [.sd, .cohensD, .dZ, .sdChange, .bayesFactor].contains(two.measure) { #expect(two.estimate == nil) }
      if [.n, .mean, .rankSum, .signedRank].contains(two.measure) { #expect(two == expected) }
    }
    #expect(empty > 500)
    #expect(
      other.notes.filter { $0.contains("cannot be squared in double precision") } == [
        "Values above 1e150, or that differ by less than 1e-140 in all, cannot be squared in double precision, so there "
          + "is no SD, nothing that needs one and no bootstrap; another unit helps: bdi, visit 0; bdi, visit 2; bdi, visit 3; bdi, visit 5; "
          + "bdi, visit 8.",
        "Values above 1e150, or that differ by less than 1e-140 in all, cannot be squared in double precision, so there "
          + "is no SD, nothing that needs one and no bootstrap; another unit helps: bdi, visit 2; bdi, visit 3; bdi, visit 5; bdi, visit 8.",
      ])
    #expect(!other.notes.contains { $0.contains("varies") || $0.contains("is the same") })
  }

  /// The difference of means needs no squares, whatever its row is called.
  @Test(arguments: MultiplicityAdjustment.allCases) func anAdjustmentKeepsTheDifference(
    _ adjustment: MultiplicityAdjustment
  ) {
    let trial = Trial.made(
      name: "y", arms: ["A", "A", "A", "B", "B", "C", "C", "C"], levels: ["A", "B", "C"], control: "A", visits: ["1"],
      baselineVisit: nil, columns: [[1e200, 2e200, 6e200, 4e200, 8e200, 2e200, 3e200, 1e200]])
    let pairs: ComparisonOptions.Pairs = adjustment == .tukey ? .all : .control
    let rows = Comparison.results(for: trial, options: .init(pairs: pairs, adjustment: adjustment)).rows.filter {
      $0.measure == .meanDifference && $0.contrast == "B - A"
    }
    #expect(rows.count == 2)
    for row in rows { #expect(isClose(row.estimate, 3e200, 1e-14) && row.standardError == nil, "\(row.method ?? "")") }
  }

  /// Whole scores on an offset of 1e9 are exact, so what does not depend on the offset must not.
  @Test func anOffsetCostsNoDigits() throws {
    let trial = try Trial.beatTheBlues()
    func rows(_ offset: Double) -> [Estimate] {
      Comparison.results(
        for: .made(
          name: "bdi", arms: trial.arm?.codes.map { trial.arm?.levels[Int($0)] }, levels: trial.arm?.levels,
          control: "TAU", visits: trial.visits, columns: trial.outcomes[0].values.map { $0.map { $0 + offset } })
      ).rows.filter { $0.measure != .mean }
    }
    for (one, two) in zip(rows(0), rows(1e9)) {
      for field in [\Estimate.estimate, \.standardError, \.confidenceLow, \.confidenceHigh] {
        let scale = max(abs(one[keyPath: field] ?? 0), one.standardError ?? 0)
        #expect(
          abs((one[keyPath: field] ?? 0) - (two[keyPath: field] ?? 0)) <= 1e-12 * scale,
          "\(one.visit ?? "") \(one.measure) \(one.method ?? "")")
      }
    }
  }

  @Test func askingToResampleWhatHasNoResamplesIsSaid() throws {
    let resampling = Resampling(bootstrap: 10, permutations: 10)
    let compared = Comparison.results(for: try .beatTheBlues(), measures: [.n, .rankSum], resampling: resampling)
    #expect(
      compared.notes == [
        "No measure that is asked for has a bootstrap interval, so --bootstrap adds nothing (mean_difference, cohens_d, "
          + "hedges_g, glass_delta have).",
        "--permutations tests mean_difference only, which is not asked for, so it adds nothing.",
        "Between randomised arms a difference at the baseline visit is chance, whatever its p: it is given to be seen, and a test "
          + "of it says nothing: bdi, visit 0.",
      ])
    let changed = Change.results(for: try .beatTheBlues(), measures: [.dZ], resampling: resampling)
    #expect(
      changed.notes.contains("--permutations tests mean_change only, which is not asked for, so it adds nothing."))
    #expect(!changed.notes.contains { $0.contains("--bootstrap adds nothing") })
  }

  @Test func oneResampleIsExplainedOnce() throws {
    let results = Comparison.results(
      for: .made(arms: ["A", "A", "A", "B", "B", "B"], visits: ["x"], baselineVisit: nil, [1, 2, 4, 3, 5, 8]),
      measures: [.meanDifference], resampling: Resampling(bootstrap: 1))
    #expect(
      results.notes.filter { $0.contains("resample") } == [
        "Fewer than two resamples in which an estimate is defined, so no bootstrap interval: y, visit x, B - A."
      ])
  }
}
