import ClaimAudit
import PublishedNumbers
import Testing

struct PublishedClaimTests {
  @Test func everyTestHasTheLetterOfItsStatistic() {
    #expect(ClaimType.tTest.letter == .t && ClaimType.mannWhitney.letter == .u && ClaimType.proportion.letter == nil)
  }

  @Test func ratiosAreKnown() {
    #expect(
      ClaimType.allCases.filter(\.isRatio).map(\.rawValue) == [
        "odds_ratio", "risk_ratio", "hazard_ratio", "rate_ratio",
      ])
  }
}
