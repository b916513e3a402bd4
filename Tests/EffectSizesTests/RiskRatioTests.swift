import EffectSizes
import Testing

@Suite struct RiskRatioTests {
  @Test func agreesWithMetafor() throws {
    let pairs = try BinaryFixture.read().pairs
    #expect(pairs.count == 18)
    for pair in pairs { expect(pair.table.riskRatio(level: pair.level), pair.riskRatio, pair.testDescription) }
  }

  @Test func anEmptyGroupHasNone() {
    #expect(TwoByTwoTable(0, 0, 3, 10).riskRatio(level: 0.95) == nil)
    #expect(TwoByTwoTable(3, 10, 0, 0).riskRatio(level: 0.95) == nil)
  }
}
