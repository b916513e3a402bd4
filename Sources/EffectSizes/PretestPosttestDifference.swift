internal import Distributions

/// Difference of the mean changes of two independent arms in units of their pooled baseline SD, from summaries of
/// complete pairs: Morris's d_ppc2, treatment minus control, later minus earlier.
///
/// Documentation/Methods/effect-sizes.md (7), (8).
public struct PretestPosttestDifference: Sendable, Equatable {
  /// One arm's complete pairs: their number, mean change, and baseline SD with denominator n − 1 (nil for fewer than
  /// two pairs).
  public struct Arm: Sendable, Equatable {
    public let n: Int
    public let meanChange: Double
    public let sdBaseline: Double?

    public init(n: Int, meanChange: Double, sdBaseline: Double?) {
      self.n = n
      self.meanChange = meanChange
      self.sdBaseline = sdBaseline
    }

    fileprivate var sumOfSquares: Double { sdBaseline.map { $0 * $0 * Double(n - 1) } ?? 0 }
  }

  public let treatment: Arm
  public let control: Arm
  /// Correlation of baseline and follow-up within the arms, taken to be the same in both; nil where unknown, and then
  /// there is no standard error.
  public let correlation: Double?

  public init(treatment: Arm, control: Arm, correlation: Double?) {
    self.treatment = treatment
    self.control = control
    self.correlation = correlation
  }

  /// J(m) (D̄_T − D̄_C) / s_p with s_p the pooled baseline SD and m = n_T + n_C − 2, limits ± z times the root of
  ///
  ///     var = J² k m/(m − 2) (1 + d²/k) − d²,   k = 2(1 − r)(1/n_T + 1/n_C)
  ///
  /// which is that of a noncentral t, so exact at a known r with equal variances at both times. No p-value: none would
  /// invert the limits.
  ///
  /// Nil where an arm is empty, where there are fewer than four pairs (no J) and where the pooled SD is 0; without
  /// standard error and limits where there are fewer than five pairs (no variance) or no correlation.
  ///
  /// Source: Morris (2008), Organizational Research Methods 11, 364–386, d_ppc2 and its sampling variance, with Hedges's
  /// exact J for its approximation. R: `metafor:::.cmicalc(m) * (changeT - changeC) / sd_pool`.
  public func dPpc2(level: Double) -> EffectSize? {
    let m = Double(treatment.n + control.n - 2)
    guard treatment.n > 0, control.n > 0, let j = smallSampleCorrection(df: m) else { return nil }
    let pooled = ((treatment.sumOfSquares + control.sumOfSquares) / m).squareRoot()
    guard pooled > 0 else { return nil }
    let d = j * (treatment.meanChange - control.meanChange) / pooled
    guard let correlation, correlation < 1, m > 2 else {
      return EffectSize(method: .morris, estimate: d, standardError: nil, limits: nil)
    }
    let k = 2 * (1 - correlation) * (1 / Double(treatment.n) + 1 / Double(control.n))
    // J² m/(m − 2) (k + d²) − d², with the difference of the two d² taken in their factors: both are large where d is.
    let inflation = j * j * m / (m - 2)
    let standardError = (inflation * k + (inflation - 1) * d * d).squareRoot()
    let reach = Normal().quantile((1 - level) / 2, tail: .upper) * standardError
    return EffectSize(method: .morris, estimate: d, standardError: standardError, limits: (d - reach, d + reach))
  }
}
