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
        row = row.estimated(standardError: error, df: Double(funnel.df), level: level, reach: funnel.reach(level))
      }
      rows.append(row)
    }
    rows += targets
    let deviations = kinds.map { kind in (kind: kind, rows: sites.map { deviation(of: $0, kind) }) }
    rows += deviations.flatMap(\.rows)
    rows += funnel.tooFew.map {
      Estimate(site: $0, term: SiteVerdict.tooFew.rawValue, measure: .siteDeviation, method: "student")
    }
    for kind in deviations { rows += tests(kind.kind, of: kind.rows) }
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
        row = row.estimated(
          standardError: error, df: Double(funnel.df), level: funnel.level, reach: funnel.reach(funnel.level))
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
    let df = Double(funnel.df)
    var tested = row.estimated(standardError: error, df: df, level: funnel.level, reach: funnel.reach(funnel.level))
    tested.statistic = site.deviation / error
    tested.pValue = StudentT(df: df).twoSidedPValue(site.deviation / error)
    return tested
  }

  private func tests(_ kind: FunnelVariance, of deviations: [Estimate]) -> [Estimate] {
    guard options.adjustment != .none else { return [] }
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
  /// With t's interval: whether the estimate is 0 is no question.
  ///
  /// - Parameter reach: t's quantile at that level.
  fileprivate func estimated(standardError: Double, df: Double, level: Double, reach: Double) -> Estimate {
    guard let estimate else { return self }
    var row = self
    row.standardError = standardError
    row.df = df
    row.confidenceLow = estimate - reach * standardError
    row.confidenceHigh = estimate + reach * standardError
    row.confidenceLevel = level
    return row
  }
}
