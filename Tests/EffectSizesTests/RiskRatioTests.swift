import EffectSizes
import TestSupport
import Testing

@Suite struct RiskRatioTests {
  @Test func agreesWithMetafor() throws {
    let fixture = try BinaryFixture.read()
    #expect(fixture.pairs.count == 18)
    for pair in fixture.pairs {
      let compared = Compared("risk_ratio", "katz_log", pair.testDescription, by: fixture.reference)
      expect(pair.table.riskRatio(level: pair.level), pair.riskRatio, pair.testDescription, compared)
    }
  }

  @Test func anEmptyGroupHasNone() {
    #expect(TwoByTwoTable(0, 0, 3, 10).riskRatio(level: 0.95) == nil)
    #expect(TwoByTwoTable(3, 10, 0, 0).riskRatio(level: 0.95) == nil)
  }
}
