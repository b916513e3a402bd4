import CBoostMath

/// The χ² distribution.
///
/// Boost.Math computes it, in `long double`. R: `dchisq`, `pchisq`, `qchisq`.
public struct ChiSquared: Distribution {
  public let df: Double

  /// - Parameter df: finite and above 0, whole or not, else every answer is NaN.
  public init(df: Double) { self.df = df }

  private var isValid: Bool { df > 0 && df.isFinite }

  /// At 0 it is ∞ for df < 2, ½ for df = 2 and 0 above.
  public func density(_ x: Double) -> Double {
    guard isValid, !x.isNaN else { return .nan }
    if x < 0 || x.isInfinite { return 0 }
    if x == 0 { return df < 2 ? .infinity : df == 2 ? 0.5 : 0 }
    return endline_chi_squared_density(x, df)
  }

  public func probability(_ x: Double, tail: Tail) -> Double {
    guard isValid else { return .nan }
    return probability(outside: 0, .infinity, x: x, tail: tail) ?? endline_chi_squared_probability(x, df, tail.flag)
  }

  public func quantile(_ p: Double, tail: Tail) -> Double {
    guard isValid else { return .nan }
    return quantile(ofEnd: p, low: 0, high: .infinity, tail: tail) ?? endline_chi_squared_quantile(p, df, tail.flag)
  }
}
