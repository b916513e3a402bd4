import EffectSizes
import TestSupport
import Testing

@Suite struct OddsRatioTests {
  @Test func agreesWithMetafor() throws {
    let fixture = try BinaryFixture.read()
    for pair in fixture.pairs {
      let compared = Compared("odds_ratio", "woolf_log", pair.testDescription, by: fixture.reference)
      expect(pair.table.oddsRatio(level: pair.level), pair.oddsRatio, pair.testDescription, compared)
    }
  }

  @Test func anEmptyGroupHasNone() {
    #expect(TwoByTwoTable(0, 0, 3, 10).oddsRatio(level: 0.95) == nil)
    #expect(TwoByTwoTable(3, 10, 0, 0).oddsRatio(level: 0.95) == nil)
  }
}
