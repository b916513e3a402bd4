import Comparisons
import Estimates
import TestSupport
import Testing
import Trials

@Suite struct CountComparisonTests {
  struct Reference: Decodable {
    struct Data: Decodable {
      let treatment, sex: [String]
      let before, age, doubled, y: [Double?]
      let timeBefore, time: [Double]
    }
    struct Sample: Decodable {
      let treatment: [String]
      let y, time: [Double]
    }
    let data: Data
    let under, many: Sample
    let rows, change, limit, large: [ReferenceRow]

    static func read() throws -> Referenced<Reference> { try Fixtures.read(Reference.self, "counts.json") }

    func trial() -> Trial {
      func numbers(_ values: [Double?]) -> [Double] { values.map { $0 ?? .nan } }
      return counts(
        data.treatment, control: "placebo", visits: ["pre", "post"], baselineVisit: 0,
        [numbers(data.before), numbers(data.y)], [data.timeBefore, data.time],
        covariates: [
          Covariate(name: "age", values: .numeric([numbers(data.age)]), varies: false),
          Covariate(
            name: "sex", values: .factor(levels: ["f", "m"], codes: [data.sex.map { $0 == "f" ? 0 : 1 }]), varies: false
          ),
          Covariate(name: "doubled", values: .numeric([numbers(data.doubled)]), varies: false),
        ])
    }
  }

  static func check(
    _ rows: [Estimate], _ reference: ReferenceRow, _ tolerance: Double, by program: TestSupport.Reference
  ) throws {
    let row = try #require(
      rows.first {
        $0.arm == reference.arm && $0.contrast == reference.contrast && $0.visit == reference.visit
          && $0.measure.rawValue == reference.measure && $0.method == reference.method
      }, "\(reference.label)")
    let compared = Compared(reference.measure, reference.method, reference.label, by: program)
    let fields: [(String, Double?, Double?)] = [
      ("estimate", row.estimate, reference.estimate), ("std_error", row.standardError, reference.stdError),
      ("df", row.df, reference.df), ("statistic", row.statistic, reference.statistic),
      ("p_value", row.pValue, reference.pValue), ("conf_low", row.confidenceLow, reference.confLow),
      ("conf_high", row.confidenceHigh, reference.confHigh),
    ]
    for (field, ours, theirs) in fields {
      #expect(
        compared.agrees(field, ours, theirs, within: tolerance),
        "\(reference.label) \(field): \(ours as Any), reference \(theirs as Any)")
    }
    #expect(row.n == reference.n, "\(reference.label)")
  }

  @Test func fourArmsAgreeWithR() throws {
    let reference = try Reference.read()
    let results = CountComparison.results(for: reference.value.trial())
    noteGiven(results.rows)
    #expect(reference.rows.count == 28)
    for row in reference.rows {
      try Self.check(results.rows, row, row.method?.hasPrefix("neg") ?? false ? 1e-11 : 1e-12, by: reference.reference)
    }
    #expect(
      results.notes.contains(
        "Subjects left out of the adjusted rate ratios because a covariate or the baseline is missing: y, visit post, "
          + "5 of them."))
    #expect(
      results.notes.contains(
        "The adjusted rate ratios leave out a column that follows from the others: y, visit post, doubled."))
    #expect(
      results.notes.contains {
        $0.hasPrefix("An arm has no event, so the rate ratio is 0 or infinite")
          && $0.contains("visit post, none - placebo")
      })
    let empty = results.rows.filter {
      $0.contrast == "none - placebo" && $0.visit == "post" && $0.measure == .rateRatio
    }
    #expect(
      empty.count == 4 && empty.allSatisfy { $0.estimate == nil && $0.pValue == nil && $0.confidenceLevel == nil })
  }

  @Test func rowsStandInOrder() throws {
    let rows = CountComparison.results(for: small([3, 1, 0], [2, 5, 1, 4])).rows
    #expect(
      rows.map { [$0.arm ?? $0.contrast, $0.measure.rawValue, $0.method].map { $0 ?? "" }.joined(separator: " ") } == [
        "A n ", "A events ", "A exposure ", "A rate garwood", "B n ", "B events ", "B exposure ", "B rate garwood",
        "B - A rate_ratio poisson_robust", "B - A rate_ratio negative_binomial",
        "B - A rate_difference poisson_robust", " theta negative_binomial",
      ])
  }

  @Test func onlyWhatIsAskedForIsGiven() throws {
    let trial = try Reference.read().value.trial()
    let all = CountComparison.results(for: trial).rows
    for measure in CountComparison.measures {
      let some = CountComparison.results(for: trial, measures: [measure]).rows
      #expect(some == all.filter { $0.measure == measure }, "\(measure.rawValue)")
    }
  }

  @Test func withoutOverdispersionTheLimitIsGivenAndSaid() throws {
    let reference = try Reference.read()
    let sample = reference.under
    let results = CountComparison.results(
      for: counts(sample.treatment, visits: ["post"], baselineVisit: nil, [sample.y], [sample.time]))
    for row in reference.limit { try Self.check(results.rows, row, 1e-12, by: reference.reference) }
    #expect(results.rows.last?.measure == .theta && results.rows.last?.estimate == nil)
    #expect(
      results.notes == [
        "The counts do not vary more than Poisson's around the model, so theta is infinite and has no estimate, and "
          + "negative_binomial is its limit: Poisson regression with model-based errors: y, visit post."
      ])
  }

  /// Three subjects and as many columns: nothing is left to judge the estimate by.
  @Test func aSaturatedModelHasAnEstimateAlone() throws {
    let results = CountComparison.results(
      for: counts(
        ["A", "A", "B"], visits: ["pre", "post"], baselineVisit: 0, [[3, 1, 4], [2, 5, 7]], [[1, 1, 1], [1, 1, 1]]))
    let row = try #require(results.rows.first { $0.method == "negative_binomial_adjusted" && $0.contrast != nil })
    #expect(row.estimate != nil && row.standardError == nil && row.pValue == nil && row.confidenceLow == nil)
    #expect(
      results.notes.contains(
        "As many columns as subjects, so negative_binomial_adjusted has an estimate and nothing else: y, visit post, "
          + "B - A."), "\(results.notes)")
    #expect(!results.notes.contains { $0.contains("negative_binomial_adjusted is its limit") })
  }

  @Test func countsOfThousandsAgreeWithR() throws {
    let reference = try Reference.read()
    let sample = reference.many
    let results = CountComparison.results(
      for: counts(sample.treatment, visits: ["post"], baselineVisit: nil, [sample.y], [sample.time]))
    for row in reference.large { try Self.check(results.rows, row, 1e-9, by: reference.reference) }
    #expect(results.notes.contains { $0.hasPrefix("Counts vary more within arms than Poisson's do") })
  }

  // MARK: Properties

  @Test func exposureInOtherUnitsChangesRatesAlone() throws {
    let data = try Reference.read().data
    func trial(_ factor: Double) -> Trial {
      counts(
        data.treatment, control: "placebo", visits: ["post"], baselineVisit: nil, [data.y.map { $0 ?? .nan }],
        [data.time.map { $0 * factor }])
    }
    let years = CountComparison.results(for: trial(1))
    let quarters = CountComparison.results(for: trial(4))
    let scaled = CountComparison.results(for: trial(4), per: 4)
    for ((a, b), c) in zip(zip(years.rows, quarters.rows), scaled.rows) {
      let factor: Double = [.rate, .rateDifference].contains(a.measure) ? 4 : 1
      #expect(isClose(a.estimate, b.estimate.map { $0 * (a.measure == .exposure ? 0.25 : factor) }, 1e-11))
      #expect(isClose(a.confidenceHigh, b.confidenceHigh.map { $0 * factor }, 1e-11))
      #expect(isClose(a.pValue, b.pValue, 1e-10))
      guard a.measure != .exposure else { continue }
      #expect(isClose(a.estimate, c.estimate, 1e-11) && isClose(a.confidenceLow, c.confidenceLow, 1e-11))
    }
  }

  @Test func theOrderOfSubjectsDoesNotMatter() throws {
    let data = try Reference.read().data
    let order = data.y.indices.map { ($0 * 37 + 11) % data.y.count }
    func rows(_ order: [Int]) -> [Estimate] {
      CountComparison.results(
        for: counts(
          order.map { data.treatment[$0] }, control: "placebo", visits: ["post"], baselineVisit: nil,
          [order.map { data.y[$0] ?? .nan }], [order.map { data.time[$0] }])
      ).rows
    }
    for (a, b) in zip(rows(Array(data.y.indices)), rows(order)) {
      #expect(isClose(a.estimate, b.estimate, 1e-12) && isClose(a.standardError, b.standardError, 1e-12))
    }
  }

  /// With arms alone in the model the robust variance of the log ratio is Σ (y − r t)²/Y² of both.
  @Test func theRobustErrorIsThatOfTheTotals() {
    let results = CountComparison.results(for: small([3, 1, 0, 6], [2, 5, 1]), measures: [.rateRatio])
    // 10 in 4 and 8 in 3: squared residuals 21 and 26/3.
    let variance = 21.0 / 100 + (26.0 / 3) / 64
    #expect(isClose(results.rows[0].estimate, 2.5 / (8.0 / 3), 1e-13))
    #expect(isClose(results.rows[0].standardError, 2.5 / (8.0 / 3) * variance.squareRoot(), 1e-12))
  }

  // MARK: What has no answer

  @Test func noEventAtAll() {
    let results = CountComparison.results(for: small([0, 0], [0, 0, 0]))
    #expect(results.rows.filter { $0.measure == .rateRatio }.allSatisfy { $0.estimate == nil })
    let rate = results.rows.filter { $0.measure == .rate }[0]
    #expect(rate.estimate == 0 && rate.confidenceLow == 0)
    // -log(0.025)/3.
    #expect(isClose(rate.confidenceHigh, 3.6888794541139363 / 3, 1e-13))
    let difference = results.rows.first { $0.measure == .rateDifference }
    #expect(difference?.estimate == 0 && difference?.pValue == nil)
  }

  @Test func oneSubjectInAnArm() {
    let results = CountComparison.results(for: small([4], [2, 5, 1]))
    let ratio = results.rows.first { $0.method == "poisson_robust" && $0.measure == .rateRatio }
    #expect(isClose(ratio?.estimate, 1.5, 1e-13))
    #expect(ratio?.standardError == nil && ratio?.pValue == nil)
    #expect(
      results.notes.contains(
        "One subject only in an arm says nothing of how counts vary there, so no interval by poisson_robust: y, visit "
          + "post, B - A."))
  }

  @Test func countsThatDoNotVary() {
    let results = CountComparison.results(for: small([4, 4], [2, 2, 2]), measures: [.rateRatio])
    #expect(isClose(results.rows[0].estimate, 2, 1e-13))
    #expect(results.rows[0].standardError == nil)
    #expect(
      results.notes.contains(
        "The counts do not vary around the model at all, so no interval by poisson_robust: y, visit post, B - A."))
  }

  @Test func anEmptyArm() {
    let results = CountComparison.results(for: small([.nan], [2, 4, 2]))
    #expect(results.rows.filter { $0.contrast != nil }.allSatisfy { $0.estimate == nil })
    #expect(results.notes == ["No value in one of the two arms, so nothing is compared: y, visit post, B - A."])
  }

  @Test func separationIsSaidInWords() {
    let flag = Covariate(name: "flag", values: .numeric([[1, 0, 0, 1, 0, 0, 0]]), varies: false)
    let results = CountComparison.results(
      for: small([0, 2, 5], [0, 2, 5, 1], covariates: [flag]), measures: [.rateRatio])
    #expect(results.rows.map { $0.estimate == nil } == [false, false, true, true])
    #expect(
      results.notes.last
        == "Some subjects have no event without exception by the model's columns (separation: flag), so "
        + "the regression has no finite estimate, and poisson_robust_adjusted and negative_binomial_adjusted are not "
        + "given; leave a covariate out or merge its levels: y, visit post, B - A.")
  }

  private func small(_ treated: [Double], _ control: [Double], covariates: [Covariate] = []) -> Trial {
    counts(
      treated.map { _ in "B" } + control.map { _ in "A" }, visits: ["post"], baselineVisit: nil, [treated + control],
      [(treated + control).map { _ in 1 }], covariates: covariates)
  }
}

@Suite struct CountChangeTests {
  @Test func pairsAgreeWithR() throws {
    let reference = try CountComparisonTests.Reference.read()
    let results = CountChange.results(for: reference.value.trial())
    #expect(reference.change.count == 12)
    for row in reference.change { try CountComparisonTests.check(results.rows, row, 1e-12, by: reference.reference) }
    #expect(
      results.notes == [
        "No event at baseline or none at follow-up, so the rate ratio is 0, infinite or unknown and not given: y, visit "
          + "post, arm none."
      ])
  }

  @Test func aBlockForEachArmAndForAll() throws {
    let rows = CountChange.results(for: try CountComparisonTests.Reference.read().value.trial()).rows
    #expect(rows.prefix(4).map(\.measure) == [.n, .rateBaseline, .rateFollowup, .rateRatio])
    #expect(rows.count == 20 && rows.suffix(4).allSatisfy { $0.arm == nil && $0.contrast == "post - pre" })
  }

  @Test func whatHasNoAnswerIsSaid() {
    func results(_ before: [Double], _ after: [Double]) -> Results {
      CountChange.results(
        for: counts(
          nil, visits: ["pre", "post"], baselineVisit: 0, [before, after],
          [before.map { _ in 2 }, after.map { _ in 1 }]),
        per: 10)
    }
    let one = results([3, .nan], [1, 4])
    #expect(one.rows.map(\.estimate) == [1, 15, 10, 2.0 / 3])
    #expect(one.rows[3].standardError == nil)
    #expect(one.notes == ["One pair only, so the rate ratio has no interval: y, visit post."])
    let same = results([2, 4, 6], [1, 2, 3])
    #expect(same.rows[3].estimate == 1 && same.rows[3].standardError == nil)
    #expect(
      same.notes == [
        "Every subject's counts change by the same factor, so the rate ratio has no interval: y, visit post."
      ])
    let none = results([2, .nan], [.nan, 3])
    #expect(none.rows.dropFirst().allSatisfy { $0.estimate == nil && $0.confidenceLow == nil })
    #expect(none.notes == ["No complete pair of baseline and follow-up, so only n is given: y, visit post."])
  }
}

/// A trial of counts, `[visit][subject]`.
private func counts(
  _ arms: [String]?, control: String = "A", visits: [String?], baselineVisit: Int?, _ values: [[Double]],
  _ exposure: [[Double]], covariates: [Covariate] = []
) -> Trial {
  let levels = Array(Set(arms ?? [])).sorted()
  let arm = arms.map { labels in
    Factor(
      name: "arm", levels: levels, codes: labels.map { Int32(levels.firstIndex(of: $0) ?? -1) },
      reference: levels.firstIndex(of: control) ?? 0)
  }
  return Trial(
    source: "made.csv", rowCount: values[0].count * visits.count, sha256: nil, subjectCount: values[0].count, arm: arm,
    site: nil, visits: visits, baselineVisit: baselineVisit,
    outcomes: [Outcome(name: "y", values: values, baseline: baselineVisit.map { values[$0] }, exposure: exposure)],
    covariates: covariates, notes: [])
}
