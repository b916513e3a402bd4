internal import Distributions
internal import Glibc

extension EffectSize {
  /// A ratio from its logarithm, which is taken to be normal: limits exp(log ± z SE), Wald's z and p-value on the log
  /// scale, and the standard error of the ratio itself by the delta method, ratio × SE (as Stata prints it).
  package init(method: IntervalMethod, logRatio: Double, logStandardError: Double, level: Double) {
    let ratio = exp(logRatio)
    let reach = Normal().quantile((1 - level) / 2, tail: .upper) * logStandardError
    let z = logRatio / logStandardError
    self.init(
      method: method, estimate: ratio, standardError: ratio * logStandardError, statistic: z,
      pValue: Normal().twoSidedPValue(z),
      limits: (exp(logRatio - reach), exp(logRatio + reach)))
  }

  /// A difference that is taken to be normal: Wald's interval and test.
  package init(method: IntervalMethod, difference: Double, standardError: Double, level: Double) {
    let reach = Normal().quantile((1 - level) / 2, tail: .upper) * standardError
    let z = difference / standardError
    self.init(
      method: method, estimate: difference, standardError: standardError, statistic: z,
      pValue: Normal().twoSidedPValue(z), limits: (difference - reach, difference + reach))
  }
}
