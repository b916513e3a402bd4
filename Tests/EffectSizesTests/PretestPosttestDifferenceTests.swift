import EffectSizes
import TestSupport
import Testing

@Suite struct PretestPosttestDifferenceTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let `case`: String
    let nT, nC: Int
    let changeT, sdT, changeC, sdC, correlation, level: Double
    let printed: Double?
    let estimate, stdError, confLow, confHigh: Double
    var testDescription: String { `case` }

  }

  struct Cases: Decodable, Sendable {
    let cases: [Case]
    static let fixture = try? Fixtures.read(Cases.self, "pretest-posttest.json")
    static var all: [Case] { fixture?.cases ?? [] }
  }

  @Test func hasTheFiveStudies() {
    #expect(Cases.all.compactMap(\.printed) == [0.7684, 0.8010, 1.2045, 1.0476, 0.4389])
  }

  /// Morris (2008), Table 5, column d_ppc2 (to half a unit of the last digit as metafor's public tests print it), and
  /// metafor at full precision.
  @Test(arguments: Cases.all) func agreesWithMorris2008(_ given: Case) throws {
    let difference = PretestPosttestDifference(
      treatment: .init(n: given.nT, meanChange: given.changeT, sdBaseline: given.sdT),
      control: .init(n: given.nC, meanChange: given.changeC, sdBaseline: given.sdC), correlation: given.correlation)
    let effect = try #require(difference.dPpc2(level: given.level))
    if let printed = given.printed { #expect(abs(effect.estimate - printed) <= 0.5e-4) }
    #expect(effect.method == .morris && effect.pValue == nil && effect.df == nil)
    let compared = Compared("d_ppc2", "morris", given.case, by: try #require(Cases.fixture).reference)
    #expect(compared.agrees("estimate", effect.estimate, given.estimate, within: 1e-12))
    // The reference takes d² off again, and its correction is a difference of log-gammas.
    #expect(compared.agrees("std_error", effect.standardError, given.stdError, within: 1e-11))
    #expect(compared.agrees("conf_low", effect.confidenceLow, given.confLow, within: 1e-11))
    #expect(compared.agrees("conf_high", effect.confidenceHigh, given.confHigh, within: 1e-11))
  }

  @Test func needsSpreadAndSubjects() {
    func effect(_ nT: Int, _ sdT: Double?, _ nC: Int, _ sdC: Double?, r: Double?) -> EffectSize? {
      PretestPosttestDifference(
        treatment: .init(n: nT, meanChange: 2, sdBaseline: sdT), control: .init(n: nC, meanChange: 1, sdBaseline: sdC),
        correlation: r
      ).dPpc2(level: 0.95)
    }
    #expect(effect(0, nil, 5, 1, r: 0.5) == nil)
    #expect(effect(5, 0, 5, 0, r: 0.5) == nil)
    #expect(effect(2, 1, 1, nil, r: 0.5) == nil)
    #expect(effect(2, 1, 2, 1, r: 0.5)?.standardError == nil)
    #expect(effect(2, 1, 2, 1, r: 0.5) != nil)
    #expect(effect(5, 1, 5, 1, r: nil)?.standardError == nil)
    #expect(effect(5, 1, 5, 1, r: 1)?.confidenceLow == nil)
  }
}
