import Distributions
import PublishedNumbers

/// The degrees of freedom on which an interval or a test may rest: those that were printed, else every usual one.
///
/// The normal distribution is always among them. Where no df is printed, t with any df from `least` up is: models by
/// cluster have few. What is sought is monotone in df or nearly so, and is evaluated at the ends and between.
struct PlausibleDF {
  let values: [Double]

  init(_ claim: PublishedClaim) {
    if let df = claim.df.last?.value, df > 0 {
      values = [df, .infinity]
    } else {
      let sizes = [claim.n1, claim.n2].compactMap { $0 }
      let least = sizes.min().map { Double(min(10, max(1, $0 - 1))) } ?? 4
      values = Self.ladder(from: least)
    }
  }

  /// `least`, infinity and one between.
  static func ladder(from least: Double) -> [Double] { [least] + (least < 12 ? [12] : []) + [.infinity] }

  /// Two-sided quantiles of one level, by df; they are few, and asked for again and again.
  static func critical(level: Double, df: Double) -> Double {
    if level == 0.95 {
      if df.isInfinite { return 1.959963984540054 }
      if let known = Self.usual[df] { return known }
    }
    return StudentT(df: df).quantile((1 - level) / 2, tail: .upper)
  }

  private static let usual: [Double: Double] = Dictionary(
    uniqueKeysWithValues: (1...200).map { (Double($0), StudentT(df: Double($0)).quantile(0.025, tail: .upper)) })
}
