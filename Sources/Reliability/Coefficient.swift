/// A reliability coefficient or an error of measurement with its interval, or why there is none.
public struct Coefficient: Sendable, Equatable {
  /// Nil where it cannot be estimated; `cause` says why.
  public var estimate: Double?
  public var standardError: Double?
  /// Test statistic of the hypothesis that the coefficient is 0.
  public var statistic: Double?
  /// Degrees of freedom behind the interval; of an F distribution the denominator's.
  public var df: Double?
  /// Two-sided: it inverts the interval.
  public var pValue: Double?
  public var low: Double?
  public var high: Double?
  /// Why the estimate or its interval is missing, as a sentence without its full stop.
  public var cause: String?

  init(
    estimate: Double? = nil, standardError: Double? = nil, statistic: Double? = nil, df: Double? = nil,
    pValue: Double? = nil, low: Double? = nil, high: Double? = nil, cause: String? = nil
  ) {
    self.estimate = estimate
    self.standardError = standardError
    self.statistic = statistic
    self.df = df
    self.pValue = pValue
    self.low = low
    self.high = high
    self.cause = cause
  }

  /// No coefficient, for this reason.
  static func absent(_ cause: String) -> Coefficient { Coefficient(cause: cause) }
}
