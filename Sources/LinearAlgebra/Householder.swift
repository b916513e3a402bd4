internal import COpenBLAS

/// A Householder factorization X = QR in the columns' own order, without a look at rank (LAPACK `dgeqrf`).
package struct Householder {
  /// The vectors below the diagonal, m × n, with their scalars.
  let reflectors: Matrix
  let scalars: [Double]
  /// R, min(m, n) × n, upper trapezoidal.
  package let upper: Matrix

  package init(_ matrix: Matrix) {
    var factor = matrix
    let count = min(matrix.rows, matrix.columns)
    var tau = [Double](repeating: 0, count: max(1, count))
    if count > 0 {
      OpenBLAS.prepare()
      var size = 0.0
      let query = unsafe LAPACKE_dgeqrf_work(
        OpenBLAS.columnMajor, Int32(matrix.rows), Int32(matrix.columns), &factor.storage,
        OpenBLAS.leading(matrix.rows), &tau, &size, -1)
      _ = OpenBLAS.check(query, "dgeqrf")
      var work = [Double](repeating: 0, count: max(1, Int(size)))
      let info = unsafe LAPACKE_dgeqrf_work(
        OpenBLAS.columnMajor, Int32(matrix.rows), Int32(matrix.columns), &factor.storage,
        OpenBLAS.leading(matrix.rows), &tau, &work, Int32(work.count))
      _ = OpenBLAS.check(info, "dgeqrf")
    }
    reflectors = factor
    scalars = tau
    upper = factor.selecting(rows: Array(0..<count)).keeping(.upper)
  }

  /// Q'B of the full m × m orthogonal factor, B m × c (LAPACK `dormqr`): of X itself it is R over zeros.
  package func transposedTimes(_ right: Matrix) -> Matrix {
    precondition(
      right.rows == reflectors.rows, "the factor has \(reflectors.rows) rows, the right-hand side \(right.rows)")
    var result = right
    let count = min(reflectors.rows, reflectors.columns)
    guard count > 0, right.columns > 0 else { return result }
    OpenBLAS.prepare()
    var size = 0.0
    let query = unsafe LAPACKE_dormqr_work(
      OpenBLAS.columnMajor, OpenBLAS.left, OpenBLAS.transposed, Int32(right.rows), Int32(right.columns), Int32(count),
      reflectors.storage, OpenBLAS.leading(reflectors.rows), scalars, &result.storage, OpenBLAS.leading(right.rows),
      &size, -1)
    _ = OpenBLAS.check(query, "dormqr")
    var work = [Double](repeating: 0, count: max(1, Int(size)))
    let info = unsafe LAPACKE_dormqr_work(
      OpenBLAS.columnMajor, OpenBLAS.left, OpenBLAS.transposed, Int32(right.rows), Int32(right.columns), Int32(count),
      reflectors.storage, OpenBLAS.leading(reflectors.rows), scalars, &result.storage, OpenBLAS.leading(right.rows),
      &work, Int32(work.count))
    _ = OpenBLAS.check(info, "dormqr")
    return result
  }
}
