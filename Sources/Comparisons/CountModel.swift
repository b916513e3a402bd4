internal import EffectSizes
internal import Estimates
internal import Glibc
internal import LinearAlgebra
internal import Trials

/// Poisson and negative binomial regressions of a count on arm, and where they are adjusted on the baseline rate and the
/// covariates: one model for all arms, with the logarithm of the exposure as offset.
///
/// An arm without events is left out: as its coefficient runs to −∞ its subjects contribute nothing to the likelihood,
/// so what is left is the limit. Documentation/Methods/counts.md.
struct CountModel {
  let isAdjusted: Bool
  /// Subjects in the model: with everything that it needs, in an arm with events.
  let n: Int
  /// Subjects with outcome and arm who are left out for a missing baseline or covariate.
  let withoutCovariates: Int
  let design: ArmDesign
  /// Whether the model is asked to adjust for the baseline rate.
  let hasBaseline: Bool
  /// The covariates that it is asked to adjust for, in words.
  let covariates: [String]
  private let counts: [Double]
  private let poisson: GeneralizedLinearModel?
  private let negativeBinomial: NegativeBinomialRegression?
  private let armCounts: [Int]
  private let armEvents: [Double]
  private let reference: Int

  init(_ values: CountValues, adjusted: Bool) {
    isAdjusted = adjusted
    let arm = values.arm
    let baseline = adjusted ? values.logBaselineRate : nil
    let covariates = adjusted ? values.trial.covariates : []
    let (complete, without) = ArmDesign.complete(
      values.counts, arm: arm, visit: values.visit, baseline: baseline, covariates: covariates)
    withoutCovariates = without
    hasBaseline = baseline != nil
    self.covariates = covariates.map(\.inWords)
    reference = arm.reference
    var armCounts = [Int](repeating: 0, count: arm.levels.count)
    var armEvents = [Double](repeating: 0, count: arm.levels.count)
    for subject in complete {
      armCounts[Int(arm.codes[subject])] += 1
      armEvents[Int(arm.codes[subject])] += values.counts[subject]
    }
    self.armCounts = armCounts
    self.armEvents = armEvents
    let subjects = complete.filter { armEvents[Int(arm.codes[$0])] > 0 }
    n = subjects.count
    counts = subjects.map { values.counts[$0] }
    design = ArmDesign(
      subjects: subjects, arm: arm, visit: values.visit, baseline: baseline.map { ("log baseline rate", $0) },
      covariates: covariates)
    guard armEvents[reference] > 0, armEvents.count(where: { $0 > 0 }) > 1 else {
      poisson = nil
      negativeBinomial = nil
      return
    }
    let offset = subjects.map { log(values.exposure[$0]) }
    let fit = GeneralizedLinearModel(
      design: design.matrix, response: counts, offset: offset, family: .count(dispersion: 0))
    poisson = fit
    guard case .converged = fit.outcome else {
      negativeBinomial = nil
      return
    }
    negativeBinomial = NegativeBinomialRegression(
      design: design.matrix, counts: counts, offset: offset, poisson: fit)
  }

  /// log((y + ½)/t), NaN missing.
  static func logRate(counts: [Double], exposure: [Double]) -> [Double] {
    zip(counts, exposure).map { log(($0 + 0.5) / $1) }
  }

  private var poissonMethod: EffectSize.IntervalMethod { isAdjusted ? .poissonRobustAdjusted : .poissonRobust }
  private var negativeBinomialMethod: EffectSize.IntervalMethod {
    isAdjusted ? .negativeBinomialAdjusted : .negativeBinomial
  }

  // MARK: Rows

  /// `rate_ratio` of an arm over the control by both regressions.
  func rows(arm: Int, level: Double) -> [Estimate] {
    [
      ratio(poissonMethod, poisson, arm: arm, error: robustError(arm: arm), level: level),
      ratio(
        negativeBinomialMethod, negativeBinomial?.fit, arm: arm, error: modelError(negativeBinomial?.fit, arm: arm),
        level: level),
    ]
  }

  /// `theta` of the negative binomial model.
  var theta: Estimate {
    Estimate(
      measure: .theta, method: negativeBinomialMethod.rawValue,
      estimate: negativeBinomial.flatMap(\.theta), n: n)
  }

  private func ratio(
    _ method: EffectSize.IntervalMethod, _ fit: GeneralizedLinearModel?, arm: Int, error: Double?, level: Double
  ) -> Estimate {
    let empty = Estimate(measure: .rateRatio, method: method.rawValue, n: n)
    guard let fit, case .converged = fit.outcome, let place = design.armPlaces[arm] else { return empty }
    guard let error else {
      var row = empty
      row.estimate = exp(fit.coefficients[place])
      return row
    }
    return EffectSize(
      method: method, logRatio: fit.coefficients[place], logStandardError: error, level: level
    ).row(.rateRatio, n: n, level: level)
  }

  /// Whether there are as many columns as subjects: every count is met, and nothing is left to judge by.
  private var isSaturated: Bool { counts.count <= design.columns.count }

  private func modelError(_ fit: GeneralizedLinearModel?, arm: Int) -> Double? {
    guard let fit, !isSaturated, case .converged(let covariance) = fit.outcome, let place = design.armPlaces[arm] else {
      return nil
    }
    return covariance[place, place].squareRoot()
  }

  /// The sandwich without a correction for small samples (HC0): (X'WX)⁻¹ X' diag((y − μ)²) X (X'WX)⁻¹. Nil where an arm
  /// has one subject, whose residual is 0 whatever it has, or where all residuals are 0.
  private func robustError(arm: Int) -> Double? {
    guard let poisson, case .converged(let covariance) = poisson.outcome, let place = design.armPlaces[arm],
      armCounts[arm] > 1, armCounts[reference] > 1
    else { return nil }
    let influence = design.matrix * covariance.column(place)
    var variance = 0.0
    for row in counts.indices {
      let part = influence[row] * (counts[row] - poisson.means[row])
      variance += part * part
    }
    return variance > 1e-24 ? variance.squareRoot() : nil
  }

  // MARK: Causes

  /// Why the rows of an arm are empty, or not quite what their method says.
  func causes(arm: Int) -> [String] {
    let both = "\(poissonMethod.rawValue) and \(negativeBinomialMethod.rawValue)"
    guard armCounts[arm] > 0, armCounts[reference] > 0 else {
      return [
        isAdjusted
          ? "No subject of one of the two arms has all that \(both) need"
          : "No value in one of the two arms, so nothing is compared"
      ]
    }
    guard armEvents[arm] > 0, armEvents[reference] > 0 else {
      return [
        "An arm has no event, so the rate ratio is 0 or infinite, its logarithm has no interval, and none is given "
          + "(\(both)); the arms' own rates have exact limits"
      ]
    }
    guard let poisson else { return [] }
    if design.armPlaces[arm] == nil {
      return ["The arm cannot be told from baseline and covariates among the subjects in the model, so no \(both)"]
    }
    if case .separated(let diverging) = poisson.outcome {
      let names = diverging.map { design.columns[$0] }.joined(separator: ", ")
      return [
        "Some subjects have no event without exception by the model's columns (separation: \(names)), so the regression "
          + "has no finite estimate, and \(both) are not given; leave a covariate out or merge its levels"
      ]
    }
    var causes: [String] = []
    if robustError(arm: arm) == nil {
      causes.append(
        armCounts[arm] < 2 || armCounts[reference] < 2
          ? "One subject only in an arm says nothing of how counts vary there, so no interval by \(poissonMethod.rawValue)"
          : "The counts do not vary around the model at all, so no interval by \(poissonMethod.rawValue)")
    }
    if negativeBinomial == nil {
      causes.append("The negative binomial model has no estimate, so no \(negativeBinomialMethod.rawValue)")
    } else if isSaturated {
      causes.append(
        "As many columns as subjects, so \(negativeBinomialMethod.rawValue) has an estimate and nothing else")
    }
    return causes
  }

  /// Whether θ is infinite: the counts do not vary more than Poisson's, as far as there is more than the model meets.
  var isPoisson: Bool { !isSaturated && negativeBinomial.map { $0.theta == nil } ?? false }
}
