import EffectSizes
import Testing

@Suite struct StandardizedMeanChangeTests {
  @Test(arguments: EffectSizeFixture.cases("change")) func agreesWithReference(_ given: EffectSizeFixture.Case) throws {
    let change = StandardizedMeanChange(
      n: try #require(given.n), meanChange: try #require(given.meanChange),
      sdBaseline: try #require(given.sdBaseline), sdFollowup: try #require(given.sdFollowup),
      sdChange: try #require(given.sdChange), correlation: given.correlation)
    let dZ = try #require(change.dZ(level: given.level))
    let dAv = try #require(change.dAv(level: given.level))
    let effects: [String: (EffectSize?, EffectSize.IntervalMethod)] = [
      "d_z": (dZ, .noncentralT), "d_av": (dAv, .bonett), "d_rm": (change.dRm(scaling: dZ), .noncentralTScaled),
      "d_baseline": (change.dBaseline(level: given.level), .bonett),
      "g_z": (change.gZ(correcting: dZ), .noncentralTScaled), "g_av": (change.gAv(correcting: dAv), .bonettScaled),
    ]
    #expect(given.rows.count == effects.count)
    for row in given.rows {
      let (effect, method) = try #require(effects[row.measure])
      #expect(effect?.method == method)
      try expect(
        effect, matches: row, of: given, method: method.rawValue,
        exactLimits: ["d_z", "d_rm", "g_z"].contains(row.measure), subjects: change.n)
    }
  }

  @Test func isNilWhereTheDenominatorIsZero() throws {
    let still = StandardizedMeanChange(
      n: 5, meanChange: 2, sdBaseline: 0, sdFollowup: 0, sdChange: 0, correlation: nil)
    #expect(still.dZ(level: 0.95) == nil)
    #expect(still.dAv(level: 0.95) == nil)
    #expect(still.dBaseline(level: 0.95) == nil)
    let one = StandardizedMeanChange(n: 1, meanChange: 2, sdBaseline: 0, sdFollowup: 0, sdChange: 0, correlation: nil)
    #expect(one.dZ(level: 0.95) == nil)
  }

  @Test func isNotCorrectedForTwoPairs() throws {
    let two = StandardizedMeanChange(n: 2, meanChange: 2, sdBaseline: 1, sdFollowup: 2, sdChange: 1, correlation: 1)
    let dZ = try #require(two.dZ(level: 0.95))
    #expect(two.gZ(correcting: dZ) == nil)
    #expect(two.gAv(correcting: try #require(two.dAv(level: 0.95))) == nil)
    #expect(two.dRm(scaling: dZ) == nil)
  }

  /// The worked example in the manual of Bonett's own statpsych, `ci.stdmean.ps(.05, 110.4, 102.1, 15.3, 14.6, .75, 25)`:
  /// his measurement 1 is here the baseline, so signs turn and low and high change places.
  @Test func bonettsExample() throws {
    let change = StandardizedMeanChange(
      n: 25, meanChange: 102.1 - 110.4, sdBaseline: 15.3, sdFollowup: 14.6,
      sdChange: (15.3 * 15.3 + 14.6 * 14.6 - 2 * 0.75 * 15.3 * 14.6).squareRoot(), correlation: 0.75)
    let printed: [(EffectSize?, [Double])] = [
      (change.dAv(level: 0.95), [0.5550319, 0.1609934, 0.2394905, 0.8705732]),
      (change.dBaseline(level: 0.95), [0.5424837, 0.1615500, 0.2258515, 0.8591158]),
    ]
    for (effect, numbers) in printed {
      let effect = try #require(effect)
      let ours = [
        -effect.estimate, effect.standardError, effect.confidenceHigh.map { -$0 }, effect.confidenceLow.map { -$0 },
      ]
      for (value, number) in zip(ours, numbers) {
        #expect(abs(try #require(value) - number) <= 0.5e-7)  // half a unit of the last digit printed
      }
    }
  }

  /// SDs 3 and 3 + 1e-6, SD of change 1e-5: 1 − r = (1e-10 − 1e-12)/(2 · 3 · 3.000001), of which a correlation in a double keeps five
  /// digits. By hand: d_z = 2e5, d_rm = 2e5 √(9.9e-11/9.000003).
  @Test func dRmKeepsItsDigitsNearACorrelationOfOne() throws {
    let change = StandardizedMeanChange(
      n: 20, meanChange: 2, sdBaseline: 3, sdFollowup: 3.000001, sdChange: 1e-5, correlation: 1 - 5.4999982e-12)
    let dZ = try #require(change.dZ(level: 0.95))
    let dRm = try #require(change.dRm(scaling: dZ))
    #expect(abs(dRm.estimate / 0.66332484751694793 - 1) < 1e-9)
  }
}
