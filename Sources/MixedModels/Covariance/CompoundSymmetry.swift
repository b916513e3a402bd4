internal import Glibc

/// `cs`: one variance and one covariance (SAS CS).
///
/// θ: the covariance c and the residual r; Σ = cJ + rI, J all ones. Free numbers: the logs of its two eigenvalues,
/// r + Tc and r, so that every admissible c > −r/T is reached, negative ones too. T at least 2. Linear in θ, so Kenward
/// and Roger's second-order term vanishes. R: `nlme::corCompSymm`, with ρ = c/(c + r).
public struct CompoundSymmetry: CovarianceStructure {
  public let order: Int

  public init(order: Int) { self.order = order }

  public var parameterNames: [String] { ["covariance", "residual"] }

  public func parameters<S: SmoothScalar>(free: [S]) -> [S] {
    let (largest, residual) = (S.exp(free[0]), S.exp(free[1]))
    return [(largest - residual) / S(Double(order)), residual]
  }

  public func covariance<S: SmoothScalar>(parameters: [S]) -> [S] {
    let variance = parameters[0] + parameters[1]
    return lowerTriangle(order) { row, column in row == column ? variance : parameters[0] }
  }

  /// Both eigenvalues of a positive definite matrix's means are positive: 1'Σ1/T, and half the mean variance of the
  /// differences of two visits.
  public func start(near matrix: [Double]) -> [Double] {
    let empirical = EmpiricalCovariance(order: order, packed: matrix)
    let (variance, covariance) = (empirical.meanVariance, empirical.meanCovariance)
    return [variance + Double(order - 1) * covariance, variance - covariance].map { log(max($0, 1e-8 * variance)) }
  }
}
