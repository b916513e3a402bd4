import Comparisons
import TestSupport
import Testing
import Trials

@Suite struct LittleMCARTests {
  @Test func monotoneDataAgreeWithTheClosedForm() throws {
    let reference = try Fixtures.read(IncompleteDataReference.self, "little-monotone.json")
    let test = try #require(try LittleMCAR(patterns(try Trial.beatTheBlues().outcomes[0].values), variables: 5))
    let compared = Compared("little_mcar", "em", "Beat the Blues", by: reference.reference)
    #expect(compared.agrees("statistic", test.statistic, reference.statistic, within: 1e-11))
    #expect(test.df == reference.df && test.n == 100)
  }

  /// What naniar's page prints for R's airquality, and the same by lavaan's estimates.
  @Test func agreesWithNaniarOnAirquality() throws {
    let reference = try Fixtures.read(IncompleteDataReference.self, "little-airquality.json")
    let columns = try #require(reference.columns).map { $0.map { $0 ?? .nan } }
    let test = try #require(try LittleMCAR(patterns(columns), variables: 6))
    let compared = Compared("little_mcar", "em", "airquality", by: reference.reference)
    #expect(compared.agrees("statistic", test.statistic, reference.statistic, within: 1e-9))
    #expect(compared.agrees("p_value", test.pValue, reference.pValue, within: 1e-9))
    #expect(test.df == reference.df)
    #expect(abs(test.statistic - (try #require(reference.publishedStatistic))) <= 0.05)
    #expect(abs(test.pValue - (try #require(reference.publishedPValue))) <= 5e-6)
  }

  @Test func onePatternIsNoTest() throws {
    #expect(try LittleMCAR(patterns([[1, 2, 4], [3, 1, 2]]), variables: 2) == nil)
  }
}
