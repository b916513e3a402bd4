/// What the data, not the code, can do wrong to a decomposition: a positive `info` of LAPACK, said in words.
public enum LinearAlgebraError: Error, Equatable, Sendable {
  /// `dpotrf`: the leading minor of order `leadingMinor` (counted from 1) is not positive.
  case notPositiveDefinite(leadingMinor: Int, order: Int)
  /// `dtrtrs`, `dtrtri`: the diagonal element `diagonal` (counted from 1) of a triangle is exactly zero.
  case singularTriangle(diagonal: Int, order: Int)
  /// `dsyevd`: an eigenvalue was not found while working on rows and columns `first` to `last` (counted from 1).
  case eigenvaluesNotConverged(first: Int, last: Int, order: Int)
  /// `dgesdd`: the iteration for the singular values did not converge.
  case singularValuesNotConverged(rows: Int, columns: Int)
  /// An element is infinite or not a number; row and column counted from 1.
  case notFinite(row: Int, column: Int)
}

extension LinearAlgebraError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notPositiveDefinite(let minor, let order):
      "the matrix of order \(order) is not positive definite: its leading minor of order \(minor) is not positive"
    case .singularTriangle(let diagonal, let order):
      "the triangular matrix of order \(order) is singular: element (\(diagonal), \(diagonal)) is zero"
    case .eigenvaluesNotConverged(let first, let last, let order):
      "the eigenvalues of the matrix of order \(order) did not converge in rows \(first) to \(last)"
    case .singularValuesNotConverged(let rows, let columns):
      "the singular values of the \(rows) × \(columns) matrix did not converge"
    case .notFinite(let row, let column):
      "element (\(row), \(column)) of the matrix is not a finite number"
    }
  }
}

extension Matrix {
  /// Throws `notFinite` for the first element, by column, that is infinite or not a number.
  ///
  /// LAPACK's routines differ in what they do with such elements (OpenBLAS's `dpotrf` factors them without a word),
  /// so the wrappers look first.
  func requireFinite() throws(LinearAlgebraError) {
    guard let place = elements.firstIndex(where: { !$0.isFinite }) else { return }
    throw .notFinite(row: place % rows + 1, column: place / rows + 1)
  }
}
