import Distributions
import Foundation
import Testing

@Suite struct NormalTests {
  @Test(arguments: [0, 1e-12, 0.7, 1.959963984540054, 5, 20, 37])
  func twoSidedPValueIsTheComplementaryErrorFunction(z: Double) {
    let expected = erfc(z / 2.0.squareRoot())
    // The rounding of z/√2 alone is worth z² units of the last place.
    let tolerance = 1e-15 * (1 + z * z)
    #expect(abs(Normal().twoSidedPValue(z) / expected - 1) <= tolerance)
    #expect(abs(Normal().twoSidedPValue(-z) / expected - 1) <= tolerance)
    #expect(Normal(mean: 3, standardDeviation: 2).twoSidedPValue(3 + 2 * z) <= 1)
  }

  @Test func twoSidedPValueAtTheEnds() {
    #expect(Normal().twoSidedPValue(0) == 1)
    #expect(Normal().twoSidedPValue(.infinity) == 0)
    #expect(Normal().twoSidedPValue(.nan).isNaN)
  }

  @Test(arguments: [0.125, 1, 3, 8])
  func isSymmetric(z: Double) {
    let it = Normal(mean: 4, standardDeviation: 0.5)
    #expect(it.probability(4 + z, tail: .upper) == it.probability(4 - z, tail: .lower))
    #expect(it.density(4 + z) == it.density(4 - z))
  }

  @Test func hasLocationAndScale() {
    let it = Normal(mean: -2, standardDeviation: 3)
    #expect(it.probability(1) == Normal().probability(1))
    #expect(it.density(1) == Normal().density(1) / 3)
    #expect(it.quantile(0.5) == -2)
  }
}
