internal import Estimates
internal import Trials

/// A model fitted to one outcome of a trial, with what its rows need to know.
struct FittedModel {
  let trial: Trial
  let outcome: Outcome
  let request: MixedModelRequest
  let formula: ModelFormula
  let rows: AnalysedRows
  let family: CovarianceFamily
  let fit: any CoefficientFit
  /// Nil where the information about the covariance parameters is not positive definite.
  let inference: ModelInference?
  /// What the rows show of each random term; nil without random effects and individual times.
  var support: RandomSupport?

  /// The fit with a covariance of the repeated measures alone; nil with random effects or individual times.
  var repeated: RepeatedMeasuresFit? { fit as? RepeatedMeasuresFit }

  /// The fit with random effects or individual times; nil without.
  var clustered: RandomEffectsFit? { fit as? RandomEffectsFit }

  /// The name of the repeated measures' covariance; nil where there are random effects alone.
  var covarianceName: String? {
    guard let clustered else { return family.rawValue }
    if case .independent = clustered.trial.residual { return nil }
    return family.rawValue
  }

  /// Subjects with an analysed row.
  var subjects: Int { rows.personCount ?? fit.data.subjects }

  var criteria: InformationCriteria {
    InformationCriteria(
      fit, conventions: request.conventions,
      subjectsOfSAS: request.conventions == .sas ? rows.subjectsWithKnownVariables : nil)
  }

  /// A row of an estimate with its test and interval, which needs `level` and nothing else of the request.
  func row(_ measure: Measure, _ test: ModelInference.Test?, n: Int?) -> Estimate {
    var row = Estimate(
      measure: measure, method: inference?.rowName ?? request.rowName, estimate: test?.estimate, n: n)
    row.outcome = outcome.name
    guard let test, let error = test.standardError else { return row }
    row.fill(standardError: error, df: test.df, level: request.level, isNormal: request.dfMethod == .normal)
    return row
  }
}
