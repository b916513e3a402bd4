internal import COpenBLAS

extension Matrix {
  /// The matrix product (BLAS `dgemm`).
  public static func * (left: Matrix, right: Matrix) -> Matrix {
    product(left, CblasNoTrans, right, CblasNoTrans)
  }

  /// The matrix times a column vector (BLAS `dgemv`).
  public static func * (left: Matrix, right: [Double]) -> [Double] {
    left.times(right, CblasNoTrans)
  }

  /// Every element times a number.
  public static func * (factor: Double, matrix: Matrix) -> Matrix {
    var result = matrix
    for index in result.storage.indices { result.storage[index] *= factor }
    return result
  }

  public static func + (left: Matrix, right: Matrix) -> Matrix {
    var result = left
    result += right
    return result
  }

  public static func - (left: Matrix, right: Matrix) -> Matrix {
    requireSameShape(left, right)
    var result = left
    for index in result.storage.indices { result.storage[index] -= right.storage[index] }
    return result
  }

  public static func += (left: inout Matrix, right: Matrix) {
    requireSameShape(left, right)
    for index in left.storage.indices { left.storage[index] += right.storage[index] }
  }

  /// A'A, exactly symmetric (BLAS `dsyrk`; R's `crossprod(a)`).
  public func crossProduct() -> Matrix { symmetricProduct(CblasTrans, order: columns, inner: rows) }

  /// AA', exactly symmetric (BLAS `dsyrk`; R's `tcrossprod(a)`).
  public func transposedCrossProduct() -> Matrix { symmetricProduct(CblasNoTrans, order: rows, inner: columns) }

  /// A'B (BLAS `dgemm`; R's `crossprod(a, b)`).
  public func crossProduct(with other: Matrix) -> Matrix { Matrix.product(self, CblasTrans, other, CblasNoTrans) }

  /// AB' (BLAS `dgemm`; R's `tcrossprod(a, b)`).
  public func transposedCrossProduct(with other: Matrix) -> Matrix {
    Matrix.product(self, CblasNoTrans, other, CblasTrans)
  }

  /// A'v (BLAS `dgemv`; R's `crossprod(a, v)`).
  public func crossProduct(with vector: [Double]) -> [Double] { times(vector, CblasTrans) }

  private static func requireSameShape(_ left: Matrix, _ right: Matrix) {
    precondition(
      left.rows == right.rows && left.columns == right.columns,
      "shapes disagree: \(left.rows) × \(left.columns) and \(right.rows) × \(right.columns)")
  }

  private static func product(
    _ left: Matrix, _ leftForm: CBLAS_TRANSPOSE, _ right: Matrix, _ rightForm: CBLAS_TRANSPOSE
  ) -> Matrix {
    let (rows, inner) = leftForm == CblasTrans ? (left.columns, left.rows) : (left.rows, left.columns)
    let (innerRight, columns) = rightForm == CblasTrans ? (right.columns, right.rows) : (right.rows, right.columns)
    precondition(
      inner == innerRight, "a \(rows) × \(inner) matrix cannot be multiplied by a \(innerRight) × \(columns) matrix")
    var result = Matrix(rows: rows, columns: columns)
    guard rows > 0, columns > 0, inner > 0 else { return result }
    OpenBLAS.prepare()
    unsafe cblas_dgemm(
      CblasColMajor, leftForm, rightForm, Int32(rows), Int32(columns), Int32(inner), 1, left.storage,
      OpenBLAS.leading(left.rows), right.storage, OpenBLAS.leading(right.rows), 0, &result.storage,
      OpenBLAS.leading(rows))
    return result
  }

  private func times(_ vector: [Double], _ form: CBLAS_TRANSPOSE) -> [Double] {
    let (outer, inner) = form == CblasTrans ? (columns, rows) : (rows, columns)
    precondition(
      vector.count == inner, "a \(outer) × \(inner) matrix cannot be multiplied by \(vector.count) elements")
    var result = [Double](repeating: 0, count: outer)
    guard outer > 0, inner > 0 else { return result }
    OpenBLAS.prepare()
    unsafe cblas_dgemv(
      CblasColMajor, form, Int32(rows), Int32(columns), 1, storage, OpenBLAS.leading(rows), vector, 1, 0, &result, 1)
    return result
  }

  private func symmetricProduct(_ form: CBLAS_TRANSPOSE, order: Int, inner: Int) -> Matrix {
    var result = Matrix(rows: order, columns: order)
    guard order > 0, inner > 0 else { return result }
    OpenBLAS.prepare()
    unsafe cblas_dsyrk(
      CblasColMajor, CblasLower, form, Int32(order), Int32(inner), 1, storage, OpenBLAS.leading(rows), 0,
      &result.storage, OpenBLAS.leading(order))
    result.mirrorLowerTriangle()
    return result
  }
}
