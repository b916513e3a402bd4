internal import Distributions

/// What the signed-rank and the rank-sum test share.
enum RankTest {
  /// From this size on the null distribution is normal, as in R's `wilcox.test`.
  static let exactBelow = 50

  static let exact = "exact"
  static let normal = "normal"
  static let orderStatisticsExact = "order_statistics_exact"
  static let orderStatisticsNormal = "order_statistics_normal"

  /// Two-sided p-value of a statistic that is normal under the hypothesis, brought half a step nearer to its mean.
  /// Nil where it cannot vary (everything tied).
  static func normalPValue(statistic: Double, mean: Double, variance: Double) -> Double? {
    guard variance > 0 else { return nil }
    let distance = max(0, abs(statistic - mean) - 0.5)
    return Normal().twoSidedPValue(distance / variance.squareRoot())
  }

  /// t³ − t of one group of t equal values, by which ties shrink the variance of a rank statistic. In doubles: t³ leaves the
  /// integers at two million equal values.
  static func tieTerm(_ size: Int) -> Double {
    let t = Double(size)
    return t * t * t - t
  }
}
