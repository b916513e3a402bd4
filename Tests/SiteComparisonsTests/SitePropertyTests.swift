import Distributions
import Estimates
import Foundation
import SiteComparisons
import TestSupport
import Testing
import Trials

@Suite struct SitePropertyTests {
  /// Sites of some sizes with their own means and a baseline.
  private func made(_ seed: UInt64, sizes: [Int], between: Double = 1) -> (
    sites: [(String, [Double])], baseline: [Double]
  ) {
    var random = RandomStream(seed: seed)
    var baseline: [Double] = []
    let sites = sizes.enumerated().map { place, size in
      let own = between * random.normal()
      let values = (0..<size).map { _ in
        let before = 10 + random.normal()
        baseline.append(before)
        return own + 0.5 * before + random.normal()
      }
      return ("S\(place)", values)
    }
    return (sites, baseline)
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func shiftAndScaleOfTheOutcomeMoveItsNumbersAlone(seed: UInt64) throws {
    let (sites, baseline) = made(seed, sizes: [9, 6, 14, 7, 30])
    let moved = sites.map { ($0.0, $0.1.map { 1e6 + 8 * $0 }) }
    let one = try #require(try SiteComparison.funnels(for: MadeUpSites.trial(sites, baseline: baseline)).first)
    let other = try #require(try SiteComparison.funnels(for: MadeUpSites.trial(moved, baseline: baseline)).first)
    func near(_ a: Double?, _ b: Double?, _ tolerance: Double = 1e-8) -> Bool {
      guard let a, let b else { return false }
      return abs(a - b) <= tolerance * max(1, abs(b))
    }
    #expect(near(other.phi, one.phi) && near(other.sigma, one.sigma.map { 8 * $0 }))
    for (a, b) in zip(one.sites, other.sites) {
      #expect(near((b.value - 1e6) / 8, a.value, 1e-7) && near(b.deviation, 8 * a.deviation))
      #expect(near(b.rank, a.rank, 1e-6) && b.rankLow == a.rankLow && b.effectiveSize == a.effectiveSize)
      #expect(near(b.shrunken.map { ($0 - 1e6) / 8 }, a.shrunken, 1e-6))
    }
  }

  @Test func theOrderOfSubjectsAndSitesDoesNotMatter() throws {
    let (sites, _) = made(7, sizes: [8, 5, 12, 20])
    let one = try #require(try SiteComparison.funnels(for: MadeUpSites.trial(sites)).first)
    let turned = Array(sites.map { ($0.0, Array($0.1.reversed())) }.reversed())
    let other = try #require(try SiteComparison.funnels(for: MadeUpSites.trial(turned)).first)
    for (a, b) in zip(one.sites, other.sites.reversed()) {
      #expect(a.label == b.label && abs(a.value - b.value) < 1e-12 && abs(a.deviation - b.deviation) < 1e-12)
      #expect(abs((a.shrunken ?? 0) - (b.shrunken ?? 1)) < 1e-9 && abs((a.rank ?? 0) - (b.rank ?? 9)) < 1e-7)
    }
  }

  /// The mean of the deviations, weighted by the sites' sizes, is 0; ranks add up to K(K + 1)/2; shrunken means lie between
  /// the site and the common mean.
  @Test(arguments: 11...15 as ClosedRange<UInt64>)
  func theWholeIsTheSumOfItsSites(seed: UInt64) throws {
    let (sites, baseline) = made(seed, sizes: [9, 6, 14, 7, 30], between: 2)
    let funnel = try #require(try SiteComparison.funnels(for: MadeUpSites.trial(sites, baseline: baseline)).first)
    #expect(abs(funnel.sites.reduce(0) { $0 + Double($1.n) * $1.deviation }) < 1e-10)
    #expect(abs(funnel.sites.reduce(0) { $0 + ($1.rank ?? 0) } - 15) < 1e-12)
    #expect(funnel.n == 66 && funnel.df == 66 - 5 - 1)
    for site in funnel.sites { #expect(site.effectiveSize < Double(site.n)) }
  }

  /// A site at its effective size is outside the curve exactly where it is outside its own limits.
  @Test(arguments: FunnelVariance.allCases)
  func theCurveAndTheSitesOwnLimitsAgree(by variance: FunnelVariance) throws {
    let (sites, baseline) = made(21, sizes: [9, 6, 14, 7, 30], between: 3)
    let funnel = try #require(try SiteComparison.funnels(for: MadeUpSites.trial(sites, baseline: baseline)).first)
    #expect((funnel.phi ?? 0) > 1)
    for site in funnel.sites {
      for level in SiteFunnel.levels {
        let own = try #require(funnel.limits(of: site, level: level, by: variance))
        let curve = try #require(funnel.limits(size: site.effectiveSize, level: level, by: variance))
        #expect(abs(own.lowerBound - curve.lowerBound) < 1e-10 && abs(own.upperBound - curve.upperBound) < 1e-10)
      }
    }
  }

  /// Without covariates the test against all is Student's t of the site against the others with the variance within all
  /// sites: limits ± t(N − K) s √(1/n − 1/N).
  @Test func limitsAreTheConventions() throws {
    let (sites, _) = made(31, sizes: [9, 6, 14])
    let funnel = try #require(try SiteComparison.funnels(for: MadeUpSites.trial(sites)).first)
    let sigma = try #require(funnel.sigma)
    for site in funnel.sites {
      let reach = StudentT(df: 26).quantile(0.025, tail: .upper) * sigma * (1 / Double(site.n) - 1.0 / 29).squareRoot()
      let limits = try #require(funnel.limits(of: site, level: 0.95))
      #expect(abs(limits.upperBound - limits.lowerBound - 2 * reach) < 1e-12)
      #expect(site.effectiveSize == Double(site.n) || abs(site.effectiveSize - Double(site.n)) < 1e-12)
    }
  }

  /// 2,000 studies of sites that are all the same: 5 % of the sites are beyond 95 %, in 5 % of the studies Holm finds one or
  /// fewer, and φ winsorised is below 1 on average. Standard errors of the shares are about 0.002 and 0.005.
  @Test func limitsHoldTheirLevelWithFewSubjects() throws {
    var beyond = 0
    var found = 0
    for study in 0..<2000 {
      let (sites, baseline) = made(UInt64(1000 + study), sizes: [5, 6, 8, 5, 9], between: 0)
      let rows = try SiteComparison.results(
        for: MadeUpSites.trial(sites, baseline: baseline), measures: [.siteDeviation, .siteTest]
      ).rows
      beyond += rows.count { $0.method == "student" && ($0.pValue ?? 1) < 0.05 }
      if rows.contains(where: { $0.method == "student_holm" && ($0.pValue ?? 1) < 0.05 }) { found += 1 }
    }
    #expect(abs(Double(beyond) / 10_000 - 0.05) < 0.008, "\(beyond)")
    #expect(Double(found) / 2000 < 0.065, "\(found)")
  }

  @Test func aVarianceOfZeroBetweenSitesLeavesNoRanks() throws {
    let trial = MadeUpSites.trial((0..<4).map { ("S\($0)", [1, 2, 3, 4, 5, Double($0) / 100]) })
    let results = try SiteComparison.results(for: trial)
    for row in results.rows where row.measure == .rank {
      #expect(row.estimate == 2.5 && row.confidenceLow == 1 && row.confidenceHigh == 4)
    }
    #expect(results.notes.contains { $0.hasPrefix("The variance between sites is estimated as 0") })
  }
}
