internal import Comparisons
internal import Distributions
internal import Estimates
internal import Inference

/// The rows of results that a site analysis is written as.
struct SiteRows {
  let analysis: SiteAnalysis
  let options: SiteOptions

  private var funnel: SiteFunnel { analysis.funnel }
  private var sites: [SiteFunnel.Site] { funnel.sites }
  private var method: String { analysis.sample.covariates.isEmpty ? "student" : "ancova" }

  /// The variances that a deviation is judged by: those of overdispersion only where there is some.
  private var kinds: [FunnelVariance] {
    analysis.overdispersion?.isPresent ?? false ? FunnelVariance.allCases : [.sampling]
  }

  var all: [Estimate] {
    let level = funnel.level
    var rows = observed
    for site in sites {
      var row = Estimate(site: site.label, measure: .adjustedMean, method: method, estimate: site.value, n: site.n)
      if let sigma = funnel.sigma {
        let error = sigma * (1 / site.effectiveSize).squareRoot()
        row = row.tested(standardError: error, df: Double(funnel.df), level: level).withoutTest
      }
      rows.append(row)
    }
    rows += targets
    for kind in kinds { rows += sites.map { deviation(of: $0, kind) } }
    rows += funnel.tooFew.map {
      Estimate(site: $0, term: SiteVerdict.tooFew.rawValue, measure: .siteDeviation, method: "student")
    }
    for kind in kinds { rows += tests(kind) }
    for kind in kinds { rows += SiteFunnel.levels.flatMap { limits(kind, level: $0) } }
    rows += spread
    for site in sites {
      rows.append(
        Estimate(
          site: site.label, measure: .shrunkenMean, method: "reml", estimate: site.shrunken,
          standardError: analysis.shrunken.flatMap { shrunken in
            sites.firstIndex(of: site).map { shrunken.errors[$0] }
          },
          confidenceLow: site.shrunkenLow, confidenceHigh: site.shrunkenHigh,
          confidenceLevel: site.shrunkenLow == nil ? nil : level, n: site.n))
    }
    for site in sites {
      rows.append(
        Estimate(
          site: site.label, measure: .rank, method: "posterior", estimate: site.rank,
          confidenceLow: site.rankLow.map(Double.init), confidenceHigh: site.rankHigh.map(Double.init),
          confidenceLevel: site.rankLow == nil ? nil : level, n: site.n))
    }
    return rows
  }

  private var observed: [Estimate] {
    sites.flatMap { site in
      [
        Estimate(site: site.label, measure: .n, estimate: Double(site.n), n: site.n),
        Estimate(site: site.label, measure: .mean, estimate: site.mean, n: site.n),
        Estimate(site: site.label, measure: .sd, estimate: site.sd, n: site.n),
      ]
    }
  }

  private var targets: [Estimate] {
    switch options.target {
    case .overall:
      var row = Estimate(measure: .target, method: method, estimate: funnel.overallMean, n: funnel.n)
      if let sigma = funnel.sigma {
        let error = sigma / Double(funnel.n).squareRoot()
        row = row.tested(standardError: error, df: Double(funnel.df), level: funnel.level).withoutTest
      }
      return [row]
    case .rest:
      return sites.map {
        Estimate(site: $0.label, measure: .target, method: "rest", estimate: $0.target, n: funnel.n - $0.n)
      }
    }
  }

  private func deviation(of site: SiteFunnel.Site, _ kind: FunnelVariance) -> Estimate {
    let row = Estimate(
      site: site.label, term: funnel.verdict(of: site, by: kind)?.rawValue, measure: .siteDeviation,
      method: kind.rawValue, estimate: site.deviation, n: site.n)
    guard let error = funnel.standardError(of: site, by: kind) else { return row }
    return row.tested(standardError: error, df: Double(funnel.df), level: funnel.level)
  }

  private func tests(_ kind: FunnelVariance) -> [Estimate] {
    guard options.adjustment != .none else { return [] }
    let deviations = sites.map { deviation(of: $0, kind) }
    let known = deviations.compactMap(\.pValue)
    let adjusted = known.count == deviations.count ? options.adjustment.adjusted(known) : []
    return deviations.enumerated().map { place, row in
      Estimate(
        site: row.site, measure: .siteTest, method: "\(kind.rawValue)_\(options.adjustment.rawValue)", df: row.df,
        statistic: row.statistic, pValue: adjusted.isEmpty ? nil : adjusted[place], n: row.n)
    }
  }

  private func limits(_ kind: FunnelVariance, level: Double) -> [Estimate] {
    sites.map { site in
      let limits = funnel.limits(of: site, level: level, by: kind)
      return Estimate(
        site: site.label, term: level == 0.95 ? "95%" : "99.8%", measure: .funnelLimits, method: kind.rawValue,
        estimate: site.target, df: limits == nil ? nil : Double(funnel.df), confidenceLow: limits?.lowerBound,
        confidenceHigh: limits?.upperBound, confidenceLevel: limits == nil ? nil : level, n: site.n)
    }
  }

  /// How much sites differ, by each way of saying it.
  private var spread: [Estimate] {
    [
      Estimate(measure: .overdispersion, method: "winsorised", estimate: funnel.phi, n: funnel.n),
      Estimate(measure: .tau2, method: "additive", estimate: funnel.additiveVariance, n: funnel.n),
      Estimate(measure: .tau2, method: "reml", estimate: analysis.shrunken?.variance, n: funnel.n),
    ]
  }
}

extension Estimate {
  /// Against 0, which means nothing for a mean.
  fileprivate var withoutTest: Estimate {
    var row = self
    row.statistic = nil
    row.pValue = nil
    return row
  }
}
