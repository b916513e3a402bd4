internal import Glibc

/// `vc`: one variance at all visits, and no correlation (SAS VC).
///
/// θ: σ²; Σ = σ²I. Free number: log σ². Linear in θ, so Kenward and Roger's second-order term vanishes.
public struct EqualVariances: CovarianceStructure {
  public let order: Int

  public init(order: Int) { self.order = order }

  public var parameterNames: [String] { ["variance"] }

  public func parameters<S: SmoothScalar>(free: [S]) -> [S] { [S.exp(free[0])] }

  public func covariance<S: SmoothScalar>(parameters: [S]) -> [S] {
    lowerTriangle(order) { row, column in row == column ? parameters[0] : S(0) }
  }

  public func start(near matrix: [Double]) -> [Double] {
    [log(EmpiricalCovariance(order: order, packed: matrix).meanVariance)]
  }
}
