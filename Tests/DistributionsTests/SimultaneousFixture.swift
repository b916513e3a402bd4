import Foundation
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

  static func cases(_ distribution: String) throws -> [Case] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/simultaneous.json")
    return try JSONDecoder().decode(Self.self, from: Data(contentsOf: file)).cases.filter {
      $0.distribution == distribution
    }
  }
}

/// The largest relative difference, printed beside the tolerance it is held to.
func check(
  _ cases: [SimultaneousFixture.Case], tolerance: Double, _ ours: (SimultaneousFixture.Case) -> Double
) {
  var largest = 0.0
  for given in cases {
    let difference = abs(ours(given) / given.value - 1)
    #expect(difference <= tolerance, "\(given.label): \(ours(given)) where quadrature has \(given.value)")
    largest = max(largest, difference)
  }
  print("\(cases.first?.distribution ?? ""): \(cases.count) values, largest relative difference \(largest)")
}
