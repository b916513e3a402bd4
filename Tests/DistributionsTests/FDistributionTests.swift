import Distributions
import Testing

@Suite struct FDistributionTests {
  /// df1 = 2: P(F > x) = (1 + 2x/df2)^(−df2/2), at df2 = 4 a square.
  @Test(arguments: [1e-9, 0.4, 3, 1e4, 1e140])
  func twoAndFourDegreesOfFreedomInClosedForm(x: Double) {
    let r = 1 + x / 2
    #expect(abs(FDistribution(df1: 2, df2: 4).probability(x, tail: .upper) * r * r - 1) < 1e-14)
  }

  @Test(arguments: 0..<30)
  func reciprocalSwapsDegreesOfFreedom(_ index: UInt64) {
    var random = RandomStream(seed: 73).split(index)
    let (a, b) = (0.5 / random.uniform(), 0.5 / random.uniform())
    let x = FDistribution(df1: a, df2: b).quantile(random.uniform())
    let swapped = FDistribution(df1: b, df2: a).probability(1 / x, tail: .upper)
    #expect(abs(FDistribution(df1: a, df2: b).probability(x) / swapped - 1) < 1e-12, "\(a) \(b) \(x)")
  }

  /// An infinite df is the limit of a large one; the difference is of the order of 1/df.
  @Test func infiniteDegreesOfFreedom() {
    for x in [0.2, 1, 3.5] {
      for tail in Tail.allCases {
        let limit = FDistribution(df1: 3, df2: .infinity)
        let near = FDistribution(df1: 3, df2: 1e12)
        #expect(abs(limit.probability(x, tail: tail) / near.probability(x, tail: tail) - 1) < 1e-10)
        #expect(abs(limit.quantile(0.1, tail: tail) / near.quantile(0.1, tail: tail) - 1) < 1e-10)
        let turned = FDistribution(df1: .infinity, df2: 3)
        let nearTurned = FDistribution(df1: 1e12, df2: 3)
        #expect(abs(turned.probability(x, tail: tail) / nearTurned.probability(x, tail: tail) - 1) < 1e-10)
        #expect(abs(turned.quantile(0.1, tail: tail) / nearTurned.quantile(0.1, tail: tail) - 1) < 1e-10)
        #expect(abs(limit.density(x) / near.density(x) - 1) < 1e-10)
        #expect(abs(turned.density(x) / nearTurned.density(x) - 1) < 1e-10)
      }
    }
  }

  @Test func densityAtZero() {
    #expect(FDistribution(df1: 1, df2: 3).density(0) == .infinity)
    #expect(FDistribution(df1: 2, df2: 3).density(0) == 1)
    #expect(FDistribution(df1: 3, df2: 3).density(0) == 0)
  }
}
