package import Comparisons
internal import LinearAlgebra

/// Sites' means of an outcome, adjusted for the subjects that each site has: y = α[site] + Xβ + e, one variance and one
/// slope of each covariate for all sites.
///
/// With ȳₖ and x̄ₖ the means of site k, ȳ and x̄ those of all N subjects, W the cross-products of the covariates within
/// sites and b = W⁻¹w the slopes within sites,
///
///     aₖ = ȳₖ − b'(x̄ₖ − x̄)              the mean of site k had it the covariates of all
///     Σ nₖaₖ / N = ȳ                      the target
///     var(aₖ − ȳ) = σ² (1/nₖ − 1/N + cₖ),  cₖ = (x̄ₖ − x̄)'W⁻¹(x̄ₖ − x̄)
///
/// The deviations aₖ − ȳ are the coefficients of `site` in R's `lm` under sum-to-zero contrasts weighted by nₖ.
package struct CaseMix: Sendable {
  /// Count, mean and squares of each site's own values, unadjusted.
  package let summaries: [SampleSummary]
  /// N.
  package let total: Int
  /// ȳ.
  package let overallMean: Double
  /// aₖ − ȳ.
  package let deviations: [Double]
  /// cₖ; 0 without covariates.
  package let distances: [Double]
  /// Of each covariate's column; nil where it does not vary within sites or follows from earlier ones.
  package let slopes: [Double?]
  /// The residual SD within sites; nil without residual degrees of freedom, and where the model fits exactly.
  package let sigma: Double?
  /// N − sites − independent covariates.
  package let df: Int
  /// Whether residuals are nothing but rounding.
  package let isPerfect: Bool

  /// aₖ.
  package var adjustedMeans: [Double] { deviations.map { overallMean + $0 } }

  /// - Parameters:
  ///   - values: finite, one a subject.
  ///   - sites: of each subject, from 0 to `count` − 1; each has somebody.
  ///   - covariates: columns of one value a subject.
  package init(values: [Double], sites: [Int], count: Int, covariates: [[Double]]) {
    let members = Self.members(sites, count: count)
    summaries = members.map { rows in SampleSummary(rows.map { values[$0] }) }
    let all = SampleSummary(values)
    total = values.count
    overallMean = all.mean
    let sizes = members.map { Double($0.count) }

    let response = Partition(centred(values), members: members)
    let parts = covariates.map { Partition(centred($0), members: members) }
    let fit = LeastSquares(
      design: Matrix(rows: values.count, columns: parts.count, columnMajor: parts.flatMap(\.within)),
      response: response.within)
    slopes = fit.coefficients
    let kept = fit.coefficients.indices.filter { fit.coefficients[$0] != nil }
    let unscaled = fit.unscaledCovariance
    var deviations: [Double] = []
    var distances: [Double] = []
    for site in sizes.indices {
      let away = kept.map { parts[$0].means[site] }
      let shift = zip(kept, away).reduce(0) { $0 + (fit.coefficients[$1.0] ?? 0) * $1.1 }
      deviations.append(response.means[site] - shift)
      distances.append(
        away.indices.reduce(0) { sum, i in sum + away.indices.reduce(0) { $0 + away[i] * unscaled[i, $1] * away[$1] } })
    }
    self.deviations = deviations
    self.distances = distances
    df = values.count - count - kept.count
    isPerfect = fit.isPerfect(
      squaredTermSizes: fit.squaredTermSizes(columns: covariates, response: values))
    sigma = df > 0 && !isPerfect ? (fit.residualSumOfSquares / Double(df)).squareRoot() : nil
  }

  private static func members(_ sites: [Int], count: Int) -> [[Int]] {
    var members = [[Int]](repeating: [], count: count)
    for (row, site) in sites.enumerated() { members[site].append(row) }
    return members
  }
}

/// A centred column in two parts: the sites' means, and what is left within sites.
private struct Partition {
  let means: [Double]
  let within: [Double]

  init(_ values: [Double], members: [[Int]]) {
    var means: [Double] = []
    var within = [Double](repeating: 0, count: values.count)
    for rows in members {
      let own = rows.map { values[$0] }
      means.append(SampleSummary(own).mean)
      for (row, deviation) in zip(rows, centred(own)) { within[row] = deviation }
    }
    // What does not vary within sites leaves rounding there, which must not be taken for a column.
    let size = values.reduce(0) { max($0, abs($1)) }
    let isRounding = within.allSatisfy { abs($0) <= 64 * Double.ulpOfOne * size }
    self.means = means
    self.within = isRounding ? [Double](repeating: 0, count: values.count) : within
  }
}
