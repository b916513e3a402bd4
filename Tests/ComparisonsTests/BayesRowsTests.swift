import Comparisons
import Estimates
import Inference
import TestSupport
import Testing
import Trials

@Suite struct BayesRowsTests {
  private struct Reference: Decodable {
    struct Row: Decodable {
      let visit, prior, method: String
      let priorSd, estimate, stdError, confLow, confHigh, above, below: Double
      let n: Int
    }
    struct Factor: Decodable {
      let visit, arm: String
      let n: Int
      let logBayesFactor: Double
    }
    let rows: [Row]
    let factors: [Factor]
  }

  private func rows(_ bayes: BayesOptions, trial: Trial? = nil) throws -> [Estimate] {
    Comparison.results(
      for: try trial ?? .beatTheBlues(), measures: Set(Comparison.bayesMeasures), options: .init(bayes: bayes)
    ).rows
  }

  @Test func posteriorsAgreeWithR() throws {
    let reference = try Fixtures.read(Reference.self, "bayes.json")
    #expect(reference.rows.count == 18)
    for (prior, options) in [
      ("default", BayesOptions()), ("given", BayesOptions(prior: NormalPrior(mean: 2, sd: 5))),
    ] {
      let rows = try rows(options)
      noteGiven(rows)
      for wanted in reference.rows where wanted.prior == prior {
        let label = "\(wanted.visit) \(wanted.prior) \(wanted.method)"
        let found = rows.filter { $0.visit == wanted.visit && $0.method == wanted.method }
        #expect(found.map(\.measure) == [.posteriorMeanDifference, .posteriorProbability, .posteriorProbability])
        guard found.count == 3 else { continue }
        func check(_ row: Estimate, _ field: String, _ ours: Double?, _ theirs: Double, unit: Double? = nil) {
          let compared = Compared(row.measure.rawValue, row.method, label, by: reference.reference)
          #expect(compared.agrees(field, ours, theirs, within: 1e-12, unit: unit), "\(label) \(field)")
        }
        check(found[0], "estimate", found[0].estimate, wanted.estimate)
        check(found[0], "std_error", found[0].standardError, wanted.stdError)
        check(found[0], "conf_low", found[0].confidenceLow, wanted.confLow, unit: wanted.stdError)
        check(found[0], "conf_high", found[0].confidenceHigh, wanted.confHigh, unit: wanted.stdError)
        check(found[1], "above", found[1].estimate, wanted.above)
        check(found[2], "below", found[2].estimate, wanted.below)
        #expect(found.allSatisfy { $0.n == wanted.n && $0.pValue == nil && $0.statistic == nil && $0.df == nil })
        #expect(found[0].confidenceLevel == 0.95 && found[1].confidenceLevel == nil)
      }
    }
  }

  @Test func factorsAgreeWithR() throws {
    let reference = try Fixtures.read(Reference.self, "bayes.json")
    let between = try rows(.init(scale: 1))
    let within = Change.results(
      for: try .beatTheBlues(), measures: Set(Change.bayesMeasures), bayesScale: 1
    ).rows
    #expect(reference.factors.count == 13 && within.count == 24)
    for wanted in reference.factors {
      let found = (between + within).filter { $0.visit == wanted.visit && ($0.arm ?? $0.contrast) == wanted.arm }
        .filter { Change.bayesMeasures.contains($0.measure) }
      #expect(found.map(\.measure) == [.bayesFactor, .logBayesFactor] && found.allSatisfy { $0.n == wanted.n })
      let compared = Compared(
        "log_bayes_factor", "jzs", "\(wanted.visit) \(wanted.arm)", by: reference.reference)
      #expect(compared.agrees("estimate", found.last?.estimate, wanted.logBayesFactor, within: 1e-5, unit: 1))
      #expect(found.allSatisfy { $0.term == "prior Cauchy(0, 1)" && $0.method == "jzs" })
    }
  }

  /// The prior stands in every row, since a CSV file has no notes.
  @Test func everyRowNamesItsPrior() throws {
    let terms = try rows(.init()).filter { $0.visit == "2" }.map(\.term)
    let normal = "prior normal(0, 10.575)"
    let cauchy = "prior Cauchy(0, 0.707107)"
    #expect(
      terms == [cauchy, cauchy, normal, "> 0, \(normal)", "< 0, \(normal)", normal, "> 0, \(normal)", "< 0, \(normal)"])
    let given = try rows(.init(scale: 0.2, prior: NormalPrior(mean: -1.5, sd: 12_345_678)))
    #expect(Set(given.map(\.term)).contains("< 0, prior normal(-1.5, 12345678)"))
    #expect(Set(given.map(\.term)).contains("prior Cauchy(0, 0.2)"))
  }

  @Test func aWidePriorGivesBackTheEstimateAndANarrowOneItself() {
    let wide = NormalPrior(mean: 3, sd: 1e200).posterior(estimate: -2, standardError: 0.5)
    #expect(wide == NormalPrior(mean: -2, sd: 0.5))
    let narrow = NormalPrior(mean: 3, sd: 1e-200).posterior(estimate: -2, standardError: 0.5)
    #expect(narrow == NormalPrior(mean: 3, sd: 1e-200))
    let equal = NormalPrior(mean: 3, sd: 0.5).posterior(estimate: -2, standardError: 0.5)
    #expect(equal.mean == 0.5 && isClose(equal.sd, 0.5 * 0.5.squareRoot(), 1e-15))
  }

  /// In other units everything that has units goes with them, and what has none stays.
  @Test func unitsDoNotMatter() throws {
    let trial = try Trial.beatTheBlues()
    let scaled = Trial.made(
      name: "bdi", arms: trial.arm?.codes.map { trial.arm?.levels[Int($0)] }, levels: trial.arm?.levels,
      visits: trial.visits, columns: trial.outcomes[0].values.map { column in column.map { 100 - 0.3 * $0 } })
    for (one, other) in zip(try rows(.init(), trial: trial), try rows(.init(), trial: scaled)) {
      switch one.measure {
      case .posteriorMeanDifference:
        #expect(isClose(one.estimate.map { -0.3 * $0 }, other.estimate, 1e-11))
        #expect(isClose(one.standardError.map { 0.3 * $0 }, other.standardError, 1e-11))
      case .posteriorProbability: continue
      default: #expect(isClose(one.estimate, other.estimate, 1e-10))
      }
    }
    func probabilities(_ side: String, _ trial: Trial) throws -> [Double?] {
      try rows(.init(), trial: trial).filter { $0.term?.hasPrefix(side) ?? false }.map(\.estimate)
    }
    for (one, other) in zip(try probabilities(">", trial), try probabilities("<", scaled)) {
      #expect(isClose(one, other, 1e-10))
    }
  }

  @Test func nothingToTestGivesNothingAndSaysWhy() {
    let results = Comparison.results(
      for: .made(arms: ["A", "A", "B", "B"], visits: ["x"], baselineVisit: nil, [1, 1, 2, 2]),
      measures: Set(Comparison.bayesMeasures), options: .init(bayes: .init()))
    #expect(results.rows.count == 5 && results.rows.allSatisfy { $0.estimate == nil && $0.n == 4 })
    #expect(results.notes.contains("There is no t test, so no Bayes factor: y, visit x, B - A."))
    #expect(
      results.notes.contains(
        "A standard error or the pooled SD is missing, so no posterior (normal_prior_welch): y, visit x, B - A."))
  }

  @Test func aFactorBeyondDoublesLeavesItsLogarithm() {
    let values = (0..<600).map { Double($0 % 2) + ($0 < 300 ? 0 : 100) }
    let results = Comparison.results(
      for: .made(
        arms: (0..<600).map { $0 < 300 ? "A" : "B" }, visits: ["x"], baselineVisit: nil, values),
      measures: [.bayesFactor, .logBayesFactor], options: .init(bayes: .init()))
    #expect(results.rows.count == 2 && results.rows[0].estimate == nil && (results.rows[1].estimate ?? 0) > 1000)
    #expect(
      results.notes.contains(
        "The Bayes factor is too large for a number of double precision; log_bayes_factor has its logarithm: y, visit x, B - A."
      ))
  }

  @Test func anAdjustmentLeavesThemAlone() {
    let trial = Trial.made(
      arms: ["A", "A", "A", "B", "B", "B", "C", "C", "C"], visits: ["x"], baselineVisit: nil,
      [1, 2, 4, 3, 5, 8, 2, 3, 3])
    func results(_ adjustment: MultiplicityAdjustment) -> Results {
      Comparison.results(
        for: trial, measures: Set(Comparison.bayesMeasures), options: .init(adjustment: adjustment, bayes: .init()))
    }
    let adjusted = results(.holm)
    #expect(adjusted.rows == results(.none).rows && adjusted.rows.count == 10)
    #expect(adjusted.notes.contains("--adjust changes no Bayes factor and no posterior."))
    #expect(!adjusted.notes.contains { $0.contains("keep the interval of one contrast") })
  }

  @Test func withoutOptionsThereAreNoSuchRows() throws {
    #expect(
      Comparison.results(for: try .beatTheBlues()).rows.allSatisfy { !Comparison.bayesMeasures.contains($0.measure) })
    #expect(Change.results(for: try .beatTheBlues()).rows.allSatisfy { !Comparison.bayesMeasures.contains($0.measure) })
  }
}
