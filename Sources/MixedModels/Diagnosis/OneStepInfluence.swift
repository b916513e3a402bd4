internal import Glibc
internal import LinearAlgebra
internal import Trials

extension FittedModel {
  /// The coefficients without each subject under the covariance of all: one pass over the subjects, nothing is searched
  /// for. Documentation/Methods/mmrm.md (15).
  func oneStepInfluence(_ fit: RepeatedMeasuresFit) -> ModelInfluence {
    let k = fit.data.rank
    // Rows of X to coordinates where Φ is the identity, and changes of coordinates back to changes of coefficients.
    let turn = fit.coordinates((0..<k).map { column in (0..<k).map { $0 == column ? 1 : 0 } }).transposed
    let factors = fit.subjectFactors
    var found: [SubjectInfluence] = []
    found.reserveCapacity(subjects)
    rows.forEachSubject(columns: fit.data.kept) { subject in
      guard let factor = factors[subject.key] else { return }
      let fitted = subject.design * fit.coefficients
      let residuals = zip(subject.outcome, fitted).map { ($0 - $1) / fit.data.scale }
      let deletion = HeldDeletion(
        design: factor.whiten(subject.design * turn),
        residuals: factor.whiten(Matrix(rows: residuals.count, columns: 1, columnMajor: residuals)).elements)
      found.append(
        SubjectInfluence(
          subject: trial.subjectLabel(subject.subject), arm: armLabel(of: subject.subject),
          values: subject.visits.count, refit: deletion.map { compared(fit, with: $0, turn: turn, factor: factor) }))
    }
    return ModelInfluence(outcome: outcome.name, method: .oneStep, terms: influenceTerms, subjects: found)
  }

  private func compared(
    _ fit: RepeatedMeasuresFit, with deletion: HeldDeletion, turn: Matrix, factor: Cholesky
  ) -> SubjectInfluence.Refit {
    let change = deletion.change
    let square = change.reduce(0) { $0 + $1 * $1 }
    let values = Double(factor.order)
    // What the subject's own part of −2ℓ is, in the data's units.
    var own = values * log(2 * Double.pi) + factor.logDeterminant + 2 * values * log(fit.data.scale) + deletion.square
    if fit.isRestricted { own -= deletion.logDeterminant }
    return SubjectInfluence.Refit(
      cooksDistance: square / Double(change.count), likelihoodDisplacement: nil,
      logLikelihood: fit.logLikelihood + own / 2, changes: (turn * change).map { $0 * fit.data.scale })
  }
}

/// What is left of a least-squares fit without some of its rows, in coordinates where the covariance of the coefficients
/// and that of the rows are the identity.
private struct HeldDeletion {
  /// Z'(1 − ZZ')⁻¹r: coefficients of all minus those of the others.
  let change: [Double]
  /// r'(1 − ZZ')⁻¹r: what the sum of squares loses.
  let square: Double
  /// log|1 − ZZ'|.
  let logDeterminant: Double

  /// - Returns: nil where the others do not determine the coefficients.
  init?(design: Matrix, residuals: [Double]) {
    guard let rest = try? Cholesky(of: .identity(residuals.count) - design.transposedCrossProduct()) else { return nil }
    // An eigenvalue of ZZ' that is 1 but for rounding: a direction in which there is nobody else.
    guard rest.lower.diagonal.allSatisfy({ $0 * $0 > 1e-10 }) else { return nil }
    let weighted = rest.solve(residuals)
    change = design.crossProduct(with: weighted)
    square = zip(residuals, weighted).reduce(0) { $0 + $1.0 * $1.1 }
    logDeterminant = rest.logDeterminant
  }
}
