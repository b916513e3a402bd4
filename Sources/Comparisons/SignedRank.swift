internal import Distributions
package import Estimates

/// Wilcoxon's signed-rank test of paired differences (later − earlier) and the Hodges–Lehmann estimate that belongs to
/// it, both from one sort. Documentation/Methods/signed-rank.md and hodges-lehmann.md.
package struct SignedRank {
  /// All differences, ascending, zeros included.
  private let sorted: [Double]
  /// Differences that are not zero; the test ranks these only (Wilcoxon's own treatment of zeros).
  package let nonzero: Int
  /// V: the sum of the ranks of the positive differences, ties with their mean rank.
  package let statistic: Double
  /// Σ (t³ − t) over groups of equal absolute differences that are not zero.
  private let tieSum: Double

  /// - Parameter differences: later − earlier, in any order.
  package init(_ differences: [Double]) {
    sorted = differences.sorted()
    // The absolute values in order, by merging the negative part read backwards with the positive part.
    var negative = sorted.firstIndex { $0 >= 0 } ?? sorted.count
    var positive = sorted[negative...].firstIndex { $0 > 0 } ?? sorted.count
    nonzero = sorted.count - (positive - negative)
    var rank = 0
    var sum = 0.0
    var ties = 0.0
    while negative > 0 || positive < sorted.count {
      let size = min(
        negative > 0 ? -sorted[negative - 1] : .infinity, positive < sorted.count ? sorted[positive] : .infinity)
      let start = rank
      var above = 0
      while negative > 0, -sorted[negative - 1] == size {
        negative -= 1
        rank += 1
      }
      while positive < sorted.count, sorted[positive] == size {
        positive += 1
        rank += 1
        above += 1
      }
      sum += Double(above) * Double(start + 1 + rank) / 2
      ties += RankTest.tieTerm(rank - start)
    }
    statistic = sum
    tieSum = ties
  }

  private var zeros: Int { sorted.count - nonzero }

  /// Whether the null distribution is the exact one: fewer than 50 differences, no ties, no zeros.
  package var isExact: Bool { sorted.count < RankTest.exactBelow && zeros == 0 && tieSum == 0 }

  /// Two-sided; nil where every difference is zero.
  package func pValue(_ distribution: ExactRankDistribution?) -> Double? {
    if let distribution, nonzero > 0 { return distribution.twoSidedPValue(Int(statistic)) }
    let n = Double(nonzero)
    return RankTest.normalPValue(
      statistic: statistic, mean: n * (n + 1) / 4, variance: n * (n + 1) * (2 * n + 1) / 24 - tieSum / 48)
  }

  /// The exact distribution where it applies.
  package func exactDistribution() -> ExactRankDistribution? { isExact ? .signedRank(n: sorted.count) : nil }

  /// Row of `signed_rank`: V and its p-value; no estimate.
  package func testRow(_ distribution: ExactRankDistribution?) -> Estimate {
    Estimate(
      measure: .signedRank, method: isExact ? RankTest.exact : RankTest.normal, statistic: statistic,
      pValue: pValue(distribution), n: sorted.count)
  }

  /// Row of `hodges_lehmann`: the median of the Walsh averages of all differences, zeros included, and limits from
  /// their order statistics.
  package func hodgesLehmannRow(_ distribution: ExactRankDistribution?, level: Double) -> Estimate {
    let n = Double(sorted.count)
    // Zeros are one more group of ties here: nothing is dropped.
    let variance = n * (n + 1) * (2 * n + 1) / 24 - (tieSum + RankTest.tieTerm(zeros)) / 48
    return HodgesLehmann(
      sums: .walshAverages(ofSorted: sorted), distribution: distribution, normalVariance: variance, level: level
    ).row(n: sorted.count)
  }
}
