import EffectSizes
import Foundation
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

    static func read(_ name: String) throws -> [Case] {
      let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(Fixture.self, from: Data(contentsOf: file)).cases
    }
  }

  /// The logarithm's error is the factor's relative one, as long as there is a factor.
  @Test func agreesWithTheIntegralsToThirtyDigits() throws {
    let cases = try Fixture.read("jzs.json")
    #expect(cases.count == 97)
    for reference in cases {
      let ours = reference.ours?.logarithm ?? .nan
      #expect(
        abs(ours - reference.logBayesFactor) <= 1e-12 * max(1, abs(reference.logBayesFactor)),
        "\(reference.label) \(ours)")
      if let factor = reference.bayesFactor {
        #expect(isClose(reference.ours?.value, factor, 3e-12), "\(reference.label)")
      } else {
        #expect(reference.ours?.value == nil, "\(reference.label)")
      }
    }
  }

  /// R's own integral is good to about five digits where it is not better.
  @Test func agreesWithBayesFactor() throws {
    let cases = try Fixture.read("jzs-r.json")
    #expect(cases.count == 184)
    for reference in cases {
      #expect(abs((reference.ours?.logarithm ?? .nan) - reference.logBayesFactor) < 1e-4, "\(reference.label)")
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
