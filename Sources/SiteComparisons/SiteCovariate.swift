internal import Comparisons
internal import Estimates
internal import MetaAnalysis
internal import Trials

/// A property of sites, such as fidelity, against the sites' adjusted means: random-effects regression by REML with Knapp and
/// Hartung's standard error and t(K − 2), K being the number of sites. The sites are the sample: with nine of them there are
/// seven degrees of freedom, however many subjects they have.
struct SiteCovariate {
  let name: String
  /// Of each judged site; nil where nobody of the site has a value.
  let values: [Double?]

  /// - Throws: `variesWithinSite` where subjects of one site differ at the visit.
  init(_ covariate: Covariate, sample: SiteSample, visit: Int, label: String?) throws(SiteError) {
    name = covariate.name
    var values = [Double?](repeating: nil, count: sample.labels.count)
    guard case .numeric(let numbers) = covariate.values else {
      self.values = values
      return
    }
    let here = numbers[covariate.varies && numbers.count > visit ? visit : 0]
    for (subject, site) in zip(sample.subjects, sample.sites) where !here[subject].isNaN {
      if let known = values[site], known != here[subject] {
        throw .variesWithinSite(
          column: covariate.name, site: sample.labels[site], visit: label,
          values: [known, here[subject]].sorted())
      }
      values[site] = here[subject]
    }
    self.values = values
  }

  /// The slope: change of the sites' adjusted mean for one unit more.
  ///
  /// - Parameters:
  ///   - means: adjusted means of the sites; `variances`, of their sampling.
  /// - Returns: the row, and why it is empty, or which sites it is over.
  func row(means: [Double], variances: [Double], sizes: [Int], level: Double) -> (row: Estimate, cause: String?) {
    let known = values.indices.filter { values[$0] != nil }
    var row = Estimate(
      term: name, measure: .coefficient, method: "reml_knapp_hartung", n: known.reduce(0) { $0 + sizes[$1] })
    let xs = known.compactMap { values[$0] }
    let absent =
      known.count < values.count
      ? "The slope is over the \(known.count) of \(values.count) judged sites that have the covariate" : nil
    guard known.count > 2 else { return (row, "Fewer than three judged sites have the covariate, so no slope") }
    guard Set(xs).count > 1 else { return (row, "The covariate is the same at all sites, so no slope") }
    guard !variances.isEmpty else { return (row, nil) }
    let center = xs.reduce(0, +) / Double(xs.count)
    let columns = [xs.map { _ in 1.0 }, xs.map { $0 - center }]
    guard
      let model = RandomEffectsModel(
        values: known.map { means[$0] }, variances: known.map { variances[$0] }, columns: columns),
      model.df > 0
    else { return (row, "The covariate cannot be told from the mean of the sites, so no slope") }
    row.estimate = model.coefficients[1]
    guard let error = model.standardError(1, .knappHartung) else {
      return (row, "The line fits the sites exactly, so the slope has no standard error")
    }
    row = row.tested(
      standardError: error, df: Double(model.df), level: level)
    return (row, absent)
  }
}
