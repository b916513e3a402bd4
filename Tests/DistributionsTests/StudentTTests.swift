import Distributions
import Foundation
import Testing

@Suite struct StudentTTests {
  /// df 1: 2 atan(1/t)/π. df 2, with r = √(2 + t²): 1 − t/r = 2/(r (r + t)).
  @Test(arguments: [1e-9, 0.5, 1, 12.7, 1e5, 1e100, 1e150])
  func twoSidedPValueInClosedForm(t: Double) {
    #expect(abs(StudentT(df: 1).twoSidedPValue(t) / (2 * atan(1 / t) / Double.pi) - 1) < 1e-14)
    let r = hypot(2.0.squareRoot(), t)
    #expect(abs(StudentT(df: 2).twoSidedPValue(-t) / (2 / r / (r + t)) - 1) < 1e-14)
  }

  @Test func twoSidedPValueAtTheEnds() {
    #expect(StudentT(df: 7).twoSidedPValue(0) == 1)
    #expect(StudentT(df: 7).twoSidedPValue(-.infinity) == 0)
    #expect(StudentT(df: 7).twoSidedPValue(.nan).isNaN)
    #expect(StudentT(df: .infinity).twoSidedPValue(3) == Normal().twoSidedPValue(3))
  }

  @Test(arguments: 0..<50)
  func squareIsF(_ index: UInt64) {
    var random = RandomStream(seed: 71).split(index)
    let df = 1 / random.uniform()
    let t = StudentT(df: df).quantile(random.uniform() * 1e-3, tail: .upper)
    let f = FDistribution(df1: 1, df2: df).probability(t * t, tail: .upper)
    #expect(abs(StudentT(df: df).twoSidedPValue(t) / f - 1) < 1e-13, "df \(df), t \(t)")
  }

  @Test(arguments: [0.3, 1, 4.5, 300, 1e7])
  func isSymmetric(df: Double) {
    let it = StudentT(df: df)
    for x in [1e-20, 0.4, 3, 50] {
      #expect(it.probability(x, tail: .upper) == it.probability(-x, tail: .lower))
      #expect(it.density(x) == it.density(-x))
    }
    for p in [1e-200, 0.025, 0.3] { #expect(it.quantile(p, tail: .upper) == -it.quantile(p, tail: .lower)) }
    #expect(it.quantile(0.5) == 0)
  }

  /// Far more degrees of freedom than 1/ulp are the normal distribution.
  @Test func becomesNormal() {
    #expect(StudentT(df: 1e300).probability(-30) == Normal().probability(-30))
    #expect(StudentT(df: .infinity).quantile(0.975) == Normal().quantile(0.975))
  }
}
