import Foundation
import LinearAlgebra
import Testing

@Suite struct PivotedCholeskyTests {
  @Test(arguments: [(5, 5), (6, 3), (30, 11), (4, 1), (3, 0)])
  func findsTheRank(_ order: Int, _ rank: Int) throws {
    let a = randomMatrix(rank, order, seed: UInt64(100 + order)).crossProduct()
    let factor = try PivotedCholesky(of: a)
    #expect(factor.rank == rank)
    #expect(factor.nullColumns.count == order - rank)
    #expect(factor.pivots.sorted() == Array(0..<order))
    let permuted = a.selecting(rows: factor.pivots).selecting(columns: factor.pivots)
    #expect(distance(factor.lower.transposedCrossProduct(), permuted) < 1e-13)
  }

  @Test func leavesTheDependentColumn() throws {
    // The last column is the sum of the other two and the largest: it goes first, though it comes last.
    let x = Matrix(columns: [[1, 0, 0, 0], [0, 2, 1, 0], [1, 2, 1, 0]])
    let factor = try PivotedCholesky(of: x.crossProduct())
    #expect(factor.rank == 2)
    #expect(factor.pivots[0] == 2)
    #expect(factor.nullColumns == [0] || factor.nullColumns == [1])
    // Either way the principal minor of the columns kept is 5: 6 × 5 − 5² or 6 × 1 − 1².
    #expect(abs(factor.logDeterminant - log(5)) < 1e-14)
  }

  @Test func toleranceDecides() throws {
    let a = Matrix(diagonal: [1, 1e-3, 1e-9])
    #expect(try PivotedCholesky(of: a).rank == 3)
    #expect(try PivotedCholesky(of: a, tolerance: 1e-6).rank == 2)
    #expect(try PivotedCholesky(of: a, tolerance: 1e-6).nullColumns == [2])
    #expect(try PivotedCholesky(of: Matrix(diagonal: [-1, -2])).rank == 0)
    #expect(try PivotedCholesky(of: Matrix(rows: 0, columns: 0)).rank == 0)
  }
}
