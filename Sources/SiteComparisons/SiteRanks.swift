internal import Distributions

/// Where each site stands among all, 1 being the lowest value, and how much of that is known.
///
/// The posterior of the sites' true values is normal: μ ~ N(μ̂, se²), and given μ independent θₖ ~ N(λₖaₖ + (1 − λₖ)μ, λₖvₖ).
///
///     E(rank of k) = 1 + Σⱼ Φ((θ̂ₖ − θ̂ⱼ)/√(λₖvₖ + λⱼvⱼ + (λₖ − λⱼ)²se²)),  j ≠ k
///
/// is exact; the interval holds the middle of the ranks of simulated values. Where τ² is 0 all sites are the same: everybody's
/// rank is (K + 1)/2, anywhere from 1 to K.
///
/// Source: Goldstein & Spiegelhalter (1996), League tables and their limitations, Journal of the Royal Statistical Society A
/// 159, 385–443, for ranks by simulation.
package struct SiteRanks: Sendable {
  /// How many sets of true values are drawn.
  package static let draws = 10_240

  package let expected: [Double]
  package let intervals: [ClosedRange<Int>]

  package init(_ sites: ShrunkenSites, level: Double, seed: UInt64) {
    let count = sites.means.count
    guard sites.variance > 0 else {
      expected = [Double](repeating: Double(count + 1) / 2, count: count)
      intervals = [ClosedRange<Int>](repeating: 1...count, count: count)
      return
    }
    expected = (0..<count).map { own in
      (0..<count).reduce(1) { rank, other in
        guard other != own else { return rank }
        let common = (sites.shares[own] - sites.shares[other]) * sites.centerError
        let (a, b) = (sites.ownErrors[own], sites.ownErrors[other])
        let error = (a * a + b * b + common * common).squareRoot()
        return rank + Normal().probability((sites.means[own] - sites.means[other]) / error, tail: .lower)
      }
    }
    let counts = Self.simulated(sites, seed: seed)
    intervals = counts.map { Self.middle(of: $0, level: level) }
  }

  /// `[site][rank − 1]`: how often the site had the rank.
  private static func simulated(_ sites: ShrunkenSites, seed: UInt64) -> [[Int]] {
    let stream = RandomStream(seed: seed)
    let count = sites.means.count
    let pieces = mapPieces(draws / replicatesPerPiece) { piece in
      var random = stream.split(UInt64(piece))
      var counts = [Int](repeating: 0, count: count * count)
      var drawn: [(value: Double, site: Int)] = []
      drawn.reserveCapacity(count)
      for _ in 0..<replicatesPerPiece {
        let shift = sites.centerError * random.normal()
        drawn.removeAll(keepingCapacity: true)
        for site in 0..<count {
          let own = sites.ownErrors[site] * random.normal()
          drawn.append((sites.means[site] + (1 - sites.shares[site]) * shift + own, site))
        }
        drawn.sort { $0.value < $1.value }
        for (rank, draw) in drawn.enumerated() { counts[draw.site * count + rank] += 1 }
      }
      return counts
    }
    return (0..<count).map { site in
      (0..<count).map { rank in pieces.reduce(0) { $0 + $1[site * count + rank] } }
    }
  }

  /// From the first rank that leaves no more than half of what is outside below it, to the last.
  private static func middle(of counts: [Int], level: Double) -> ClosedRange<Int> {
    let outside = (1 - level) / 2 * Double(counts.reduce(0, +))
    func first(_ counts: [Int]) -> Int {
      var sum = 0
      for (rank, count) in counts.enumerated() {
        sum += count
        if Double(sum) > outside { return rank }
      }
      return counts.count - 1
    }
    let low = first(counts) + 1
    return low...max(low, counts.count - first(counts.reversed()))
  }
}
