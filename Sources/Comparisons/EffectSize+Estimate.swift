package import EffectSizes
package import Estimates

extension EffectSize {
  /// The effect as a row of results.
  package func row(_ measure: Measure, n: Int, level: Double) -> Estimate {
    Estimate(
      measure: measure, method: method.rawValue, estimate: estimate, standardError: standardError, df: df,
      statistic: statistic, pValue: pValue, confidenceLow: confidenceLow, confidenceHigh: confidenceHigh,
      confidenceLevel: level, n: n)
  }
}
