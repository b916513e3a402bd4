internal import COpenBLAS

/// The eigenvalues and eigenvectors of a symmetric matrix: A = V diag(λ) V' (LAPACK `dsyevd`; R's `eigen`, which
/// orders downwards).
public struct SymmetricEigen: Sendable {
  /// λ in ascending order.
  public let values: [Double]
  /// V, n × n, orthonormal; column j belongs to `values[j]`. The sign of a column is arbitrary.
  public let vectors: Matrix

  /// Decomposes a symmetric matrix, n × n, of which the lower triangle is read.
  ///
  /// - Throws: `eigenvaluesNotConverged`, `notFinite`.
  public init(of matrix: Matrix) throws(LinearAlgebraError) {
    var solver = SymmetricEigensolver(order: matrix.rows)
    self = try solver.solve(matrix)
  }

  init(values: [Double], vectors: Matrix) {
    self.values = values
    self.vectors = vectors
  }

  /// V diag(f(λ)) V', exactly symmetric: square roots, inverses, or a matrix with its eigenvalues floored.
  public func map(_ function: (Double) -> Double) -> Matrix {
    var scaled = vectors
    for (column, value) in values.enumerated() {
      let factor = function(value)
      for row in 0..<scaled.rows { scaled[row, column] *= factor }
    }
    var product = scaled * vectors.transposed
    product.mirrorLowerTriangle()
    return product
  }
}

/// Solves symmetric eigenproblems of one order, again and again, in one workspace (LAPACK `dsyevd`).
///
/// The sizes are asked of LAPACK once; each `solve` then allocates only what it returns, and `values(of:)` nothing
/// but the array of values.
public struct SymmetricEigensolver: ~Copyable {
  public let order: Int
  private var work: [Double]
  private var integers: [Int32]
  private var scratch: [Double]

  public init(order: Int) {
    precondition(order >= 0, "the order of a matrix cannot be \(order)")
    self.order = order
    scratch = [Double](repeating: 0, count: order * order)
    var size = 0.0
    var integerSize: Int32 = 0
    OpenBLAS.prepare()
    let info = unsafe LAPACKE_dsyevd_work(
      OpenBLAS.columnMajor, OpenBLAS.vectors, OpenBLAS.lower, Int32(order), nil, OpenBLAS.leading(order), nil,
      &size, -1, &integerSize, -1)
    _ = OpenBLAS.check(info, "dsyevd")
    work = [Double](repeating: 0, count: max(1, Int(size)))
    integers = [Int32](repeating: 0, count: max(1, Int(integerSize)))
  }

  /// Eigenvalues and eigenvectors of a symmetric matrix, of which the lower triangle is read.
  ///
  /// - Throws: `eigenvaluesNotConverged`, `notFinite`.
  public mutating func solve(_ matrix: Matrix) throws(LinearAlgebraError) -> SymmetricEigen {
    var vectors = matrix
    let values = try run(matrix, OpenBLAS.vectors, &vectors.storage)
    return SymmetricEigen(values: values, vectors: vectors)
  }

  /// Eigenvalues alone, ascending: a third of the work or less.
  ///
  /// - Throws: `eigenvaluesNotConverged`, `notFinite`.
  public mutating func values(of matrix: Matrix) throws(LinearAlgebraError) -> [Double] {
    for index in matrix.storage.indices where index < scratch.count { scratch[index] = matrix.storage[index] }
    var borrowed: [Double] = []
    swap(&borrowed, &scratch)
    defer { swap(&borrowed, &scratch) }
    return try run(matrix, OpenBLAS.plain, &borrowed)
  }

  private mutating func run(
    _ matrix: Matrix, _ job: CChar, _ storage: inout [Double]
  ) throws(LinearAlgebraError) -> [Double] {
    precondition(
      matrix.rows == order && matrix.columns == order,
      "the workspace is of order \(order), the matrix \(matrix.rows) × \(matrix.columns)")
    try matrix.requireFinite()
    var values = [Double](repeating: 0, count: order)
    guard order > 0 else { return values }
    OpenBLAS.prepare()
    let info = unsafe LAPACKE_dsyevd_work(
      OpenBLAS.columnMajor, job, OpenBLAS.lower, Int32(order), &storage, OpenBLAS.leading(order), &values, &work,
      Int32(work.count), &integers, Int32(integers.count))
    let failed = OpenBLAS.check(info, "dsyevd")
    if failed > 0 {
      // With vectors, info is first × (n + 1) + last of the block that failed; without, a count of off-diagonals.
      let (first, last) = job == OpenBLAS.vectors ? (failed / (order + 1), failed % (order + 1)) : (1, order)
      throw .eigenvaluesNotConverged(first: first, last: last, order: order)
    }
    return values
  }
}
