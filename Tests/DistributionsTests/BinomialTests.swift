import Distributions
import Testing

@Suite struct BinomialTests {
  /// Fair coins: counts of Pascal's triangle over 2ⁿ, exactly.
  @Test func fairCoinsCountSubsets() {
    let it = Binomial(trials: 6, probability: 0.5)
    var sum = 0.0
    for (k, ways) in [1.0, 6, 15, 20, 15, 6, 1].enumerated() {
      sum += ways / 64
      #expect(abs(it.density(Double(k)) / (ways / 64) - 1) < 1e-15)
      #expect(abs(it.probability(Double(k)) / sum - 1) < 1e-15)
      #expect(it.quantile(sum) == Double(k))
    }
  }

  @Test func betweenIntegers() {
    let it = Binomial(trials: 4, probability: 0.3)
    #expect(it.density(1.5) == 0)
    #expect(it.probability(1.5) == it.probability(1))
    #expect(it.probability(-0.1) == 0)
    #expect(it.probability(4, tail: .upper) == 0)
  }

  @Test func certainOutcomes() {
    for (it, k) in [
      (Binomial(trials: 5, probability: 0), 0.0), (Binomial(trials: 5, probability: 1), 5),
      (Binomial(trials: 0, probability: 0.4), 0),
    ] {
      #expect(it.density(k) == 1)
      #expect(it.density(k + 1) == 0)
      #expect(it.probability(k) == 1)
      #expect(it.probability(k, tail: .upper) == 0)
      #expect(it.probability(k - 1) == 0)
      #expect(it.probability(k - 1, tail: .upper) == 1)
      #expect(it.quantile(0.2) == k)
      #expect(it.quantile(0.2, tail: .upper) == k)
    }
  }

  /// All successes: pⁿ, however small.
  @Test func theFarthestTailIsAPower() {
    #expect(abs(Binomial(trials: 300, probability: 0.1).probability(299, tail: .upper) / 1e-300 - 1) < 1e-12)
  }
}
