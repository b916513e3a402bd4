import CBoostMath

/// Student's t distribution.
///
/// Boost.Math computes it, in `long double`. With `df` = ∞ it is the standard normal. R: `dt`, `pt`, `qt`.
public struct StudentT: Distribution {
  public let df: Double

  /// - Parameter df: above 0, whole or not, else every answer is NaN; ∞ is the normal distribution.
  public init(df: Double) { self.df = df }

  private var isValid: Bool { df > 0 }

  public func density(_ x: Double) -> Double {
    guard isValid, !x.isNaN else { return .nan }
    if df.isInfinite { return Normal().density(x) }
    return x.isInfinite ? 0 : endline_t_density(x, df)
  }

  public func probability(_ x: Double, tail: Tail) -> Double {
    guard isValid else { return .nan }
    if df.isInfinite { return Normal().probability(x, tail: tail) }
    return probability(outside: -.infinity, .infinity, x: x, tail: tail) ?? endline_t_probability(x, df, tail.flag)
  }

  public func quantile(_ p: Double, tail: Tail) -> Double {
    guard isValid else { return .nan }
    if df.isInfinite { return Normal().quantile(p, tail: tail) }
    return quantile(ofEnd: p, low: -.infinity, high: .infinity, tail: tail) ?? endline_t_quantile(p, df, tail.flag)
  }

  /// P(|T| ≥ |t|), the two-sided p-value: 1 at 0, and a true 1e-300 where it is that. NaN for a NaN.
  public func twoSidedPValue(_ t: Double) -> Double {
    guard isValid, !t.isNaN else { return .nan }
    return min(1, 2 * probability(abs(t), tail: .upper))
  }
}
