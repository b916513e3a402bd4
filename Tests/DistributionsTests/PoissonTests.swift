import Distributions
import Foundation
import Testing

@Suite struct PoissonTests {
  @Test(arguments: [1e-8, 0.5, 30, 600])
  func noneInClosedForm(mean: Double) {
    let it = Poisson(mean: mean)
    #expect(abs(it.density(0) / exp(-mean) - 1) < 1e-14)
    #expect(abs(it.probability(0) / exp(-mean) - 1) < 1e-14)
    #expect(abs(it.probability(0.7, tail: .upper) / -expm1(-mean) - 1) < 1e-14)
  }

  @Test func meanZeroIsCertain() {
    let it = Poisson(mean: 0)
    #expect(it.density(0) == 1)
    #expect(it.density(1) == 0)
    #expect(it.probability(0) == 1)
    #expect(it.probability(-1, tail: .upper) == 1)
    #expect(it.quantile(0.9) == 0)
    #expect(it.quantile(1) == 0)
  }

  @Test func hugeMeans() {
    let x = Poisson(mean: 1e15).quantile(0.975)
    #expect(abs((x - 1e15) / 1e15.squareRoot() - 1.96) < 1e-2)
    #expect(Poisson(mean: 1e16).probability(3).isNaN)
  }
}
