import EffectSizes
import Testing

@Suite struct StandardizedMeanDifferenceTests {
  @Test(arguments: EffectSizeFixture.cases("difference"))
  func agreesWithReference(_ given: EffectSizeFixture.Case) throws {
    let difference = StandardizedMeanDifference(
      treatment: .init(n: try #require(given.n1), mean: try #require(given.mean1), sd: given.sd1),
      control: .init(n: try #require(given.n2), mean: try #require(given.mean2), sd: given.sd2))
    let d = try #require(difference.cohensD(level: given.level))
    let effects: [String: (EffectSize?, EffectSize.IntervalMethod)] = [
      "cohens_d": (d, .noncentralT), "hedges_g": (difference.hedgesG(correcting: d), .noncentralTScaled),
      "glass_delta": (difference.glassDelta(level: given.level), .normalUnequalVariances),
    ]
    #expect(given.rows.count == effects.count)
    for row in given.rows {
      let (effect, method) = try #require(effects[row.measure])
      #expect(effect?.method == method)
      try expect(
        effect, matches: row, of: given, method: method.rawValue, exactLimits: row.measure != "glass_delta",
        subjects: difference.treatment.n + difference.control.n)
    }
  }

  @Test func needsSpreadAndSubjects() throws {
    let flat = StandardizedMeanDifference(
      treatment: .init(n: 4, mean: 3, sd: 0), control: .init(n: 4, mean: 2, sd: 0))
    #expect(flat.cohensD(level: 0.95) == nil)
    #expect(flat.glassDelta(level: 0.95) == nil)
    let pair = StandardizedMeanDifference(
      treatment: .init(n: 1, mean: 3, sd: nil), control: .init(n: 1, mean: 2, sd: nil))
    #expect(pair.cohensD(level: 0.95) == nil)
    let three = StandardizedMeanDifference(
      treatment: .init(n: 1, mean: 3, sd: nil), control: .init(n: 2, mean: 2, sd: 2))
    #expect(three.hedgesG(correcting: try #require(three.cohensD(level: 0.95))) == nil)
    let delta = try #require(three.glassDelta(level: 0.95))
    #expect(delta.estimate == 0.5)
    #expect(delta.standardError == nil && delta.confidenceLow == nil)
  }
}
