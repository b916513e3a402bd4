internal import LinearAlgebra

/// A model that is fitted to one outcome after another.
struct Refitting: Sendable {
  private let frame: OutcomeFrame
  private let parameters: ClusteredParameters
  private let start: [Double]
  private let isRestricted: Bool
  private let data: CompressedTrial
  /// What the log-likelihood has beyond that inside, whatever the columns' coding.
  private let shift: Double

  /// One outcome's fit.
  struct Result: Sendable {
    /// Inside.
    let theta: [Double]
    /// Of the kept columns, in the data's units.
    let coefficients: [Double]
    /// Over an orthonormal basis of the columns.
    let logLikelihood: Double
  }

  init(_ fit: RandomEffectsFit) {
    let trial = fit.trial
    frame = OutcomeFrame(trial)
    parameters = ClusteredParameters(terms: trial.terms.map(\.covariance), residual: trial.residual)
    start =
      trial.terms.indices.flatMap { trial.terms[$0].covariance.free(near: fit.derivatives.point.covariance.random($0)) }
      + fit.residualFree
    isRestricted = fit.isRestricted
    data = trial.data
    shift = fit.logLikelihoodOfSpan - fit.derivatives.point.logLikelihood
  }

  /// - Returns: nil where the search does not end.
  func callAsFunction(_ outcome: [Double]) -> Result? {
    let likelihood = ClusteredLikelihood(trial: frame.trial(outcome: outcome), isRestricted: isRestricted)
    let surface = RandomEffectsSurface(likelihood: likelihood, parameters: parameters)
    guard let found = ScoringSearch(surface: surface).run(from: start), found.iterations < 200 else { return nil }
    return Result(
      theta: found.point.theta, coefficients: data.coefficients(fromBasis: found.point.coefficients),
      logLikelihood: found.point.logLikelihood + shift)
  }
}

extension FittedModel {
  /// The fit as blocks with random effects, of whatever kind it is; nil where that cannot be computed.
  var asBlocks: RandomEffectsFit? {
    if let clustered { return clustered }
    guard let repeated else { return nil }
    return (try? RandomEffectsFit(rows, structure: repeated.model.structure, isRestricted: repeated.isRestricted))
      .flatMap { $0 }
  }
}
