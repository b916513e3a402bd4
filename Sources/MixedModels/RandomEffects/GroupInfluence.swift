internal import Glibc
internal import LinearAlgebra
internal import Tables
internal import Trials

/// What leaving out each group of a model with random effects does to it, each subject and each site alike: every one is
/// a refit of the other groups' rows to its own optimum, variances included. Documentation/Methods/random-effects.md.
public struct GroupInfluence: Sendable, Equatable {
  public let outcome: String
  /// Names of the coefficients whose changes the refits have: those that the model could estimate.
  public let terms: [String]
  /// Factor by factor, in the order in which the groups first appear in the analysed rows.
  public let groups: [Group]

  public struct Group: Sendable, Equatable {
    /// The grouping factor, and the group's label.
    public let factor: String
    public let level: String
    /// Analysed values of the group.
    public let values: Int
    /// Nil where the model without the group cannot be estimated, or has other coefficients.
    public let refit: SubjectInfluence.Refit?
  }

  static let fields = [
    "outcome", "group", "level", "values", "converged", "cooks_distance", "likelihood_displacement", "log_likelihood",
  ]

  /// Comma-separated values under a header, UTF-8: one line for each outcome and group, and after the named columns one
  /// for each term of any of the models, `change TERM`, empty where an outcome's model has no such term.
  public static func csv(_ influences: [GroupInfluence]) -> [UInt8] {
    var terms: [String] = []
    for influence in influences { terms += influence.terms.filter { !terms.contains($0) } }
    var writer = DelimitedWriter()
    writer.writeGuarded(fields + terms.map { "change \($0)" })
    for influence in influences {
      let places = terms.map { influence.terms.firstIndex(of: $0) }
      for row in influence.groups {
        let refit = row.refit
        let numbers: [Double?] = [refit?.cooksDistance, refit?.likelihoodDisplacement, refit?.logLikelihood]
        let changes = places.map { place in place.flatMap { refit?.changes[$0] } }
        writer.writeGuarded(
          [influence.outcome, row.factor, row.level, "\(row.values)", refit == nil ? "false" : "true"]
            + (numbers + changes).map { $0?.shortText ?? "" })
      }
    }
    return writer.bytes
  }
}

extension FittedModel {
  /// Nil without random effects.
  var groupInfluence: GroupInfluence? {
    guard let fit = clustered else { return nil }
    let start = fit.startNearby
    let found = groupings.flatMap { grouping -> [GroupInfluence.Group] in
      var order: [String] = []
      var counts: [String: Int] = [:]
      for subject in 0..<rows.subjectCount {
        for visit in rows.outcome.indices where !rows.outcome[visit][subject].isNaN {
          let label = grouping.label(subject, visit)
          if counts[label] == nil { order.append(label) }
          counts[label, default: 0] += 1
        }
      }
      return order.map { level in
        let rest = rows.leavingOut { grouping.label($0, $1) == level }
        return GroupInfluence.Group(
          factor: grouping.name, level: level, values: counts[level] ?? 0,
          refit: refit(rest, as: fit, start: start).flatMap { compared(fit, with: $0) })
      }
    }
    return GroupInfluence(
      outcome: outcome.name, terms: fit.data.kept.map { rows.design.columns[$0].name }, groups: found)
  }

  /// The model of fewer rows, searched for from this one's covariance, then from the usual start; nil where it has no
  /// optimum or other coefficients.
  private func refit(_ rest: AnalysedRows, as fit: RandomEffectsFit, start: [Double]) -> RandomEffectsFit? {
    var structure: (any CovarianceStructure)?
    if case .visits(let own, _) = fit.trial.residual { structure = own }
    guard let made = try? ClusteredTrial.make(rest, structure: structure), made.trial.data.kept == fit.data.kept else {
      return nil
    }
    for start in [start, nil] {
      let found = RandomEffectsFit(
        made.trial, scales: made.scales, isRestricted: fit.isRestricted, isUnconstrained: fit.isUnconstrained,
        start: start)
      if let found, found.isConverged { return found }
    }
    return nil
  }

  private func compared(_ fit: RandomEffectsFit, with refit: RandomEffectsFit) -> SubjectInfluence.Refit? {
    let changes = zip(fit.coefficients, refit.coefficients).map { $0 - $1 }
    // Φ⁻¹ = R'LL'R in the units inside.
    let turned = fit.root.lower.crossProduct(with: fit.data.upper * changes)
    let square = turned.reduce(0) { $0 + $1 * $1 } / fit.units
    let likelihood = ClusteredLikelihood(trial: fit.trial, isRestricted: fit.isRestricted)
    guard let moved = likelihood.point(fit.theta(of: refit)) else { return nil }
    return SubjectInfluence.Refit(
      cooksDistance: square / Double(changes.count),
      likelihoodDisplacement: max(0, 2 * (fit.derivatives.point.logLikelihood - moved.logLikelihood)),
      logLikelihood: refit.logLikelihood, changes: changes)
  }
}

extension RandomEffectsFit {
  /// Free numbers at the optimum, or near it where a variance is zero there.
  var startNearby: [Double] {
    var free: [Double] = []
    for (index, term) in trial.terms.enumerated() {
      var matrix = derivatives.point.covariance.random(index)
      if boundarySlopes[index] != nil { for i in 0..<matrix.rows { matrix[i, i] += 0.01 } }
      let factor = (try? Cholesky(of: matrix))?.lower ?? 0.1 * .identity(matrix.rows)
      free += term.covariance.places.map { factor[$0.row, $0.column] }
    }
    let own = Array(theta[trial.starts[trial.terms.count]...])
    switch trial.residual {
    case .independent, .times: free += own.map { log($0) }
    case .visits(let structure, let groups):
      let count = structure.parameterCount
      for group in 0..<groups {
        let parameters = Array(own[group * count..<(group + 1) * count])
        free += structure.start(near: structure.covariance(parameters: parameters))
      }
    }
    return free
  }

  /// θ of another fit of the same terms in this one's units inside.
  fileprivate func theta(of other: RandomEffectsFit) -> [Double] {
    let ratio = other.units / units
    var result = other.theta
    for (index, term) in trial.terms.enumerated() {
      for (offset, (a, b)) in term.covariance.pairs.enumerated() {
        let units = scales[index][a] * scales[index][b] / (other.scales[index][a] * other.scales[index][b])
        result[trial.starts[index] + offset] *= ratio * units
      }
    }
    let start = trial.starts[trial.terms.count]
    switch trial.residual {
    case .independent, .times: result[start] *= ratio
    case .visits(let structure, let groups):
      let count = structure.parameterCount
      for group in 0..<groups {
        let range = start + group * count..<start + (group + 1) * count
        let packed = structure.covariance(parameters: Array(result[range])).map { ratio * $0 }
        result.replaceSubrange(range, with: structure.parameters(free: structure.start(near: packed)))
      }
    }
    return result
  }
}
