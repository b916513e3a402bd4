/// `vch`: a variance for each visit, and no correlation.
///
/// θ: σ₁² … σ_T²; Σ diagonal. Free numbers: log σᵢ². Linear in θ, so Kenward and Roger's second-order term vanishes.
public struct VisitVariances: CovarianceStructure {
  public let order: Int

  public init(order: Int) { self.order = order }

  public var parameterNames: [String] { visitVarianceNames(order) }

  public func parameters<S: SmoothScalar>(free: [S]) -> [S] { free.map { S.exp($0) } }

  public func covariance<S: SmoothScalar>(parameters: [S]) -> [S] {
    lowerTriangle(order) { row, column in row == column ? parameters[row] : S(0) }
  }

  public func start(near matrix: [Double]) -> [Double] {
    EmpiricalCovariance(order: order, packed: matrix).logVariances
  }
}
