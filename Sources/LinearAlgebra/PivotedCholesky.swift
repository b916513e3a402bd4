internal import COpenBLAS
internal import Glibc

/// The rank-revealing Cholesky factor of a symmetric positive semidefinite matrix: P'AP = LL' with complete pivoting
/// (LAPACK `dpstrf`).
///
/// The pivot of each step is the largest diagonal element left, and the factorization ends when that is at most the
/// tolerance; the steps done are the rank. Which of several dependent columns is left over is decided by size, not by
/// order: for R's convention (the later one is aliased) use `QR`.
///
/// An indefinite matrix ends early in the same way, so a rank below the order does not show that A is semidefinite.
/// Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 10.3. R: `chol(a, pivot = TRUE)`.
public struct PivotedCholesky: Sendable {
  /// L, n × rank, lower trapezoidal, for the rows in the order of `pivots`.
  public let lower: Matrix
  /// The original index of each row and column of P'AP, in order of elimination.
  public let pivots: [Int]
  public let rank: Int
  /// The pivot at or below which the rest of the matrix counts as zero.
  public let tolerance: Double

  /// The columns left over, in increasing order: linear combinations of the others.
  public var nullColumns: [Int] { pivots[rank...].sorted() }

  /// log-determinant of the leading block: the rank × rank principal submatrix of A with the chosen pivots.
  public var logDeterminant: Double { 2 * lower.diagonal.reduce(0) { $0 + log($1) } }

  /// Factors a symmetric matrix, n × n, of which the lower triangle is read.
  ///
  /// - Parameter tolerance: absolute; by default n ε max Aᵢᵢ with ε = 2⁻⁵², LAPACK's own.
  /// - Throws: `notFinite`.
  public init(of matrix: Matrix, tolerance: Double? = nil) throws(LinearAlgebraError) {
    precondition(matrix.isSquare, "a Cholesky factor needs a square matrix, not \(matrix.rows) × \(matrix.columns)")
    try matrix.requireFinite()
    let order = matrix.rows
    let largest = matrix.diagonal.max() ?? 0
    let limit = tolerance ?? Double(order) * Double.ulpOfOne * max(largest, 0)
    self.tolerance = limit
    // dpstrf itself finds no rank below 1 in a matrix without a positive diagonal element larger than the limit.
    guard largest > limit else {
      rank = 0
      pivots = Array(0..<order)
      lower = Matrix(rows: order, columns: 0)
      return
    }
    var factor = matrix.storage
    var order32 = [Int32](repeating: 0, count: order)
    var steps: Int32 = 0
    var work = [Double](repeating: 0, count: 2 * order)
    OpenBLAS.prepare()
    let info = unsafe LAPACKE_dpstrf_work(
      OpenBLAS.columnMajor, OpenBLAS.lower, Int32(order), &factor, OpenBLAS.leading(order), &order32, &steps, limit,
      &work)
    // info = 1 says that the rank is below the order, which `rank` says too.
    _ = OpenBLAS.check(info, "dpstrf")
    rank = Int(steps)
    pivots = order32.map { Int($0) - 1 }
    lower = Matrix(rows: order, columns: rank, columnMajor: Array(factor[..<(order * rank)])).keeping(.lower)
  }
}
