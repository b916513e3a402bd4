internal import LinearAlgebra

/// What one item adds to a scale.
public struct ItemStatistics: Sendable, Equatable {
  public let mean: Double
  public let sd: Double
  /// Correlation with the sum of the other items; nil where either does not vary.
  public let itemRest: Double?
  /// Alpha of the other items; nil where they are fewer than two or their sum does not vary.
  public let alphaWithout: Double?

  public init(_ moments: ItemMoments, item: Int) {
    let covariance = moments.covariance
    let others = (0..<moments.k).filter { $0 != item }
    let variance = covariance[item, item]
    let rest = ItemMoments.variance(ofSum: covariance, of: others)
    mean = moments.means[item]
    sd = variance.squareRoot()
    let shared = others.reduce(0) { $0 + covariance[item, $1] }
    itemRest =
      variance > 0 && rest > 0 ? max(-1, min(1, shared / (variance.squareRoot() * rest.squareRoot()))) : nil
    alphaWithout = CronbachAlpha.estimate(covariance, of: others)
  }
}
