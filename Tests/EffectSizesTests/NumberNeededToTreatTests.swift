import EffectSizes
import Testing

@Suite struct NumberNeededToTreatTests {
  private func number(_ x1: Int, _ n1: Int, _ x2: Int, _ n2: Int) throws -> (EffectSize, NumberNeededToTreat) {
    let difference = try #require(TwoByTwoTable(x1, n1, x2, n2).riskDifference(by: .newcombe, level: 0.95))
    return (difference, NumberNeededToTreat(of: difference))
  }

  @Test func oneSideWhereTheIntervalExcludesZero() throws {
    let (difference, number) = try number(56, 70, 48, 80)
    #expect(!number.isThroughInfinity)
    #expect(isClose(number.more.estimate, 5, 1e-12))
    #expect(isClose(number.more.confidenceLow, 1 / (difference.confidenceHigh ?? 0), 1e-15))
    #expect(isClose(number.more.confidenceHigh, 1 / (difference.confidenceLow ?? 0), 1e-15))
    #expect(number.fewer == NumberNeededToTreat(of: difference).fewer)
    #expect(number.fewer.estimate == nil && number.fewer.confidenceLow == nil && number.fewer.confidenceHigh == nil)
  }

  @Test func bothSidesWhereItHoldsZero() throws {
    let (difference, number) = try number(19, 27, 12, 25)
    #expect(number.isThroughInfinity)
    #expect(isClose(number.more.confidenceLow, 1 / (difference.confidenceHigh ?? 0), 1e-15))
    #expect(number.more.confidenceHigh == nil)
    #expect(number.fewer.estimate == nil)
    #expect(isClose(number.fewer.confidenceLow, -1 / (difference.confidenceLow ?? 0), 1e-15))
    #expect(number.fewer.confidenceHigh == nil)
  }

  @Test func sidesChangePlacesWithTheArms() throws {
    let (_, forth) = try number(19, 27, 12, 25)
    let (_, back) = try number(12, 25, 19, 27)
    #expect(forth.more == back.fewer && forth.fewer == back.more)
  }

  @Test func noDifferenceHasNoReciprocal() throws {
    let (_, number) = try number(12, 40, 12, 40)
    #expect(number.more.estimate == nil && number.fewer.estimate == nil)
    #expect(number.isThroughInfinity && number.more.confidenceLow != nil && number.more.confidenceHigh == nil)
  }
}
