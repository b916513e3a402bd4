internal import COpenBLAS
internal import Glibc

/// A rank-revealing QR factorization with limited pivoting: X[kept] = QR (LAPACK `dgeqrf`, `dormqr`, `dorgqr`).
///
/// **Which columns are aliased.** A column that is a linear combination of *earlier* kept columns moves to the end, as
/// in R's `lm` and `qr` (LINPACK `dqrdc2`): of two collinear columns the later is aliased, so that coding and order of
/// terms decide, not the size of the numbers. LAPACK's own column pivoting (`dgeqp3`) takes the largest column next
/// and would alias an intercept in favour of a dummy. So X is factored in its own order; the triangle R shows which
/// column depends on its predecessors; that one is taken out of the triangle (not of X), and the search repeats. If
/// any was found, the kept columns of X are factored once more.
///
/// **What counts as dependent.** For column xⱼ with coefficients c on the kept columns before it, the test is
///
///     ‖xⱼ − Σ cᵢxᵢ‖ ≤ τ (‖xⱼ‖ + Σ |cᵢ| ‖xᵢ‖)
///
/// that is, a relative change of at most τ in each column would make the dependence exact. The right side is what
/// rounding can leave of an exactly dependent column, also when the earlier columns are nearly collinear themselves
/// (which the ratio of norms that `dqrdc2` looks at does not see). With columns scaled to unit norm the ratio of the
/// two norms is 1 / ‖R⁻¹eⱼ‖₁, so that one triangular inverse tests all columns. The test does not depend on the units
/// of any column (within 150 powers of ten or so).
///
/// τ = ε (8 √m + n) by default, ε = 2⁻⁵²: about 2e-14 for 100 rows and 10 columns. Of columns made dependent on purpose
/// (5 to 200,000 rows, up to 60 columns, offsets to 1e6) rounding left at most 3.1 ε; NIST's Filip, the hardest real
/// design known to us, has 2.6e-10. R's `lm` asks 1e-7 of the ratio ‖xⱼ − Σ cᵢxᵢ‖ / ‖xⱼ‖ and refuses Filip; columns
/// between the two limits are aliased there and kept here.
///
/// Source: Golub & Van Loan, Matrix Computations, 4th ed., sections 5.2 and 5.4; Chambers, Computational Methods for
/// Data Analysis (1977), for the limited pivoting. R: `qr(x)`, `alias`.
public struct QR: Sendable {
  public let rows: Int
  public let columns: Int
  /// The columns of X that were factored, in increasing order.
  public let kept: [Int]
  /// The columns that depend on earlier kept ones, in increasing order. A column of zeros is one.
  public let aliased: [Int]
  /// R, rank × rank, upper triangular, for the kept columns.
  public let upper: Matrix
  /// τ above.
  public let tolerance: Double

  /// R⁻¹, which the rank test makes; every later use is spared the inversion.
  let upperInverse: Matrix
  /// Householder vectors below the diagonal, m × rank, with their scalars.
  private let reflectors: Matrix
  private let scalars: [Double]

  /// Number of independent columns.
  public var rank: Int { kept.count }

  /// log|det(X[kept]'X[kept])| / 2 = Σ log|Rᵢᵢ|; for a square X of full rank, log|det X|.
  public var logAbsoluteDeterminant: Double { upper.diagonal.reduce(0) { $0 + log(abs($1)) } }

  /// Factors a matrix, m × n, of any shape.
  ///
  /// A column with an element that is infinite or not a number counts as aliased: nothing can be said of it.
  ///
  /// - Parameter tolerance: τ; by default ε (8 √m + n).
  public init(_ matrix: Matrix, tolerance: Double? = nil) {
    rows = matrix.rows
    columns = matrix.columns
    let limit = tolerance ?? Double.ulpOfOne * (8 * Double(matrix.rows).squareRoot() + Double(matrix.columns))
    self.tolerance = limit

    var chosen = (0..<matrix.columns).filter { index in
      let column = matrix.column(index)
      return column.allSatisfy(\.isFinite) && column.contains { $0 != 0 }
    }
    var factor: Householder
    var search: IndependentColumns
    var before: Int
    repeat {
      before = chosen.count
      factor = Householder(before == matrix.columns ? matrix : matrix.selecting(columns: chosen))
      var triangle = factor.upper
      search = IndependentColumns(of: triangle, limit: limit)
      while let dependent = search.firstDependent {
        chosen.remove(at: dependent)
        let rest = triangle.selecting(columns: (0..<triangle.columns).filter { $0 != dependent })
        triangle = Householder(rest).upper
        search = IndependentColumns(of: triangle, limit: limit)
      }
    } while chosen.count < before
    kept = chosen
    aliased = (0..<matrix.columns).filter { !chosen.contains($0) }
    upper = factor.upper
    upperInverse = search.inverse
    reflectors = factor.reflectors
    scalars = factor.scalars
  }

  /// 2-norm condition number of the kept columns, each scaled to unit norm: 1 for orthogonal columns (and for none).
  /// Coefficients lose about log₁₀ of it in digits before refinement. Scaling to unit norm comes within √n of the best
  /// any scaling can do (van der Sluis 1969). Infinite where the singular values are not found.
  public var conditionNumber: Double {
    var scaled = upper
    for (column, norm) in columnNorms(upper).enumerated() {
      for row in 0..<upper.rows { scaled[row, column] /= norm }
    }
    guard let values = try? scaled.singularValues() else { return .infinity }
    guard let largest = values.first, let smallest = values.last else { return 1 }
    return largest / smallest
  }

  /// Replaces v, m elements, by Q'v (`transposed`) or Qv, Q being the full m × m orthogonal factor (`dormqr`).
  public func apply(transposed: Bool, to vector: inout [Double]) {
    precondition(vector.count == rows, "the factor has \(rows) rows, the vector \(vector.count) elements")
    guard rows > 0, rank > 0 else { return }
    OpenBLAS.prepare()
    let form = transposed ? OpenBLAS.transposed : OpenBLAS.plain
    var size = 0.0
    let query = unsafe LAPACKE_dormqr_work(
      OpenBLAS.columnMajor, OpenBLAS.left, form, Int32(rows), 1, Int32(rank), reflectors.storage,
      OpenBLAS.leading(rows), scalars, &vector, OpenBLAS.leading(rows), &size, -1)
    _ = OpenBLAS.check(query, "dormqr")
    var work = [Double](repeating: 0, count: max(1, Int(size)))
    let info = unsafe LAPACKE_dormqr_work(
      OpenBLAS.columnMajor, OpenBLAS.left, form, Int32(rows), 1, Int32(rank), reflectors.storage,
      OpenBLAS.leading(rows), scalars, &vector, OpenBLAS.leading(rows), &work, Int32(work.count))
    _ = OpenBLAS.check(info, "dormqr")
  }

  /// The first `rank` columns of Q, m × rank, orthonormal (`dorgqr`).
  public var thinQ: Matrix {
    var result = reflectors
    guard rows > 0, rank > 0 else { return result }
    OpenBLAS.prepare()
    var size = 0.0
    let query = unsafe LAPACKE_dorgqr_work(
      OpenBLAS.columnMajor, Int32(rows), Int32(rank), Int32(rank), &result.storage, OpenBLAS.leading(rows), scalars,
      &size, -1)
    _ = OpenBLAS.check(query, "dorgqr")
    var work = [Double](repeating: 0, count: max(1, Int(size)))
    let info = unsafe LAPACKE_dorgqr_work(
      OpenBLAS.columnMajor, Int32(rows), Int32(rank), Int32(rank), &result.storage, OpenBLAS.leading(rows), scalars,
      &work, Int32(work.count))
    _ = OpenBLAS.check(info, "dorgqr")
    return result
  }

  /// The least-squares solution on the kept columns, in their order: R⁻¹ of the first `rank` elements of Q'v. Without
  /// refinement; `LeastSquares` refines.
  public func solve(_ vector: [Double]) -> [Double] {
    var rotated = vector
    apply(transposed: true, to: &rotated)
    return backSubstitute(Array(rotated[..<rank]), transposed: false)
  }

  /// R⁻¹v, or R⁻ᵀv (BLAS `dtrsv`); the kept columns are independent, so the diagonal has no zero.
  func backSubstitute(_ vector: [Double], transposed: Bool) -> [Double] {
    var result = vector
    guard rank > 0 else { return result }
    OpenBLAS.prepare()
    unsafe cblas_dtrsv(
      CblasColMajor, CblasUpper, transposed ? CblasTrans : CblasNoTrans, CblasNonUnit, Int32(rank), upper.storage,
      OpenBLAS.leading(rank), &result, 1)
    return result
  }
}

/// The rank test of `QR` on one triangle.
private struct IndependentColumns {
  /// The first column that depends on those before it; nil when all are independent.
  let firstDependent: Int?
  /// R⁻¹ of the leading square; of use only when no column is dependent.
  let inverse: Matrix

  /// - Parameter upper: k × n with k ≤ n, upper trapezoidal.
  init(of upper: Matrix, limit: Double) {
    let norms = columnNorms(upper)
    // An exact zero on the diagonal ends the inversion; the columns before it are tested all the same.
    let zero = (0..<upper.rows).first { upper[$0, $0] == 0 } ?? upper.rows
    let leading = upper.selecting(rows: Array(0..<zero)).selecting(columns: Array(0..<zero))
    inverse = (try? leading.inverse(.upper)) ?? leading
    let matrix = inverse
    let dependent = (0..<zero).first { column in
      let size = (0...column).reduce(0) { $0 + abs(matrix[$1, column]) * norms[$1] }
      // With xⱼ scaled to unit norm, R⁻¹eⱼ = (−c, 1) / Rⱼⱼ.
      return !(1 / size > limit)
    }
    // A matrix with more columns than rows has none left after the last row.
    firstDependent = dependent ?? (zero < upper.columns ? zero : nil)
  }
}

/// Euclidean norms of the columns (BLAS `dnrm2`, which neither overflows nor underflows).
private func columnNorms(_ matrix: Matrix) -> [Double] {
  OpenBLAS.prepare()
  return (0..<matrix.columns).map { index in
    let column = matrix.column(index)
    return unsafe cblas_dnrm2(Int32(column.count), column, 1)
  }
}
