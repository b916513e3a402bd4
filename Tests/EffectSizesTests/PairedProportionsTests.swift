import EffectSizes
import TestSupport
import Testing

@Suite struct PairedProportionsTests {
  @Test func agreesWithR() throws {
    let fixture = try BinaryFixture.read()
    #expect(fixture.twice.count == 8)
    for reference in fixture.twice {
      let pairs = reference.pairs
      let label = "\(reference.both) \(reference.laterOnly) \(reference.earlierOnly) \(reference.neither)"
      func compared(_ measure: String, _ method: String) -> Compared {
        Compared(measure, method, label, by: fixture.reference)
      }
      expect(
        pairs.riskDifference(level: reference.level), reference.riskDifference, label,
        compared("risk_difference", "newcombe_paired"))
      let tests = pairs.mcNemar
      #expect(tests.map(\.method) == [.exact, .midP, .chiSquared])
      for (test, method, expected) in [(tests[0], "exact", reference.exact), (tests[1], "mid_p", reference.midP)] {
        let compared = compared("mcnemar", method)
        #expect(compared.agrees("p_value", test.pValue, expected, within: 1e-12), "\(label) \(method)")
      }
      #expect(tests[0].statistic == Double(reference.laterOnly))
      expect(tests[2], reference.chiSquared, label, compared("mcnemar", "chi_squared"))
    }
  }

  @Test func noPairHasNoDifference() {
    let none = PairedProportions(both: 0, laterOnly: 0, earlierOnly: 0, neither: 0)
    #expect(none.riskDifference(level: 0.95) == nil)
    #expect(none.mcNemar.map(\.pValue) == [1, 1, nil])
  }
}
