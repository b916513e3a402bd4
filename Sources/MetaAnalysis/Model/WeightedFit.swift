internal import Glibc
package import LinearAlgebra

/// Weighted least squares of a few columns on a few dozen values: y = Xb with weights wᵢ.
///
/// √W X is made orthonormal column by column, each twice (modified Gram–Schmidt, whose second pass leaves nothing that
/// rounding could notice). A search for τ² fits hundreds of these; `LeastSquares`, which refines and judges rank, takes
/// fifty times as long.
package struct WeightedFit: Sendable {
  package let weights: [Double]
  package let coefficients: [Double]
  /// √wᵢ(yᵢ − xᵢ'b).
  package let residuals: [Double]
  /// What each orthonormal column explains of √W y; the squares from the second on are Q of the columns after the first.
  let shares: [Double]
  /// Orthonormal columns that span √W X.
  let basis: [[Double]]
  /// R of √W X = QR, by column.
  private let upper: [[Double]]

  /// - Parameter columns: independent, of one length with `values` and `weights`.
  package init(values: [Double], columns: [[Double]], weights: [Double]) {
    let roots = weights.map { $0.squareRoot() }
    var basis: [[Double]] = []
    var upper: [[Double]] = []
    for column in columns {
      var (rest, shares) = Self.removing(basis, from: Self.product(column, roots))
      let norm = Self.dot(rest, rest).squareRoot()
      for index in rest.indices { rest[index] /= norm }
      basis.append(rest)
      shares.append(norm)
      upper.append(shares)
    }
    let (residuals, shares) = Self.removing(basis, from: Self.product(values, roots))
    self.weights = weights
    self.residuals = residuals
    self.basis = basis
    self.upper = upper
    self.shares = shares
    coefficients = Self.solve(upper, shares)
  }

  /// Σ wᵢ(yᵢ − xᵢ'b)².
  package var residualSumOfSquares: Double { Self.dot(residuals, residuals) }

  /// xᵢ'(X'WX)⁻¹xᵢ wᵢ.
  package var leverages: [Double] {
    weights.indices.map { row in basis.reduce(0) { $0 + $1[row] * $1[row] } }
  }

  /// log |X'WX|.
  package var logDeterminant: Double {
    upper.indices.reduce(0) { $0 + 2 * log(upper[$1][$1]) }
  }

  /// (X'WX)⁻¹.
  package var covariance: Matrix {
    let order = upper.count
    // Columns of R⁻¹.
    let inverse = (0..<order).map { column in Self.solve(upper, (0..<order).map { $0 == column ? 1 : 0 }) }
    var matrix = Matrix(rows: order, columns: order)
    for i in 0..<order {
      for j in 0..<order { matrix[i, j] = inverse.reduce(0) { $0 + $1[i] * $1[j] } }
    }
    return matrix
  }

  /// Σᵢⱼ Pᵢⱼ² aᵢbⱼ: tr(P A P B) for diagonal A and B.
  func traceOfSquares(_ a: [Double], _ b: [Double]) -> Double {
    let count = weights.count
    let roots = weights.map { $0.squareRoot() }
    var sum = 0.0
    for i in 0..<count {
      for j in 0..<count {
        let shared = basis.reduce(0) { $0 + $1[i] * $1[j] }
        let element = roots[i] * roots[j] * ((i == j ? 1 : 0) - shared)
        sum += element * element * a[i] * b[j]
      }
    }
    return sum
  }

  /// Takes from a vector what lies in the span of orthonormal ones, twice; what was taken, by vector.
  private static func removing(_ basis: [[Double]], from vector: [Double]) -> (rest: [Double], shares: [Double]) {
    var rest = vector
    var shares = [Double](repeating: 0, count: basis.count)
    for _ in 0..<2 {
      for (place, direction) in basis.enumerated() {
        let share = dot(direction, rest)
        shares[place] += share
        for index in rest.indices { rest[index] -= share * direction[index] }
      }
    }
    return (rest, shares)
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }

  private static func product(_ a: [Double], _ b: [Double]) -> [Double] { a.indices.map { a[$0] * b[$0] } }

  /// R⁻¹v.
  private static func solve(_ upper: [[Double]], _ right: [Double]) -> [Double] {
    var solution = right
    for column in upper.indices.reversed() {
      solution[column] /= upper[column][column]
      for row in 0..<column { solution[row] -= upper[column][row] * solution[column] }
    }
    return solution
  }
}
