internal import Distributions
package import Estimates

/// One-sided t tests of a mean difference against a margin: equivalence, non-inferiority and superiority by the margin.
/// Documentation/Methods/equivalence.md.
package struct MarginTests {
  /// Above 0, in the units of the outcome.
  package let margin: Double
  /// The confidence level of the run; the tests are at α = 1 − level, and their interval has the level 1 − 2α.
  package let level: Double
  /// Whether a row without degrees of freedom is tested by the normal distribution.
  package let isNormal: Bool

  package init(margin: Double, level: Double, isNormal: Bool = false) {
    self.margin = margin
    self.level = level
    self.isNormal = isNormal
  }

  package static let measures: [Measure] = [.equivalence, .nonInferiority, .superiorityByMargin]

  /// The rows for one `mean_difference`, all with its estimate, standard error and df:
  ///
  /// * `equivalence`: two one-sided tests (Schuirmann 1987), p the larger of the two, t the one that it belongs to.
  /// * `non_inferiority`: difference > −margin where higher is better, difference < margin where lower is.
  /// * `superiority_by_margin`: difference > margin, difference < −margin.
  ///
  /// p < α exactly when the interval lies beyond the margin in question, or for equivalence within both.
  package func rows(of difference: Estimate) -> [Estimate] {
    let name = difference.method ?? ""
    let above = { (bound: Double) in test(difference, against: bound, tail: .upper) }
    let below = { (bound: Double) in test(difference, against: bound, tail: .lower) }
    func row(_ measure: Measure, _ term: String, _ method: String, _ test: Test?) -> Estimate {
      var row = Estimate(
        term: term, measure: measure, method: "\(name)_\(method)", estimate: difference.estimate, n: difference.n)
      guard let test, let interval else { return row }
      let t = StudentT(df: test.df)
      let reach = t.quantile(1 - level, tail: .upper) * test.standardError
      row.standardError = test.standardError
      row.df = test.df.isFinite ? test.df : nil
      row.statistic = test.statistic
      row.pValue = test.pValue
      row.confidenceLow = test.estimate - reach
      row.confidenceHigh = test.estimate + reach
      row.confidenceLevel = interval
      return row
    }
    let text = margin.shortest
    let lower = above(-margin)
    let upper = below(margin)
    let larger = (lower?.pValue ?? 1) >= (upper?.pValue ?? 1) ? lower : upper
    return [
      row(.equivalence, "-\(text) < difference < \(text)", "tost", larger),
      row(.nonInferiority, "higher is better: > -\(text)", "one_sided", lower),
      row(.nonInferiority, "lower is better: < \(text)", "one_sided", upper),
      row(.superiorityByMargin, "higher is better: > \(text)", "one_sided", above(margin)),
      row(.superiorityByMargin, "lower is better: < -\(text)", "one_sided", below(-margin)),
    ]
  }

  private struct Test {
    let estimate: Double
    let standardError: Double
    let df: Double
    let statistic: Double
    let pValue: Double
  }

  private func test(_ row: Estimate, against bound: Double, tail: Tail) -> Test? {
    guard let estimate = row.estimate, let standardError = row.standardError,
      let df = row.df ?? (isNormal ? .infinity : nil), standardError > 0
    else { return nil }
    let statistic = (estimate - bound) / standardError
    return Test(
      estimate: estimate, standardError: standardError, df: df, statistic: statistic,
      pValue: StudentT(df: df).probability(statistic, tail: tail))
  }

  /// 1 − 2α to twelve digits, so that 0.95 leaves 0.9 and not its neighbour; nil where nothing is left.
  private var interval: Double? {
    let level = ((2 * level - 1) * 1e12).rounded() / 1e12
    return level > 0 ? level : nil
  }
}
