/// `adh`: a variance for each visit, and a correlation for each pair of neighbouring visits (SAS ANTE(1)).
///
/// θ: σ₁² … σ_T², ρ₁ … ρ_{T−1}, ρₖ that of visits k and k + 1; Σᵢⱼ = σᵢσⱼ ρⱼρⱼ₊₁ … ρᵢ₋₁ for i > j. Free numbers:
/// log σᵢ², artanh ρₖ.
public struct HeterogeneousAnteDependence: CovarianceStructure {
  public let order: Int

  public init(order: Int) { self.order = order }

  public var parameterNames: [String] { visitVarianceNames(order) + neighbourNames(order) }

  public func parameters<S: SmoothScalar>(free: [S]) -> [S] {
    free.prefix(order).map { S.exp($0) } + free.dropFirst(order).map { S.tanh($0) }
  }

  public func covariance<S: SmoothScalar>(parameters: [S]) -> [S] {
    let products = chainedProducts(parameters.dropFirst(order))
    return MixedModels.covariance(variances: parameters.prefix(order)) { products[packedIndex($0 - 1, $1)] }
  }

  public func start(near matrix: [Double]) -> [Double] {
    let empirical = EmpiricalCovariance(order: order, packed: matrix)
    return empirical.logVariances + empirical.adjacentCorrelations.map(fisherZ)
  }
}
