/// A standardized effect with everything its row of results needs. Which way it points is said by the function that
/// made it: later minus earlier, or treatment minus control.
public struct EffectSize: Sendable, Equatable {
  /// How an interval was made; the raw value is what a row's `method` reads.
  public enum IntervalMethod: String, Sendable, CaseIterable {
    /// Exact under normality: the noncentralities for which the observed t is the upper and the lower tail's point.
    case noncentralT = "noncentral_t"
    /// The exact limits of another effect size, times a factor that is itself estimated or corrects for bias.
    case noncentralTScaled = "noncentral_t_scaled"
    /// Large-sample variance of Bonett (2008) with normal limits.
    case bonett
    /// Limits by `bonett`, times the small-sample correction.
    case bonettScaled = "bonett_scaled"
    /// Large-sample variance with normal limits.
    case normal
    /// Large-sample variance that lets the arms' variances differ, with normal limits.
    case normalUnequalVariances = "normal_unequal_variances"
    /// Newcombe's hybrid of two Wilson intervals.
    case newcombe
    /// The same for two occasions of the same subjects.
    case newcombePaired = "newcombe_paired"
    /// Miettinen and Nurminen's score interval.
    case miettinenNurminen = "miettinen_nurminen"
    /// Normal on the log scale: Katz's variance of a risk ratio.
    case katzLog = "katz_log"
    /// Normal on the log scale: Woolf's variance of an odds ratio.
    case woolfLog = "woolf_log"
    /// Pooled over strata by the weights of Mantel and Haenszel.
    case mantelHaenszel = "mantel_haenszel"
    /// Pooled over strata by Peto's one-step odds ratio.
    case peto
    /// Large-sample variance of Morris (2008) with normal limits.
    case morris
    /// Poisson regression with standard errors that hold whatever the counts' variance.
    case poissonRobust = "poisson_robust"
    /// The same with baseline and covariates in the model.
    case poissonRobustAdjusted = "poisson_robust_adjusted"
    /// Negative binomial regression, its dispersion by maximum likelihood.
    case negativeBinomial = "negative_binomial"
    /// The same with baseline and covariates in the model.
    case negativeBinomialAdjusted = "negative_binomial_adjusted"
  }

  public let method: IntervalMethod
  public let estimate: Double
  /// Large-sample standard error.
  public let standardError: Double?
  public let df: Double?
  /// Student's t of the underlying mean, where the p-value is Student's.
  public let statistic: Double?
  /// Two-sided; it inverts the interval, or is nil.
  public let pValue: Double?
  public let confidenceLow: Double?
  public let confidenceHigh: Double?

  init(
    method: IntervalMethod, estimate: Double, standardError: Double?, df: Double? = nil, statistic: Double? = nil,
    pValue: Double? = nil, limits: (low: Double, high: Double)?
  ) {
    self.method = method
    self.estimate = estimate
    self.standardError = standardError
    self.df = df
    self.statistic = statistic
    self.pValue = pValue
    confidenceLow = limits?.low
    confidenceHigh = limits?.high
  }

  /// The estimate alone, where what its error needs is not known.
  package var withoutError: EffectSize {
    EffectSize(method: method, estimate: estimate, standardError: nil, limits: nil)
  }

  /// Both limits times a factor that is not negative.
  func limits(times factor: Double) -> (low: Double, high: Double)? {
    guard let confidenceLow, let confidenceHigh else { return nil }
    return (confidenceLow * factor, confidenceHigh * factor)
  }
}
