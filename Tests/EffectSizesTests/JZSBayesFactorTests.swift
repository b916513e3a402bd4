import EffectSizes
import TestSupport
import Testing

@Suite struct JZSBayesFactorTests {
  private struct Fixture: Decodable {
    struct Case: Decodable {
      let t, scale: Double
      let n1: Int
      /// Nil for pairs.
      let n2: Int?
      let logBayesFactor: Double
      let bayesFactor: Double?

      var label: String { "t \(t), n \(n1) \(n2.map(String.init) ?? "pairs"), scale \(scale)" }
      var ours: JZSBayesFactor? {
        n2.map { JZSBayesFactor.independent(t: t, n1: n1, n2: $0, scale: scale) }
          ?? JZSBayesFactor.paired(t: t, n: n1, scale: scale)
      }
    }
    let cases: [Case]
  }

  /// The logarithm's error is the factor's relative one, as long as there is a factor.
  @Test func agreesWithTheIntegralsToThirtyDigits() throws {
    let fixture = try Fixtures.read(Fixture.self, "jzs.json")
    #expect(fixture.cases.count == 97)
    for reference in fixture.cases {
      let ours = reference.ours?.logarithm ?? .nan
      let compared = Compared("log_bayes_factor", "jzs", reference.label, by: fixture.reference)
      #expect(
        compared.agrees("estimate", ours, reference.logBayesFactor, within: 1e-12, floor: 1),
        "\(reference.label) \(ours)")
      if let factor = reference.bayesFactor {
        let compared = Compared("bayes_factor", "jzs", reference.label, by: fixture.reference)
        #expect(
          compared.agrees("estimate", reference.ours?.value, factor, within: 3e-12), "\(reference.label)")
      } else {
        #expect(reference.ours?.value == nil, "\(reference.label)")
      }
    }
  }

  /// R's own integral is good to about five digits where it is not better.
  @Test func agreesWithBayesFactor() throws {
    let fixture = try Fixtures.read(Fixture.self, "jzs-r.json")
    #expect(fixture.cases.count == 184)
    for reference in fixture.cases {
      let compared = Compared("log_bayes_factor", "jzs", reference.label, by: fixture.reference)
      #expect(
        compared.agrees("estimate", reference.ours?.logarithm, reference.logBayesFactor, within: 1e-4, unit: 1),
        "\(reference.label)")
    }
  }

  @Test func theSignOfTDoesNotMatterAndTheArmsMayChangePlaces() {
    for t in [0.1, 2.5, 33] {
      let one = JZSBayesFactor.independent(t: t, n1: 7, n2: 19)
      #expect(one == JZSBayesFactor.independent(t: -t, n1: 7, n2: 19))
      #expect(one == JZSBayesFactor.independent(t: t, n1: 19, n2: 7))
    }
  }

  /// The evidence grows with |t|, and at t = 0 speaks for no effect, the more the larger the sample.
  @Test func growsWithT() {
    let logarithms = stride(from: 0.0, through: 60, by: 0.5).map {
      JZSBayesFactor.independent(t: $0, n1: 40, n2: 60)?.logarithm ?? .nan
    }
    #expect(zip(logarithms, logarithms.dropFirst()).allSatisfy { $0 < $1 })
    let atNone = [5, 50, 500, 5000].map { JZSBayesFactor.paired(t: 0, n: $0)?.logarithm ?? .nan }
    #expect(atNone[0] < 0 && zip(atNone, atNone.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func whatHasNoFactorGivesNone() {
    #expect(JZSBayesFactor.independent(t: 1, n1: 0, n2: 9) == nil)
    #expect(JZSBayesFactor.independent(t: 1, n1: 1, n2: 1) == nil)
    #expect(JZSBayesFactor.paired(t: 1, n: 1) == nil)
    for scale in [0, -1, Double.infinity, .nan] { #expect(JZSBayesFactor.paired(t: 1, n: 9, scale: scale) == nil) }
    for t in [Double.nan, .infinity, 1e101] { #expect(JZSBayesFactor.paired(t: t, n: 9) == nil) }
  }

  @Test func extremeScalesStayFinite() {
    for scale in [Double.leastNonzeroMagnitude, 1e-300, 1e300, Double.greatestFiniteMagnitude] {
      for t in [0, 3, 1e100] {
        #expect(JZSBayesFactor.independent(t: t, n1: 1, n2: 1_000_000, scale: scale)?.logarithm.isFinite ?? false)
      }
    }
    // A prior without width is the hypothesis of no effect itself.
    #expect(abs(JZSBayesFactor.paired(t: 3, n: 20, scale: 1e-300)?.logarithm ?? .nan) < 1e-12)
  }
}
