internal import Distributions
internal import Estimates
internal import LinearAlgebra
internal import Trials

/// Little's test that values are missing completely at random: do subjects with different patterns of missing visits
/// have the same means?
///
/// d² = Σⱼ nⱼ (ȳⱼ − μ̂ⱼ)' Σ̂ⱼ⁻¹ (ȳⱼ − μ̂ⱼ) over the patterns j, with the maximum-likelihood mean and covariance of the variables
/// observed there; χ² with Σⱼ pⱼ − p degrees of freedom. Subjects without any value tell nothing and are not counted.
///
/// Source: Little (1988), Journal of the American Statistical Association 83, 1198–1202. R: `naniar::mcar_test`, which
/// also takes Σ̂ with denominator n. Documentation/Methods/describe.md.
package struct LittleMCAR {
  package let statistic: Double
  package let df: Double
  package let pValue: Double
  package let n: Int

  /// Nil where there is one pattern only, and so nothing to compare.
  package init?(_ patterns: [NormalMaximumLikelihood.Pattern], variables: Int) throws(NormalMaximumLikelihood.Failure) {
    guard patterns.count > 1 else { return nil }
    // Patterns without a visit in common would leave no degree of freedom; they have no estimates either.
    let df = patterns.reduce(0) { $0 + $1.observed.count } - variables
    let estimates = try NormalMaximumLikelihood(patterns, variables: variables)
    var sum = 0.0
    for pattern in patterns {
      let covariance = estimates.covariance.selecting(rows: pattern.observed).selecting(columns: pattern.observed)
      let difference = pattern.observed.indices.map { pattern.summary.mean[$0] - estimates.mean[pattern.observed[$0]] }
      do {
        let solved = try Cholesky(of: covariance).solve(difference)
        sum += Double(pattern.summary.count) * zip(difference, solved).reduce(0) { $0 + $1.0 * $1.1 }
      } catch {
        throw .singular
      }
    }
    statistic = sum
    self.df = Double(df)
    pValue = ChiSquared(df: self.df).probability(sum, tail: .upper)
    n = patterns.reduce(0) { $0 + $1.summary.count }
  }

  var row: Estimate {
    Estimate(measure: .littleMCAR, method: Self.method, df: df, statistic: statistic, pValue: pValue, n: n)
  }

  static let method = "em"
}
