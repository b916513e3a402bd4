internal import Glibc

/// `toep`: one variance, and a covariance for each distance in visits (SAS TOEP).
///
/// θ: σ₀ (the variance), σ₁ … σ_{T−1}; Σᵢⱼ = σ_|i−j|. Free numbers: log σ₀, and artanh of the T − 1 partial
/// autocorrelations, so exactly the positive definite Toeplitz matrices are reached. Linear in θ, so Kenward and
/// Roger's second-order term vanishes.
public struct Toeplitz: CovarianceStructure {
  public let order: Int

  public init(order: Int) { self.order = order }

  public var parameterNames: [String] { ["variance"] + (1..<order).map { "covariance[\($0)]" } }

  public func parameters<S: SmoothScalar>(free: [S]) -> [S] {
    let variance = S.exp(free[0])
    return [variance] + autocorrelations(partial: free.dropFirst().map { S.tanh($0) }).map { variance * $0 }
  }

  public func covariance<S: SmoothScalar>(parameters: [S]) -> [S] {
    lowerTriangle(order) { row, column in parameters[row - column] }
  }

  public func start(near matrix: [Double]) -> [Double] {
    let empirical = EmpiricalCovariance(order: order, packed: matrix)
    return [log(empirical.meanVariance)] + freeToeplitz(near: empirical.lagCorrelations)
  }
}
