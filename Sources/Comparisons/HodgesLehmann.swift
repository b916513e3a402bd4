internal import Distributions
internal import Estimates

/// The Hodges–Lehmann estimate and its distribution-free limits: median and order statistics of all Walsh averages, or
/// of all differences between two samples, in O(n log n). Documentation/Methods/hodges-lehmann.md.
struct HodgesLehmann {
  let sums: SortedSums
  /// Null distribution of the rank statistic that the limits invert; nil for the normal approximation.
  let distribution: ExactRankDistribution?
  /// Variance of that statistic, ties and zeros accounted for.
  let normalVariance: Double
  let level: Double

  /// The rank C of the lower limit, the upper one having the same rank from above, and the confidence it gives.
  ///
  /// Exact: C is the smallest value of the statistic whose lower tail reaches α/2, as in `wilcox.test`. Where even the
  /// widest pair, C = 1, covers less than was asked for, that pair is given with the level that it has.
  /// Normal: ⌊M/2 − z σ⌋ (Hollander & Wolfe 1999, Nonparametric Statistical Methods, sections 3.4 and 4.4); nil where
  /// that is below 1.
  var rank: (value: Int, level: Double)? {
    let tail = (1 - level) / 2
    if let distribution {
      let rank = distribution.quantile(tail)
      if rank > 0 { return (rank, level) }
      let attained = 1 - 2 * distribution.lowerTail(0)
      return attained > 0 ? (1, attained) : nil
    }
    let middle = Double(sums.count) / 2
    let rank = middle - Normal().quantile(tail, tail: .upper) * normalVariance.squareRoot()
    return rank >= 1 ? (Int(min(rank, middle + 0.5)), level) : nil
  }

  /// Infinite where a sum is: `RowWriter` leaves such a number out and says why.
  func row(n: Int) -> Estimate {
    var row = Estimate(
      measure: .hodgesLehmann,
      method: distribution == nil ? RankTest.orderStatisticsNormal : RankTest.orderStatisticsExact,
      estimate: sums.isFinite ? sums.median : .infinity, n: n)
    guard let rank, sums.isFinite else { return row }
    row.confidenceLow = sums.element(rank: rank.value)
    row.confidenceHigh = sums.element(rank: sums.count + 1 - rank.value)
    row.confidenceLevel = rank.level
    return row
  }

  /// What a reader must know of the row's interval, if anything.
  static func cause(of row: Estimate, level: Double) -> String? {
    guard row.measure == .hodgesLehmann, row.estimate?.isFinite ?? false, row.confidenceLevel != level else {
      return nil
    }
    if row.confidenceLevel == nil { return "Too few subjects for a Hodges-Lehmann interval" }
    return "The widest Hodges-Lehmann interval has less confidence than was asked for; its row says how much"
  }
}
