public import LinearAlgebra

/// A covariance matrix and its derivatives with respect to p numbers, element by element.
///
/// Elements are those of the lower triangle, row by row, as in `CovarianceStructure.covariance(parameters:)`.
public struct CovarianceDerivatives: Sendable {
  /// The lower triangle of Σ, T(T + 1)/2 elements.
  public let elements: [Double]
  /// ∂Σₑ/∂xₖ: a row per element e, a column per number k.
  public let jacobian: Matrix
  /// For every element e the second derivatives ∂²Σₑ/∂xₖ∂xₗ, the lower triangle row by row, p(p + 1)/2 numbers; empty
  /// for an element whose second derivatives are all zero. nil where only the first order was asked.
  public let hessians: [[Double]]?

  /// Whether any second derivative may differ from zero; false for a structure that is linear in its parameters, and
  /// where only the first order was asked.
  public var isCurved: Bool { hessians?.contains { !$0.isEmpty } ?? false }
}

extension CovarianceStructure {
  /// Σ and its derivatives with respect to the free numbers, in which a fit searches.
  ///
  /// - Parameters:
  ///   - free: as many numbers as there are parameters.
  ///   - order: `.second` gives the Hessians of the elements too.
  public func freeDerivatives(at free: [Double], order: Jet.Order = .first) -> CovarianceDerivatives {
    let variables = Jet.variables(checked(free), order: order)
    return derivatives(covariance(parameters: parameters(free: variables)), order)
  }

  /// Σ and its derivatives with respect to the parameters θ, in which Kenward and Roger's second-order term is taken.
  public func parameterDerivatives(at parameters: [Double], order: Jet.Order) -> CovarianceDerivatives {
    derivatives(covariance(parameters: Jet.variables(checked(parameters), order: order)), order)
  }

  /// ∂θⱼ/∂(free number k), row j, column k: carries standard errors from one to the other.
  public func parameterJacobian(at free: [Double]) -> Matrix {
    jacobian(parameters(free: Jet.variables(checked(free), order: .first)))
  }

  private func checked(_ numbers: [Double]) -> [Double] {
    precondition(
      numbers.count == parameterCount, "\(parameterCount) numbers are needed, \(numbers.count) were given")
    return numbers
  }

  private func derivatives(_ elements: [Jet], _ order: Jet.Order) -> CovarianceDerivatives {
    CovarianceDerivatives(
      elements: elements.map(\.value), jacobian: jacobian(elements),
      hessians: order == .second ? elements.map(\.hessian) : nil)
  }

  private func jacobian(_ rows: [Jet]) -> Matrix {
    var result = Matrix(rows: rows.count, columns: parameterCount)
    for (row, jet) in rows.enumerated() {
      for (column, slope) in jet.gradient.enumerated() { result[row, column] = slope }
    }
    return result
  }
}
