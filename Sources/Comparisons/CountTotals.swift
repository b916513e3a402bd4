internal import EffectSizes
internal import Trials

/// The counts of one group of subjects at one visit: events, exposure, and how the counts scatter around the group's
/// rate.
struct CountTotals {
  let n: Int
  let rate: Rate
  /// Σ (y − r t)², r the group's rate: the middle of the robust variance.
  let scatter: Double
  /// Σ (y − r t)²/(r t): Pearson's χ².
  let pearson: Double

  init(_ values: CountValues, subjects: [Int]) {
    n = subjects.count
    let events = subjects.reduce(0) { $0 + values.counts[$1] }
    let exposure = subjects.reduce(0) { $0 + values.exposure[$1] }
    rate = Rate(events: events, exposure: exposure)
    let estimate = rate.estimate ?? 0
    var scatter = 0.0
    var pearson = 0.0
    for subject in subjects {
      let mean = estimate * values.exposure[subject]
      let residual = values.counts[subject] - mean
      scatter += residual * residual
      if mean > 0 { pearson += residual * residual / mean }
    }
    self.scatter = scatter
    self.pearson = pearson
  }
}

/// The counts of one outcome at one visit, by arm.
struct CountValues {
  let trial: Trial
  let arm: Factor
  let outcome: Outcome
  let visit: Int
  /// NaN missing.
  let counts: [Double]
  let exposure: [Double]

  /// - Parameter outcome: a count.
  init(trial: Trial, arm: Factor, outcome: Outcome, visit: Int) {
    self.trial = trial
    self.arm = arm
    self.outcome = outcome
    self.visit = visit
    counts = outcome.values[visit]
    exposure = outcome.exposure?[visit] ?? [Double](repeating: 1, count: counts.count)
  }

  /// The observed subjects of an arm.
  func totals(_ level: Int) -> CountTotals {
    CountTotals(self, subjects: counts.indices.filter { arm.codes[$0] == Int32(level) && !counts[$0].isNaN })
  }

  /// Whether `adjusted` models have anything to adjust for: at the baseline visit and before it they have not.
  var isAdjustable: Bool {
    if let baselineVisit = trial.baselineVisit, visit <= baselineVisit { return false }
    return outcome.baseline != nil || !trial.covariates.isEmpty
  }

  /// The logarithm of each subject's baseline rate, with half an event added to everybody's count: a rate of 0 has no
  /// logarithm. NaN missing; nil without a baseline.
  var logBaselineRate: [Double]? {
    guard let baseline = outcome.baseline, let visit = trial.baselineVisit, let exposure = outcome.exposure?[visit]
    else { return nil }
    return CountModel.logRate(counts: baseline, exposure: exposure)
  }
}
