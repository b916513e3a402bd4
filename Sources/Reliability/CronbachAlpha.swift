internal import Distributions
internal import LinearAlgebra

/// Cronbach's alpha of the sum of k items: k/(k − 1) (1 − Σsᵢ²/s²), s² the variance of the sum.
///
/// Feldt's interval (1965): (1 − α)/(1 − α̂) is F with (n − 1)(k − 1) and n − 1 degrees of freedom where the items have
/// one covariance and one variance. It is the same as ICC(3,k)'s.
public struct CronbachAlpha: Sendable, Equatable {
  /// Subjects and items.
  public let n: Int
  public let k: Int
  /// `df` is (n − 1)(k − 1).
  public let coefficient: Coefficient

  public init(_ moments: ItemMoments, level: Double) {
    n = moments.n
    k = moments.k
    guard let alpha = Self.estimate(moments.covariance, of: Array(0..<k)) else {
      coefficient = .absent("The sum of the items does not vary, so there is no alpha")
      return
    }
    guard alpha < 1 else {
      coefficient = Coefficient(estimate: 1, cause: "The items agree perfectly, and there is no interval")
      return
    }
    let df = Double((n - 1) * (k - 1))
    let f = FDistribution(df1: Double(n - 1), df2: df)
    let tail = (1 - level) / 2
    coefficient = Coefficient(
      estimate: alpha, df: df, low: 1 - (1 - alpha) * f.quantile(tail, tail: .upper),
      high: 1 - (1 - alpha) * f.quantile(tail, tail: .lower))
  }

  /// Alpha of some of the items; nil for fewer than two, and where their sum does not vary. What is 1 but for rounding
  /// is 1.
  static func estimate(_ covariance: Matrix, of items: [Int]) -> Double? {
    guard items.count > 1 else { return nil }
    let total = ItemMoments.variance(ofSum: covariance, of: items)
    guard total > 0 else { return nil }
    let k = Double(items.count)
    // The items' share of the sum's variance, in covariances, of which it is k/(k − 1) times.
    var between = CompensatedSum()
    for i in items { for j in items where i != j { between.add(covariance[i, j]) } }
    let alpha = k / (k - 1) * between.value / total
    return alpha > 1 - 1e-13 ? 1 : alpha
  }
}
