import Distributions
import Foundation
import Testing

@Suite struct BetaTests {
  /// α = 1 and β = 1 have powers as probabilities.
  @Test(arguments: [1e-200, 1e-9, 0.2, 0.5, 0.99])
  func powersInClosedForm(x: Double) {
    #expect(abs(Beta(alpha: 0.25, beta: 1).probability(x) / pow(x, 0.25) - 1) < 1e-14)
    #expect(
      abs(Beta(alpha: 1, beta: 7).probability(1 - x, tail: .upper) / pow(1 - (1 - x), 7) - 1) < 1e-14 || x < 1e-50)
    #expect(abs(Beta(alpha: 0.25, beta: 1).quantile(pow(x, 0.25)) / x - 1) < 1e-14)
  }

  /// Next to 1 the quantile is found from that end: 1 − x = p^(1/β) exactly so for α = 1.
  @Test func quantilesNextToOneKeepTheirDigits() {
    let x = Beta(alpha: 1, beta: 0.5).quantile(1e-5, tail: .upper)
    #expect(abs((1 - x) - 1e-10) <= Double.ulpOfOne)
    #expect(Beta(alpha: 1, beta: 0.01).quantile(1e-3, tail: .upper) == 1)
  }

  @Test func mirrors() {
    #expect(Beta(alpha: 3, beta: 0.5).probability(0.25) == Beta(alpha: 0.5, beta: 3).probability(0.75, tail: .upper))
  }

  @Test func densityAtTheEnds() {
    #expect(Beta(alpha: 0.5, beta: 1).density(0) == .infinity)
    #expect(Beta(alpha: 1, beta: 4).density(0) == 4)
    #expect(Beta(alpha: 2, beta: 1).density(0) == 0)
    #expect(Beta(alpha: 2, beta: 1).density(1) == 2)
    #expect(Beta(alpha: 2, beta: 0.5).density(1) == .infinity)
    #expect(Beta(alpha: 2, beta: 2).density(1) == 0)
    #expect(Beta(alpha: 2, beta: 2).density(1.5) == 0)
  }
}
