import CBoostMath

/// The negative binomial distribution, by its mean: the number of failures before the `size`-th success, or a Poisson count
/// whose mean varies by a gamma distribution. Its variance is mean + mean²/size.
///
/// Boost.Math's incomplete beta function computes it, in `long double`. With `size` = ∞ it is Poisson.
/// R: `dnbinom`, `pnbinom`, `qnbinom` with `mu`.
public struct NegativeBinomial: Distribution {
  public let size: Double
  public let mean: Double

  /// - Parameters:
  ///   - size: above 0, whole or not; ∞ is Poisson.
  ///   - mean: 0…2⁵⁰; 0 is certain to give 0. Out of range, either gives NaN. Counts above 2⁵³ are taken as infinite.
  public init(size: Double, mean: Double) {
    self.size = size
    self.mean = mean
  }

  /// By the probability of success in one trial, 0 < p ≤ 1; R: `dnbinom(x, size, prob)`.
  public init(size: Double, probability: Double) {
    self.init(size: size, mean: probability > 0 && probability <= 1 ? size * (1 - probability) / probability : .nan)
  }

  private var isValid: Bool { size > 0 && mean >= 0 && mean <= 0x1p50 }

  public func density(_ x: Double) -> Double {
    guard isValid, !x.isNaN else { return .nan }
    if size.isInfinite { return Poisson(mean: mean).density(x) }
    if x < 0 || x > 0x1p53 || x != x.rounded() { return 0 }
    if mean == 0 { return x == 0 ? 1 : 0 }
    return endline_negative_binomial_mass(x, size, mean)
  }

  public func probability(_ x: Double, tail: Tail) -> Double {
    guard isValid, !x.isNaN else { return .nan }
    if size.isInfinite { return Poisson(mean: mean).probability(x, tail: tail) }
    let k = x.rounded(.down)
    if k < 0 { return tail.probability(below: true) }
    if k > 0x1p53 || mean == 0 { return tail.probability(below: false) }
    return endline_negative_binomial_probability(k, size, mean, tail.flag)
  }

  public func quantile(_ p: Double, tail: Tail) -> Double {
    guard isValid else { return .nan }
    if let known = quantile(ofEnd: p, low: 0, high: mean == 0 ? 0 : .infinity, tail: tail) { return known }
    if mean == 0 { return 0 }
    let start = normalGuess(p, tail: tail, mean: mean, variance: mean + mean * (mean / size))
    return integerQuantile(p, tail: tail, last: .infinity, start: start)
  }
}
