internal import Distributions

/// Standardized mean change, later minus earlier, from the summary of complete pairs.
///
/// The effects differ in what the mean change is divided by: the SD of the changes (`dZ`), the root of the mean of the
/// two variances (`dAv`), the SD of change as it would be seen between independent groups (`dRm`), or the SD at
/// baseline (`dBaseline`). Documentation/Methods/effect-sizes.md derives them and shows the coverage of each interval.
public struct StandardizedMeanChange: Sendable, Equatable {
  /// Complete pairs.
  public let n: Int
  /// Mean of (later − earlier).
  public let meanChange: Double
  public let sdBaseline: Double
  public let sdFollowup: Double
  /// SD of (later − earlier), denominator n − 1.
  public let sdChange: Double
  /// Pearson correlation of the pairs; nil where one of the two does not vary.
  public let correlation: Double?

  public init(
    n: Int, meanChange: Double, sdBaseline: Double, sdFollowup: Double, sdChange: Double, correlation: Double?
  ) {
    self.n = n
    self.meanChange = meanChange
    self.sdBaseline = sdBaseline
    self.sdFollowup = sdFollowup
    self.sdChange = sdChange
    self.correlation = correlation
  }

  private var df: Double { Double(n - 1) }

  /// d_z = mean change / SD of change, with the exact interval under normality: the noncentrality's limits over √n.
  /// Standard error √(1/n + d²/2n); statistic and p-value are the paired t test's, which the interval inverts.
  ///
  /// Nil for fewer than two pairs and where the change does not vary.
  ///
  /// Source: Cumming & Finch (2001), Educational and Psychological Measurement 61, 532–574.
  /// R: `effectsize::cohens_d(later, earlier, paired = TRUE)`.
  public func dZ(level: Double) -> EffectSize? {
    guard n > 1, sdChange > 0 else { return nil }
    let size = Double(n)
    let d = meanChange / sdChange
    let t = d * size.squareRoot()
    let limits = NoncentralT.noncentralityInterval(df: df, t: t, level: level)
    return EffectSize(
      method: .noncentralT, estimate: d, standardError: Self.standardErrorZ(d, size), df: df, statistic: t,
      pValue: StudentT(df: df).twoSidedPValue(t),
      limits: (limits.low / size.squareRoot(), limits.high / size.squareRoot()))
  }

  /// d_rm = d_z √(2(1 − r)), estimate, limits and standard error alike (r is taken as known, so the interval is
  /// approximate). No p-value.
  ///
  /// - Parameter dZ: what `dZ(level:)` gave; handed in because its interval is found by iteration.
  /// - Returns: nil without a correlation, or where it is 1 to rounding.
  ///
  /// Source: Morris & DeShon (2002), Psychological Methods 7, 105–125.
  /// R: `mean(d) / sd(d) * sqrt(2 * (1 - cor(earlier, later)))`, d = later - earlier.
  public func dRm(scaling dZ: EffectSize) -> EffectSize? {
    guard let correlation, 1 - correlation > 8 * Double.ulpOfOne else { return nil }
    // 2(1 − r) = (s_D² − (s₁ − s₂)²)/(s₁s₂), which near 1 keeps the digits that the correlation has lost.
    let difference = abs(sdBaseline - sdFollowup)
    let known = (sdChange - difference) / sdBaseline * ((sdChange + difference) / sdFollowup)
    let factor = (correlation > 0.5 && known > 0 ? known : 2 * (1 - correlation)).squareRoot()
    return EffectSize(
      method: .noncentralTScaled, estimate: dZ.estimate * factor, standardError: dZ.standardError.map { $0 * factor },
      limits: dZ.limits(times: factor))
  }

  /// d_av = mean change / √((s₁² + s₂²)/2): the root of the mean variance, which is not the mean of the two SDs.
  /// Normal limits with
  /// var = d²(s₁⁴ + s₂⁴ + 2r²s₁²s₂²)/(8s⁴(n − 1)) + s_D²/(s²(n − 1)), s² = (s₁² + s₂²)/2. No p-value.
  ///
  /// Nil for fewer than two pairs and where neither visit's values vary.
  ///
  /// Source: Bonett (2008), Psychological Methods 13, 99–109, the paired case.
  /// R: `mean(later - earlier) / sqrt((var(earlier) + var(later)) / 2)`.
  public func dAv(level: Double) -> EffectSize? {
    let first = sdBaseline * sdBaseline
    let second = sdFollowup * sdFollowup
    let mean = (first + second) / 2
    guard n > 1, mean > 0 else { return nil }
    let d = meanChange / mean.squareRoot()
    // Ratios to the mean variance, which neither overflow nor underflow where fourth powers would.
    let a = first / mean
    let b = second / mean
    let shared = (correlation ?? 0) * (correlation ?? 0) * a * b
    let variance = (d * d * (a * a + b * b + 2 * shared) / 8 + sdChange * sdChange / mean) / df
    return Self.normal(.bonett, d, variance, level)
  }

  /// d_baseline = mean change / SD at baseline, normal limits with var = d²/(2(n − 1)) + s_D²/(s₁²(n − 1)). No p-value.
  ///
  /// Nil for fewer than two pairs and where the baseline does not vary.
  ///
  /// Source: Becker (1988), British Journal of Mathematical and Statistical Psychology 41, 257–278, for the effect;
  /// Bonett (2008) for the variance. R: `mean(later - earlier) / sd(earlier)`.
  public func dBaseline(level: Double) -> EffectSize? {
    guard n > 1, sdBaseline > 0 else { return nil }
    let d = meanChange / sdBaseline
    let ratio = sdChange / sdBaseline
    return Self.normal(.bonett, d, (d * d / 2 + ratio * ratio) / df, level)
  }

  /// g_z = J(n − 1) d_z; limits J × d_z's, standard error √(1/n + g²/2n), the paired t test's p-value.
  ///
  /// Nil where `smallSampleCorrection` is (two pairs).
  public func gZ(correcting dZ: EffectSize) -> EffectSize? {
    guard let j = smallSampleCorrection(df: df) else { return nil }
    let g = j * dZ.estimate
    return EffectSize(
      method: .noncentralTScaled, estimate: g, standardError: Self.standardErrorZ(g, Double(n)), df: dZ.df,
      statistic: dZ.statistic, pValue: dZ.pValue, limits: dZ.limits(times: j))
  }

  /// g_av = J(n − 1) d_av; limits and standard error J × d_av's. No p-value.
  ///
  /// Nil where `smallSampleCorrection` is (two pairs).
  public func gAv(correcting dAv: EffectSize) -> EffectSize? {
    guard let j = smallSampleCorrection(df: df) else { return nil }
    return EffectSize(
      method: .bonettScaled, estimate: j * dAv.estimate, standardError: dAv.standardError.map { $0 * j },
      limits: dAv.limits(times: j))
  }

  private static func standardErrorZ(_ d: Double, _ n: Double) -> Double { (1 / n + d * d / (2 * n)).squareRoot() }

  private static func normal(
    _ method: EffectSize.IntervalMethod, _ d: Double, _ variance: Double, _ level: Double
  ) -> EffectSize {
    let standardError = variance.squareRoot()
    let reach = Normal().quantile((1 - level) / 2, tail: .upper) * standardError
    return EffectSize(method: method, estimate: d, standardError: standardError, limits: (d - reach, d + reach))
  }
}
