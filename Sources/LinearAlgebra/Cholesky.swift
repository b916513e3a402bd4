internal import COpenBLAS
internal import Glibc

/// The Cholesky factor of a symmetric positive definite matrix: A = LL', L lower triangular (LAPACK `dpotrf`).
///
///     let factor = try Cholesky(of: a)
///     factor.solve(b)            // A⁻¹b
///     factor.logDeterminant      // log|A|
///
/// Only the lower triangle of A is read. Positive definite means that every pivot is positive in floating point; a
/// matrix that is singular in exact arithmetic may pass with a tiny last pivot: where rank is the question, use
/// `PivotedCholesky`. In an optimizer's loop keep one `Cholesky` and call `factor(_:)`, which reuses its storage.
/// R: `chol` (which returns L').
public struct Cholesky: Sendable {
  /// L, n × n, zero above the diagonal.
  public private(set) var lower: Matrix

  public var order: Int { lower.rows }

  /// Factors a symmetric matrix, n × n.
  ///
  /// - Throws: `notPositiveDefinite`, which says which leading minor fails; `notFinite`.
  public init(of matrix: consuming Matrix) throws(LinearAlgebraError) {
    lower = matrix
    try factorStorage()
  }

  /// Factors another matrix of the same order into the same storage. After an error the factor is not to be used.
  public mutating func factor(_ matrix: Matrix) throws(LinearAlgebraError) {
    precondition(
      matrix.rows == order && matrix.columns == order,
      "the workspace is of order \(order), the matrix \(matrix.rows) × \(matrix.columns)")
    for index in lower.storage.indices { lower.storage[index] = matrix.storage[index] }
    try factorStorage()
  }

  private mutating func factorStorage() throws(LinearAlgebraError) {
    precondition(lower.isSquare, "a Cholesky factor needs a square matrix, not \(lower.rows) × \(lower.columns)")
    try lower.requireFinite()
    guard order > 0 else { return }
    OpenBLAS.prepare()
    let info = unsafe LAPACKE_dpotrf_work(
      OpenBLAS.columnMajor, OpenBLAS.lower, Int32(order), &lower.storage, OpenBLAS.leading(order))
    let minor = OpenBLAS.check(info, "dpotrf")
    if minor > 0 { throw .notPositiveDefinite(leadingMinor: minor, order: order) }
    for column in 1..<max(order, 1) {
      for row in 0..<column { lower[row, column] = 0 }
    }
  }

  /// log|A| = 2 Σ log Lᵢᵢ; 0 for an empty matrix.
  public var logDeterminant: Double { 2 * lower.diagonal.reduce(0) { $0 + log($1) } }

  /// X with A X = B, B n × k (LAPACK `dpotrs`).
  public func solve(_ right: Matrix) -> Matrix {
    var result = right
    solve(inPlace: &result)
    return result
  }

  /// x with A x = b.
  public func solve(_ right: [Double]) -> [Double] {
    solve(Matrix(rows: right.count, columns: 1, columnMajor: right)).elements
  }

  /// Replaces B, n × k, by A⁻¹B without an allocation (LAPACK `dpotrs`).
  public func solve(inPlace right: inout Matrix) {
    precondition(right.rows == order, "the factor is of order \(order), the right-hand side has \(right.rows) rows")
    guard order > 0, right.columns > 0 else { return }
    OpenBLAS.prepare()
    let info = unsafe LAPACKE_dpotrs_work(
      OpenBLAS.columnMajor, OpenBLAS.lower, Int32(order), Int32(right.columns), lower.storage,
      OpenBLAS.leading(order), &right.storage, OpenBLAS.leading(order))
    _ = OpenBLAS.check(info, "dpotrs")
  }

  /// L⁻¹B (BLAS `dtrsm`): rows with covariance A become rows with covariance I.
  public func whiten(_ right: Matrix) -> Matrix {
    precondition(right.rows == order, "the factor is of order \(order), the right-hand side has \(right.rows) rows")
    var result = right
    guard order > 0, right.columns > 0 else { return result }
    OpenBLAS.prepare()
    unsafe cblas_dtrsm(
      CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, Int32(order), Int32(right.columns), 1,
      lower.storage, OpenBLAS.leading(order), &result.storage, OpenBLAS.leading(order))
    return result
  }

  /// A⁻¹, exactly symmetric (LAPACK `dpotri`; R's `chol2inv`).
  public var inverse: Matrix {
    var result = lower
    guard order > 0 else { return result }
    OpenBLAS.prepare()
    let info = unsafe LAPACKE_dpotri_work(
      OpenBLAS.columnMajor, OpenBLAS.lower, Int32(order), &result.storage, OpenBLAS.leading(order))
    // A zero on the diagonal (info > 0) cannot be: the factorization ended with positive pivots.
    precondition(OpenBLAS.check(info, "dpotri") == 0, "dpotri met a zero pivot in a finished factor")
    result.mirrorLowerTriangle()
    return result
  }
}
