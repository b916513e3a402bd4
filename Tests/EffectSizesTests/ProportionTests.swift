import EffectSizes
import TestSupport
import Testing

private struct Fixture: Decodable {
  struct Single: Decodable {
    let successes, n: Int
    let level, estimate, confLow, confHigh: Double
  }
  struct Difference: Decodable {
    let x1, n1, x2, n2: Int
    let level, estimate, confLow, confHigh: Double
    let publishedLow, publishedHigh: Double?
  }
  let singles: [Single]
  let differences: [Difference]

  static func read() throws -> Referenced<Fixture> { try Fixtures.read(Fixture.self, "proportion.json") }
}

@Suite struct ProportionTests {
  /// R subtracts where the limits cancel, so its small limits have absolute digits only.
  private func agrees(_ compared: Compared, _ field: String, _ ours: Double, _ theirs: Double) -> Bool {
    compared.agrees(field, ours, theirs, within: 1e-12, floor: 4e-4)
  }

  @Test func wilsonAgreesWithR() throws {
    let fixture = try Fixture.read()
    #expect(fixture.singles.count == 24)
    for reference in fixture.singles {
      let label = "\(reference.successes)/\(reference.n), \(reference.level)"
      let compared = Compared("proportion", "wilson", label, by: fixture.reference)
      let proportion = Proportion(successes: reference.successes, n: reference.n)
      let limits = try #require(proportion.wilson(level: reference.level))
      #expect(agrees(compared, "estimate", try #require(proportion.estimate), reference.estimate), "\(reference)")
      #expect(agrees(compared, "conf_low", limits.low, reference.confLow), "\(reference) \(limits)")
      #expect(agrees(compared, "conf_high", limits.high, reference.confHigh), "\(reference) \(limits)")
    }
  }

  @Test func differenceAgreesWithRAndWithNewcombesTable() throws {
    let fixture = try Fixture.read()
    #expect(fixture.differences.count { $0.publishedLow != nil } == 8)
    for reference in fixture.differences {
      let label = "\(reference.x1)/\(reference.n1) - \(reference.x2)/\(reference.n2), \(reference.level)"
      let compared = Compared("risk_difference", "newcombe", label, by: fixture.reference)
      let result = try #require(
        Proportion.newcombeDifference(
          treatment: Proportion(successes: reference.x1, n: reference.n1),
          control: Proportion(successes: reference.x2, n: reference.n2), level: reference.level))
      #expect(agrees(compared, "estimate", result.estimate, reference.estimate), "\(reference)")
      #expect(agrees(compared, "conf_low", result.low, reference.confLow), "\(reference) \(result)")
      #expect(agrees(compared, "conf_high", result.high, reference.confHigh), "\(reference) \(result)")
      if let low = reference.publishedLow, let high = reference.publishedHigh {
        #expect(abs(result.low - low) <= 0.5e-4 && abs(result.high - high) <= 0.5e-4, "\(reference)")
      }
    }
  }

  @Test(arguments: [1, 7, 1000]) func limitsReachTheEndsOnlyThere(n: Int) throws {
    #expect(try #require(Proportion(successes: 0, n: n).wilson(level: 0.95)).low == 0)
    #expect(try #require(Proportion(successes: n, n: n).wilson(level: 0.95)).high == 1)
    #expect(try #require(Proportion(successes: n, n: n).wilson(level: 0.95)).low > 0)
  }

  @Test func swappingTheArmsTurnsTheInterval() throws {
    let a = Proportion(successes: 5, n: 56)
    let b = Proportion(successes: 1, n: 29)
    let forward = try #require(Proportion.newcombeDifference(treatment: a, control: b, level: 0.95))
    let backward = try #require(Proportion.newcombeDifference(treatment: b, control: a, level: 0.95))
    #expect(forward.low == -backward.high && forward.high == -backward.low)
  }

  @Test func nobodyHasNoProportion() {
    let nobody = Proportion(successes: 0, n: 0)
    #expect(nobody.estimate == nil)
    #expect(nobody.wilson(level: 0.95) == nil)
    #expect(
      Proportion.newcombeDifference(treatment: nobody, control: Proportion(successes: 1, n: 2), level: 0.95) == nil)
  }
}
