internal import Distributions
internal import Estimates

extension Estimate {
  /// Adds what follows from the estimate, its standard error and degrees of freedom: statistic, two-sided p and interval
  /// by the t distribution, or the normal one where df is infinite or `isNormal`.
  mutating func fill(standardError error: Double, df: Double?, level: Double, isNormal: Bool) {
    guard let estimate else { return }
    standardError = error
    guard isNormal || df != nil else { return }
    let statistic = estimate / error
    self.statistic = statistic
    let reach: Double
    if !isNormal, let df, df.isFinite {
      let t = StudentT(df: df)
      self.df = df
      pValue = min(1, 2 * t.probability(abs(statistic), tail: .upper))
      reach = t.quantile((1 - level) / 2, tail: .upper) * error
    } else {
      let normal = Normal()
      pValue = min(1, 2 * normal.probability(abs(statistic), tail: .upper))
      reach = normal.quantile((1 - level) / 2, tail: .upper) * error
    }
    confidenceLow = estimate - reach
    confidenceHigh = estimate + reach
    confidenceLevel = level
  }
}
