/// What a model's covariance is made of, as far as one model can contain another: the random effects of each group, and
/// what the rows of a subject vary by beside them.
struct CovarianceShape: Equatable {
  /// By group (columns in alphabetical order) the sets of effects that are correlated with one another.
  private let effects: [String: [Set<String>]]
  private let residual: Residual

  fileprivate struct Residual: Equatable {
    /// `vc` where rows are uncorrelated.
    let family: CovarianceFamily
    /// Whether it goes by each row's own time.
    let isOverTimes: Bool
    /// The column whose levels have a covariance each.
    let group: String?
  }

  init(_ model: FittedModel) {
    var effects: [String: [Set<String>]] = [:]
    for random in model.rows.random {
      let group = random.groups.name.split(separator: ":").sorted().joined(separator: ":")
      let names = random.columnNames
      effects[group, default: []] += random.term.isCorrelated ? [Set(names)] : names.map { [$0] }
    }
    self.effects = effects
    residual = Residual(
      family: model.covarianceName == nil ? .vc : model.family, isOverTimes: model.rows.times != nil,
      group: model.covarianceName == nil ? nil : model.formula.residual?.group)
  }

  /// How many random effects this has beyond another that it contains, whose variances are zero there; nil where it does
  /// not contain the other as the two are written.
  func effectsBeyond(_ smaller: CovarianceShape) -> Int? {
    guard residual.contains(smaller.residual) else { return nil }
    for (group, sets) in smaller.effects {
      let own = effects[group] ?? []
      guard sets.allSatisfy({ set in own.contains { $0.isSuperset(of: set) } }) else { return nil }
    }
    return effects.reduce(0) { count, group in
      let known = Set((smaller.effects[group.key] ?? []).joined())
      return count + Set(group.value.joined()).subtracting(known).count
    }
  }
}

extension CovarianceShape.Residual {
  fileprivate func contains(_ smaller: Self) -> Bool {
    guard isOverTimes == smaller.isOverTimes, smaller.group == nil || smaller.group == group else { return false }
    return family.contains(smaller.family)
  }
}

extension CovarianceFamily {
  /// Whether every matrix of another structure is one of this, inside of its range and not at its edge.
  func contains(_ other: CovarianceFamily) -> Bool { self == other || self == .us || parts.contains(other) }

  private var parts: [CovarianceFamily] {
    switch self {
    case .us: Self.allCases
    case .vc, .spExp: []
    case .vch, .cs, .ar1: [.vc]
    case .csh: [.vc, .vch, .cs]
    case .ar1h: [.vc, .vch, .ar1]
    case .toep: [.vc, .cs, .ar1]
    case .toeph: [.vc, .vch, .cs, .csh, .ar1, .ar1h, .toep]
    case .ad: [.vc, .ar1]
    case .adh: [.vc, .vch, .ar1, .ar1h, .ad]
    }
  }
}
