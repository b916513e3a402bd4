import TestSupport
import Testing

/// `simultaneous.json`: high-precision quadrature.
struct SimultaneousFixture: Decodable {
  struct Parameters: Decodable {
    let groups: Int?
    let loadings: [Double]?
    /// nil is ∞.
    let df: Double?
  }
  struct Case: Decodable {
    let distribution: String
    let parameters: Parameters
    let x, value: Double
    let tail: String

    var df: Double { parameters.df ?? .infinity }
    var label: String { "\(distribution) \(parameters) \(x) \(tail)" }
  }
  let cases: [Case]

  /// Checks every case of a distribution, of which there are so many at least.
  static func check(
    _ distribution: String, atLeast count: Int, tolerance: Double, _ ours: (SimultaneousFixture.Case) -> Double
  ) throws {
    let fixture = try Fixtures.read(Self.self, "simultaneous.json")
    let cases = fixture.cases.filter { $0.distribution == distribution }
    #expect(cases.count >= count)
    for given in cases {
      let compared = Compared("\(distribution) distribution", "cdf_\(given.tail)", given.label, by: fixture.reference)
      let value = ours(given)
      #expect(
        compared.agrees("P", value, given.value, within: tolerance),
        "\(given.label): \(value) where quadrature has \(given.value)")
    }
  }
}
