internal import Comparisons
internal import Estimates
internal import LinearAlgebra
internal import MixedModels

/// The share of the outcome's variance that lies between sites, around the case mix: by analysis of variance (Henderson's
/// third method), with Harville and Fenech's interval, which is exact for normal data.
///
/// R without covariates: (MSB − MSW)/(MSB + (n₀ − 1)MSW), n₀ = (N − Σn²/N)/(K − 1). An estimate below 0 is given as 0.
struct SiteIntraclassCorrelation {
  let row: Estimate
  /// Whether the estimate was below 0.
  let isCut: Bool

  init(_ analysis: SiteAnalysis, level: Double) {
    var row = Estimate(measure: .icc, method: "anova_harville_fenech", n: analysis.caseMix.total)
    var isCut = false
    let ones = [Double](repeating: 1, count: analysis.caseMix.total)
    let kept = zip(analysis.sample.covariates, analysis.caseMix.slopes).filter { $0.1 != nil }
    let design = Matrix(columns: [ones] + kept.map { centred($0.0.values) })
    if analysis.caseMix.sigma != nil,
      let ratio = VarianceRatio(design: design, groups: analysis.sample.sites, outcome: centred(analysis.sample.values))
    {
      isCut = ratio.momentEstimate < 0
      row.estimate = Self.share(max(0, ratio.momentEstimate))
      if let interval = ratio.interval(level: level) {
        row.confidenceLow = Self.share(interval.lowerBound)
        row.confidenceHigh = Self.share(interval.upperBound)
        row.confidenceLevel = level
      }
    }
    self.row = row
    self.isCut = isCut
  }

  private static func share(_ ratio: Double) -> Double { ratio / (1 + ratio) }
}
