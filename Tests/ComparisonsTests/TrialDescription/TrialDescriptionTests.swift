import Comparisons
import Estimates
import Foundation
import TestSupport
import Testing
import Trials

/// A row that R made (`Fixtures/describe.R`).
private struct Row: Decodable {
  let outcome, arm, contrast, visit, term: String?
  let measure: String
  let method: String?
  let estimate, df, statistic, pValue, confLow, confHigh: Double?
  let n: Int

  var key: [String?] { [outcome, arm, contrast, visit, term, measure, method] }
}

extension Estimate {
  fileprivate var key: [String?] { [outcome, arm, contrast, visit, term, measure.rawValue, method] }
}

private struct Described: Decodable {
  let rows: [Row]
}

private struct DescribedTrial: Decodable {
  let rows: [Row]
  let arms: [String]
  let pre, post, late, age: [Double?]
  let work: [String?]

  var trial: Trial {
    let levels = ["full", "none", "part"]
    let codes = work.map { $0.flatMap(levels.firstIndex).map(Int32.init) ?? -1 }
    return .made(
      arms: arms, levels: ["A", "B", "C"], control: "C", visits: ["pre", "post", "late"],
      covariates: [
        Covariate(name: "age", values: .numeric([age.map { $0 ?? .nan }]), varies: false),
        Covariate(name: "work", values: .factor(levels: levels, codes: [codes]), varies: false),
      ], pre.map { $0 ?? .nan }, post.map { $0 ?? .nan }, late.map { $0 ?? .nan })
  }
}

@Suite struct TrialDescriptionTests {
  /// Each row of the reference is there with its numbers, and no other row.
  private func expect(_ rows: [Estimate], are reference: [Row], by program: Reference) {
    noteGiven(rows)
    #expect(rows.count == reference.count)
    let ours = Dictionary(grouping: rows, by: \.key)
    for row in reference {
      guard let found = ours[row.key], found.count == 1, let own = found.first else {
        Issue.record("\(row.key.map { $0 ?? "" }) is not there once")
        continue
      }
      // The reference's own estimates of mean and covariance come from iterations.
      let tolerance = row.measure == "little_mcar" ? 1e-9 : 1e-12
      let label = row.key.map { $0 ?? "" }.joined(separator: " ")
      let compared = Compared(row.measure, row.method, label, by: program)
      for (name, value, expected) in [
        ("estimate", own.estimate, row.estimate), ("df", own.df, row.df), ("statistic", own.statistic, row.statistic),
        ("p_value", own.pValue, row.pValue), ("conf_low", own.confidenceLow, row.confLow),
        ("conf_high", own.confidenceHigh, row.confHigh),
      ] {
        // Limits and differences near 0 are differences of numbers near 1 in the reference.
        #expect(
          compared.agrees(name, value, expected, within: tolerance, floor: 4e-16 / tolerance),
          "\(row.key.map { $0 ?? "" }) \(name): \(value as Any) where the reference has \(expected as Any)")
      }
      #expect(own.n == row.n, "\(row.key.map { $0 ?? "" })")
      #expect((own.confidenceLevel == nil) == (row.confLow == nil), "\(row.key.map { $0 ?? "" })")
    }
  }

  @Test func agreesWithROnBeatTheBlues() throws {
    let results = TrialDescription.results(for: try .beatTheBlues(covariates: true))
    let reference = try Fixtures.read(Described.self, "describe-beat-the-blues.json")
    expect(results.rows, are: reference.rows, by: reference.reference)
    #expect(
      results.notes == [
        "floor and ceiling are shares of subjects at the lowest and highest value observed in the trial, which need not be "
          + "the ends of the instrument's range: bdi, 0 and 53.",
        "15 % of subjects or more are at the lowest observed value, and changes may be cut off: bdi, visit 8, arm TAU.",
        "Strongly skewed (beyond 1 or -1): a mean says less, and rank methods and medians may say more: bdi, visit 3, arm "
          + "BtheB; bdi, visit 5, arm BtheB.",
        "Values lie more than three interquartile ranges outside the quartiles: look at them before trusting a mean: bdi, "
          + "visit 3, arm BtheB (1).",
      ])
  }

  @Test func agreesWithROnThreeArmsWithHoles() throws {
    let reference = try Fixtures.read(DescribedTrial.self, "describe-three-arms.json")
    let results = TrialDescription.results(for: reference.trial)
    expect(results.rows, are: reference.rows, by: reference.reference)
    let intermittent = reference.rows.first { $0.measure == "intermittent" && $0.arm == nil }?.estimate ?? 0
    #expect(intermittent > 0)
    #expect(
      results.notes.first
        == "Missing data are not monotone: some subjects are observed again after a visit they missed: y, "
        + "\(Int(intermittent)) of 60.")
  }

  @Test func onlyWhatIsAskedForIsGiven() throws {
    let trial = try Trial.beatTheBlues(covariates: true)
    let all = TrialDescription.results(for: trial).rows
    #expect(Set(all.map(\.measure)) == Set(TrialDescription.measures))
    for measure in TrialDescription.measures {
      let some = TrialDescription.results(for: trial, measures: [measure]).rows
      #expect(some == all.filter { $0.measure == measure }, "\(measure.rawValue)")
    }
  }

  @Test func levelIsThatOfTheIntervals() throws {
    let rows = TrialDescription.results(for: try .beatTheBlues(), level: 0.9).rows
    #expect(rows.allSatisfy { ($0.confidenceLevel == nil) == ($0.confidenceLow == nil) })
    #expect(rows.compactMap(\.confidenceLevel).allSatisfy { $0 == 0.9 })
    #expect(rows.contains { $0.confidenceLevel == 0.9 })
  }

  @Test func theBaselineTableHasNoPValues() throws {
    let rows = TrialDescription.results(for: try .beatTheBlues(covariates: true)).rows
    #expect(rows.filter { $0.pValue != nil }.map(\.measure) == [.littleMCAR])
  }

  @Test func theOrderOfSubjectsMakesNoDifference() throws {
    let trial = try Trial.beatTheBlues()
    let arms = try #require(trial.arm).codes.map { ["TAU", "BtheB"][Int($0)] }
    let a = TrialDescription.results(for: trial)
    let b = TrialDescription.results(
      for: .made(
        name: "bdi", arms: arms.reversed(), levels: ["TAU", "BtheB"], visits: ["0", "2", "3", "5", "8"],
        columns: trial.outcomes[0].values.map { $0.reversed() }))
    #expect(a.notes == b.notes)
    #expect(a.rows.count == b.rows.count)
    for (first, second) in zip(a.rows, b.rows) {
      #expect(first.key == second.key && isClose(first.estimate, second.estimate, 1e-13))
      #expect(isClose(first.statistic, second.statistic, 1e-10))
    }
    #expect(a.rows.contains { $0.statistic != nil })
  }

  @Test func subjectsWithoutArmCountInAllTogether() {
    let trial = Trial.made(arms: ["A", "A", "B", nil], visits: ["pre", "post"], [1, 2, 3, 5], [2, .nan, 3, .nan])
    let rows = TrialDescription.results(for: trial, measures: [.n, .observed, .attrition]).rows
    #expect(rows.filter { $0.measure == .n && $0.term == nil }.map(\.estimate) == [2, 1, 4])
    #expect(rows.filter { $0.measure == .observed }.map(\.estimate) == [2, 1, 1, 1, 4, 2])
    #expect(rows.filter { $0.measure == .attrition }.map(\.estimate) == [0.5, 0, 0.5])
  }

  @Test func withoutArmsThereAreAllSubjectsOnly() {
    let rows = TrialDescription.results(for: .made([1, 2, 3], [2, 2, .nan])).rows
    #expect(rows.allSatisfy { $0.arm == nil && $0.contrast == nil })
    #expect(!rows.contains { $0.measure == .smd || $0.measure == .riskDifference })
  }

  @Test func aBaselineColumnComesFirstInThePatterns() {
    let trial = Trial.made(
      visits: ["a", "b"], baselineVisit: nil, baselineColumn: [1, .nan, 2, 3], [2, 3, 4, .nan], [1, 2, .nan, .nan])
    let rows = TrialDescription.results(for: trial).rows
    #expect(
      rows.filter { $0.measure == .pattern }.map(\.term) == ["baseline, a, b", "baseline, a", "baseline", "a, b"])
    #expect(rows.filter { $0.measure == .attrition }.map(\.visit) == ["a", "b"])
    #expect(rows.first { $0.measure == .mean }?.term == "baseline(y)")
    #expect(rows.first { $0.measure == .intermittent }?.estimate == 1)
  }

  @Test func aCovariateThatChangesIsTakenAtBaseline() {
    let dose = Covariate(name: "dose", values: .numeric([[1, 2, 3], [7, 8, 9]]), varies: true)
    let rows = TrialDescription.results(for: .made(covariates: [dose], [1, 2, 3], [2, 3, 4])).rows
    #expect(rows.first { $0.term == "dose" && $0.measure == .mean }?.estimate == 2)
    let none = TrialDescription.results(
      for: .made(baselineVisit: nil, covariates: [dose], [1, 2, 3], [2, 3, 4]))
    #expect(!none.rows.contains { $0.term == "dose" })
    #expect(
      none.notes.first == "A covariate that changes over visits has no baseline value where no visit is baseline: dose."
    )
  }

  @Test func whatCannotBeEstimatedIsNullAndSaysWhy() {
    let group = Covariate(name: "g", values: .factor(levels: ["x", "y"], codes: [[0, 0, 1, 1]]), varies: false)
    let trial = Trial.made(arms: ["A", "A", "B", "B"], covariates: [group], [4, 4, 4, 4], [.nan, .nan, 5, 6])
    let results = TrialDescription.results(for: trial)
    #expect(results.rows.filter { $0.measure == .smd }.map(\.estimate) == [nil, nil])
    #expect(results.rows.first { $0.measure == .littleMCAR }?.statistic == nil)
    #expect(results.rows.first { $0.measure == .skewness }?.estimate == nil)
    #expect(
      results.notes.contains(
        "No spread within the arms to measure a difference by, so no smd: y, visit pre, baseline(y), B - A; g, B - A."))
    #expect(results.notes.contains("The outcome does not vary at visit pre, so no test by Little: y."))
  }

  @Test(
    arguments: [
      (
        [[1, 2, 3, 5], [2, 1, 4, 4]],
        "All subjects are observed at the same visits, so Little's test has no patterns to compare"
      ),
      (
        [[1, 2, .nan, .nan], [.nan, .nan, 4, 5]],
        "No subject is observed at both visits pre and post, so no test by Little"
      ),
      (
        [[1, 2, 3, 5, 8], [2, 4, 6, 10, .nan]],
        "The covariance matrix of the visits has no inverse, so no test by Little"
      ),
    ] as [([[Double]], String)])
  func littlesTestSaysWhyThereIsNone(columns: [[Double]], cause: String) {
    let results = TrialDescription.results(for: .made(columns[0], columns[1]), measures: [.littleMCAR])
    #expect(results.rows.map(\.statistic) == [nil])
    #expect(results.rows.map(\.pValue) == [nil])
    #expect(results.notes == [cause + ": y."])
  }

  @Test func nobodyObservedGivesNoNumbers() {
    let trial = Trial.made(arms: ["A", "B"], [.nan, .nan], [.nan, .nan])
    let results = TrialDescription.results(for: trial)
    #expect(results.rows.first { $0.measure == .neverObserved }?.estimate == 1)
    #expect(results.rows.filter { $0.measure == .mean }.allSatisfy { $0.estimate == nil })
    #expect(results.rows.first { $0.measure == .pattern }?.term == "none")
    #expect(results.notes.contains { $0.hasPrefix("Nobody has a value, so there is nothing to summarise") })
  }

  @Test func hugeValuesGiveNoInfinities() {
    let big = Double.greatestFiniteMagnitude
    let results = TrialDescription.results(
      for: .made(arms: ["A", "A", "B", "B"], [-big, big, -big, big], [big, .nan, -big, 1]))
    for row in results.rows {
      for value in [row.estimate, row.statistic, row.pValue, row.confidenceLow, row.confidenceHigh] {
        #expect(value?.isFinite ?? true)
      }
    }
  }
}
