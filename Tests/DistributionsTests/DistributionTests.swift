import Distributions
import Foundation
import Testing

/// What holds for every distribution. References are in the fixtures; the laws are checked at points drawn with fixed seeds.
@Suite struct DistributionTests {
  @Test func centralDistributionsAgreeWithTheReference() throws {
    try ReferenceTable.load("central").check(tolerance: 1e-12)
  }

  @Test func centralDistributionsAgreeFarOut() throws {
    try ReferenceTable.load("central-extreme").check(tolerance: 1e-12)
  }

  /// Distributions with parameters drawn from `random`, over a wide range of sizes.
  static func continuous(_ random: inout RandomStream) -> [any Distribution] {
    func size(_ low: Double, _ high: Double) -> Double { exp10(low + (high - low) * random.uniform()) }
    return [
      Normal(mean: 20 * random.normal(), standardDeviation: size(-3, 3)),
      StudentT(df: size(-1, 6)), ChiSquared(df: size(-1, 4)),
      FDistribution(df1: size(-1, 4), df2: size(-1, 4)), Beta(alpha: size(-1, 4), beta: size(-1, 4)),
      NoncentralT(df: size(0, 5), noncentrality: 8 * random.normal()),
    ]
  }

  static func discrete(_ random: inout RandomStream) -> [any Distribution] {
    func size(_ low: Double, _ high: Double) -> Double { exp10(low + (high - low) * random.uniform()) }
    return [
      Binomial(trials: random.integer(below: 2000), probability: random.uniform()), Poisson(mean: size(-2, 4)),
      NegativeBinomial(size: size(-1, 3), mean: size(-2, 3)),
    ]
  }

  static func exp10(_ x: Double) -> Double { Foundation.pow(10, x) }

  @Test(arguments: 0..<20)
  func quantileInvertsProbabilityInBothTails(_ index: UInt64) {
    var random = RandomStream(seed: 61).split(index)
    for it in Self.continuous(&random) {
      for tail in Tail.allCases {
        for p in [random.uniform(), Self.exp10(-200 * random.uniform())] {
          let x = it.quantile(p, tail: tail)
          guard x.isFinite, abs(x) > 1e-290, x != 1 else { continue }
          let back = it.probability(x, tail: tail)
          // x is rounded, which moves p by x f(x) units of its last place.
          let rounding = 2 * x.ulp * it.density(x) / p
          #expect(abs(back / p - 1) <= 1e-12 + rounding, "\(it) \(tail) \(p): \(x) gives \(back)")
        }
      }
    }
  }

  @Test(arguments: 0..<20)
  func discreteQuantilesAreTheFirstThatReach(_ index: UInt64) {
    var random = RandomStream(seed: 62).split(index)
    for it in Self.discrete(&random) {
      for p in [random.uniform(), Self.exp10(-100 * random.uniform())] {
        let low = it.quantile(p, tail: .lower)
        #expect(it.probability(low, tail: .lower) >= p * (1 - 1e-13), "\(it) \(p)")
        #expect(it.probability(low - 1, tail: .lower) < p, "\(it) \(p)")
        let high = it.quantile(p, tail: .upper)
        #expect(it.probability(high, tail: .upper) <= p * (1 + 1e-13), "\(it) \(p)")
        #expect(it.probability(high - 1, tail: .upper) > p, "\(it) \(p)")
      }
    }
  }

  @Test(arguments: 0..<20)
  func tailsAddToOne(_ index: UInt64) {
    var random = RandomStream(seed: 63).split(index)
    for it in Self.continuous(&random) + Self.discrete(&random) {
      let x = it.quantile(random.uniform(), tail: .lower)
      let sum = it.probability(x, tail: .lower) + it.probability(x, tail: .upper)
      #expect(abs(sum - 1) < 1e-13, "\(it) at \(x): \(sum)")
    }
  }

  @Test(arguments: 0..<20)
  func massesAddToTheProbability(_ index: UInt64) {
    var random = RandomStream(seed: 64).split(index)
    for it in Self.discrete(&random) {
      let last = it.quantile(0.7, tail: .lower)
      let sum = stride(from: 0, through: last, by: 1).reduce(0) { $0 + it.density($1) }
      #expect(abs(sum / it.probability(last, tail: .lower) - 1) < 1e-11, "\(it) to \(last)")  // thousands of terms
    }
  }

  /// The density is the slope of the probability: central differences with one step of Richardson's extrapolation.
  @Test(arguments: 0..<20)
  func densityIsTheSlopeOfTheProbability(_ index: UInt64) {
    var random = RandomStream(seed: 65).split(index)
    for it in Self.continuous(&random) {
      let x = it.quantile(0.2 + 0.6 * random.uniform(), tail: .lower)
      // Both tails and the density give the scale on which the probability bends.
      let width = 2e-3 * min(it.probability(x, tail: .lower), it.probability(x, tail: .upper)) / it.density(x)
      func slope(_ h: Double) -> Double { (it.probability(x + h) - it.probability(x - h)) / (2 * h) }
      let estimate = (4 * slope(width / 2) - slope(width)) / 3
      // Differences lose half the digits; the densities' own digits are compared in the fixtures.
      #expect(abs(it.density(x) / estimate - 1) < 1e-6, "\(it) at \(x): \(it.density(x)) against \(estimate)")
    }
  }

  static let everyOne: [any Distribution] = [
    Normal(), StudentT(df: 3), StudentT(df: .infinity), ChiSquared(df: 3), FDistribution(df1: 3, df2: 4),
    FDistribution(df1: 3, df2: .infinity), FDistribution(df1: .infinity, df2: 4), Beta(alpha: 2, beta: 3),
    Binomial(trials: 5, probability: 0.3), Poisson(mean: 2), NegativeBinomial(size: 2, mean: 3),
    NegativeBinomial(size: .infinity, mean: 3), NoncentralT(df: 5, noncentrality: 1),
    NoncentralT(df: 5, noncentrality: 0),
    NoncentralT(df: .infinity, noncentrality: 1),
  ]

  @Test(arguments: everyOne.indices)
  func infinityIsInRange(_ index: Int) {
    let it = Self.everyOne[index]
    #expect(it.probability(-.infinity, tail: .lower) == 0)
    #expect(it.probability(-.infinity, tail: .upper) == 1)
    #expect(it.probability(.infinity, tail: .lower) == 1)
    #expect(it.probability(.infinity, tail: .upper) == 0)
    #expect(it.density(.infinity) == 0)
    #expect(it.density(-.infinity) == 0)
    for x in [-Double.greatestFiniteMagnitude, Double.greatestFiniteMagnitude] {
      #expect([0, 1].contains(it.probability(x, tail: .lower)))
      #expect(it.density(x) == 0)
    }
  }

  @Test(arguments: everyOne.indices)
  func probabilitiesOfZeroAndOneHaveTheEndsAsQuantiles(_ index: Int) {
    let it = Self.everyOne[index]
    let (low, high) = (it.quantile(0, tail: .lower), it.quantile(1, tail: .lower))
    #expect(low == it.quantile(1, tail: .upper))
    #expect(high == it.quantile(0, tail: .upper))
    #expect(low == 0 || low == -.infinity)
    #expect([1, 5, .infinity].contains(high))
    // The smallest and the largest probabilities that doubles have.
    for p in [Double.leastNonzeroMagnitude, 1 - Double.ulpOfOne / 2] {
      for tail in Tail.allCases { #expect(!it.quantile(p, tail: tail).isNaN, "\(it) \(p) \(tail)") }
    }
  }

  @Test(arguments: everyOne.indices)
  func whatIsNoNumberOrNoProbabilityGivesNaN(_ index: Int) {
    let it = Self.everyOne[index]
    #expect(it.density(.nan).isNaN)
    for tail in Tail.allCases {
      #expect(it.probability(.nan, tail: tail).isNaN)
      for p in [-1e-300, 1 + Double.ulpOfOne, .nan, .infinity, -.infinity] { #expect(it.quantile(p, tail: tail).isNaN) }
    }
  }

  static let outOfRange: [any Distribution] = [
    Normal(standardDeviation: 0), Normal(standardDeviation: -1), Normal(mean: .nan),
    Normal(standardDeviation: .infinity),
    StudentT(df: 0), StudentT(df: -1), StudentT(df: .nan), ChiSquared(df: 0), ChiSquared(df: .infinity),
    ChiSquared(df: .nan),
    FDistribution(df1: 0, df2: 1), FDistribution(df1: 1, df2: -1), FDistribution(df1: .infinity, df2: .infinity),
    FDistribution(df1: .nan, df2: 1), Beta(alpha: 0, beta: 1), Beta(alpha: 1, beta: .infinity),
    Beta(alpha: .nan, beta: 1),
    Binomial(trials: -1, probability: 0.5), Binomial(trials: 1, probability: 1.5),
    Binomial(trials: 1, probability: .nan),
    Poisson(mean: -1), Poisson(mean: .infinity), Poisson(mean: .nan), NegativeBinomial(size: 0, mean: 1),
    NegativeBinomial(size: 1, mean: -1), NegativeBinomial(size: 1, mean: .infinity),
    NegativeBinomial(size: .nan, mean: 1),
    NegativeBinomial(size: 1, probability: 0), NegativeBinomial(size: 1, probability: 1.1),
    NoncentralT(df: 0, noncentrality: 1),
    NoncentralT(df: 5, noncentrality: .infinity), NoncentralT(df: 5, noncentrality: .nan),
  ]

  @Test(arguments: outOfRange.indices)
  func aParameterOutOfRangeGivesNaN(_ index: Int) {
    let it = Self.outOfRange[index]
    for x in [-Double.infinity, -1, 0, 0.5, 2, .infinity] {
      #expect(it.density(x).isNaN, "\(it)")
      for tail in Tail.allCases { #expect(it.probability(x, tail: tail).isNaN, "\(it)") }
    }
    for p in [0, 0.3, 1] { for tail in Tail.allCases { #expect(it.quantile(p, tail: tail).isNaN, "\(it)") } }
  }
}
