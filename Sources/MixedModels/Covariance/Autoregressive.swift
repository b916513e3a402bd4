internal import Glibc

/// `ar1`: one variance, and a correlation that decays by the same factor with every visit (SAS AR(1)).
///
/// θ: σ², ρ; Σᵢⱼ = σ²ρ^|i−j|, visits counted, not measured in time. Free numbers: log σ², artanh ρ. T at least 2.
/// R: `nlme::corAR1(form = ~ visit | subject)` with `visit` a whole number.
public struct Autoregressive: CovarianceStructure {
  public let order: Int

  public init(order: Int) { self.order = order }

  public var parameterNames: [String] { ["variance", "correlation"] }

  public func parameters<S: SmoothScalar>(free: [S]) -> [S] { [S.exp(free[0]), S.tanh(free[1])] }

  public func covariance<S: SmoothScalar>(parameters: [S]) -> [S] {
    let decay = powers(parameters[1], order)
    return MixedModels.covariance(order: order, variance: parameters[0]) { row, column in decay[row - column - 1] }
  }

  public func start(near matrix: [Double]) -> [Double] {
    let empirical = EmpiricalCovariance(order: order, packed: matrix)
    return [log(empirical.meanVariance), fisherZ(empirical.lagCorrelations[0])]
  }
}

/// ρ, ρ² … ρ^(T−1).
func powers<S: SmoothScalar>(_ correlation: S, _ order: Int) -> [S] {
  var result = [correlation]
  while result.count < order - 1 { result.append(result[result.count - 1] * correlation) }
  return result
}
