internal import Glibc

/// `ad`: one variance, and a correlation for each pair of neighbouring visits (first-order ante-dependence).
///
/// θ: σ², ρ₁ … ρ_{T−1}, ρₖ that of visits k and k + 1; Σᵢⱼ = σ² ρⱼρⱼ₊₁ … ρᵢ₋₁ for i > j. Free numbers: log σ²,
/// artanh ρₖ.
public struct AnteDependence: CovarianceStructure {
  public let order: Int

  public init(order: Int) { self.order = order }

  public var parameterNames: [String] { ["variance"] + neighbourNames(order) }

  public func parameters<S: SmoothScalar>(free: [S]) -> [S] {
    [S.exp(free[0])] + free.dropFirst().map { S.tanh($0) }
  }

  public func covariance<S: SmoothScalar>(parameters: [S]) -> [S] {
    let products = chainedProducts(parameters.dropFirst())
    return MixedModels.covariance(order: order, variance: parameters[0]) { products[packedIndex($0 - 1, $1)] }
  }

  public func start(near matrix: [Double]) -> [Double] {
    let empirical = EmpiricalCovariance(order: order, packed: matrix)
    return [log(empirical.meanVariance)] + empirical.adjacentCorrelations.map(fisherZ)
  }
}

/// `correlation[2,1]`, `correlation[3,2]` …
func neighbourNames(_ order: Int) -> [String] { (1..<order).map { "correlation[\($0 + 1),\($0)]" } }

/// ρⱼρⱼ₊₁ … ρᵢ, the lower triangle row by row: the correlation of visits j and i + 1.
func chainedProducts<S: SmoothScalar>(_ correlations: some Collection<S>) -> [S] {
  var result: [S] = []
  for (row, correlation) in correlations.enumerated() {
    for column in 0..<row { result.append(result[packedIndex(row - 1, column)] * correlation) }
    result.append(correlation)
  }
  return result
}
