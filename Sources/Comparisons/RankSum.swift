internal import Distributions
package import Estimates

/// Treatment against control by ranks: the Wilcoxon–Mann–Whitney test, the probability of superiority and the
/// Hodges–Lehmann difference, from one merge of the two sorted samples. Documentation/Methods/rank-sum.md,
/// probability-of-superiority.md and hodges-lehmann.md.
package struct RankSum {
  /// Ascending.
  private let treatment: [Double]
  private let control: [Double]
  /// U of treatment: pairs in which the treatment value is higher, ties counted half.
  package let statistic: Double
  /// Σ (t³ − t) over groups of equal values in the two samples together.
  private let tieSum: Double
  /// Share of the controls below each treatment value, ties half; and the same the other way round.
  private let treatmentPlacements: SampleSummary
  private let controlPlacements: SampleSummary

  /// - Parameters: both samples ascending and not empty.
  package init(sortedTreatment x: [Double], sortedControl y: [Double]) {
    treatment = x
    control = y
    var xPlacements: [Double] = []
    var yPlacements: [Double] = []
    xPlacements.reserveCapacity(x.count)
    yPlacements.reserveCapacity(y.count)
    var i = 0
    var j = 0
    var ties = 0.0
    var u = 0.0
    while i < x.count || j < y.count {
      let value = min(i < x.count ? x[i] : .infinity, j < y.count ? y[j] : .infinity)
      let xBelow = i
      let yBelow = j
      while i < x.count, x[i] == value { i += 1 }
      while j < y.count, y[j] == value { j += 1 }
      let xHere = i - xBelow
      let yHere = j - yBelow
      let controlsBelow = Double(yBelow) + Double(yHere) / 2
      let treatedBelow = Double(xBelow) + Double(xHere) / 2
      u += Double(xHere) * controlsBelow
      ties += RankTest.tieTerm(xHere + yHere)
      for _ in 0..<xHere { xPlacements.append(controlsBelow / Double(y.count)) }
      for _ in 0..<yHere { yPlacements.append(treatedBelow / Double(x.count)) }
    }
    statistic = u
    tieSum = ties
    treatmentPlacements = SampleSummary(xPlacements)
    controlPlacements = SampleSummary(yPlacements)
  }

  private var n: Int { treatment.count + control.count }
  private var pairs: Double { Double(treatment.count) * Double(control.count) }

  /// Whether the null distribution is the exact one: fewer than 50 in each arm and no ties.
  package var isExact: Bool { max(treatment.count, control.count) < RankTest.exactBelow && tieSum == 0 }

  /// The exact distribution where it applies.
  package func exactDistribution() -> ExactRankDistribution? {
    isExact ? .rankSum(treatment.count, control.count) : nil
  }

  /// Variance of U under the hypothesis, given the ties.
  private var normalVariance: Double {
    let total = Double(n)
    // Said outright where all values are equal: rounding could leave the difference below a little more than 0.
    guard n > 1, min(treatment[0], control[0]) < max(treatment[treatment.count - 1], control[control.count - 1]) else {
      return 0
    }
    return pairs / 12 * (total + 1 - tieSum / (total * (total - 1)))
  }

  /// Row of `rank_sum`: U and its p-value, nil where all values are equal; no estimate.
  package func testRow(_ distribution: ExactRankDistribution?) -> Estimate {
    let pValue =
      distribution?.twoSidedPValue(Int(statistic))
      ?? RankTest.normalPValue(statistic: statistic, mean: pairs / 2, variance: normalVariance)
    return Estimate(
      measure: .rankSum, method: isExact ? RankTest.exact : RankTest.normal, statistic: statistic, pValue: pValue, n: n)
  }

  /// Row of `hodges_lehmann`: the median of the differences treatment − control over all pairs of subjects.
  package func hodgesLehmannRow(_ distribution: ExactRankDistribution?, level: Double) -> Estimate {
    HodgesLehmann(
      sums: .differences(ofSorted: treatment, minusSorted: control), distribution: distribution,
      normalVariance: normalVariance, level: level
    ).row(n: n)
  }

  /// Row of `probability_of_superiority`, U/(n₁n₂), with the standard error and Satterthwaite degrees of freedom of
  /// Brunner & Munzel (2000), Biometrical Journal 42, 17–25, and the interval and test on the logit scale.
  ///
  /// The estimate alone where an arm has one subject or the placements do not vary (the arms do not overlap, or all
  /// values are equal): there the standard error would be 0.
  package func superiorityRow(level: Double) -> Estimate {
    let p = statistic / pairs
    var row = Estimate(measure: .probabilityOfSuperiority, method: "brunner_munzel_logit", estimate: p, n: n)
    guard let variance1 = treatmentPlacements.variance, let variance2 = controlPlacements.variance else { return row }
    let share1 = variance1 / Double(treatment.count)
    let share2 = variance2 / Double(control.count)
    guard share1 + share2 > 0, p > 0, p < 1 else { return row }
    let standardError = (share1 + share2).squareRoot()
    // As ratios, so that squares of small variances do not vanish.
    let weight1 = share1 / (share1 + share2)
    let weight2 = share2 / (share1 + share2)
    let df = 1 / (weight1 * weight1 / Double(treatment.count - 1) + weight2 * weight2 / Double(control.count - 1))
    // U and n₁n₂ − U keep their digits where 1 − p would not.
    let logit = Logit(statistic, pairs - statistic)
    let logitError = standardError / (p * (1 - p))
    let t = StudentT(df: df)
    let reach = t.quantile((1 - level) / 2, tail: .upper) * logitError
    row.standardError = standardError
    row.df = df
    row.statistic = logit.value / logitError
    row.pValue = t.twoSidedPValue(logit.value / logitError)
    row.confidenceLow = Logit.inverse(logit.value - reach)
    row.confidenceHigh = Logit.inverse(logit.value + reach)
    row.confidenceLevel = level
    return row
  }
}
