/// The exact null distribution of a rank statistic without ties: how many of equally likely arrangements give each
/// value. Symmetric about `maximum`/2, so counts stand for the lower half only.
///
/// Counts are sums of positive doubles: exact up to 2⁵³, and beyond that right to a few units in the last place.
package struct ExactRankDistribution {
  /// Largest value of the statistic.
  package let maximum: Int
  /// P(statistic ≤ v) for v from 0 to ⌊maximum/2⌋.
  private let cumulative: [Double]

  /// V, the sum of the ranks of the positive among n differences: each rank is in or out.
  /// R: `psignrank(v, n)`.
  package static func signedRank(n: Int) -> ExactRankDistribution {
    let maximum = n * (n + 1) / 2
    var counts = [Double](repeating: 0, count: maximum / 2 + 1)
    counts[0] = 1
    for rank in stride(from: 1, through: n, by: 1) {
      for value in stride(from: counts.count - 1, through: rank, by: -1) { counts[value] += counts[value - rank] }
    }
    var total = 1.0
    for _ in 0..<n { total *= 2 }
    return ExactRankDistribution(maximum: maximum, counts: counts, total: total)
  }

  /// U of m against n values: with f(u; m, n) arrangements, f(u; m, n) = f(u − n; m − 1, n) + f(u; m, n − 1)
  /// (Mann & Whitney 1947, Annals of Mathematical Statistics 18, 50–60). R: `pwilcox(u, m, n)`.
  package static func rankSum(_ size1: Int, _ size2: Int) -> ExactRankDistribution {
    // In one order, so that swapping the arms changes no bit.
    let (m, n) = (min(size1, size2), max(size1, size2))
    let maximum = m * n
    let size = maximum / 2 + 1
    // counts[i] holds f(·; i, j) for the j reached so far; f(·; i, 0) is one arrangement at 0.
    var counts = [[Double]](repeating: [1] + [Double](repeating: 0, count: size - 1), count: m + 1)
    for j in stride(from: 1, through: n, by: 1) {
      for i in stride(from: 1, through: m, by: 1) {
        for value in stride(from: j, through: min(i * j, size - 1), by: 1) {
          counts[i][value] += counts[i - 1][value - j]
        }
      }
    }
    var total = 1.0
    for k in stride(from: 1, through: m, by: 1) { total = total * Double(n + k) / Double(k) }
    return ExactRankDistribution(maximum: maximum, counts: counts[m], total: total)
  }

  private init(maximum: Int, counts: [Double], total: Double) {
    self.maximum = maximum
    var sum = 0.0
    cumulative = counts.map { count in
      sum += count
      return sum / total
    }
  }

  /// P(statistic ≤ v), v below or at the middle; 0 below 0.
  package func lowerTail(_ v: Int) -> Double { v < 0 ? 0 : cumulative[min(v, cumulative.count - 1)] }

  /// Twice the smaller tail, at most 1.
  package func twoSidedPValue(_ v: Int) -> Double { min(1, 2 * lowerTail(min(v, maximum - v))) }

  /// The smallest v with P(statistic ≤ v) ≥ p, for p below a half. R's `qsignrank` and `qwilcox` allow the same ten
  /// units of rounding in p.
  package func quantile(_ p: Double) -> Int {
    cumulative.firstIndex { $0 >= p - 10 * Double.ulpOfOne } ?? cumulative.count - 1
  }
}
