internal import COpenBLAS

/// Which half of a square matrix holds its elements; the other half is not read.
public enum Triangle: Sendable {
  case lower
  case upper

  var letter: CChar { self == .lower ? OpenBLAS.lower : OpenBLAS.upper }
}

extension Matrix {
  /// Solves T X = B, or T'X = B, where T is one triangle of this square matrix (LAPACK `dtrtrs`; R's `backsolve` and
  /// `forwardsolve`).
  ///
  /// - Parameters:
  ///   - triangle: the half of this n × n matrix that is T.
  ///   - transposed: solves with T' instead of T.
  ///   - right: B, n × k.
  /// - Throws: `singularTriangle` where a diagonal element is exactly zero.
  public func solve(
    _ triangle: Triangle, transposed: Bool = false, _ right: Matrix
  ) throws(LinearAlgebraError) -> Matrix {
    requireSquare(right.rows)
    var result = right
    guard rows > 0, right.columns > 0 else { return result }
    OpenBLAS.prepare()
    let info = unsafe LAPACKE_dtrtrs_work(
      OpenBLAS.columnMajor, triangle.letter, transposed ? OpenBLAS.transposed : OpenBLAS.plain, OpenBLAS.plain,
      Int32(rows), Int32(right.columns), storage, OpenBLAS.leading(rows), &result.storage, OpenBLAS.leading(rows))
    let diagonal = OpenBLAS.check(info, "dtrtrs")
    if diagonal > 0 { throw .singularTriangle(diagonal: diagonal, order: rows) }
    return result
  }

  /// The same for one right-hand side of n elements.
  public func solve(
    _ triangle: Triangle, transposed: Bool = false, _ right: [Double]
  ) throws(LinearAlgebraError) -> [Double] {
    let column = Matrix(rows: right.count, columns: 1, columnMajor: right)
    return try solve(triangle, transposed: transposed, column).elements
  }

  /// The inverse of one triangle of this square matrix, zero in the other half (LAPACK `dtrtri`).
  ///
  /// - Throws: `singularTriangle` where a diagonal element is exactly zero.
  public func inverse(_ triangle: Triangle) throws(LinearAlgebraError) -> Matrix {
    requireSquare(rows)
    var result = keeping(triangle)
    guard rows > 0 else { return result }
    OpenBLAS.prepare()
    let info = unsafe LAPACKE_dtrtri_work(
      OpenBLAS.columnMajor, triangle.letter, OpenBLAS.plain, Int32(rows), &result.storage, OpenBLAS.leading(rows))
    let diagonal = OpenBLAS.check(info, "dtrtri")
    if diagonal > 0 { throw .singularTriangle(diagonal: diagonal, order: rows) }
    return result
  }

  /// This matrix with zeros beyond the diagonal on the side that is not `triangle`.
  public func keeping(_ triangle: Triangle) -> Matrix {
    var result = self
    for column in 0..<columns {
      let other = triangle == .lower ? 0..<min(column, rows) : min(column + 1, rows)..<rows
      for row in other { result[row, column] = 0 }
    }
    return result
  }

  private func requireSquare(_ rightRows: Int) {
    precondition(
      rows == columns && rightRows == rows,
      "a triangular solve needs a square matrix and as many rows: \(rows) × \(columns) and \(rightRows) rows")
  }
}
