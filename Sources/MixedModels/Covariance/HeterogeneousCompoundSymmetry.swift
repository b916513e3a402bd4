/// `csh`: a variance for each visit and one correlation (SAS CSH).
///
/// θ: σ₁² … σ_T², ρ; Σᵢⱼ = σᵢσⱼρ. Free numbers: log σᵢ², and z with ρ = 2t/(T − (T − 2)t), t = tanh z, which maps every
/// number onto the admissible (−1/(T − 1), 1): z is half the log ratio of the correlation matrix's eigenvalues
/// 1 + (T − 1)ρ and 1 − ρ. T at least 2.
public struct HeterogeneousCompoundSymmetry: CovarianceStructure {
  public let order: Int

  public init(order: Int) { self.order = order }

  public var parameterNames: [String] { visitVarianceNames(order) + ["correlation"] }

  public func parameters<S: SmoothScalar>(free: [S]) -> [S] {
    let t = S.tanh(free[order])
    let visits = Double(order)
    return free.prefix(order).map { S.exp($0) } + [S(2) * t / (S(visits) - S(visits - 2) * t)]
  }

  public func covariance<S: SmoothScalar>(parameters: [S]) -> [S] {
    MixedModels.covariance(variances: parameters.prefix(order)) { _, _ in parameters[order] }
  }

  public func start(near matrix: [Double]) -> [Double] {
    let empirical = EmpiricalCovariance(order: order, packed: matrix)
    let (correlation, visits) = (empirical.meanCorrelation, Double(order))
    return empirical.logVariances + [fisherZ(visits * correlation / (2 + (visits - 2) * correlation))]
  }
}
