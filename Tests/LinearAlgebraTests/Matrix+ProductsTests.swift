import LinearAlgebra
import Testing

@Suite struct MatrixProductsTests {
  /// Whole numbers, so that every product is exact.
  let a = Matrix(columns: [[1, 2], [3, 4], [5, 6]])
  let b = Matrix(columns: [[1, 0, 2], [-1, 3, 1]])

  @Test func products() {
    #expect((a * b).elements == [11, 14, 13, 16])
    #expect(a * [1, 1, 1] == [9, 12])
    #expect(a.crossProduct(with: [1, 10]) == [21, 43, 65])
    #expect(a.crossProduct(with: Matrix(columns: [[1, 10]])).elements == [21, 43, 65])
    #expect(a.crossProduct() == a.transposed * a)
    #expect(a.transposedCrossProduct() == a * a.transposed)
  }

  @Test(arguments: [(1, 1, 1), (3, 5, 2), (40, 7, 33)])
  func agreeWithTheDefinition(_ rows: Int, _ inner: Int, _ columns: Int) {
    let left = randomMatrix(rows, inner, seed: 1)
    let right = randomMatrix(inner, columns, seed: 2)
    var expected = Matrix(rows: rows, columns: columns)
    for i in 0..<rows {
      for j in 0..<columns { expected[i, j] = (0..<inner).reduce(0) { $0 + left[i, $1] * right[$1, j] } }
    }
    #expect(distance(left * right, expected) < 1e-13)
    #expect(distance(left.crossProduct(), left.transposed * left) < 1e-13)
  }
}
