import EffectSizes
import Testing

@Suite struct OddsRatioTests {
  @Test func agreesWithMetafor() throws {
    for pair in try BinaryFixture.read().pairs {
      expect(pair.table.oddsRatio(level: pair.level), pair.oddsRatio, pair.testDescription)
    }
  }

  @Test func anEmptyGroupHasNone() {
    #expect(TwoByTwoTable(0, 0, 3, 10).oddsRatio(level: 0.95) == nil)
    #expect(TwoByTwoTable(3, 10, 0, 0).oddsRatio(level: 0.95) == nil)
  }
}
