internal import EffectSizes
internal import Trials

/// Who had the event at one visit, by arm: 1, 0, NaN missing.
struct EventValues {
  let trial: Trial
  let arm: Factor
  let outcome: Outcome
  let visit: Int

  /// Events among the observed subjects of an arm.
  func proportion(_ level: Int) -> Proportion { proportions(level, groupCodes: nil, groups: 1)[0] }

  func table(_ treatment: Int) -> TwoByTwoTable {
    TwoByTwoTable(treatment: proportion(treatment), control: proportion(arm.reference))
  }

  /// The same by site; nil where the trial has none.
  func strata(_ treatment: Int) -> MantelHaenszel? {
    guard let site = trial.site else { return nil }
    let treated = proportions(treatment, groupCodes: site.codes, groups: site.levels.count)
    let control = proportions(arm.reference, groupCodes: site.codes, groups: site.levels.count)
    return MantelHaenszel(zip(treated, control).map { TwoByTwoTable(treatment: $0, control: $1) })
  }

  /// By group; subjects whose group is unknown are nowhere.
  private func proportions(_ level: Int, groupCodes: [Int32]?, groups: Int) -> [Proportion] {
    var events = [Int](repeating: 0, count: groups)
    var counts = events
    let values = outcome.values[visit]
    for subject in values.indices where arm.codes[subject] == Int32(level) && !values[subject].isNaN {
      let group = Int(groupCodes?[subject] ?? 0)
      guard group >= 0 else { continue }
      counts[group] += 1
      if values[subject] == 1 { events[group] += 1 }
    }
    return zip(events, counts).map { Proportion(successes: $0, n: $1) }
  }

  /// The model that adjusts for baseline and covariates; nil where there are neither, and at the baseline visit and
  /// before it.
  func adjusted() -> AdjustedRisk? {
    if let baselineVisit = trial.baselineVisit, visit <= baselineVisit { return nil }
    guard arm.levels.count > 1, outcome.baseline != nil || !trial.covariates.isEmpty else { return nil }
    return AdjustedRisk(trial: trial, outcome: outcome, visit: visit, arm: arm)
  }
}
