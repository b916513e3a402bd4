import LinearAlgebra
import Testing

@Suite struct MatrixTriangularTests {
  /// Well conditioned in either half.
  let a = randomMatrix(6, 6, seed: 3) + 4 * Matrix.identity(6)

  @Test(arguments: [Triangle.lower, .upper], [false, true])
  func solvesAndInverts(_ triangle: Triangle, _ transposed: Bool) throws {
    let half = a.keeping(triangle)
    let right = randomMatrix(6, 2, seed: 4)
    let solution = try a.solve(triangle, transposed: transposed, right)
    #expect(distance((transposed ? half.transposed : half) * solution, right) < 1e-14)
    #expect(distance(try a.solve(triangle, transposed: transposed, right.column(0)), solution.column(0)) < 1e-14)
    #expect(distance(try a.inverse(triangle) * half, .identity(6)) < 1e-14)
    #expect(try a.inverse(triangle).keeping(triangle) == a.inverse(triangle))
  }

  @Test func zeroOnTheDiagonal() {
    var singular = a
    singular[2, 2] = 0
    #expect(throws: LinearAlgebraError.singularTriangle(diagonal: 3, order: 6)) {
      try singular.solve(.upper, [1, 2, 3, 4, 5, 6])
    }
    #expect(throws: LinearAlgebraError.singularTriangle(diagonal: 3, order: 6)) { try singular.inverse(.lower) }
  }
}
