/// (X'X)⁻¹ and the leverages of a factored design, with errors near working precision whatever its condition.
///
/// S = R⁻¹ as computed carries a relative error of about κε, κ being the condition number. But for *any* invertible S,
/// exactly,
///
///     (X'X)⁻¹ = S (Z'Z)⁻¹ S',   Z = XS,
///
/// and Z is nearly orthonormal, so that Z'Z = I + E is inverted without loss. Only Z itself must be formed in doubled
/// precision, because its sums cancel. With LL' = Z'Z, (X'X)⁻¹ = (SL⁻ᵀ)(SL⁻ᵀ)' has a diagonal of sums of squares, and
/// the leverages are the squared row norms of ZL⁻ᵀ. (The step is that of Cholesky QR with R as preconditioner:
/// Fukaya et al. 2020, SIAM J. Sci. Comput. 42.)
///
/// Below κ = 1000 the plain S loses no more than 3 digits of 16, and Z is Q: that saves the doubled precision, m n²/2
/// products.
struct RefinedInverse {
  let covariance: Matrix
  let leverages: [Double]

  init(_ factor: QR, _ design: Matrix, conditionNumber: Double) {
    var inverse = factor.upperInverse
    var orthonormal: Matrix
    if conditionNumber < 1000 {
      orthonormal = factor.thinQ
    } else {
      orthonormal = RefinedInverse.product(design, upperTriangular: inverse)
      // I + E is positive definite unless κε nears 1, which the rank test rules out; then the plain S has to do.
      if let lower = try? Cholesky(of: orthonormal.crossProduct()).lower,
        let correction = try? lower.inverse(.lower).transposed
      {
        orthonormal = orthonormal * correction
        inverse = inverse * correction
      } else {
        orthonormal = factor.thinQ
      }
    }
    covariance = inverse.transposedCrossProduct()
    var squares = [Double](repeating: 0, count: design.rows)
    for column in 0..<orthonormal.columns {
      orthonormal.withColumn(column) { q in
        for row in 0..<q.count { squares[row] += q[row] * q[row] }
      }
    }
    leverages = squares.map { min($0, 1) }
  }

  /// XS with S upper triangular, each element rounded once from about twice the working precision.
  private static func product(_ design: Matrix, upperTriangular inverse: Matrix) -> Matrix {
    var result = Matrix(rows: design.rows, columns: inverse.columns)
    for column in 0..<inverse.columns {
      var sums = [CompensatedSum](repeating: CompensatedSum(), count: design.rows)
      for inner in 0...column {
        let factor = inverse[inner, column]
        design.withColumn(inner) { x in
          for row in 0..<x.count { sums[row].addProduct(x[row], factor) }
        }
      }
      for row in sums.indices { result[row, column] = sums[row].value }
    }
    return result
  }
}
