import Foundation
import LinearAlgebra
import Testing

@Suite struct SymmetricEigenTests {
  @Test(arguments: [1, 2, 7, 60]) func decomposes(_ order: Int) throws {
    let half = randomMatrix(order, order, seed: UInt64(order))
    let a = half + half.transposed
    let eigen = try SymmetricEigen(of: a)
    #expect(distance(eigen.vectors.crossProduct(), .identity(order)) < 1e-13)
    #expect(distance(eigen.map { $0 }, a) < 1e-12)
    #expect(eigen.values == eigen.values.sorted())
    #expect(distance(a * eigen.map { 1 / $0 }, .identity(order)) < 1e-9)
  }

  /// The second-difference matrix of order n has λₖ = 2 − 2 cos(kπ / (n + 1)).
  @Test func knownValues() throws {
    let n = 12
    var a = 2 * Matrix.identity(n)
    for i in 1..<n {
      a[i, i - 1] = -1
      a[i - 1, i] = -1
    }
    let expected = (1...n).map { 2 - 2 * cos(Double($0) * .pi / Double(n + 1)) }
    #expect(distance(try SymmetricEigen(of: a).values, expected) < 1e-14)
  }

  @Test func workspaceIsReusable() throws {
    var solver = SymmetricEigensolver(order: 5)
    for seed in 1...3 as ClosedRange<UInt64> {
      let a = randomMatrix(5, 5, seed: seed).crossProduct()
      let eigen = try solver.solve(a)
      #expect(eigen.values == (try SymmetricEigen(of: a)).values)
      #expect(distance(try solver.values(of: a), eigen.values) < 1e-14)
    }
  }

  @Test func notFinite() {
    var a = Matrix.identity(2)
    a[1, 0] = .infinity
    #expect(throws: LinearAlgebraError.notFinite(row: 2, column: 1)) { try SymmetricEigen(of: a) }
  }

  @Test func empty() throws {
    #expect(try SymmetricEigen(of: Matrix(rows: 0, columns: 0)).values.isEmpty)
  }
}
