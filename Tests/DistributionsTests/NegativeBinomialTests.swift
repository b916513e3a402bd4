import Distributions
import Testing

@Suite struct NegativeBinomialTests {
  /// size 1 is geometric: P(X > k) = q^(k + 1).
  @Test func geometricInClosedForm() {
    let it = NegativeBinomial(size: 1, mean: 1)
    for k in [0.0, 1, 5, 40, 995] {
      let half = Double(sign: .plus, exponent: -Int(k) - 1, significand: 1)
      #expect(abs(it.probability(k, tail: .upper) / half - 1) < 1e-14)
      #expect(abs(it.density(k) / half - 1) < 1e-14)
    }
  }

  @Test func byProbabilityIsByMean() {
    #expect(NegativeBinomial(size: 3, probability: 0.25).mean == 9)
    #expect(NegativeBinomial(size: 3, probability: 1).probability(0) == 1)
  }

  /// A mean far below `size`: P(X > 0) is nearly the mean, where 1 − p alone would have no digit left.
  @Test func smallMeansKeepTheirDigits() {
    #expect(abs(NegativeBinomial(size: 1e6, mean: 1e-10).probability(0, tail: .upper) / 1e-10 - 1) < 1e-9)
    #expect(NegativeBinomial(size: .infinity, mean: 3).probability(2) == Poisson(mean: 3).probability(2))
  }
}
