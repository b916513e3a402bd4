internal import Comparisons
internal import Distributions
internal import Glibc
package import LinearAlgebra
internal import Optimization

/// yₖ = xₖ'β + uₖ + eₖ with known variances vₖ of eₖ and one variance τ² of uₖ, by REML.
///
/// The restricted likelihood may have several maxima: every sign change of its slope on a grid of τ² (a factor √2 apart, over
/// 12 powers of ten) is followed to its root, and the highest is taken, 0 among them.
///
/// R: `metafor::rma(yi, vi, mods, method = "REML", test = "knha")`.
package struct RandomEffectsRegression: Sendable {
  /// τ².
  package let variance: Double
  package let coefficients: [Double]
  /// (X'WX)⁻¹ with W = diag 1/(τ² + vₖ).
  package let covariance: Matrix
  /// Knapp and Hartung's factor Σ wₖ(yₖ − xₖ'b)²/(K − p), not floored; nil without residual degrees of freedom.
  package let knappHartung: Double?
  /// K − p.
  package let df: Int

  /// - Parameters:
  ///   - variances: above 0.
  ///   - columns: of the design, the intercept among them.
  /// - Returns: nil where a column follows from the others or there are more columns than values.
  package init?(values: [Double], variances: [Double], columns: [[Double]]) {
    let search = Search(values: values, variances: variances, columns: columns)
    guard let best = search.best(), let fit = search.fit(best) else { return nil }
    variance = best
    coefficients = fit.least.coefficients.compactMap { $0 }
    covariance = fit.least.unscaledCovariance
    df = values.count - columns.count
    knappHartung = df > 0 ? fit.least.residualSumOfSquares / Double(df) : nil
  }

  /// Standard error of a coefficient, as if τ² were known.
  package func standardError(_ column: Int) -> Double { covariance[column, column].squareRoot() }
}

private struct Search {
  let values: [Double]
  let variances: [Double]
  let columns: [[Double]]

  struct Fit {
    let least: LeastSquares
    let weights: [Double]
    let logDeterminant: Double

    /// −2 times the restricted log-likelihood, without its constant.
    var deviance: Double {
      least.residualSumOfSquares + logDeterminant - weights.reduce(0) { $0 + log($1) }
    }

    /// Twice the slope of the restricted log-likelihood in τ²: y'PPy − tr P.
    var slope: Double {
      var sum = 0.0
      for (place, weight) in weights.enumerated() {
        let residual = least.residuals[place]
        sum += weight * (residual * residual - (1 - least.leverages[place]))
      }
      return sum
    }
  }

  /// Weighted least squares at a τ².
  func fit(_ variance: Double) -> Fit? {
    let weights = variances.map { 1 / (variance + $0) }
    let roots = weights.map { $0.squareRoot() }
    func scaled(_ column: [Double]) -> [Double] { zip(column, roots).map { $0 * $1 } }
    let design = Matrix(columns: columns.map(scaled))
    let least = LeastSquares(design: design, response: scaled(values))
    guard least.aliased.isEmpty, least.rank <= values.count else { return nil }
    return Fit(least: least, weights: weights, logDeterminant: 2 * QR(design).logAbsoluteDeterminant)
  }

  func best() -> Double? {
    guard let atZero = fit(0) else { return nil }
    guard values.count > columns.count else { return 0 }
    let spread = values.reduce(0) { max($0, abs($1 - values[0])) }
    let scale = max(spread * spread, variances.max() ?? 0)
    var best = (variance: 0.0, deviance: atZero.deviance)
    var last = (variance: 0.0, slope: atZero.slope)
    for step in -76...4 {
      let variance = scale * exp2(Double(step) / 2)
      guard let slope = fit(variance)?.slope else { return nil }
      if last.slope > 0, slope <= 0,
        let root = findRoot(in: last.variance...variance, { fit($0)?.slope ?? .nan }),
        let deviance = fit(root)?.deviance, deviance < best.deviance
      {
        best = (root, deviance)
      }
      last = (variance, slope)
    }
    return best.variance
  }
}
