import EffectSizes
import TestSupport
import Testing

@Suite struct RiskDifferenceTests {
  @Test func scoreIntervalAgreesWithTheConstrainedLikelihood() throws {
    let fixture = try BinaryFixture.exact()
    #expect(fixture.cases.count == 32)
    for reference in fixture.cases {
      let effect = try #require(reference.table.riskDifference(by: .miettinenNurminen, level: reference.level))
      let label = reference.testDescription
      let compared = Compared("risk_difference", "miettinen_nurminen", label, by: fixture.reference)
      for (field, ours, theirs) in [
        ("conf_low", effect.confidenceLow, reference.confLow), ("conf_high", effect.confidenceHigh, reference.confHigh),
        ("statistic", effect.statistic, reference.statistic), ("p_value", effect.pValue, reference.pValue),
      ] {
        #expect(compared.agrees(field, ours, theirs, within: 1e-12), "\(label) \(field) \(effect)")
      }
    }
  }

  @Test func newcombesHasNoTest() throws {
    let effect = try #require(TwoByTwoTable(9, 10, 3, 10).riskDifference(by: .newcombe, level: 0.95))
    #expect(isClose(effect.estimate, 0.6, 1e-15))
    #expect(effect.pValue == nil && effect.statistic == nil && effect.standardError == nil)
    #expect(
      effect.confidenceLow
        == Proportion.newcombeDifference(
          treatment: Proportion(successes: 9, n: 10), control: Proportion(successes: 3, n: 10), level: 0.95)?.low)
  }

  /// The test and the interval are two readings of one statistic.
  @Test func scoreTestInvertsTheInterval() throws {
    for (a, c) in [(4, 12), (5, 12), (6, 12), (7, 12), (8, 12), (9, 12)] {
      let effect = try #require(TwoByTwoTable(a, 30, c, 28).riskDifference(by: .miettinenNurminen, level: 0.95))
      let excludesZero = (effect.confidenceHigh ?? 0) < 0 || (effect.confidenceLow ?? 0) > 0
      #expect(excludesZero == ((effect.pValue ?? 1) < 0.05))
    }
  }

  @Test(arguments: TwoByTwoTable.DifferenceInterval.allCases)
  func anEmptyGroupHasNone(interval: TwoByTwoTable.DifferenceInterval) {
    #expect(TwoByTwoTable(0, 0, 3, 10).riskDifference(by: interval, level: 0.95) == nil)
    #expect(TwoByTwoTable(3, 10, 0, 0).riskDifference(by: interval, level: 0.95) == nil)
  }
}
