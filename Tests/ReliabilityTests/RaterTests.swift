import Reliability
import TestSupport
import Testing

/// Intraclass correlations, kappas, the error of one rating, test and retest.
@Suite struct RaterTests {
  @Test func intraclassCorrelationsAgreeWithR() throws {
    let fixture = try ReliabilityFixture.read()
    #expect(fixture.tables.count == 8)
    for table in fixture.tables {
      let anova = try #require(TwoWayAnova(table.columns))
      #expect(table.iccs.map(\.form) == IntraclassCorrelation.allCases.map(\.rawValue))
      for row in table.iccs {
        let form = try #require(IntraclassCorrelation(rawValue: row.form))
        let ours = form.coefficient(of: anova, level: table.level)
        let compared = Compared("icc", form.method, "\(table.name), \(row.form)", by: fixture.reference)
        #expect(
          compared.agrees(
            ours, estimate: row.estimate, error: nil, low: row.low, high: row.high, within: 1e-10),
          "\(table.name) \(row) \(ours)")
        #expect(compared.agrees("statistic", ours.statistic, row.f, within: 1e-10))
        #expect(compared.agrees("df", ours.df, row.df, within: 1e-9))
        #expect(compared.agrees("p_value", ours.pValue, row.p, within: 1e-8), "\(row) \(ours)")
      }
      let consistency = MeasurementError.ofOne(anova, .consistencySingle, level: table.level)
      #expect(
        Compared("sem", "consistency", table.name, by: fixture.reference).agrees(
          consistency, estimate: table.semConsistency, error: nil, low: table.semConsistencyLow,
          high: table.semConsistencyHigh, within: 1e-10))
      let agreement = MeasurementError.ofOne(anova, .agreementSingle, level: table.level)
      #expect(
        Compared("sem", "agreement", table.name, by: fixture.reference).agrees(
          "estimate", agreement.estimate, table.semAgreement, within: 1e-10))
      #expect(agreement.low == nil)
    }
  }

  /// Shrout & Fleiss (1979), the table of four judges and six targets, as psych's help quotes its coefficients.
  @Test func theTableOfShroutAndFleiss() throws {
    let table = try #require(
      TwoWayAnova([[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]]))
    let published = [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    for (form, value) in zip(IntraclassCorrelation.allCases, published) {
      #expect(abs((form.coefficient(of: table, level: 0.95).estimate ?? 0) - value) < 0.005)
    }
  }

  /// The p-value is below 1 − level just where the interval leaves 0 out.
  @Test(arguments: 1...40) func thePValueInvertsTheInterval(seed: Int) throws {
    var draws = Draws(seed: UInt64(seed))
    let anova = try #require(TwoWayAnova(draws.table(n: 5 + seed % 6, k: 2 + seed % 3)))
    for form in IntraclassCorrelation.allCases {
      let p = try #require(form.coefficient(of: anova, level: 0.9).pValue)
      for level in [1 - p * 1.001, 1 - p * 0.999] where level > 0 && level < 1 {
        let row = form.coefficient(of: anova, level: level)
        let holdsZero = (row.low ?? -.infinity) <= 0 && (row.high ?? .infinity) >= 0
        #expect(holdsZero == (p > 1 - level), "\(form) \(row)")
      }
    }
  }

  @Test func ratingsThatCannotBeJudgedSayWhy() throws {
    let constant = try #require(TwoWayAnova([[3, 3, 3], [3, 3, 3]]))
    let same = try #require(TwoWayAnova([[0.1, 0.7, 0.3], [0.1, 0.7, 0.3]]))
    let shifted = try #require(TwoWayAnova([[0.1, 0.7, 0.3], [1.1, 1.7, 1.3]]))
    for form in IntraclassCorrelation.allCases {
      let none = form.coefficient(of: constant, level: 0.95)
      #expect(none.estimate == nil && none.cause == "All values are the same, so there is no intraclass correlation")
      let perfect = form.coefficient(of: same, level: 0.95)
      #expect(perfect.estimate == 1 && perfect.low == nil && perfect.cause != nil, "\(form)")
    }
    let consistent = IntraclassCorrelation.consistencySingle.coefficient(of: shifted, level: 0.95)
    #expect(consistent.estimate == 1 && consistent.low == nil)
    let agreeing = IntraclassCorrelation.agreementSingle.coefficient(of: shifted, level: 0.95)
    #expect(try #require(agreeing.estimate) < 0.5 && agreeing.low == nil)
    #expect(TwoWayAnova([[1, 2]]) == nil && TwoWayAnova([[1], [2]]) == nil && TwoWayAnova([]) == nil)
    #expect(MeasurementError.ofOne(same, .consistencySingle, level: 0.95).estimate == 0)
  }

  @Test func kappasAgreeWithR() throws {
    let fixture = try ReliabilityFixture.read()
    #expect(fixture.kappas.count == 4 && fixture.fleissKappas.count == 2)
    for pair in fixture.kappas {
      for (kappa, theirs) in zip(Kappa.allCases, [pair.unweighted, pair.linear, pair.quadratic]) {
        let ours = kappa.coefficient(pair.first, pair.second, level: pair.level)
        #expect(
          Compared("kappa", kappa.rawValue, pair.name, by: fixture.reference).agrees(
            ours, estimate: theirs.estimate, error: theirs.stdError, low: theirs.confLow, high: theirs.confHigh,
            within: 1e-11), "\(pair.name) \(kappa) \(ours)")
        let swapped = kappa.coefficient(pair.second, pair.first, level: pair.level)
        #expect(abs((swapped.standardError ?? 0) - theirs.stdError) < 1e-14)
      }
    }
    let shares =
      fixture.kappas.map { ($0.name, $0.agreement, [$0.first, $0.second]) }
      + fixture.fleissKappas.map { ($0.name, $0.agreement, $0.raters) }
    for (name, share, ratings) in shares {
      #expect(
        Compared("agreement", "exact", name, by: fixture.reference).agrees(
          "estimate", RaterReliability.agreement(ratings), share, within: 1e-15))
    }
    for many in fixture.fleissKappas {
      let ours = FleissKappa.coefficient(many.raters, level: many.level)
      #expect(
        Compared("kappa", "fleiss", many.name, by: fixture.reference).agrees(
          ours, estimate: many.estimate, error: many.stdError, low: many.confLow, high: many.confHigh, within: 1e-9),
        "\(many.name) \(ours)")
    }
  }

  @Test func kappasOfPerfectOrNoVariation() {
    for kappa in Kappa.allCases {
      let same = kappa.coefficient([1, 2, 3, 2], [1, 2, 3, 2], level: 0.95)
      #expect(same.estimate == 1 && same.standardError == nil && same.low == nil && same.cause != nil)
      #expect(kappa.coefficient([2, 2], [2, 2], level: 0.95).estimate == nil)
      #expect(kappa.coefficient([], [], level: 0.95).estimate == nil)
      // One rater always gives the same: agreement is what chance makes of it.
      #expect(abs(kappa.coefficient([1, 2, 2, 1], [1, 1, 1, 1], level: 0.95).estimate ?? 1) < 1e-15)
    }
    let same = FleissKappa.coefficient([[1, 2, 3], [1, 2, 3], [1, 2, 3]], level: 0.95)
    #expect(same.estimate == 1 && same.low == nil)
    #expect(FleissKappa.coefficient([[1, 1], [1, 1]], level: 0.95).estimate == nil)
  }

  /// Of two categories all weights are one.
  @Test func twoCategoriesHaveOneKappa() {
    let values = Kappa.allCases.map { $0.coefficient([0, 1, 1, 0, 1], [0, 1, 0, 0, 1], level: 0.95) }
    #expect(values[0] == values[1] && values[1] == values[2])
  }

  @Test func retestsAgreeWithR() throws {
    let fixture = try ReliabilityFixture.read()
    #expect(fixture.retests.count == 3)
    for (place, retest) in fixture.retests.enumerated() {
      let ours = RetestCorrelation.pearson(retest.first, retest.second, level: retest.level)
      #expect(
        Compared("retest_correlation", "pearson", "case \(place + 1)", by: fixture.reference).agrees(
          ours, estimate: retest.estimate, error: nil, low: retest.low, high: retest.high, within: 1e-11), "\(ours)")
    }
    #expect(RetestCorrelation.pearson([1, 2, 4], [2, 3, 3], level: 0.95).low == nil)
    #expect(RetestCorrelation.pearson([1, 2, 4], [2, 2, 2], level: 0.95).estimate == nil)
    #expect(RetestCorrelation.pearson([1, 2], [5, 2], level: 0.95).estimate == -1)
    #expect(RetestCorrelation.pearson([1], [5], level: 0.95).estimate == nil)
  }
}
