internal import Distributions
internal import LinearAlgebra
internal import MetaAnalysis

/// Empirical-Bayes estimates: each site's adjusted mean drawn towards the mean of the sites, the more so the fewer subjects
/// it has.
///
/// With τ² by REML, μ̂ the mean of the sites weighted by wₖ = 1/(τ² + vₖ) and λₖ = τ²/(τ² + vₖ),
///
///     θ̂ₖ = λₖaₖ + (1 − λₖ)μ̂,   var = λₖvₖ + (1 − λₖ)²/Σw
///
/// The interval is normal and takes τ² as known. R: `metafor::blup(rma(yi, vi, method = "REML"))`.
package struct ShrunkenSites: Sendable {
  /// τ².
  package let variance: Double
  /// μ̂.
  package let center: Double
  package let centerError: Double
  /// λₖ.
  package let shares: [Double]
  package let means: [Double]
  package let errors: [Double]
  /// √(λₖvₖ): what is uncertain of a site once μ is known.
  package let ownErrors: [Double]

  /// - Parameters:
  ///   - values: aₖ, at least two.
  ///   - variances: vₖ, above 0.
  package init?(values: [Double], variances: [Double]) {
    guard let model = RandomEffectsModel(values: values, variances: variances) else { return nil }
    let center = model.coefficients[0]
    let centerError = model.unscaledCovariance[0, 0].squareRoot()
    let variance = model.tau2
    shares = variances.map { variance / (variance + $0) }
    means = zip(values, shares).map { center + $1 * ($0 - center) }
    ownErrors = zip(variances, shares).map { ($0 * $1).squareRoot() }
    errors = zip(ownErrors, shares).map { own, share in
      let common = (1 - share) * centerError
      return (own * own + common * common).squareRoot()
    }
    self.variance = variance
    self.center = center
    self.centerError = centerError
  }

  package func interval(_ site: Int, level: Double) -> ClosedRange<Double> {
    let reach = Normal().quantile((1 - level) / 2, tail: .upper) * errors[site]
    return means[site] - reach...means[site] + reach
  }
}
