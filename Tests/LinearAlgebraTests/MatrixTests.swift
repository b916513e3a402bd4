import LinearAlgebra
import Testing

@Suite struct MatrixTests {
  let a = Matrix(rows: 2, columns: 3, columnMajor: [1, 2, 3, 4, 5, 6])

  @Test func storesByColumn() {
    #expect(a[0, 1] == 3)
    #expect(a[1, 2] == 6)
    #expect(a.column(1) == [3, 4])
    #expect(a.row(1) == [2, 4, 6])
    #expect(a == Matrix(columns: [[1, 2], [3, 4], [5, 6]]))
    #expect(a.transposed == Matrix(columns: [[1, 3, 5], [2, 4, 6]]))
    #expect(a.selecting(columns: [2, 0]) == Matrix(columns: [[5, 6], [1, 2]]))
    #expect(a.selecting(rows: [1]) == Matrix(columns: [[2], [4], [6]]))
    #expect(Matrix.identity(2).elements == [1, 0, 0, 1])
    #expect(a.diagonal == [1, 4])
  }

  @Test func lendsItsElements() {
    var b = a
    #expect(b.withSpan { $0[3] } == 4)
    #expect(b.withColumn(2) { $0[0] } == 5)
    b.withMutableSpan { $0[0] = 9 }
    #expect(b[0, 0] == 9)
    #expect(a[0, 0] == 1)
  }

  @Test func arithmetic() {
    #expect((a + a) == 2 * a)
    #expect((a - a) == Matrix(rows: 2, columns: 3))
    var b = a
    b[1, 2] += 1
    b += a
    #expect(b[1, 2] == 13)
  }

  @Test func keepsATriangle() {
    let square = Matrix(rows: 2, columns: 2, columnMajor: [1, 2, 3, 4])
    #expect(square.keeping(.lower).elements == [1, 2, 0, 4])
    #expect(square.keeping(.upper).elements == [1, 0, 3, 4])
    #expect(a.keeping(.upper).elements == [1, 0, 3, 4, 5, 6])
  }

  @Test func emptyShapes() {
    let none = Matrix(rows: 0, columns: 3)
    #expect(none.crossProduct() == Matrix(rows: 3, columns: 3))
    #expect((Matrix(rows: 2, columns: 0) * none.selecting(rows: [])).elements == [0, 0, 0, 0, 0, 0])
    #expect(Matrix(columns: []).isSquare)
  }
}
