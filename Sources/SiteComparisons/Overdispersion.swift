internal import Comparisons
internal import Distributions

/// Whether sites differ by more than chance: φ, the mean square of the sites' z-scores, and what is made of it.
///
/// The z-score of site k is the normal quantile of the probability of its t statistic, so that its square has mean 1 under
/// chance alone however few subjects there are. Scores below their 10 % quantile, or above their 90 % quantile (type 7),
/// are moved to it (winsorised): φ is about most sites, and an outlying one must not widen its own limits.
///
/// * multiplicative: limits are √φ as wide, where φ > 1;
/// * additive: the variance of each site's deviation grows by τ², with wₖ = 1/sₖ²
///
///       τ² = max(0, (Kφ − (K − 1)) / (Σw − Σw²/Σw))
///
/// Source: Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24,
/// 1185–1202; Spiegelhalter (2005), Handling over-dispersion of performance indicators, Quality and Safety in Health
/// Care 14, 347–351.
package struct Overdispersion: Sendable {
  /// Share that is winsorised at each end.
  package static let share = 0.1

  /// Winsorised z-scores, in the order of the sites.
  package let scores: [Double]
  /// φ.
  package let phi: Double
  /// τ² of the additive form.
  package let additiveVariance: Double

  /// Whether limits are to be widened.
  package var isPresent: Bool { phi > 1 }

  /// - Parameters:
  ///   - statistics: t of each site, at least one.
  ///   - variances: sₖ², the squared standard errors of the sites' deviations, above 0.
  package init(statistics: [Double], df: Double, variances: [Double]) {
    let raw = statistics.map { Self.score($0, df: df) }
    let shape = SampleShape(raw)
    let low = shape.quantile(Self.share) ?? 0
    let high = shape.quantile(1 - Self.share) ?? 0
    scores = raw.map { min(max($0, low), high) }
    let count = Double(raw.count)
    phi = scores.reduce(0) { $0 + $1 * $1 } / count
    let weights = variances.map { 1 / $0 }
    let sum = weights.reduce(0, +)
    let scale = sum - weights.reduce(0) { $0 + $1 * $1 } / sum
    additiveVariance = scale > 0 ? max(0, (count * phi - (count - 1)) / scale) : 0
  }

  /// The standard normal deviate as far out as t is in its own distribution.
  private static func score(_ t: Double, df: Double) -> Double {
    // Where the tail is smaller than any double, the farthest deviate that has one.
    let tail = max(StudentT(df: df).probability(abs(t), tail: .upper), .leastNonzeroMagnitude)
    let size = Normal().quantile(min(tail, 0.5), tail: .upper)
    return t < 0 ? -size : size
  }
}
