import EffectSizes
import Testing

@Suite struct PairedProportionsTests {
  @Test func agreesWithR() throws {
    let twice = try BinaryFixture.read().twice
    #expect(twice.count == 8)
    for reference in twice {
      let pairs = reference.pairs
      let label = "\(reference.both) \(reference.laterOnly) \(reference.earlierOnly) \(reference.neither)"
      expect(pairs.riskDifference(level: reference.level), reference.riskDifference, label)
      let tests = pairs.mcNemar
      #expect(tests.map(\.method) == [.exact, .midP, .chiSquared])
      #expect(isClose(tests[0].pValue, reference.exact, 1e-12), "\(label) exact")
      #expect(isClose(tests[1].pValue, reference.midP, 1e-12), "\(label) mid-p")
      #expect(tests[0].statistic == Double(reference.laterOnly))
      expect(tests[2], reference.chiSquared, label)
    }
  }

  @Test func noPairHasNoDifference() {
    let none = PairedProportions(both: 0, laterOnly: 0, earlierOnly: 0, neither: 0)
    #expect(none.riskDifference(level: 0.95) == nil)
    #expect(none.mcNemar.map(\.pValue) == [1, 1, nil])
  }
}
