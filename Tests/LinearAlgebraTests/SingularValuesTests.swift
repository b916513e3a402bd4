import LinearAlgebra
import Testing

@Suite struct SingularValuesTests {
  /// A'A = [[25, 20], [20, 25]] has eigenvalues 45 and 5.
  @Test func byHand() throws {
    let a = Matrix(columns: [[3, 4], [0, 5]])
    let expected = [Double(45).squareRoot(), Double(5).squareRoot()]
    #expect(distance(try a.singularValues(), expected) < 1e-14)
    #expect(distance(try a.transposed.singularValues(), expected) < 1e-14)
    #expect(try Matrix(rows: 3, columns: 0).singularValues().isEmpty)
  }

  @Test func squaresAreEigenvalues() throws {
    let a = randomMatrix(9, 4, seed: 5)
    let squares = try a.singularValues().map { $0 * $0 }
    #expect(distance(squares.reversed(), try SymmetricEigen(of: a.crossProduct()).values) < 1e-13)
  }
}
