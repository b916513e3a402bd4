import Distributions
import Estimates
import Foundation
import MetaAnalysis
import TestSupport
import Testing

/// Studies from effects and variances.
func table(
  _ effects: [Double], _ variances: [Double], measure: EffectMeasure? = nil, labels: [String]? = nil
) -> EffectTable {
  EffectTable(
    measure: measure,
    studies: effects.indices.map {
      .init(label: labels?[$0] ?? "s\($0)", effect: effects[$0], variance: variances[$0])
    })
}

@Suite struct SynthesisTests {
  /// Rows of results as metafor prints them.
  @Test func rowsAreThoseOfMetafor() throws {
    let fixture = try MetaFixture.read()
    for data in fixture.datasets where data.columns.count == 1 {
      for theirs in data.models {
        let estimator = try #require(HeterogeneityEstimator(rawValue: theirs.estimator))
        for twoLess in [false, true] where !(twoLess && estimator == .fixed) {
          let options = SynthesisOptions(
            estimator: estimator, test: coefficientTest(theirs.test), predictsWithTwoLess: twoLess,
            level: theirs.level)
          let rows = Synthesis.results(for: table(data.effects, data.variances), options: options).rows
          for row in rows { Records.add(.given(measure: row.measure.rawValue, method: row.method ?? "")) }
          let place = "\(data.name), \(theirs.level)\(twoLess ? ", k - 2" : "")"
          func check(_ measure: Measure, _ fields: [(String, KeyPath<Estimate, Double?>, Double?)], floor: Double = 0)
            throws
          {
            let row = try #require(rows.first { $0.measure == measure && $0.study == nil })
            let compared = Compared(measure.rawValue, row.method, place, by: fixture.reference)
            for (name, field, value) in fields {
              #expect(
                compared.agrees(name, row[keyPath: field], value, within: 1e-8, floor: floor),
                "\(place) \(measure) \(name): \(row[keyPath: field] as Any), not \(value as Any)")
            }
          }
          let error = theirs.stdErrors[0]
          try check(
            .pooled,
            [
              ("estimate", \.estimate, theirs.coefficients[0]), ("conf_low", \.confidenceLow, theirs.confLow[0]),
              ("conf_high", \.confidenceHigh, theirs.confHigh[0]),
            ], floor: error)
          try check(
            .pooled,
            [
              ("std_error", \.standardError, error), ("statistic", \.statistic, theirs.statistics[0]),
              ("p_value", \.pValue, theirs.pValues[0]),
            ], floor: 1e-12)
          try check(.q, [("statistic", \.statistic, theirs.q), ("p_value", \.pValue, theirs.qP)], floor: 1e-12)
          try check(.i2, [("estimate", \.estimate, theirs.i2)], floor: 1)
          try check(.h2, [("estimate", \.estimate, theirs.h2)])
          guard estimator != .fixed else { continue }
          try check(
            .i2, [("conf_low", \.confidenceLow, theirs.i2Low), ("conf_high", \.confidenceHigh, theirs.i2High)],
            floor: 1)
          try check(
            .h2, [("conf_low", \.confidenceLow, theirs.h2Low), ("conf_high", \.confidenceHigh, theirs.h2High)])
          try check(
            .prediction,
            twoLess
              ? [
                ("conf_low", \.confidenceLow, theirs.twoLessLow), ("conf_high", \.confidenceHigh, theirs.twoLessHigh),
              ]
              : [
                ("conf_low", \.confidenceLow, theirs.predictionLow),
                ("conf_high", \.confidenceHigh, theirs.predictionHigh),
              ], floor: error)
        }
      }
    }
  }

  @Test func metaRegressionIsThatOfMetafor() throws {
    let fixture = try MetaFixture.read()
    for data in fixture.datasets where data.columns.count > 1 {
      for theirs in data.models where theirs.test != "knapp_hartung_floor" {
        let estimator = try #require(HeterogeneityEstimator(rawValue: theirs.estimator))
        var studies = table(data.effects, data.variances)
        studies.moderators = data.columns.dropFirst().enumerated().map { place, column in
          .init(name: "x\(place)", values: .numbers(column))
        }
        let options = SynthesisOptions(estimator: estimator, test: coefficientTest(theirs.test))
        let rows = Synthesis.results(for: studies, options: options).rows
        for row in rows { Records.add(.given(measure: row.measure.rawValue, method: row.method ?? "")) }
        let place = "\(data.name), \(theirs.estimator), \(theirs.test)"
        func check(_ row: Estimate?, _ field: String, _ ours: Double?, _ value: Double?, floor: Double = 0) throws {
          let row = try #require(row)
          let compared = Compared(row.measure.rawValue, row.method, place, by: fixture.reference)
          #expect(
            compared.agrees(field, ours, value, within: 1e-8, floor: floor),
            "\(place) \(row.measure) \(field): \(ours as Any), not \(value as Any)")
        }
        let coefficients = rows.filter { $0.measure == .coefficient }
        for (row, column) in zip(coefficients, data.columns.indices) {
          let error = theirs.stdErrors[column]
          try check(row, "estimate", row.estimate, theirs.coefficients[column], floor: error)
          try check(row, "std_error", row.standardError, error)
          try check(row, "p_value", row.pValue, theirs.pValues[column], floor: 1e-10)
          try check(row, "conf_low", row.confidenceLow, theirs.confLow[column], floor: error)
          try check(row, "conf_high", row.confidenceHigh, theirs.confHigh[column], floor: error)
        }
        let test =
          theirs.test == "wald"
          ? rows.first { $0.term == "moderators" } : rows.first { $0.measure == .jointTest }
        try check(test, "statistic", test?.statistic, theirs.qm)
        try check(test, "p_value", test?.pValue, theirs.qmP, floor: 1e-10)
        if estimator != .fixed, let r2 = theirs.r2 {
          let row = rows.first { $0.measure == .r2 }
          try check(row, "estimate", row?.estimate, r2, floor: 1)
        }
      }
    }
  }

  @Test func subgroupsAreThoseOfMetafor() throws {
    let fixture = try MetaFixture.read()
    for theirs in fixture.subgroups {
      var studies = table(theirs.effects, theirs.variances)
      studies.subgroup = .init(name: "alloc", values: .categories(theirs.group, levels: theirs.groups))
      let rows = Synthesis.results(for: studies, options: SynthesisOptions(test: coefficientTest(theirs.test))).rows
      let compared = Compared("pooled", "reml, subgroups", theirs.test, by: fixture.reference)
      for (place, group) in theirs.groups.enumerated() {
        func row(_ measure: Measure) -> Estimate? {
          rows.first { $0.measure == measure && $0.term == "alloc[\(group)]" }
        }
        #expect(
          compared.agrees("estimate \(group)", row(.pooled)?.estimate, theirs.estimates[place], within: 1e-8))
        #expect(
          compared.agrees("std_error \(group)", row(.pooled)?.standardError, theirs.stdErrors[place], within: 1e-8))
        #expect(compared.agrees("tau2 \(group)", row(.tau2)?.estimate, theirs.tau2[place], within: 1e-8, floor: 0.1))
      }
      let between = try #require(rows.first { $0.term == "between alloc" })
      #expect(compared.agrees("q", between.statistic, theirs.qBetween, within: 1e-8))
      #expect(compared.agrees("p", between.pValue, theirs.pBetween, within: 1e-8))
      #expect(between.df == 2)
    }
  }

  @Test func whatSingleStudiesDoIsThatOfMetafor() throws {
    let fixture = try MetaFixture.read()
    for theirs in fixture.sensitivities {
      let estimator = try #require(HeterogeneityEstimator(rawValue: theirs.estimator))
      let test = coefficientTest(theirs.test)
      let model = try #require(
        RandomEffectsModel(
          values: theirs.effects, variances: theirs.variances, columns: theirs.columns, estimator: estimator))
      let place = "\(theirs.name), \(theirs.estimator), \(theirs.test)"
      for study in theirs.effects.indices {
        let ours = try #require(model.influence(of: study, test: test))
        func check(_ measure: Measure, _ a: Double, _ b: Double, floor: Double = 0) {
          let compared = Compared(measure.rawValue, estimator.rowName + test.suffix, place, by: fixture.reference)
          #expect(
            compared.agrees("study \(study)", a, b, within: 1e-8, floor: floor),
            "\(place) \(measure) \(study): \(a), \(b)")
        }
        check(.studentizedResidual, ours.studentizedResidual, theirs.rstudent[study], floor: 0.1)
        check(.dffits, ours.dffits, theirs.dffits[study], floor: 0.1)
        check(.cooksDistance, ours.cooksDistance, theirs.cooks[study], floor: 0.01)
        check(.covarianceRatio, ours.covarianceRatio, theirs.covarianceRatio[study])
        check(.hat, ours.hat, theirs.hat[study])
        check(.tau2, ours.without.tau2, theirs.tau2Without[study], floor: 0.01)
        check(.q, ours.without.q, theirs.qWithout[study])
        #expect(
          ours.isInfluential(studies: theirs.effects.count, coefficients: theirs.columns.count)
            == theirs.influential[study], "\(place) \(study)")
      }
      guard let out = theirs.leaveOneOut, let cumulative = theirs.cumulative else { continue }
      let options = SynthesisOptions(
        estimator: estimator, test: test, cumulation: .fileOrder, leavesOneOut: true)
      let rows = Synthesis.results(for: table(theirs.effects, theirs.variances), options: options).rows
      for (term, refits, skipped) in [("without", out, 0), ("cumulative", cumulative, 1)] {
        let compared = Compared("pooled", "\(estimator.rowName)\(test.suffix), \(term)", place, by: fixture.reference)
        let pooled = rows.filter { $0.measure == .pooled && $0.term == term }.dropFirst(skipped)
        let tau2 = rows.filter { $0.measure == .tau2 && $0.term == term }.dropFirst(skipped)
        let i2 = rows.filter { $0.measure == .i2 && $0.term == term }.dropFirst(skipped)
        #expect(pooled.count == refits.estimate.count)
        for (index, row) in pooled.enumerated() {
          let error = refits.stdError[index]
          #expect(compared.agrees("estimate", row.estimate, refits.estimate[index], within: 1e-8, floor: error))
          #expect(compared.agrees("std_error", row.standardError, error, within: 1e-8))
          #expect(compared.agrees("conf_low", row.confidenceLow, refits.confLow[index], within: 1e-8, floor: error))
          #expect(compared.agrees("conf_high", row.confidenceHigh, refits.confHigh[index], within: 1e-8, floor: error))
        }
        for (row, value) in zip(tau2, refits.tau2) {
          #expect(compared.agrees("tau2", row.estimate, value, within: 1e-8, floor: 0.01))
        }
        for (row, value) in zip(i2, refits.i2) {
          #expect(compared.agrees("i2", row.estimate, value, within: 1e-8, floor: 1))
        }
      }
    }
  }

  // MARK: - Properties

  /// Six studies.
  private func studies(_ seed: UInt64) -> (effects: [Double], variances: [Double]) {
    var random = RandomStream(seed: seed)
    let effects = (0..<6).map { _ in 2 * random.normal() }
    return (effects, (0..<6).map { _ in 0.05 + random.uniform() })
  }

  @Test(arguments: HeterogeneityEstimator.allCases, 1...5 as ClosedRange<UInt64>)
  func orderDoesNotMatterAndScaleAndShiftCarryOver(estimator: HeterogeneityEstimator, seed: UInt64) throws {
    let (effects, variances) = studies(seed)
    let model = try #require(RandomEffectsModel(values: effects, variances: variances, estimator: estimator))
    let turned = try #require(
      RandomEffectsModel(
        values: effects.reversed(), variances: variances.reversed(), estimator: estimator))
    let scaled = try #require(
      RandomEffectsModel(
        values: effects.map { 5 - 10 * $0 }, variances: variances.map { 100 * $0 }, estimator: estimator))
    func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-10 * max(abs(b), 0.01) }
    #expect(near(turned.tau2, model.tau2) && near(turned.coefficients[0], model.coefficients[0]))
    #expect(near(scaled.tau2, 100 * model.tau2) && near(scaled.coefficients[0], 5 - 10 * model.coefficients[0]))
    for test in [CoefficientTest.wald, .knappHartung, .knappHartungFloor] {
      let own = try #require(model.standardError(0, test))
      #expect(try near(#require(scaled.standardError(0, test)), 10 * own))
    }
    #expect(near(try #require(scaled.i2), try #require(model.i2)))
  }

  @Test func oneStudyPoolsToItselfAndSaysSo() throws {
    let results = Synthesis.results(
      for: table([0.4], [0.04]), options: SynthesisOptions(test: .knappHartung, leavesOneOut: true))
    let pooled = try #require(results.rows.first { $0.measure == .pooled })
    #expect(pooled.estimate == 0.4 && pooled.standardError == nil)
    for measure in [Measure.tau2, .i2, .h2, .q] {
      #expect(results.rows.contains { $0.measure == measure && $0.estimate == nil && $0.statistic == nil })
    }
    #expect(
      results.notes == [
        "One study alone: the pooled effect is its own, and how much effects differ between studies cannot be known.",
        "Knapp and Hartung's standard error needs two studies.", "One study alone cannot be left out.",
      ])
  }

  @Test func studiesThatAgreeExactlyHaveNoKnappHartungInterval() throws {
    let results = Synthesis.results(
      for: table([0.5, 0.5, 0.5], [0.1, 0.2, 0.3]), options: SynthesisOptions(test: .knappHartung))
    let pooled = try #require(results.rows.first { $0.measure == .pooled })
    #expect(pooled.estimate == 0.5 && pooled.confidenceLow == nil)
    #expect(results.notes.contains { $0.hasPrefix("All studies have the same effect") })
    #expect(results.notes.contains { $0.hasPrefix("The studies agree better than chance") })
  }

  @Test func ratiosAreShownAsRatios() throws {
    let (effects, variances) = studies(9)
    let logs = Synthesis.results(for: table(effects, variances)).rows
    let ratios = Synthesis.results(for: table(effects, variances, measure: .or)).rows
    for (log, ratio) in zip(logs, ratios) where [.pooled, .study, .prediction].contains(log.measure) {
      #expect(ratio.estimate == log.estimate.map { exp($0) })
      #expect(ratio.confidenceLow == log.confidenceLow.map { exp($0) })
      #expect(ratio.pValue == log.pValue && ratio.statistic == log.statistic)
    }
    #expect(
      ratios.first { $0.measure == .tau2 }?.estimate == logs.first { $0.measure == .tau2 }?.estimate)
  }

  @Test func moderatorsThatDetermineNothingLeaveRowsEmpty() throws {
    var same = table([0.1, 0.4, 0.2], [0.1, 0.1, 0.1])
    same.moderators = [.init(name: "x", values: .numbers([2, 2, 2]))]
    let results = Synthesis.results(for: same)
    #expect(results.rows.filter { $0.measure == .coefficient }.map(\.estimate) == [nil, nil])
    #expect(results.notes.contains { $0.hasPrefix("The moderators cannot be told") })
    same.moderators.append(.init(name: "y", values: .numbers([1, nil, 3])))
    #expect(Synthesis.results(for: same).notes.contains("2 studies cannot determine 3 coefficients."))
  }
}
