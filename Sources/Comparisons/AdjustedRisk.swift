internal import Distributions
internal import Estimates
internal import LinearAlgebra
internal import Trials

/// Risk difference adjusted for baseline and covariates by g-computation: a logistic regression of the event on arm,
/// baseline and covariates (one model for all arms), from which everyone's risk is predicted under each arm; the
/// difference is that of the two averages over all subjects in the model. Documentation/Methods/binary-outcomes.md.
struct AdjustedRisk {
  /// Subjects in the model.
  let n: Int
  /// Subjects with outcome and arm who are left out for a missing baseline or covariate.
  let withoutCovariates: Int
  /// Names of columns that are combinations of earlier ones, in the order of the model.
  let aliased: [String]
  private let design: ArmDesign
  private let fit: GeneralizedLinearModel?
  private let armCounts: [Int]
  private let reference: Int
  private let events: Int

  init(trial: Trial, outcome: Outcome, visit: Int, arm: Factor) {
    let response = outcome.values[visit]
    let (subjects, without) = ArmDesign.complete(
      response, arm: arm, visit: visit, baseline: outcome.baseline, covariates: trial.covariates)
    n = subjects.count
    withoutCovariates = without
    reference = arm.reference
    var counts = [Int](repeating: 0, count: arm.levels.count)
    for subject in subjects { counts[Int(arm.codes[subject])] += 1 }
    armCounts = counts
    let observed = subjects.map { response[$0] }
    events = observed.count { $0 == 1 }
    design = ArmDesign(
      subjects: subjects, arm: arm, visit: visit, baseline: outcome.baseline.map { ("baseline", $0) },
      covariates: trial.covariates)
    guard counts[arm.reference] > 0, counts[arm.reference] < n, events > 0, events < n else {
      aliased = []
      fit = nil
      return
    }
    aliased = design.aliased
    fit = GeneralizedLinearModel(design: design.matrix, response: observed, family: .bernoulli)
  }

  /// The adjusted difference arm − control, its delta-method standard error (covariates taken as fixed) and Wald's
  /// interval and test. R: `glm(family = binomial)`, `predict` under each arm, and the gradient by hand.
  func row(arm: Int, level: Double) -> Estimate {
    let empty = Estimate(measure: .riskDifference, method: "g_computation", n: n)
    guard let fit, let place = design.armPlaces[arm], case .converged(let covariance) = fit.outcome else {
      return empty
    }
    let risk = GeneralizedLinearModel.Family.bernoulli.mean
    let others = Set(design.armPlaces.values)
    let size = Double(n)
    var difference = 0.0
    var gradient = [Double](repeating: 0, count: design.matrix.columns)
    for subject in 0..<n {
      // The subject's linear predictor without any arm.
      var base = 0.0
      for column in gradient.indices where !others.contains(column) {
        base += design.matrix[subject, column] * fit.coefficients[column]
      }
      let treated = risk(base + fit.coefficients[place])
      let control = risk(base)
      difference += (treated - control) / size
      let slopeTreated = treated * (1 - treated) / size
      let slopeControl = control * (1 - control) / size
      for column in gradient.indices where !others.contains(column) {
        gradient[column] += (slopeTreated - slopeControl) * design.matrix[subject, column]
      }
      gradient[place] += slopeTreated
    }
    let weighted = covariance * gradient
    let variance = zip(gradient, weighted).reduce(0) { $0 + $1.0 * $1.1 }
    var row = empty
    row.estimate = difference
    guard variance > 0 else { return row }
    let standardError = variance.squareRoot()
    let reach = Normal().quantile((1 - level) / 2, tail: .upper) * standardError
    row.standardError = standardError
    row.statistic = difference / standardError
    row.pValue = Normal().twoSidedPValue(difference / standardError)
    row.confidenceLow = difference - reach
    row.confidenceHigh = difference + reach
    row.confidenceLevel = level
    return row
  }

  /// Why the row of an arm is empty.
  func causes(arm: Int) -> [String] {
    if armCounts[arm] == 0 || armCounts[reference] == 0 {
      return ["No subject of one of the two arms has all that g_computation needs"]
    }
    guard let fit else {
      return [
        events == 0
          ? "No subject in the model has the event, so no g_computation"
          : "Every subject in the model has the event, so no g_computation"
      ]
    }
    if design.armPlaces[arm] == nil {
      return [
        "The arm cannot be told from baseline and covariates among the subjects in the model, so no g_computation"
      ]
    }
    switch fit.outcome {
    case .converged: return []
    case .separated(let diverging):
      let names = diverging.map { design.columns[$0] }.joined(separator: ", ")
      return [
        "Some subjects' events follow without exception from the model's columns (separation: \(names)), so the logistic "
          + "regression has no finite estimate and no g_computation is given; leave a covariate out or merge its levels"
      ]
    }
  }
}
