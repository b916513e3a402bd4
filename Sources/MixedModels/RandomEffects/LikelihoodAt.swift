package import LinearAlgebra

/// The (restricted) log-likelihood of a model with random effects and one residual variance at given variances and
/// covariances, with its first derivatives and both informations: for holding the formulas against others away from an
/// optimum, where the score does not vanish.
package struct LikelihoodAt {
  package let logLikelihood: Double
  /// By the parameters, in their own units.
  package let score: [Double]
  package let observed: Matrix
  package let expected: Matrix
  /// Of the kept columns.
  package let coefficients: [Double]

  /// - Parameter parameters: the variances and covariances of each term, the lower triangle row by row, then the
  ///   residual's variance, in the data's units.
  /// - Returns: nil where the likelihood cannot be computed.
  package init?(
    _ rows: AnalysedRows, parameters: [Double], isRestricted: Bool, isLarge: Bool? = nil
  ) throws(MixedModelError) {
    let made = try ClusteredTrial.make(rows, structure: nil)
    let trial = made.trial
    let units = trial.data.scale * trial.data.scale
    var factors: [Double] = []
    for (term, scales) in zip(trial.terms, made.scales) {
      factors += term.covariance.pairs.map { scales[$0.0] * scales[$0.1] / units }
    }
    factors.append(1 / units)
    let likelihood = ClusteredLikelihood(trial: trial, isRestricted: isRestricted, isLarge: isLarge)
    guard parameters.count == factors.count, let point = likelihood.point(zip(parameters, factors).map { $0 * $1 })
    else { return nil }
    let derivatives = ClusteredDerivatives(likelihood, point)
    let information = derivatives.information()
    logLikelihood = point.logLikelihood + trial.data.logLikelihoodShift(isRestricted: isRestricted)
    score = zip(derivatives.score, factors).map { $0 * $1 }
    let scale = Matrix(diagonal: factors)
    observed = scale * information.observed * scale
    expected = scale * information.expected * scale
    coefficients = trial.data.coefficients(fromBasis: point.coefficients)
  }
}
