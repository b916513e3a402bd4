internal import EffectSizes
internal import Estimates

/// The rows of one outcome, visit and contrast that need no baseline.
struct ContrastBlock {
  let treatment: SampleSummary
  let control: SampleSummary
  /// Ascending; empty where no rank measure is wanted.
  let sortedTreatment: [Double]
  let sortedControl: [Double]
  let level: Double

  /// The measures whose rows these are, and `causes` speaks of.
  static let means: [Measure] = [.meanDifference, .cohensD, .hedgesG, .glassDelta]
  static let ranks: [Measure] = [.rankSum, .probabilityOfSuperiority, .hodgesLehmann]

  private var n: Int { treatment.count + control.count }

  func isComparable(_ treatment: SampleSummary, _ control: SampleSummary) -> Bool {
    treatment.count > 0 && control.count > 0
  }

  /// `mean_difference` by `welch` and `student`.
  func meanRows(where wants: (Measure) -> Bool) -> [Estimate] {
    guard wants(.meanDifference) else { return [] }
    guard isComparable(treatment, control) else {
      return ["welch", "student"].map { Estimate(measure: .meanDifference, method: $0, n: n) }
    }
    let difference = MeanDifference(treatment: treatment, control: control, level: level)
    return [difference.welch(), difference.student()]
  }

  /// Whether a group's SD is more than rounding.
  private func varies(_ group: SampleSummary) -> Bool {
    group.sd.map { !isConstant(sd: $0, magnitude: abs(group.mean)) } ?? false
  }

  /// Whether a difference of the means can be seen against the spread: by the line that Student's test draws, so that the
  /// standardized differences are there where the test is.
  private var hasSpread: Bool {
    guard varies(treatment) || varies(control) else { return false }
    return MeanDifference(treatment: treatment, control: control, level: level).student().standardError != nil
  }

  /// The standardized differences.
  func effectRows(where wants: (Measure) -> Bool) -> [Estimate] {
    // Only the difference of the means enters.
    let effect = StandardizedMeanDifference(
      treatment: .init(n: treatment.count, mean: treatment.difference(minus: control), sd: treatment.sd),
      control: .init(n: control.count, mean: 0, sd: control.sd))
    let spread = isComparable(treatment, control) && hasSpread
    let d = spread && [.cohensD, .hedgesG].contains(where: wants) ? effect.cohensD(level: level) : nil
    let effects: [(Measure, EffectSize.IntervalMethod, EffectSize?)] = [
      (.cohensD, .noncentralT, d),
      (.hedgesG, .noncentralTScaled, d.flatMap(effect.hedgesG(correcting:))),
      (
        .glassDelta, .normalUnequalVariances,
        spread && varies(control) && wants(.glassDelta) ? effect.glassDelta(level: level) : nil
      ),
    ]
    return effects.map { measure, method, effect in
      effect?.row(measure, n: n, level: level) ?? Estimate(measure: measure, method: method.rawValue, n: n)
    }
  }

  /// The pooled SD of the two arms; nil where nothing varies within them.
  private var pooledSD: Double? {
    guard n > 2, hasSpread else { return nil }
    return ((treatment.sumOfSquares + control.sumOfSquares) / Double(n - 2)).squareRoot()
  }

  /// A Bayesian second look at Student's test and at the mean differences among the rows.
  func bayesRows(_ bayes: BayesRows, differences rows: [Estimate]) -> [Estimate] {
    let student =
      isComparable(treatment, control)
      ? MeanDifference(treatment: treatment, control: control, level: level).student()
      : Estimate(measure: .meanDifference, n: n)
    return bayes.factors(test: student, treatment: treatment.count, control: control.count)
      + bayes.posteriors(of: rows.filter { $0.measure == .meanDifference }, pooledSD: pooledSD)
  }

  func rankRows(where wants: (Measure) -> Bool) -> [Estimate] {
    guard Self.ranks.contains(where: wants) else { return [] }
    let n = sortedTreatment.count + sortedControl.count
    guard !sortedTreatment.isEmpty, !sortedControl.isEmpty else {
      return Self.ranks.map { Estimate(measure: $0, n: n) }
    }
    let ranks = RankSum(sortedTreatment: sortedTreatment, sortedControl: sortedControl)
    let distribution = [.rankSum, .hodgesLehmann].contains(where: wants) ? ranks.exactDistribution() : nil
    var rows: [Estimate] = []
    if wants(.rankSum) { rows.append(ranks.testRow(distribution)) }
    if wants(.probabilityOfSuperiority) { rows.append(ranks.superiorityRow(level: level)) }
    if wants(.hodgesLehmann) { rows.append(ranks.hodgesLehmannRow(distribution, level: level)) }
    return rows
  }

  /// Why wanted ones among `rows` are empty, one sentence for each cause.
  func causes(in rows: [Estimate], where wants: (Measure) -> Bool) -> [String] {
    func row(_ measure: Measure) -> Estimate? { wants(measure) ? rows.first { $0.measure == measure } : nil }
    let sizes =
      Self.means.contains(where: wants)
      ? (treatment.count, control.count) : (sortedTreatment.count, sortedControl.count)
    guard sizes.0 > 0, sizes.1 > 0 else {
      return (Self.means + Self.ranks).contains(where: wants)
        ? ["No value in one of the two arms, so nothing is compared"] : []
    }
    var causes: [String] = []
    if Self.means.contains(where: wants) {
      if sizes.0 + sizes.1 == 2 {
        causes.append("One subject in each arm, so no tests, no intervals and no standardized difference")
      } else if !hasSpread {
        causes.append("Nothing varies within the arms, so no t test and no standardized difference")
      } else {
        if min(sizes.0, sizes.1) == 1 {
          causes.append("One subject in an arm, so no Welch test and no standard error that needs that arm's SD")
        }
        if control.count > 1, !varies(control), wants(.glassDelta) {
          causes.append("The control arm does not vary, so no glass_delta")
        }
        if sizes.0 + sizes.1 == 3, wants(.hedgesG) {
          causes.append("Three subjects, for whom the small-sample correction is not defined, so no hedges_g")
        }
      }
    }
    if let test = row(.rankSum), test.pValue == nil {
      causes.append("Every value is the same, so the rank-sum test has no p-value")
    }
    if let superiority = row(.probabilityOfSuperiority), superiority.standardError == nil {
      if min(sizes.0, sizes.1) == 1 {
        causes.append("One subject in an arm, so no interval of the probability of superiority")
      } else if superiority.estimate == 0 || superiority.estimate == 1 {
        causes.append("The arms do not overlap, so no interval of the probability of superiority")
      } else {
        causes.append("Values do not vary enough for an interval of the probability of superiority")
      }
    }
    if wants(.hodgesLehmann) { causes += rows.compactMap { HodgesLehmann.cause(of: $0, level: level) } }
    return causes
  }
}
