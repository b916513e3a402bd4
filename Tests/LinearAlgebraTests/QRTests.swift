import Foundation
import LinearAlgebra
import Testing

@Suite struct QRTests {
  @Test(arguments: [(1, 1), (5, 5), (30, 4), (200, 40)])
  func multipliesBackAndSolves(_ rows: Int, _ columns: Int) {
    let x = randomMatrix(rows, columns, seed: UInt64(rows))
    let factor = QR(x)
    #expect(factor.rank == columns)
    #expect(distance(factor.thinQ * factor.upper, x) < 1e-13)
    #expect(distance(factor.thinQ.crossProduct(), .identity(columns)) < 1e-13)
    let solution = (0..<columns).map { Double($0 + 1) }
    #expect(distance(factor.solve(x * solution), solution) < 1e-9)
    var vector = randomMatrix(rows, 1, seed: 6).elements
    let before = vector
    factor.apply(transposed: true, to: &vector)
    factor.apply(transposed: false, to: &vector)
    #expect(distance(vector, before) < 1e-13)
  }

  @Test func determinantAndCondition() throws {
    let factor = QR(Matrix(columns: [[3, 4], [0, 5]]))
    #expect(abs(factor.logAbsoluteDeterminant - log(15)) < 1e-14)
    // Unit columns with cosine 0.8: singular values √1.8 and √0.2.
    #expect(abs(factor.conditionNumber - 3) < 1e-13)
    #expect(abs(QR(Matrix(columns: [[3e9, 4e9], [0, 5e-9]])).conditionNumber - 3) < 1e-13)
  }

  /// Any dependent set made on purpose, in any units and however far from the origin.
  @Test(arguments: [0.0, 1e3, 1e6], [1e-8, 1, 1e8])
  func laterColumnIsAliased(_ offset: Double, _ unit: Double) {
    for seed in 1...10 as ClosedRange<UInt64> {
      let base = randomMatrix(50, 3, seed: seed)
      let a = base.column(0).map { (offset + $0) * unit }
      let b = base.column(1).map { offset + $0 }
      let c = base.column(2)
      let ones = [Double](repeating: 1, count: 50)
      let mixed = zip(a, b).map { 0.3 * $0 - 7 * $1 + 11 }
      let factor = QR(Matrix(columns: [ones, a, b, mixed, c, zip(mixed, c).map { $0 + $1 }]))
      #expect(factor.aliased == [3, 5])
      #expect(factor.kept == [0, 1, 2, 4])
    }
  }

  /// What R's 1e-7 aliases and doubles still tell apart.
  @Test func nearlyCollinearIsKept() {
    let base = randomMatrix(40, 2, seed: 12)
    let a = base.column(0)
    let near = zip(a, base.column(1)).map { $0 + 1e-10 * $1 }
    #expect(QR(Matrix(columns: [a, near])).rank == 2)
    #expect(QR(Matrix(columns: [a, near]), tolerance: 1e-7).aliased == [1])
  }

  @Test func shapes() {
    #expect(QR(randomMatrix(3, 5, seed: 1)).aliased == [3, 4])
    #expect(QR(Matrix(rows: 4, columns: 0)).rank == 0)
    #expect(QR(Matrix(rows: 0, columns: 2)).aliased == [0, 1])
    #expect(QR(Matrix(rows: 3, columns: 2)).aliased == [0, 1])
    #expect(QR(Matrix(columns: [[1, 2], [.nan, 1], [1, .infinity], [1, 1]])).aliased == [1, 2])
    #expect(QR(Matrix(rows: 3, columns: 2)).conditionNumber == 1)
    #expect(QR(Matrix(columns: [[1e-140, 2e-140, 0], [1e140, 1e140, 0]])).rank == 2)
  }

  /// Of X itself Q' makes R over zeros, dependent columns or not, and of anything it keeps the cross-products.
  @Test(arguments: [(6, 3), (3, 6), (5, 5), (4, 0)])
  func householder(_ rows: Int, _ columns: Int) {
    var x = randomMatrix(rows, columns, seed: 21)
    if columns > 1 { for i in 0..<rows { x[i, 1] = 2 * x[i, 0] } }
    let factor = Householder(x)
    let turned = factor.transposedTimes(x)
    let count = min(rows, columns)
    #expect(factor.upper.rows == count && factor.upper.columns == columns)
    for j in 0..<columns {
      for i in 0..<rows { #expect(abs(turned[i, j] - (i < count ? factor.upper[i, j] : 0)) < 1e-13) }
    }
    let other = randomMatrix(rows, 4, seed: 22)
    let rotated = factor.transposedTimes(other)
    #expect(distance(rotated.crossProduct(), other.crossProduct()) < 1e-13)
    #expect(distance(rotated.crossProduct(with: turned), other.crossProduct(with: x)) < 1e-13)
  }
}
