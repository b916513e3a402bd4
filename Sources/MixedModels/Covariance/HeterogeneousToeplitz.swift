/// `toeph`: a variance for each visit, and a correlation for each distance in visits (SAS TOEPH).
///
/// θ: σ₁² … σ_T², ρ₁ … ρ_{T−1}; Σᵢⱼ = σᵢσⱼρ_|i−j|. Free numbers: log σᵢ², and artanh of the T − 1 partial
/// autocorrelations, so exactly the positive definite matrices of this form are reached.
public struct HeterogeneousToeplitz: CovarianceStructure {
  public let order: Int

  public init(order: Int) { self.order = order }

  public var parameterNames: [String] {
    visitVarianceNames(order) + (1..<order).map { "correlation[\($0)]" }
  }

  public func parameters<S: SmoothScalar>(free: [S]) -> [S] {
    free.prefix(order).map { S.exp($0) } + autocorrelations(partial: free.dropFirst(order).map { S.tanh($0) })
  }

  public func covariance<S: SmoothScalar>(parameters: [S]) -> [S] {
    MixedModels.covariance(variances: parameters.prefix(order)) { row, column in
      parameters[order + row - column - 1]
    }
  }

  public func start(near matrix: [Double]) -> [Double] {
    let empirical = EmpiricalCovariance(order: order, packed: matrix)
    return empirical.logVariances + freeToeplitz(near: empirical.lagCorrelations)
  }
}
