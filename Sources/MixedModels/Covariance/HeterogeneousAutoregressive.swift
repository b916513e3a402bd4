/// `ar1h`: a variance for each visit, and a correlation that decays by the same factor with every visit (SAS ARH(1)).
///
/// θ: σ₁² … σ_T², ρ; Σᵢⱼ = σᵢσⱼρ^|i−j|. Free numbers: log σᵢ², artanh ρ. T at least 2.
public struct HeterogeneousAutoregressive: CovarianceStructure {
  public let order: Int

  public init(order: Int) { self.order = order }

  public var parameterNames: [String] { visitVarianceNames(order) + ["correlation"] }

  public func parameters<S: SmoothScalar>(free: [S]) -> [S] {
    free.prefix(order).map { S.exp($0) } + [S.tanh(free[order])]
  }

  public func covariance<S: SmoothScalar>(parameters: [S]) -> [S] {
    let decay = powers(parameters[order], order)
    return MixedModels.covariance(variances: parameters.prefix(order)) { row, column in decay[row - column - 1] }
  }

  public func start(near matrix: [Double]) -> [Double] {
    let empirical = EmpiricalCovariance(order: order, packed: matrix)
    return empirical.logVariances + [fisherZ(empirical.lagCorrelations[0])]
  }
}
