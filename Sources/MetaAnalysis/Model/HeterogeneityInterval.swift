internal import Distributions

/// The Q-profile interval of τ²: all τ² at which Q(τ²) is between the χ²(k − p) quantiles.
///
/// Exact where the effects are normal and their variances known. Where even Q(0) is below the lower quantile, the studies
/// agree better than chance would have it and only 0 is left.
///
/// Source: Viechtbauer (2007), Statistics in Medicine 26, 37–52. R: `metafor::confint(rma(…))`.
public struct HeterogeneityInterval: Sendable, Equatable {
  public let low: Double
  public let high: Double
  /// Whether no τ² above 0, and 0 only by convention, agrees with the data.
  public let isEmpty: Bool
}

extension RandomEffectsModel {
  /// - Returns: nil without a degree of freedom.
  public func heterogeneityInterval(level: Double) -> HeterogeneityInterval? {
    guard df > 0 else { return nil }
    let chiSquared = ChiSquared(df: Double(df))
    let search = HeterogeneitySearch(values: values, variances: variances, columns: columns)
    let outer = (1 - level) / 2
    let high = search.solveQ(for: chiSquared.quantile(outer, tail: .lower))
    let low = search.solveQ(for: chiSquared.quantile(outer, tail: .upper))
    return HeterogeneityInterval(low: low ?? 0, high: high ?? 0, isEmpty: high == nil)
  }

  /// I² and H² at a τ².
  package func i2(at tau2: Double) -> Double? { typicalVariance.map { 100 * tau2 / (tau2 + $0) } }
  package func h2(at tau2: Double) -> Double? { typicalVariance.map { (tau2 + $0) / $0 } }
}
