internal import LinearAlgebra
internal import Tables
internal import Trials

/// What leaving each subject out does to a model. Documentation/Methods/mmrm.md (13) to (15).
public struct ModelInfluence: Sendable, Equatable {
  public let outcome: String
  /// Of every line.
  public let method: InfluenceMethod
  /// Names of the coefficients whose changes `SubjectInfluence.Refit` has: those that the model could estimate.
  public let terms: [String]
  /// Subjects with an analysed value, in the trial's order.
  public let subjects: [SubjectInfluence]

  static let fields = [
    "outcome", "subject", "arm", "values", "method", "converged", "cooks_distance", "likelihood_displacement",
    "log_likelihood",
  ]

  /// Comma-separated values under a header, UTF-8: one line for each outcome and subject, and after the named columns one
  /// for each term of any of the models, `change TERM`, empty where an outcome's model has no such term.
  public static func csv(_ influences: [ModelInfluence]) -> [UInt8] {
    var terms: [String] = []
    for influence in influences { terms += influence.terms.filter { !terms.contains($0) } }
    var writer = DelimitedWriter()
    writer.writeGuarded(fields + terms.map { "change \($0)" })
    for influence in influences {
      let places = terms.map { influence.terms.firstIndex(of: $0) }
      for row in influence.subjects {
        let refit = row.refit
        let numbers = [refit?.cooksDistance, refit?.likelihoodDisplacement, refit?.logLikelihood]
        let changes = places.map { place in place.flatMap { refit?.changes[$0] } }
        writer.writeGuarded(
          [influence.outcome, row.subject, row.arm ?? "", "\(row.values)", influence.method.rowName]
            + [refit == nil ? "false" : "true"] + (numbers + changes).map { $0?.shortText ?? "" })
      }
    }
    return writer.bytes
  }
}

/// A model beside the same model without one subject.
public struct SubjectInfluence: Sendable, Equatable {
  public let subject: String
  public let arm: String?
  /// Analysed values of the subject.
  public let values: Int
  /// Nil where the model without the subject cannot be estimated, or has other coefficients: nobody else is like it.
  public let refit: Refit?

  /// The model without the subject.
  public struct Refit: Sendable, Equatable {
    /// d'Φ⁻¹d / k with d the changes, Φ the model's own covariance of its k coefficients, by all subjects.
    public let cooksDistance: Double
    /// Twice what the (restricted) log-likelihood of all subjects loses at the refit's covariance; nil where the covariance
    /// is held, which leaves nothing to lose.
    public let likelihoodDisplacement: Double?
    /// Of the others: at the refit's covariance, or at the one that is held.
    public let logLikelihood: Double
    /// Each coefficient by all subjects minus without this one.
    public let changes: [Double]
  }
}

extension FittedModel {
  /// Nil where the model needs more than the moments of its subjects.
  func influence(by method: InfluenceMethod) -> ModelInfluence? {
    guard let fit = repeated else { return nil }
    return switch method {
    case .exact: exactInfluence(fit)
    case .oneStep: oneStepInfluence(fit)
    }
  }

  /// Names of the coefficients that the model could estimate.
  var influenceTerms: [String] { fit.data.kept.map { rows.design.columns[$0].name } }

  /// Every model without a subject is refitted to its own optimum, covariance included.
  private func exactInfluence(_ fit: RepeatedMeasuresFit) -> ModelInfluence {
    let compression = rows.compression
    let cells = compression.cells()
    let patterns = cells.map { VisitPattern($0, layout: compression.layout) }
    let members = compression.members()
    var found: [(subject: Int, influence: SubjectInfluence)] = []
    for (place, cell) in cells.enumerated() {
      compression.forEachLeftOut(of: members[cell.key] ?? [], visits: cell.visits) { subject, rest in
        var others = patterns
        if rest.count > 0 {
          others[place] = VisitPattern(PatternCell(key: cell.key, moments: rest), layout: compression.layout)
        } else {
          others.remove(at: place)
        }
        let influence = SubjectInfluence(
          subject: trial.subjectLabel(subject), arm: armLabel(of: subject), values: cell.visits.count,
          refit: refit(others, as: fit).flatMap { compared(fit, with: $0) })
        found.append((subject, influence))
      }
    }
    return ModelInfluence(
      outcome: outcome.name, method: .exact, terms: influenceTerms,
      subjects: found.sorted { $0.subject < $1.subject }.map(\.influence))
  }

  /// The model of other patterns, searched for from this one's covariance, then from the start; nil where it has no
  /// optimum or other coefficients.
  private func refit(_ patterns: [VisitPattern], as fit: RepeatedMeasuresFit) -> RepeatedMeasuresFit? {
    let data = try? CompressedTrial(
      raw: patterns, visitCount: fit.data.visitCount, groupCount: fit.data.groupCount,
      designColumns: fit.data.designColumns)
    guard let data, data.kept == fit.data.kept else { return nil }
    let structure = fit.model.structure
    let units = data.scale * data.scale
    let near = fit.covariance.flatMap { structure.start(near: $0.map { $0 / units }) }
    for start in [near, nil] {
      let found = RepeatedMeasuresFit(data, structure: structure, isRestricted: fit.isRestricted, start: start)
      if let found, found.proof.holds { return found }
    }
    return nil
  }

  private func compared(
    _ fit: RepeatedMeasuresFit, with refit: RepeatedMeasuresFit
  ) -> SubjectInfluence.Refit? {
    let changes = zip(fit.coefficients, refit.coefficients).map { $0 - $1 }
    // Φ⁻¹ = R'LL'R in the units inside.
    let turned = fit.root.lower.crossProduct(with: fit.data.upper * changes)
    let square = turned.reduce(0) { $0 + $1 * $1 } / fit.units
    let likelihood = ResidualLikelihood(data: fit.data, isRestricted: fit.isRestricted)
    guard let moved = likelihood.point(refit.covariance.map { $0.map { $0 / fit.units } }) else { return nil }
    return SubjectInfluence.Refit(
      cooksDistance: square / Double(changes.count),
      likelihoodDisplacement: max(0, 2 * (fit.point.logLikelihood - moved.logLikelihood)),
      logLikelihood: refit.logLikelihood, changes: changes)
  }
}
