import LinearAlgebra
import Testing
import Trials

@Suite struct MomentSummaryTests {
  // 1, 2, 6 and 3, 8 by hand: means 3 and 5.5, sums of squares 14 and 12.5; together mean 4, sum of squares 34.
  private let first = MomentSummary(count: 3, mean: [3], crossProducts: Matrix(rows: 1, columns: 1, columnMajor: [14]))
  private let second = MomentSummary(
    count: 2, mean: [5.5], crossProducts: Matrix(rows: 1, columns: 1, columnMajor: [12.5]))

  @Test func mergesAsByHand() {
    let both = first.merged(with: second)
    #expect(both.count == 5)
    #expect(abs(both.mean[0] - 4) < 1e-15)
    #expect(abs(both.crossProducts[0, 0] - 34) < 1e-13)
    #expect(abs((both.standardDeviation(0) ?? 0) - 8.5.squareRoot()) < 1e-14)
  }

  @Test func nobodyChangesNothing() {
    let nobody = MomentSummary(variables: 1)
    #expect(first.merged(with: nobody) == first)
    #expect(nobody.merged(with: first) == first)
  }

  @Test func crossProductsOfTwoVariables() {
    // (1, 2), (3, 8) | (5, 2): means (3, 4), cross-products 8, 0, 24 by hand.
    let pair = MomentSummary(
      count: 2, mean: [2, 5], crossProducts: Matrix(rows: 2, columns: 2, columnMajor: [2, 6, 6, 18]))
    let one = MomentSummary(count: 1, mean: [5, 2], crossProducts: Matrix(rows: 2, columns: 2))
    let all = pair.merged(with: one)
    #expect(zip(all.mean, [3.0, 4.0]).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(zip(all.crossProducts.elements, [8.0, 0, 0, 24]).allSatisfy { abs($0 - $1) < 1e-13 })
    #expect(abs((all.covariance(0, 0) ?? 0) - 4) < 1e-14)
  }
}
