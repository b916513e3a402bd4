internal import Estimates
internal import Glibc
internal import LinearAlgebra
internal import Trials

extension FittedModel {
  /// Whether the covariance groups are the arms.
  var groupsAreArms: Bool {
    guard let arm = trial.arm?.name, !rows.groupLabels.isEmpty else { return false }
    return (formula.residual?.group ?? (rows.hasArmCovariances ? arm : nil)) == arm
  }
}

/// Therapy groups: what of the variance they are, and what a model without them would say.
extension MixedModel {
  /// For each arm with groups and each visit after baseline the intraclass correlation and the design effect.
  ///
  /// The model has one variance between groups for all visits; the exact interval is that of one visit's values alone. An
  /// interval that does not hold the estimate says that the visits differ, and is left out with a note.
  static func groupRows(_ model: FittedModel, notes: inout [String]) -> [Estimate] {
    guard let therapy = model.rows.therapy, let fit = model.clustered else { return [] }
    let first = model.rows.random.count - therapy.arms.count
    var differing: [String] = []
    let found = therapy.arms.enumerated().flatMap { place, arm -> [Estimate] in
      let between = fit.randomCovariance(first + place)[0, 0]
      return model.rows.visits.indices.filter { model.rows.visits[$0] != model.trial.baselineVisit }
        .flatMap { visit -> [Estimate] in
          guard let within = residualVariance(model, fit, arm: arm.index, visit: visit) else { return [] }
          let members = GroupMembers(model, arm: arm, visit: visit)
          var interval = first == 0 ? members.ratio(model)?.interval(level: model.request.level) : nil
          if let own = interval, !own.contains(between / within) {
            interval = nil
            let (low, high) = (own.lowerBound / (1 + own.lowerBound), own.upperBound / (1 + own.upperBound))
            let label = model.rows.design.visits[visit]
            differing.append("\(label.isEmpty ? arm.label : label) [\(rounded(low)), \(rounded(high))]")
          }
          return rows(model, arm, visit, members: members, ratio: between / within, interval: interval)
        }
    }
    if !differing.isEmpty {
      notes.append(
        "\(model.outcome.name): the model has one variance between groups for all visits, and the exact interval of a "
          + "visit's own values does not hold the intraclass correlation that follows (\(listed(differing))), so it is left "
          + "out: the groups seem to differ more at some visits than at others.")
    }
    return found
  }

  private static func rows(
    _ model: FittedModel, _ arm: GroupTherapy.TreatedArm, _ visit: Int, members: GroupMembers, ratio: Double,
    interval: ClosedRange<Double>?
  ) -> [Estimate] {
    let label = model.rows.design.visits[visit]
    func row(_ measure: Measure, _ function: (Double) -> Double) -> Estimate {
      var row = Estimate(
        outcome: model.outcome.name, arm: arm.label, visit: label.isEmpty ? nil : label, term: arm.groups.name,
        measure: measure, method: "harville_fenech", estimate: function(ratio / (1 + ratio)),
        n: members.subjects.count)
      if let interval {
        row.confidenceLow = function(interval.lowerBound / (1 + interval.lowerBound))
        row.confidenceHigh = function(interval.upperBound / (1 + interval.upperBound))
        row.confidenceLevel = model.request.level
      }
      return row
    }
    let size = members.sizeOfMembers
    return [row(.icc) { $0 }, row(.designEffect) { 1 + (size - 1) * $0 }]
  }

  /// In the data's units; nil where the residual's groups are not the arms.
  private static func residualVariance(_ model: FittedModel, _ fit: RandomEffectsFit, arm: Int, visit: Int) -> Double? {
    switch fit.trial.residual {
    case .independent, .times: return fit.residualParameters[0]
    case .visits(let structure, let groups):
      guard groups == 1 || model.groupsAreArms else { return nil }
      return fit.residualCovariance(structure, group: groups == 1 ? 0 : arm)[packedIndex(visit, visit)]
    }
  }

  /// What the same model without the groups' effect would say of each contrast.
  static func notesWithoutGroups(_ model: FittedModel, rows: [Estimate]) throws(ModelSpecificationError) -> [String] {
    guard let therapy = model.rows.therapy else { return [] }
    var request = model.request
    request.robust = nil
    request.df = nil
    let without = model.rows.withoutTherapy
    let found =
      without.random.isEmpty && without.times == nil
      ? try fitted(model.trial, outcome: model.outcome, formula: model.formula, rows: without, request: request)
      : try fittedClustered(
        model.trial, outcome: model.outcome, formula: model.formula, rows: without, request: request)
    guard let plain = found.model else {
      return ["\(model.outcome.name): the model that ignores \(therapy.column) cannot be estimated."]
    }
    var ignored: [String] = []
    let naive = try meanRows(plain, measures: nil, notes: &ignored)
    var lines: [String] = []
    for row in rows where row.measure == .contrast {
      guard let same = naive.first(where: { isSame($0, row) }), let claim = told(same), let own = told(row) else {
        continue
      }
      var place = row.contrast ?? row.term ?? ""
      if let visit = row.visit { place += " at \(visit)" }
      lines.append(
        "\(model.outcome.name), \(place): ignoring \(therapy.column) would have claimed \(claim); with it \(own).")
    }
    let rest = lines.count - mostLines
    guard rest > 0 else { return lines }
    return lines.prefix(mostLines) + ["\(model.outcome.name): the same of \(rest) more contrasts is left out."]
  }

  private static let mostLines = 6

  private static func isSame(_ row: Estimate, _ other: Estimate) -> Bool {
    row.measure == other.measure && row.contrast == other.contrast && row.visit == other.visit && row.term == other.term
  }

  private static func told(_ row: Estimate) -> String? {
    guard let estimate = row.estimate, let error = row.standardError, let p = row.pValue else { return nil }
    return "\(rounded(estimate)) (SE \(rounded(error)), p \(p < 0.0001 ? "< 0.0001" : "= \(rounded(p))"))"
  }

  /// Four significant digits.
  private static func rounded(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return value.shortest }
    let digits = 3 - floor(log10(abs(value)))
    guard abs(digits) < 300 else { return value.shortest }
    let unit = pow(10, abs(digits))
    return (digits >= 0 ? (value * unit).rounded() / unit : (value / unit).rounded() * unit).shortest
  }
}

/// The subjects of an arm with an analysed value at a visit, and their groups.
private struct GroupMembers {
  let visit: Int
  let subjects: [Int]
  let groups: [Int]

  init(_ model: FittedModel, arm: GroupTherapy.TreatedArm, visit: Int) {
    let codes = model.trial.arm?.codes ?? []
    let members = codes.indices.filter {
      Int(codes[$0]) == arm.index && !model.rows.outcome[visit][$0].isNaN
    }
    self.visit = visit
    subjects = members
    groups = members.map { Int(arm.groups.code($0, visit)) }
  }

  /// Mean size of a member's group, Σm²/Σm, so that 1 + (size − 1) ICC is the factor by which groups enlarge the variance
  /// of the members' mean.
  var sizeOfMembers: Double {
    var sizes: [Int: Double] = [:]
    for group in groups { sizes[group, default: 0] += 1 }
    return sizes.values.sorted().reduce(0) { $0 + $1 * $1 } / Double(max(1, groups.count))
  }

  /// By the rows of this arm at this visit alone.
  func ratio(_ model: FittedModel) -> VarianceRatio? {
    let design = model.rows.design
    let columns = design.columns.map { column in subjects.map { design.value(column, subject: $0, visit: visit) } }
    guard !columns.isEmpty, !subjects.isEmpty else { return nil }
    return VarianceRatio(
      design: Matrix(columns: columns), groups: groups, outcome: subjects.map { model.rows.outcome[visit][$0] })
  }
}
