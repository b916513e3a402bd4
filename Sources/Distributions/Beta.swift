import CBoostMath

/// The beta distribution on 0…1.
///
/// Boost.Math computes it, in `long double`. R: `dbeta`, `pbeta`, `qbeta`.
public struct Beta: Distribution {
  public let alpha: Double
  public let beta: Double

  /// - Parameters:
  ///   - alpha: the exponent of x, plus 1 (R's `shape1`); finite and above 0, else every answer is NaN.
  ///   - beta: the exponent of 1 − x, plus 1 (R's `shape2`); likewise.
  public init(alpha: Double, beta: Double) {
    self.alpha = alpha
    self.beta = beta
  }

  private var isValid: Bool { alpha > 0 && beta > 0 && alpha.isFinite && beta.isFinite }

  /// At an end it is ∞, finite or 0 as the exponent there is negative, 0 or positive.
  public func density(_ x: Double) -> Double {
    guard isValid, !x.isNaN else { return .nan }
    if x < 0 || x > 1 { return 0 }
    if x == 0 { return alpha < 1 ? .infinity : alpha == 1 ? beta : 0 }
    if x == 1 { return beta < 1 ? .infinity : beta == 1 ? alpha : 0 }
    return endline_beta_density(x, alpha, beta)
  }

  public func probability(_ x: Double, tail: Tail) -> Double {
    guard isValid else { return .nan }
    return probability(outside: 0, 1, x: x, tail: tail) ?? endline_beta_probability(x, alpha, beta, tail.flag)
  }

  public func quantile(_ p: Double, tail: Tail) -> Double {
    guard isValid else { return .nan }
    return quantile(ofEnd: p, low: 0, high: 1, tail: tail) ?? endline_beta_quantile(p, alpha, beta, tail.flag)
  }
}
