import Estimates
import Reliability
import Testing
import Trials

/// From a trial to rows and notes.
@Suite struct AnalysisTests {
  /// Columns of values by visit, `[column][visit][subject]`; NaN missing.
  private func trial(_ columns: [[[Double]]], visits: [String?] = [nil], arms: [Int32]? = nil) -> Trial {
    let n = columns[0][0].count
    return Trial(
      source: "made.csv", rowCount: n * visits.count, sha256: nil, subjectCount: n,
      arm: arms.map { Factor(name: "arm", levels: ["A", "B"], codes: $0, reference: 0) }, site: nil, visits: visits,
      baselineVisit: nil,
      outcomes: columns.enumerated().map { Outcome(name: "q\($0 + 1)", values: $1, baseline: nil) }, covariates: [],
      notes: [])
  }

  private func value(_ results: Results, _ measure: Measure, _ method: String? = nil, term: String? = nil) -> Double? {
    results.rows.first { $0.measure == measure && ($0.method == method || method == nil) && $0.term == term }?.estimate
  }

  private let answers: [[Double]] = [
    [1, 2, 3, 4, 5, 3, 2, 4], [2, 2, 3, 5, 5, 3, 1, 4], [1, 3, 3, 4, 4, 2, 2, 5], [5, 4, 2, 2, 1, 3, 4, 2],
  ]

  @Test func itemsAreDescribedAndAnUnreversedOneNamed() throws {
    let results = try ItemReliability.results(for: trial(answers.map { [$0] }), name: "q1-q4")
    #expect(Set(results.rows.map(\.measure)) == Set(ItemReliability.measures))
    #expect(results.rows.allSatisfy { $0.outcome == "q1-q4" && $0.n == 8 })
    #expect(value(results, .mean, term: "q1") == 3 && value(results, .floor, term: "q1") == 0.125)
    #expect(value(results, .ceiling, term: "q2") == 0.25 && value(results, .mean, term: "sum") == 12)
    #expect(results.notes.contains("\"q4\" goes against the sum of the others: it looks un-reversed: q1-q4."))
    #expect(results.notes.contains("mdc95 is 1.96 times the root of 2 times sem."))
  }

  @Test func whoLacksAnItemIsLeftOutAndCounted() throws {
    var gaps = answers
    gaps[1][0] = .nan
    gaps[3][0] = .nan
    gaps[3][5] = .nan
    for item in gaps.indices { gaps[item][7] = .nan }
    let results = try ItemReliability.results(for: trial(gaps.map { [$0] }), name: "q")
    #expect(value(results, .n, term: "sum") == 5)
    #expect(results.notes.contains("2 of 7 subjects left out, who lack one of them (q2 1, q4 2): q."))
    let kept: [[[Double]]] = answers.map { item in [[1, 2, 3, 4, 6].map { item[$0] }] }
    let whole = try ItemReliability.results(for: trial(kept), name: "q")
    #expect(value(results, .cronbachAlpha) == value(whole, .cronbachAlpha))
  }

  @Test func everyVisitAndArmIsABlock() throws {
    let columns: [[[Double]]] = answers.map { [$0, $0.reversed()] }
    let results = try ItemReliability.results(
      for: trial(columns, visits: ["a", "b"], arms: [0, 0, 0, 0, 1, 1, 1, -1]), name: "q", measures: [.cronbachAlpha])
    #expect(
      results.rows.map { "\($0.visit ?? "") \($0.arm ?? "all") \($0.n ?? 0)" } == [
        "a A 4", "a B 3", "a all 8", "b A 4", "b B 3", "b all 8",
      ])
  }

  @Test(
    arguments: [
      ([[.nan, .nan], [.nan, .nan]], "Fewer than two subjects have all items, so nothing can be estimated: q."),
      ([[1], [2]], "Fewer than two subjects have all items, so nothing can be estimated: q."),
      ([[1, 1, 1], [2, 2, 2]], "The sum of the items does not vary, so there is no alpha: q."),
      (
        [[1e200, 2, 3], [2, 1, 4]],
        "Values above 1e150, or that differ by less than 1e-140 in all, cannot be squared in double precision; another unit "
          + "helps: q."
      ),
      (
        [[1, 2, 4], [3, 3, 3]],
        "\"q2\" has the same answer from everybody, so it has no correlation with the others: q."
      ),
      ([[1, 2, 4], [2, 1, 3]], "Omega needs three items or more: q."),
    ] as [([[Double]], String)])
  func whatCannotBeEstimatedIsNullWithANote(items: [[Double]], note: String) throws {
    let results = try ItemReliability.results(for: trial(items.map { [$0] }), name: "q")
    #expect(results.notes.contains(note), "\(results.notes)")
    #expect(value(results, .mcdonaldOmega) == nil)
    #expect(results.rows.allSatisfy { $0.estimate?.isFinite ?? true })
  }

  @Test func aMatrixOfCovariancesIsRefused() {
    let matrix: [[Double]] = [[2.5, 1.1, 0.7], [1.1, 3.5, 0.9], [0.7, 0.9, 1.5]]
    #expect(throws: ReliabilityError.self) { try ItemReliability.results(for: trial(matrix.map { [$0] }), name: "q") }
    // Not symmetric, or with an entry that no covariance can be: answers.
    var answers = matrix
    answers[0][1] = 1.2
    #expect(throws: Never.self) { try ItemReliability.results(for: trial(answers.map { [$0] }), name: "q") }
    #expect(throws: Never.self) {
      try ItemReliability.results(for: trial([[[1, 5, 2]], [[5, 1, 3]], [[2, 3, 4]]]), name: "q")
    }
    #expect(throws: Never.self) { try ItemReliability.results(for: trial([[[3, 1]], [[1, 3]]]), name: "q") }
  }

  @Test func ratersHaveTheirKappas() throws {
    let two = try RaterReliability.results(for: trial(answers.prefix(2).map { [$0] }), name: "r")
    #expect(two.rows.filter { $0.measure == .kappa }.map(\.method) == ["unweighted", "linear", "quadratic"])
    #expect(value(two, .agreement) == 0.625)
    #expect(Set(two.rows.map(\.measure)) == Set(RaterReliability.measures))
    let four = try RaterReliability.results(for: trial(answers.map { [$0] }), name: "r")
    #expect(four.rows.filter { $0.measure == .kappa }.map(\.method) == ["fleiss"])
    #expect(four.rows.filter { $0.measure == .icc }.map(\.term) == IntraclassCorrelation.allCases.map(\.rawValue))
    let decimals = try RaterReliability.results(for: trial([[[1.5, 2, 3]], [[1, 2, 3.5]]]), name: "r")
    #expect(value(decimals, .kappa) == nil)
    #expect(decimals.notes.contains("Kappa is for categories, and ratings with decimals are none: r."))
    let constant = try RaterReliability.results(for: trial([[[3, 3, 3]], [[3, 3, 3]]]), name: "r")
    #expect(constant.rows.filter { $0.measure == .icc || $0.measure == .kappa }.allSatisfy { $0.estimate == nil })
    #expect(constant.notes.contains("All values are the same, so there is no intraclass correlation: r."))
    #expect(throws: ReliabilityError.self) { try RaterReliability.results(for: trial([[[1, 2]]]), name: "r") }
  }

  @Test func retestComparesTwoVisitsOfThree() throws {
    let visits = [answers[0], [9, 9, 9, 9, 9, 9, 9, 9], answers[1]]
    let results = try RetestReliability.results(
      for: trial([visits], visits: ["a", "b", "c"], arms: [0, 0, 0, 0, 1, 1, 1, 1]), visits: ["a", "c"])
    #expect(Set(results.rows.map(\.measure)) == Set(RetestReliability.measures))
    #expect(results.rows.compactMap(\.arm).contains("A"))
    let whole = results.rows.filter { $0.arm == nil }
    let raters = try RaterReliability.results(for: trial(answers.prefix(2).map { [$0] }), name: "r")
    for term in ["ICC(2,1)", "ICC(3,1)"] {
      for measure in [Measure.icc, .sem, .mdc95] {
        #expect(
          whole.first { $0.measure == measure && $0.term == term }?.estimate
            == value(raters, measure, nil, term: term))
      }
    }
    #expect(throws: ReliabilityError.self) {
      try RetestReliability.results(for: trial([visits], visits: ["a", "b", "c"]), visits: ["a", "d"])
    }
  }
}
