internal import Glibc

/// How many independent elements would have the same largest one: k with P(max |Tᵢ| > t) = 1 − P(|T₁| ≤ t)ᵏ.
///
/// It lies between 1 and the number of elements and hardly depends on t, so that a critical value is found in a few steps.
enum EffectiveCount {
  /// k at one t.
  struct Point: Sendable {
    let logT: Double
    let logCount: Double

    /// - Returns: nil where rounding leaves no k.
    init?(_ t: Double, _ probability: Double, df: Double) {
      logT = log(t)
      logCount = log(log1p(-probability) / log1p(-StudentT(df: df).twoSidedPValue(t)))
      guard logCount.isFinite else { return nil }
    }
  }

  /// The t at which so many independent elements have a larger one with probability p.
  static func place(_ p: Double, count: Double, df: Double) -> Double {
    StudentT(df: df).quantile(-expm1(log1p(-p) / count) / 2, tail: .upper)
  }
}
