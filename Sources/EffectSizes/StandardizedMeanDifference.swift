internal import Distributions

/// Standardized mean difference of two independent groups, treatment minus control, from their summaries.
///
/// Documentation/Methods/effect-sizes.md derives the effects and shows the coverage of each interval.
public struct StandardizedMeanDifference: Sendable, Equatable {
  /// One group: its size, mean, and SD with denominator n − 1 (nil for fewer than two values).
  public struct Group: Sendable, Equatable {
    public let n: Int
    public let mean: Double
    public let sd: Double?

    public init(n: Int, mean: Double, sd: Double?) {
      self.n = n
      self.mean = mean
      self.sd = sd
    }

    fileprivate var sumOfSquares: Double { sd.map { $0 * $0 * Double(n - 1) } ?? 0 }
  }

  public let treatment: Group
  public let control: Group

  public init(treatment: Group, control: Group) {
    self.treatment = treatment
    self.control = control
  }

  private var df: Double { Double(treatment.n + control.n - 2) }
  private var reciprocals: Double { 1 / Double(treatment.n) + 1 / Double(control.n) }
  private var total: Double { Double(treatment.n + control.n) }

  /// Cohen's d: the difference over the pooled SD, with the exact interval under normality and equal variances: the
  /// noncentrality's limits times √(1/n₁ + 1/n₂). Standard error √(1/n₁ + 1/n₂ + d²/(2(n₁ + n₂))); statistic and
  /// p-value are Student's, which the interval inverts.
  ///
  /// Nil where a group is empty, where there are fewer than three subjects, and where the pooled SD is 0.
  ///
  /// Source: Cumming & Finch (2001), Educational and Psychological Measurement 61, 532–574.
  /// R: `effectsize::cohens_d(x, y)`.
  public func cohensD(level: Double) -> EffectSize? {
    guard let d = uncorrected else { return nil }
    let scale = reciprocals.squareRoot()
    let t = d / scale
    let limits = NoncentralT.noncentralityInterval(df: df, t: t, level: level)
    return EffectSize(
      method: .noncentralT, estimate: d, standardError: standardError(d), df: df, statistic: t,
      pValue: StudentT(df: df).twoSidedPValue(t), limits: (limits.low * scale, limits.high * scale))
  }

  /// Hedges's g and its large-sample variance, without the interval that `hedgesG` finds by iteration: what a meta-analysis
  /// pools. R: `metafor::escalc(measure = "SMD", vtype = "LS")`.
  public var pooledHedgesG: (estimate: Double, variance: Double)? {
    guard let d = uncorrected, let j = smallSampleCorrection(df: df) else { return nil }
    return (j * d, variance(j * d))
  }

  /// Cohen's d alone.
  private var uncorrected: Double? {
    guard treatment.n > 0, control.n > 0, df > 0 else { return nil }
    let pooled = ((treatment.sumOfSquares + control.sumOfSquares) / df).squareRoot()
    return pooled > 0 ? (treatment.mean - control.mean) / pooled : nil
  }

  /// Hedges's g = J(n₁ + n₂ − 2) d; limits J × d's, standard error √(1/n₁ + 1/n₂ + g²/(2(n₁ + n₂))), Student's p-value.
  ///
  /// - Parameter d: what `cohensD(level:)` gave; handed in because its interval is found by iteration.
  /// - Returns: nil where `smallSampleCorrection` is (three subjects).
  ///
  /// Source: Hedges (1981). R: `metafor::escalc(measure = "SMD", vtype = "LS")` for estimate and standard error,
  /// `effectsize::hedges_g(x, y)` for the limits.
  public func hedgesG(correcting d: EffectSize) -> EffectSize? {
    guard let j = smallSampleCorrection(df: df) else { return nil }
    let g = j * d.estimate
    return EffectSize(
      method: .noncentralTScaled, estimate: g, standardError: standardError(g), df: d.df, statistic: d.statistic,
      pValue: d.pValue, limits: d.limits(times: j))
  }

  /// Glass's Δ: the difference over the control group's SD. Normal limits with
  /// var = s_T²/(n_T s_C²) + 1/n_C + Δ²/(2(n_C − 1)), which lets the variances differ. No p-value.
  ///
  /// Nil where the treatment group is empty or the control group's SD is missing or 0; without standard error and
  /// limits where the treatment group has one subject only.
  ///
  /// Source: Glass (1976), Educational Researcher 5(10), 3–8, for the effect; the variance by the delta method.
  /// R: `effectsize::glass_delta(x, y, adjust = FALSE)` gives the same estimate.
  public func glassDelta(level: Double) -> EffectSize? {
    guard treatment.n > 0, let sdControl = control.sd, sdControl > 0 else { return nil }
    let delta = (treatment.mean - control.mean) / sdControl
    let method = EffectSize.IntervalMethod.normalUnequalVariances
    guard let sdTreatment = treatment.sd else {
      return EffectSize(method: method, estimate: delta, standardError: nil, limits: nil)
    }
    let ratio = sdTreatment / sdControl
    let standardError =
      (ratio * ratio / Double(treatment.n) + 1 / Double(control.n) + delta * delta / (2 * Double(control.n - 1)))
      .squareRoot()
    let reach = Normal().quantile((1 - level) / 2, tail: .upper) * standardError
    return EffectSize(
      method: method, estimate: delta, standardError: standardError, limits: (delta - reach, delta + reach))
  }

  private func standardError(_ d: Double) -> Double { variance(d).squareRoot() }

  private func variance(_ d: Double) -> Double { reciprocals + d * d / (2 * total) }
}
