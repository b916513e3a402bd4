import Comparisons
import Testing
import Trials

@Suite struct LittleMCARTests {
  @Test func monotoneDataAgreeWithTheClosedForm() throws {
    let reference = try Fixture.decode(IncompleteDataReference.self, from: "little-monotone.json")
    let test = try #require(try LittleMCAR(patterns(try Trial.beatTheBlues().outcomes[0].values), variables: 5))
    #expect(isClose(test.statistic, reference.statistic, 1e-11))
    #expect(test.df == reference.df && test.n == 100)
  }

  /// What naniar's page prints for R's airquality, and the same by lavaan's estimates.
  @Test func agreesWithNaniarOnAirquality() throws {
    let reference = try Fixture.decode(IncompleteDataReference.self, from: "little-airquality.json")
    let columns = try #require(reference.columns).map { $0.map { $0 ?? .nan } }
    let test = try #require(try LittleMCAR(patterns(columns), variables: 6))
    #expect(isClose(test.statistic, reference.statistic, 1e-9))
    #expect(isClose(test.pValue, reference.pValue, 1e-9))
    #expect(test.df == reference.df)
    #expect(abs(test.statistic - (try #require(reference.publishedStatistic))) <= 0.05)
    #expect(abs(test.pValue - (try #require(reference.publishedPValue))) <= 5e-6)
  }

  @Test func onePatternIsNoTest() throws {
    #expect(try LittleMCAR(patterns([[1, 2, 4], [3, 1, 2]]), variables: 2) == nil)
  }
}
