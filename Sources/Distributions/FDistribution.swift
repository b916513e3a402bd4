import CBoostMath

/// Fisher's F distribution.
///
/// Boost.Math computes it, in `long double`. With one df infinite it is a χ² over its df, or the reciprocal of one.
/// R: `df`, `pf`, `qf`.
public struct FDistribution: Distribution {
  public let df1: Double
  public let df2: Double

  /// - Parameters:
  ///   - df1: of the numerator, above 0, whole or not.
  ///   - df2: of the denominator, likewise. One of the two may be ∞; both give NaN, as anything out of range does.
  public init(df1: Double, df2: Double) {
    self.df1 = df1
    self.df2 = df2
  }

  private var isValid: Bool { df1 > 0 && df2 > 0 && (df1.isFinite || df2.isFinite) }

  /// At 0 it is ∞ for df1 < 2, 1 for df1 = 2 and 0 above.
  public func density(_ x: Double) -> Double {
    guard isValid, !x.isNaN else { return .nan }
    if x < 0 || x.isInfinite { return 0 }
    if x == 0 { return df1 < 2 ? .infinity : df1 == 2 ? 1 : 0 }
    if df2.isInfinite { return ChiSquared(df: df1).density(df1 * x) * df1 }
    if df1.isInfinite { return ChiSquared(df: df2).density(df2 / x) * df2 / (x * x) }
    return endline_f_density(x, df1, df2)
  }

  public func probability(_ x: Double, tail: Tail) -> Double {
    guard isValid else { return .nan }
    if let known = probability(outside: 0, .infinity, x: x, tail: tail) { return known }
    if df2.isInfinite { return ChiSquared(df: df1).probability(df1 * x, tail: tail) }
    if df1.isInfinite { return ChiSquared(df: df2).probability(df2 / x, tail: tail.other) }
    return endline_f_probability(x, df1, df2, tail.flag)
  }

  public func quantile(_ p: Double, tail: Tail) -> Double {
    guard isValid else { return .nan }
    if let known = quantile(ofEnd: p, low: 0, high: .infinity, tail: tail) { return known }
    if df2.isInfinite { return ChiSquared(df: df1).quantile(p, tail: tail) / df1 }
    if df1.isInfinite { return df2 / ChiSquared(df: df2).quantile(p, tail: tail.other) }
    return endline_f_quantile(p, df1, df2, tail.flag)
  }
}
