import Foundation
import LinearAlgebra
import Testing

@Suite struct CholeskyTests {
  static func positiveDefinite(_ order: Int, seed: UInt64) -> Matrix {
    randomMatrix(order + 3, order, seed: seed).crossProduct() + 0.1 * Matrix.identity(order)
  }

  @Test(arguments: [1, 2, 5, 40]) func multipliesBackAndSolves(_ order: Int) throws {
    let a = CholeskyTests.positiveDefinite(order, seed: UInt64(order))
    let factor = try Cholesky(of: a)
    #expect(factor.lower.keeping(.lower) == factor.lower)
    #expect(distance(factor.lower.transposedCrossProduct(), a) < 1e-12)
    let right = randomMatrix(order, 3, seed: 9)
    #expect(distance(a * factor.solve(right), right) < 1e-11)
    #expect(distance(factor.solve(right.column(1)), factor.solve(right).column(1)) < 1e-12)
    #expect(distance(a * factor.inverse, .identity(order)) < 1e-11)
    #expect(factor.inverse == factor.inverse.transposed)
    #expect(distance(factor.lower * factor.whiten(right), right) < 1e-12)
  }

  /// A(i, j) = min(i, j): determinant 1, inverse tridiagonal with 2 … 2 1 and −1 beside, L all ones.
  @Test func knownFactor() throws {
    var a = Matrix(rows: 5, columns: 5)
    for i in 0..<5 { for j in 0..<5 { a[i, j] = Double(min(i, j) + 1) } }
    let factor = try Cholesky(of: 4 * a)
    #expect(factor.lower == Matrix(rows: 5, columns: 5, repeating: 2).keeping(.lower))
    #expect(abs(factor.logDeterminant - 10 * log(2)) < 1e-14)
    #expect(factor.inverse[0, 0] == 0.5)
    #expect(factor.inverse[4, 4] == 0.25)
    #expect(factor.inverse[1, 2] == -0.25)
  }

  @Test func readsTheLowerTriangleOnly() throws {
    var a = CholeskyTests.positiveDefinite(4, seed: 8)
    let expected = try Cholesky(of: a).lower
    a[0, 3] = 1e9
    #expect(try Cholesky(of: a).lower == expected)
  }

  @Test func refactorsInPlace() throws {
    let a = CholeskyTests.positiveDefinite(6, seed: 1)
    let b = CholeskyTests.positiveDefinite(6, seed: 2)
    var factor = try Cholesky(of: a)
    try factor.factor(b)
    #expect(factor.lower == (try Cholesky(of: b)).lower)
  }

  @Test func saysWhichMinorFails() {
    let a = Matrix(columns: [[4, 2, 0], [2, 1, 0], [0, 0, 1]])
    #expect(throws: LinearAlgebraError.notPositiveDefinite(leadingMinor: 2, order: 3)) { try Cholesky(of: a) }
    var b = Matrix.identity(3)
    b[2, 1] = .nan
    #expect(throws: LinearAlgebraError.notFinite(row: 3, column: 2)) { try Cholesky(of: b) }
  }

  @Test func empty() throws {
    let factor = try Cholesky(of: Matrix(rows: 0, columns: 0))
    #expect(factor.logDeterminant == 0)
    #expect(factor.inverse.rows == 0)
  }
}
