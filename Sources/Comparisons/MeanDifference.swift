internal import Distributions
package import Estimates

/// Difference of two independent means, treatment minus control, by Student's and by Welch's t test.
/// Documentation/Methods/mean-difference.md.
package struct MeanDifference {
  package let treatment: SampleSummary
  package let control: SampleSummary
  package let level: Double

  package init(treatment: SampleSummary, control: SampleSummary, level: Double) {
    self.treatment = treatment
    self.control = control
    self.level = level
  }

  private var n: Int { treatment.count + control.count }

  /// Equal variances are assumed and pooled; df n₁ + n₂ − 2. R: `t.test(x, y, var.equal = TRUE)`.
  /// The estimate alone where nothing varies within the arms or fewer than three subjects are left.
  package func student(method: String = "student") -> Estimate {
    let df = Double(n - 2)
    let pooled = df > 0 ? (treatment.sumOfSquares + control.sumOfSquares) / df : 0
    let standardError = (pooled * (1 / Double(treatment.count) + 1 / Double(control.count))).squareRoot()
    return row(method: method, standardError: df > 0 ? standardError : nil, df: df)
  }

  /// Each arm has its own variance; df by Welch (1947), Biometrika 34, 28–35, and Satterthwaite (1946).
  /// R: `t.test(x, y)`. The estimate alone where an arm has fewer than two subjects or nothing varies.
  package func welch() -> Estimate {
    guard let variance1 = treatment.variance, let variance2 = control.variance else {
      return row(method: "welch", standardError: nil, df: 0)
    }
    let share1 = variance1 / Double(treatment.count)
    let share2 = variance2 / Double(control.count)
    let total = share1 + share2
    // As ratios, so that fourth powers of small SDs do not vanish.
    let weight1 = total > 0 ? share1 / total : 0
    let weight2 = total > 0 ? share2 / total : 0
    let df = 1 / (weight1 * weight1 / Double(treatment.count - 1) + weight2 * weight2 / Double(control.count - 1))
    return row(method: "welch", standardError: total.squareRoot(), df: df)
  }

  private func row(method: String, standardError: Double?, df: Double) -> Estimate {
    let base = Estimate(
      measure: .meanDifference, method: method, estimate: treatment.difference(minus: control), n: n)
    guard let standardError, !isConstant(sd: standardError, magnitude: max(abs(treatment.mean), abs(control.mean)))
    else { return base }
    return base.tested(standardError: standardError, df: df, level: level)
  }
}

extension Estimate {
  /// The row with the t test of its estimate against 0, and the interval that the test inverts.
  package func tested(standardError: Double, df: Double, level: Double) -> Estimate {
    guard let estimate else { return self }
    let t = StudentT(df: df)
    let reach = t.quantile((1 - level) / 2, tail: .upper) * standardError
    var row = self
    row.standardError = standardError
    row.df = df
    row.statistic = estimate / standardError
    row.pValue = t.twoSidedPValue(estimate / standardError)
    row.confidenceLow = estimate - reach
    row.confidenceHigh = estimate + reach
    row.confidenceLevel = level
    return row
  }
}
