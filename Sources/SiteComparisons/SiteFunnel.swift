internal import Distributions

/// By which variance a site's deviation from the target is judged.
public enum FunnelVariance: String, Sendable, CaseIterable {
  /// Chance alone: exact limits of Student's t.
  case sampling = "student"
  /// Chance times the overdispersion φ.
  case multiplicative
  /// Chance plus a variance between sites, τ².
  case additive
}

/// Where a site stands, in words.
public enum SiteVerdict: String, Sendable, CaseIterable {
  case inside
  case beyond95 = "beyond 95%"
  case beyond998 = "beyond 99.8%"
  case tooFew = "too few to judge"
}

/// One outcome at one visit by site, each against the rest: what a funnel plot and a caterpillar plot show.
///
/// A site stands at its `effectiveSize`, so that it is outside the curves of `limits(size:level:by:)` exactly where it is
/// outside its own limits. Without covariates that is its number of subjects.
///
/// Documentation/Methods/sites.md.
public struct SiteFunnel: Sendable {
  /// The levels of a funnel's limits.
  public static let levels = [0.95, 0.998]

  /// A site with enough subjects to be judged.
  public struct Site: Sendable, Equatable {
    public let label: String
    /// Subjects in the analysis.
    public let n: Int
    /// Mean and SD (n − 1) of the outcome as it was observed.
    public let mean: Double
    public let sd: Double?
    /// The case-mix-adjusted mean.
    public let value: Double
    /// What the site is held against: the mean of all, or of the other sites.
    public let target: Double
    /// `n` less what adjusting for the case mix costs: 1/(1/n + c).
    public let effectiveSize: Double
    /// The empirical-Bayes estimate with its interval; nil where it cannot be estimated.
    public var shrunken: Double?
    public var shrunkenLow: Double?
    public var shrunkenHigh: Double?
    /// Expected rank among the judged sites, 1 being the lowest value, with its interval.
    public var rank: Double?
    public var rankLow: Int?
    public var rankHigh: Int?

    /// Adjusted mean minus target.
    public let deviation: Double
    /// What the SD within sites is multiplied by to give the sampling error of `deviation`, squared; 0 < it.
    let unscaledVariance: Double
    /// The deviation from the target over that from the overall mean: 1, or N/(N − n) against the other sites.
    let scale: Double
  }

  public let outcome: String
  public let visit: String?
  /// In the order of the site column's levels.
  public var sites: [Site]
  /// Sites with fewer subjects than the smallest count that leaves.
  public let tooFew: [String]
  /// The mean over the subjects of all judged sites.
  public let overallMean: Double
  /// Subjects of the judged sites.
  public let n: Int
  /// The SD within sites, around the case mix; nil where it cannot be estimated.
  public let sigma: Double?
  /// Residual degrees of freedom: n less the sites and the covariates.
  public let df: Int
  /// The overdispersion φ; nil without `sigma`.
  public let phi: Double?
  /// The additive variance τ² between sites that φ stands for.
  public let additiveVariance: Double?
  /// Level of the intervals of shrunken means and ranks.
  public let level: Double
  /// The quantiles of t of the levels that every site is judged at, which are the same for all.
  let reaches: [Double: Double]

  /// t's quantiles at a funnel's levels and at another one.
  static func reaches(df: Int, level: Double) -> [Double: Double] {
    Dictionary(uniqueKeysWithValues: Set(levels + [level]).map { ($0, reach($0, df: df)) })
  }

  private static func reach(_ level: Double, df: Int) -> Double {
    StudentT(df: Double(df)).quantile((1 - level) / 2, tail: .upper)
  }
}

extension SiteFunnel {
  /// Standard error of a site's deviation; nil without an SD within sites.
  public func standardError(of site: Site, by variance: FunnelVariance = .sampling) -> Double? {
    error(unscaled: site.unscaledVariance, by: variance).map { $0 * site.scale }
  }

  /// Between which values a site's adjusted mean lies with this probability if its true value is the target.
  ///
  ///     target ± t(df) σ √(1/n − 1/N)                  chance alone, without covariates
  public func limits(of site: Site, level: Double, by variance: FunnelVariance = .sampling) -> ClosedRange<Double>? {
    standardError(of: site, by: variance).map { around(site.target, reach(level) * $0) }
  }

  /// The funnel's curve: the limits of a site of this size (`1 … n`, need not be whole) around the overall mean.
  public func limits(size: Double, level: Double, by variance: FunnelVariance = .sampling) -> ClosedRange<Double>? {
    guard size > 0, size <= Double(n) else { return nil }
    return error(unscaled: 1 / size - 1 / Double(n), by: variance).map { around(overallMean, reach(level) * $0) }
  }

  /// Where a site stands; nil without an SD within sites.
  public func verdict(of site: Site, by variance: FunnelVariance = .sampling) -> SiteVerdict? {
    guard let wide = limits(of: site, level: 0.998, by: variance),
      let narrow = limits(of: site, level: 0.95, by: variance)
    else { return nil }
    if !wide.contains(site.value) { return .beyond998 }
    return narrow.contains(site.value) ? .inside : .beyond95
  }

  private func error(unscaled: Double, by variance: FunnelVariance) -> Double? {
    guard let sigma else { return nil }
    let squared = sigma * sigma * unscaled
    switch variance {
    case .sampling: return squared.squareRoot()
    case .multiplicative: return phi.map { (max(1, $0) * squared).squareRoot() }
    case .additive: return additiveVariance.map { (squared + ((phi ?? 0) > 1 ? $0 : 0)).squareRoot() }
    }
  }

  func reach(_ level: Double) -> Double { reaches[level] ?? Self.reach(level, df: df) }

  private func around(_ center: Double, _ reach: Double) -> ClosedRange<Double> { center - reach...center + reach }
}
