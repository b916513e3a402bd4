import Comparisons
import Testing

@Suite struct ExactRankDistributionTests {
  @Test(arguments: 1...10) func signedRankCountsSubsets(n: Int) {
    let exact = ExactRankDistribution.signedRank(n: n)
    var counts = [Int](repeating: 0, count: n * (n + 1) / 2 + 1)
    for subset in 0..<(1 << n) { counts[(1...n).filter { subset >> ($0 - 1) & 1 == 1 }.reduce(0, +)] += 1 }
    check(exact, counts)
  }

  @Test(arguments: 1...5, 1...6) func rankSumCountsArrangements(m: Int, n: Int) {
    let exact = ExactRankDistribution.rankSum(m, n)
    var counts = [Int](repeating: 0, count: m * n + 1)
    for subset in 0..<(1 << (m + n)) where subset.nonzeroBitCount == m {
      // U is the number of zeros below each one.
      counts[(0..<(m + n)).filter { subset >> $0 & 1 == 1 }.enumerated().map { $1 - $0 }.reduce(0, +)] += 1
    }
    check(exact, counts)
  }

  private func check(_ exact: ExactRankDistribution, _ counts: [Int]) {
    let total = Double(counts.reduce(0, +))
    #expect(exact.maximum == counts.count - 1)
    var sum = 0
    for v in 0...(exact.maximum / 2) {
      sum += counts[v]
      #expect(isClose(exact.lowerTail(v), Double(sum) / total, 1e-15))
      #expect(isClose(exact.twoSidedPValue(v), min(1, 2 * Double(sum) / total), 1e-15))
      #expect(exact.twoSidedPValue(v) == exact.twoSidedPValue(exact.maximum - v))
      // The quantile function inverts the cumulative one.
      #expect(exact.quantile(Double(sum) / total) == v)
    }
    #expect(exact.lowerTail(-1) == 0)
  }

  @Test func theLargestIsNormalised() {
    // The middle of a symmetric distribution with an odd number of values has probability ½ on each side.
    let signedRank = ExactRankDistribution.signedRank(n: 49)  // maximum 1225 is odd
    #expect(isClose(signedRank.lowerTail(612), 0.5, 1e-14))
    let rankSum = ExactRankDistribution.rankSum(49, 49)  // maximum 2401 is odd
    #expect(isClose(rankSum.lowerTail(1200), 0.5, 1e-13))
  }
}
