/// A dense matrix of doubles, stored by column as BLAS and LAPACK have it.
///
///     var a = Matrix(rows: 2, columns: 2, columnMajor: [1, 2, 3, 4])
///     a[0, 1]        // 3
///     a * [1, 1]     // [4, 6]
///
/// Indices count from 0. Shapes that disagree are a mistake of the caller and trap with both shapes in the message.
/// Products are in `Matrix+Products.swift`; decompositions are types of their own (`Cholesky`, `QR`, `SymmetricEigen`).
public struct Matrix: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  @usableFromInline var storage: [Double]

  /// Column-major elements: element (i, j) is `elements[i + j * rows]`.
  @inlinable public var elements: [Double] { storage }

  /// A matrix with every element equal to `value`.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot be \(rows) × \(columns)")
    self.rows = rows
    self.columns = columns
    storage = [Double](repeating: value, count: rows * columns)
  }

  /// A matrix from its elements by column.
  public init(rows: Int, columns: Int, columnMajor elements: [Double]) {
    precondition(
      rows >= 0 && columns >= 0 && elements.count == rows * columns,
      "\(rows) × \(columns) needs \(rows * columns) elements, not \(elements.count)")
    self.rows = rows
    self.columns = columns
    storage = elements
  }

  /// A matrix from its columns, which must be of one length.
  public init(columns: [[Double]]) {
    let rows = columns.first?.count ?? 0
    for (index, column) in columns.enumerated() {
      precondition(column.count == rows, "column \(index) has \(column.count) elements where column 0 has \(rows)")
    }
    self.init(rows: rows, columns: columns.count, columnMajor: columns.flatMap { $0 })
  }

  /// The identity matrix of an order.
  public static func identity(_ order: Int) -> Matrix {
    Matrix(diagonal: [Double](repeating: 1, count: order))
  }

  /// The square matrix with these elements on its diagonal and zeros elsewhere.
  public init(diagonal: [Double]) {
    self.init(rows: diagonal.count, columns: diagonal.count)
    for (index, value) in diagonal.enumerated() { self[index, index] = value }
  }

  @inlinable public subscript(row: Int, column: Int) -> Double {
    get {
      assert(row >= 0 && row < rows && column >= 0 && column < columns)
      return storage[row + column * rows]
    }
    set {
      assert(row >= 0 && row < rows && column >= 0 && column < columns)
      storage[row + column * rows] = newValue
    }
  }

  /// Lends the elements, by column, for reading without a copy.
  @inlinable public func withSpan<Result, Failure: Error>(
    _ body: (Span<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(storage.span)
  }

  /// Lends one column for reading without a copy.
  @inlinable public func withColumn<Result, Failure: Error>(
    _ column: Int, _ body: (Span<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(storage.span.extracting(column * rows..<(column + 1) * rows))
  }

  /// Lends the elements, by column, for writing in place.
  @inlinable public mutating func withMutableSpan<Result, Failure: Error>(
    _ body: (inout MutableSpan<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var span = storage.mutableSpan
    return try body(&span)
  }

  /// A copy of one column.
  public func column(_ index: Int) -> [Double] { Array(storage[index * rows..<(index + 1) * rows]) }

  /// A copy of one row.
  public func row(_ index: Int) -> [Double] { (0..<columns).map { self[index, $0] } }

  /// The diagonal, from the upper left.
  public var diagonal: [Double] { (0..<min(rows, columns)).map { self[$0, $0] } }

  public var isSquare: Bool { rows == columns }

  /// The columns with these indices, in this order.
  public func selecting(columns chosen: [Int]) -> Matrix {
    var elements: [Double] = []
    elements.reserveCapacity(rows * chosen.count)
    for index in chosen { elements.append(contentsOf: storage[index * rows..<(index + 1) * rows]) }
    return Matrix(rows: rows, columns: chosen.count, columnMajor: elements)
  }

  /// The rows with these indices, in this order.
  public func selecting(rows chosen: [Int]) -> Matrix {
    var result = Matrix(rows: chosen.count, columns: columns)
    for column in 0..<columns {
      for (row, source) in chosen.enumerated() { result[row, column] = self[source, column] }
    }
    return result
  }

  /// The rows and columns of a symmetric matrix with these indices, in this order.
  public func selectingSymmetric(_ chosen: [Int]) -> Matrix {
    let order = chosen.count
    var result = Matrix(rows: order, columns: order)
    let rows = rows
    withSpan { source in
      result.withMutableSpan { target in
        for j in 0..<order {
          let start = chosen[j] * rows
          for i in j..<order {
            let value = source[start + chosen[i]]
            target[i + order * j] = value
            target[j + order * i] = value
          }
        }
      }
    }
    return result
  }

  /// The transposed matrix.
  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    let (rows, columns) = (rows, columns)
    withSpan { source in
      result.withMutableSpan { target in
        Self.forEachTile(rows, columns) { ownRows, ownColumns in
          for column in ownColumns {
            for row in ownRows { target[column + row * columns] = source[row + column * rows] }
          }
        }
      }
    }
    return result
  }

  /// Copies the lower triangle over the upper: LAPACK fills only one of a symmetric result.
  package mutating func mirrorLowerTriangle() {
    let rows = rows
    let columns = columns
    withMutableSpan { elements in
      Self.forEachTile(rows, columns) { ownRows, ownColumns in
        for column in ownColumns where column + 1 < ownRows.upperBound {
          for row in max(column + 1, ownRows.lowerBound)..<ownRows.upperBound {
            elements[column + row * rows] = elements[row + column * rows]
          }
        }
      }
    }
  }

  /// Rows and columns of squares that fit in the processor's nearest memory.
  private static func forEachTile(_ rows: Int, _ columns: Int, _ body: (Range<Int>, Range<Int>) -> Void) {
    let side = 32
    for column in stride(from: 0, to: columns, by: side) {
      for row in stride(from: 0, to: rows, by: side) {
        body(row..<min(row + side, rows), column..<min(column + side, columns))
      }
    }
  }
}
