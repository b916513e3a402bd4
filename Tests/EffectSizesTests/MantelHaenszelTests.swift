import EffectSizes
import TestSupport
import Testing

@Suite struct MantelHaenszelTests {
  @Test func agreesWithMetafor() throws {
    let fixture = try BinaryFixture.read()
    #expect(fixture.strata.count == 3)
    for reference in fixture.strata {
      let (pooled, level) = (reference.pooled, reference.level)
      func compared(_ measure: String, _ method: String = "mantel_haenszel") -> Compared {
        Compared(measure, method, reference.case, by: fixture.reference)
      }
      for (measure, effect, row) in [
        ("risk_difference", pooled.riskDifference(level: level), reference.riskDifference),
        ("risk_ratio", pooled.riskRatio(level: level), reference.riskRatio),
        ("odds_ratio", pooled.oddsRatio(level: level), reference.oddsRatio),
      ] {
        expect(effect, row, "\(reference.case) \(measure)", compared(measure))
      }
      expect(pooled.test, reference.test, "\(reference.case) CMH", compared("cochran_mantel_haenszel", "chi_squared"))
      expect(
        pooled.homogeneity, reference.homogeneity, "\(reference.case) Breslow-Day", compared("breslow_day", "tarone"))
    }
  }

  @Test func oneStratumIsItsOwnTable() throws {
    let table = TwoByTwoTable(19, 27, 12, 25)
    let pooled = MantelHaenszel([table])
    #expect(isClose(pooled.riskDifference(level: 0.95)?.estimate, 19.0 / 27 - 12.0 / 25, 1e-14))
    #expect(isClose(pooled.riskRatio(level: 0.95)?.estimate, table.riskRatio(level: 0.95)?.estimate, 1e-14))
    #expect(isClose(pooled.oddsRatio(level: 0.95)?.confidenceLow, table.oddsRatio(level: 0.95)?.confidenceLow, 1e-12))
    #expect(pooled.homogeneity == nil)
  }

  @Test func strataWithOneArmTellNothing() {
    let both = TwoByTwoTable(3, 10, 1, 9)
    let one = MantelHaenszel([both, TwoByTwoTable(4, 8, 0, 0), TwoByTwoTable(0, 0, 2, 2)])
    #expect(one.n == 19)
    #expect(one.riskDifference(level: 0.95) == MantelHaenszel([both]).riskDifference(level: 0.95))
    let none = MantelHaenszel([TwoByTwoTable(4, 8, 0, 0)])
    #expect(none.riskDifference(level: 0.95) == nil && none.test == nil && none.oddsRatio(level: 0.95) == nil)
  }

  @Test func noEventsAnywhere() {
    let none = MantelHaenszel([TwoByTwoTable(0, 8, 0, 9), TwoByTwoTable(0, 3, 0, 2)])
    #expect(none.riskDifference(level: 0.95)?.estimate == 0)
    #expect(none.riskDifference(level: 0.95)?.standardError == nil)
    #expect(none.riskRatio(level: 0.95) == nil && none.oddsRatio(level: 0.95) == nil && none.homogeneity == nil)
  }

  /// The variances are 0, and what rounding leaves of them is not divided by.
  @Test func armsThatAreAllAlikeOrAllUnlikeHaveNoStandardError() {
    let everyone = MantelHaenszel([
      TwoByTwoTable(6, 6, 7, 7), TwoByTwoTable(5, 5, 7, 7), TwoByTwoTable(2, 2, 4, 4), TwoByTwoTable(4, 4, 2, 2),
      TwoByTwoTable(5, 5, 1, 1), TwoByTwoTable(5, 5, 8, 8),
    ])
    #expect(everyone.riskRatio(level: 0.95)?.estimate == 1)
    #expect(everyone.riskRatio(level: 0.95)?.standardError == nil)
    for n1 in 1...30 {
      for n2 in 1...30 {
        let opposed = [TwoByTwoTable(0, n1, n2, n2), TwoByTwoTable(0, 3, 7, 7)]
        #expect(MantelHaenszel(opposed).riskDifference(level: 0.95)?.standardError == nil, "\(n1), \(n2)")
        let alike = [TwoByTwoTable(n1, n1, n2, n2), TwoByTwoTable(3, 3, 7, 7)]
        #expect(MantelHaenszel(alike).riskRatio(level: 0.95)?.standardError == nil, "\(n1), \(n2)")
      }
    }
  }
}
