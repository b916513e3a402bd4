import Distributions
import Foundation
import Testing

@Suite struct ChiSquaredTests {
  /// df 2 is exponential.
  @Test(arguments: [1e-10, 0.3, 2, 50, 1380])
  func twoDegreesOfFreedomInClosedForm(x: Double) {
    let it = ChiSquared(df: 2)
    #expect(abs(it.probability(x, tail: .upper) / exp(-x / 2) - 1) < 1e-15 * (1 + x))
    #expect(abs(it.probability(x) / -expm1(-x / 2) - 1) < 1e-15)
    #expect(abs(it.quantile(exp(-x / 2), tail: .upper) / x - 1) < 1e-15 * (1 + 1 / x))
  }

  @Test(arguments: [0.2, 1.96, 6, 30])
  func oneDegreeOfFreedomIsASquaredNormal(z: Double) {
    #expect(abs(ChiSquared(df: 1).probability(z * z, tail: .upper) / Normal().twoSidedPValue(z) - 1) < 1e-13)
  }

  @Test func densityAtZero() {
    #expect(ChiSquared(df: 1.5).density(0) == .infinity)
    #expect(ChiSquared(df: 2).density(0) == 0.5)
    #expect(ChiSquared(df: 2.5).density(0) == 0)
    #expect(ChiSquared(df: 2.5).density(-1) == 0)
  }
}
