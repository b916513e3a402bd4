import Distributions
import Testing

@Suite struct MaximumModulusTests {
  @Test func agreesWithQuadratureInBothTails() throws {
    try SimultaneousFixture.check("maximum_modulus", atLeast: 30, tolerance: 1e-12) { given in
      MaximumModulus(loadings: given.parameters.loadings ?? [], df: given.df)
        .probability(given.x, tail: given.tail == "upper" ? .upper : .lower)
    }
  }

  @Test(arguments: [1.0, 4.5, 30, 5000, .infinity], [0.01, 0.8, 2.5, 9])
  func oneElementIsStudentsT(df: Double, t: Double) {
    for loading in [0, 0.5, -0.97] {
      let ours = MaximumModulus(loadings: [loading], df: df).probability(t, tail: .upper)
      #expect(abs(ours / StudentT(df: df).twoSidedPValue(t) - 1) <= 1e-11)
    }
  }

  /// Dunnett's two-sided 5 % points for equal arms (correlation ½), as textbooks print them.
  @Test(arguments: [(2, 10.0, 2.57), (3, 20, 2.54), (4, 60, 2.51), (6, .infinity, 2.57), (9, 30, 2.86)])
  func printedTables(contrasts: Int, df: Double, t: Double) {
    let modulus = MaximumModulus(loadings: [Double](repeating: 0.5.squareRoot(), count: contrasts), df: df)
    #expect(abs(modulus.quantile(0.05, tail: .upper) - t) <= 0.5e-2)
  }

  @Test func quantilesInvert() {
    for loadings in [[0.3], [0.7, 0.7], [0.9, -0.2, 0.5], [Double](repeating: 0.6, count: 12)] {
      for df in [1, 18.5, .infinity] {
        let modulus = MaximumModulus(loadings: loadings, df: df)
        for p in [1e-8, 0.05] {
          for tail in Tail.allCases {
            #expect(abs(modulus.probability(modulus.quantile(p, tail: tail), tail: tail) / p - 1) <= 1e-11)
          }
        }
      }
    }
  }

  @Test func loadingsOfCorrelations() {
    #expect(MaximumModulus.loadings(count: 1) { _, _ in .nan } == [0])
    for rho in [0.49, -0.49, 0] {
      let pair = MaximumModulus.loadings(count: 2) { _, _ in rho } ?? []
      #expect(pair.count == 2 && abs(pair[0] * pair[1] - rho) < 1e-15)
    }
    let given = [0.6, 0.8, 0.5, 0.7]
    let found = MaximumModulus.loadings(count: 4) { given[$0] * given[$1] } ?? []
    #expect(zip(found, given).allSatisfy { abs($0 - $1) < 1e-14 } && found.count == 4)
    // Not of the kind: one correlation apart from the rest, a λ above 1, signs that no λ can have.
    #expect(MaximumModulus.loadings(count: 4) { $0 == 0 && $1 == 1 ? 0.1 : 0.5 } == nil)
    #expect(MaximumModulus.loadings(count: 3) { i, j in i == 1 && j == 2 ? 0.1 : 0.5 } == nil)
    #expect(MaximumModulus.loadings(count: 3) { _, _ in -0.3 } == nil)
    #expect(MaximumModulus.loadings(count: 2) { _, _ in 1 } == nil)
  }

  @Test func outOfRange() {
    for (loadings, df) in [([], 5.0), ([1], 5), ([0.5, .nan], 5), ([0.5], 0), ([0.5], .nan)] {
      #expect(MaximumModulus(loadings: loadings, df: df).probability(1).isNaN)
      #expect(MaximumModulus(loadings: loadings, df: df).quantile(0.5).isNaN)
    }
    let modulus = MaximumModulus(loadings: [0.5, 0.5], df: 5)
    #expect(
      modulus.probability(0) == 0 && modulus.probability(.infinity) == 1
        && modulus.quantile(0, tail: .upper) == .infinity)
  }
}
