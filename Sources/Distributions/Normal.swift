import CBoostMath

/// The normal distribution.
///
/// Boost.Math computes it, in `long double`. R: `dnorm`, `pnorm`, `qnorm`.
public struct Normal: Distribution {
  public let mean: Double
  public let standardDeviation: Double

  /// - Parameter standardDeviation: finite and above 0, else every answer is NaN (R takes 0 for a point mass).
  public init(mean: Double = 0, standardDeviation: Double = 1) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  private var isValid: Bool { mean.isFinite && standardDeviation > 0 && standardDeviation.isFinite }

  public func density(_ x: Double) -> Double {
    guard isValid, !x.isNaN else { return .nan }
    return x.isInfinite ? 0 : endline_normal_density((x - mean) / standardDeviation) / standardDeviation
  }

  public func probability(_ x: Double, tail: Tail) -> Double {
    guard isValid else { return .nan }
    return probability(outside: -.infinity, .infinity, x: x, tail: tail)
      ?? endline_normal_probability((x - mean) / standardDeviation, tail.flag)
  }

  public func quantile(_ p: Double, tail: Tail) -> Double {
    guard isValid else { return .nan }
    return quantile(ofEnd: p, low: -.infinity, high: .infinity, tail: tail)
      ?? mean + standardDeviation * endline_normal_quantile(p, tail.flag)
  }

  /// P(|Z| ≥ |z|) for Z = (X − mean)/SD and z = (x − mean)/SD: the two-sided p-value of `x`. 1 at the mean, and a true 1e-300
  /// where it is that.
  public func twoSidedPValue(_ x: Double) -> Double {
    guard isValid, !x.isNaN else { return .nan }
    return min(1, 2 * Normal().probability(abs((x - mean) / standardDeviation), tail: .upper))
  }
}
