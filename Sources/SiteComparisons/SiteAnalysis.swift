internal import Comparisons
internal import Trials

/// Sites compared on one outcome at one visit: the sample, its case mix, and the funnel that comes of it.
struct SiteAnalysis {
  let sample: SiteSample
  let caseMix: CaseMix
  let overdispersion: Overdispersion?
  let shrunken: ShrunkenSites?
  let funnel: SiteFunnel

  /// The sampling variances of the adjusted means, σ²(1/n + c); empty without an SD within sites.
  let variances: [Double]

  /// - Parameter needsRanks: whether ranks are simulated.
  init(
    _ sample: SiteSample, outcome: String, visit: String?, options: SiteOptions, level: Double, needsRanks: Bool = true
  ) {
    self.sample = sample
    let caseMix = CaseMix(
      values: sample.values, sites: sample.sites, count: sample.labels.count,
      covariates: sample.covariates.map(\.values))
    self.caseMix = caseMix
    let total = Double(caseMix.total)
    let sizes = caseMix.summaries.map { Double($0.count) }
    let own = sizes.indices.map { 1 / sizes[$0] + caseMix.distances[$0] }
    let unscaled = own.map { $0 - 1 / total }
    let variances = caseMix.sigma.map { sigma in own.map { sigma * sigma * $0 } } ?? []
    self.variances = variances
    overdispersion = caseMix.sigma.map { sigma in
      let errors = unscaled.map { sigma * $0.squareRoot() }
      return Overdispersion(
        statistics: zip(caseMix.deviations, errors).map { $0 / $1 }, df: Double(caseMix.df),
        variances: errors.map { $0 * $0 })
    }
    let shrunken =
      variances.isEmpty ? nil : ShrunkenSites(values: caseMix.adjustedMeans, variances: variances)
    self.shrunken = shrunken
    let ranks = needsRanks ? shrunken.map { SiteRanks($0, level: level, seed: options.seed) } : nil
    let sites = sizes.indices.map { index -> SiteFunnel.Site in
      let scale = options.target == .rest ? total / (total - sizes[index]) : 1
      let value = caseMix.overallMean + caseMix.deviations[index]
      let deviation = caseMix.deviations[index] * scale
      let interval = shrunken?.interval(index, level: level)
      return SiteFunnel.Site(
        label: sample.labels[index], n: caseMix.summaries[index].count, mean: caseMix.summaries[index].mean,
        sd: caseMix.summaries[index].sd, value: value,
        target: options.target == .rest ? value - deviation : caseMix.overallMean, effectiveSize: 1 / own[index],
        shrunken: shrunken?.means[index], shrunkenLow: interval?.lowerBound, shrunkenHigh: interval?.upperBound,
        rank: ranks?.expected[index], rankLow: ranks?.intervals[index].lowerBound,
        rankHigh: ranks?.intervals[index].upperBound, deviation: deviation, unscaledVariance: unscaled[index],
        scale: scale)
    }
    funnel = SiteFunnel(
      outcome: outcome, visit: visit, sites: sites, tooFew: sample.tooFew, overallMean: caseMix.overallMean,
      n: caseMix.total, sigma: caseMix.sigma, df: caseMix.df, phi: overdispersion?.phi,
      additiveVariance: overdispersion?.additiveVariance, level: level,
      reaches: caseMix.sigma == nil ? [:] : SiteFunnel.reaches(df: caseMix.df, level: level))
  }
}
