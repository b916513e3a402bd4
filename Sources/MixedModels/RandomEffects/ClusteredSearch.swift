internal import Trials

/// The fit of a model with random effects or individual times: of several covariances of the repeated measures the first
/// with which it holds.
struct ClusteredSearch {
  /// The covariances that were tried; none where the residual is one variance.
  private(set) var ladder = CovarianceLadder(rungs: [])
  private(set) var family: CovarianceFamily?
  /// Nil where no covariance could be set up.
  private(set) var data: CompressedTrial?
  /// Random terms of which the fixed effects leave nothing, so that no search is worth while.
  private(set) var absorbed: [Int] = []
  /// Nil where nothing holds.
  private(set) var fit: RandomEffectsFit?
  /// Why nothing does, where there is no ladder to say so.
  private(set) var failure: String?

  /// A factor of many levels with an effect of each in every group, correlated with all others, is a slip.
  private static let mostParameters = 300
  /// Some ten matrices of this order, 200 megabytes each.
  private static let mostOuterEffects = 5000

  init(
    _ rows: AnalysedRows, support: RandomSupport, formula: ModelFormula, request: MixedModelRequest
  ) throws(MixedModelError) {
    guard let residual = formula.residual, rows.times == nil else {
      family = rows.times == nil ? nil : .spExp
      let byArm = rows.hasArmCovariances ? EqualVariances(order: rows.visits.count) : nil
      failure = try attempt(rows, support, byArm, request)
      return
    }
    let written = CovarianceFamily(named: residual.structure) ?? .us
    let times = rows.design.visits.compactMap(Double.init)
    for family in request.covariances.isEmpty ? [written] : request.covariances {
      self.family = family
      let structure: any CovarianceStructure
      do {
        structure = try family.structure(
          order: rows.visits.count, times: times.count == rows.visits.count ? times : nil)
      } catch {
        note(family, error.problems.joined(separator: "; "))
        continue
      }
      let reason = try attempt(rows, support, structure, request)
      if !absorbed.isEmpty { return }
      note(family, reason)
      if reason == nil { return }
    }
  }

  private mutating func note(_ family: CovarianceFamily, _ reason: String?) {
    ladder = CovarianceLadder(rungs: ladder.rungs + [.init(family: family, fit: nil, reason: reason)])
  }

  /// - Returns: why it does not hold; nil where it does.
  private mutating func attempt(
    _ rows: AnalysedRows, _ support: RandomSupport, _ structure: (any CovarianceStructure)?,
    _ request: MixedModelRequest
  ) throws(MixedModelError) -> String? {
    let made = try ClusteredTrial.make(rows, structure: structure)
    data = made.trial.data
    absorbed = support.absorbed(rows, by: made.trial.data)
    guard absorbed.isEmpty else { return nil }
    let count = made.trial.parameterCount
    guard count <= Self.mostParameters else {
      return "its covariance has \(count) parameters, more than the \(Self.mostParameters) that are searched in: take "
        + "fewer effects in (… | group), or || for uncorrelated ones"
    }
    guard made.trial.outerCount <= Self.mostOuterEffects else {
      return
        "it has \(made.trial.outerCount) random effects beside those of the factor with most levels, more than the "
        + "\(Self.mostOuterEffects) whose pairs fit in memory"
    }
    guard
      let fit = RandomEffectsFit(
        made.trial, scales: made.scales, isRestricted: !request.isMaximumLikelihood,
        isUnconstrained: request.allowsNegativeVariances)
    else { return "its likelihood cannot be computed" }
    guard fit.isConverged else { return fit.failure + rows.farFromZero }
    self.fit = fit
    return nil
  }
}
