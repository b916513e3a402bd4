internal import Glibc

/// `us`: every variance and covariance for itself (SAS UN).
///
/// θ: σᵢⱼ, the lower triangle row by row. Free numbers: the Cholesky factor L of Σ = LL', row by row, by the logs of its
/// diagonal (log-Cholesky). Linear in θ, so Kenward and Roger's second-order term vanishes.
public struct Unstructured: CovarianceStructure {
  public let order: Int

  public init(order: Int) { self.order = order }

  public var parameterNames: [String] {
    lowerTriangle(order) { row, column in
      row == column ? "variance[\(row + 1)]" : "covariance[\(row + 1),\(column + 1)]"
    }
  }

  public func parameters<S: SmoothScalar>(free: [S]) -> [S] {
    let factor = lowerTriangle(order) { row, column in
      let number = free[packedIndex(row, column)]
      return row == column ? S.exp(number) : number
    }
    return lowerTriangle(order) { row, column in
      var sum = factor[packedIndex(row, 0)] * factor[packedIndex(column, 0)]
      for k in 0..<column { sum = sum + factor[packedIndex(row, k + 1)] * factor[packedIndex(column, k + 1)] }
      return sum
    }
  }

  public func covariance<S: SmoothScalar>(parameters: [S]) -> [S] { parameters }

  public func start(near matrix: [Double]) -> [Double] {
    var factor = matrix
    for row in 0..<order {
      for column in 0...row {
        var rest = matrix[packedIndex(row, column)]
        for k in 0..<column { rest -= factor[packedIndex(row, k)] * factor[packedIndex(column, k)] }
        let pivot = factor[packedIndex(column, column)]
        factor[packedIndex(row, column)] =
          row == column ? positive(rest, of: matrix[packedIndex(row, row)]).squareRoot() : rest / pivot
      }
    }
    return lowerTriangle(order) { row, column in
      let element = factor[packedIndex(row, column)]
      return row == column ? log(element) : element
    }
  }

  /// What is left of a variance, kept positive where rounding took all of it.
  private func positive(_ rest: Double, of variance: Double) -> Double { max(rest, 1e-12 * variance) }
}
