internal import Distributions
internal import Estimates
internal import Glibc
internal import Trials

extension MixedModel {
  /// Rows of variances and correlations with the limits of their profiles; the others as they are.
  static func profiled(_ rows: [Estimate], of model: FittedModel, notes: inout [String]) -> [Estimate] {
    guard model.request.profilesVariances else { return rows }
    guard let fit = model.clustered else {
      notes.append(
        "\(model.outcome.name): profile intervals are those of random effects, and the model has none.")
      return rows
    }
    let parts = ProfiledPart.all(model, fit)
    let profile = VarianceProfile(fit, level: model.request.level)
    let limits = mapPieces(parts.count) { profile.limits(of: parts[$0].target) }
    var result = rows
    for index in result.indices {
      guard let place = parts.firstIndex(where: { $0.holds(result[index]) }), let limits = limits[place] else {
        continue
      }
      result[index].method = fit.isRestricted ? "profile_reml" : "profile_ml"
      result[index].confidenceLow = limits.low.map(parts[place].outside)
      result[index].confidenceHigh = limits.high.map(parts[place].outside)
      result[index].confidenceLevel = model.request.level
      if limits.high == nil {
        notes.append(
          "\(model.outcome.name): the profile of \(result[index].term ?? "") has no upper limit: the likelihood stays "
            + "within reach of its maximum.")
      }
    }
    if case .visits = fit.trial.residual {
      notes.append("\(model.outcome.name): the residual's variances and correlations have no profile intervals.")
    }
    return result
  }
}

/// One profiled number, the row that it belongs to, and its scale in the data's units.
private struct ProfiledPart: Sendable {
  let target: HeldParameters.Target
  let measure: Measure
  let term: String
  /// Times this, or squared times this.
  let unit: Double
  let isSquared: Bool

  func holds(_ row: Estimate) -> Bool {
    row.measure == measure && row.term == term && row.visit == nil && row.estimate != nil
  }

  func outside(_ value: Double) -> Double { unit * (isSquared ? value * value : value) }

  static func all(_ model: FittedModel, _ fit: RandomEffectsFit) -> [ProfiledPart] {
    var parts: [ProfiledPart] = []
    for (index, random) in model.rows.random.enumerated() {
      let names = random.columnNames
      for a in names.indices {
        let scale = fit.scales[index][a]
        parts.append(
          ProfiledPart(
            target: .deviation(term: index, effect: a), measure: .variance,
            term: "\(names[a]) | \(random.groups.name)", unit: fit.units / (scale * scale), isSquared: true))
        for b in 0..<a where random.term.isCorrelated {
          parts.append(
            ProfiledPart(
              target: .correlation(term: index, a, b), measure: .correlation,
              term: "\(names[b]) with \(names[a]) | \(random.groups.name)", unit: 1, isSquared: false))
        }
      }
    }
    let variance = ProfiledPart(
      target: .residual(0), measure: .variance, term: "residual", unit: fit.units, isSquared: false)
    switch fit.trial.residual {
    case .independent: parts.append(variance)
    case .times:
      parts += [
        variance,
        ProfiledPart(target: .residual(1), measure: .range, term: "residual", unit: 1, isSquared: false),
      ]
    case .visits: break
    }
    return parts
  }
}
