internal import Estimates
internal import Trials

/// One outcome at one visit, by arm.
struct VisitValues {
  let trial: Trial
  let arm: Factor
  let outcome: Outcome
  let visit: Int
  /// nil where neither counts, means nor SDs are needed.
  let moments: Moments?

  func summary(_ level: Int) -> SampleSummary {
    guard let moments else { return SampleSummary() }
    return SampleSummary(moments.summary(arm: level, visits: [visit]))
  }

  /// n, mean and SD of an arm.
  func armRows(_ level: Int) -> [Estimate] {
    guard moments != nil else { return [] }
    let summary = summary(level)
    let n = summary.count
    return [
      Estimate(measure: .n, estimate: Double(n), n: n),
      Estimate(measure: .mean, estimate: n > 0 ? summary.mean : nil, n: n),
      Estimate(measure: .sd, estimate: summary.sd, n: n),
    ]
  }

  /// The observed values of an arm, ascending.
  func sorted(_ level: Int) -> [Double] {
    let values = outcome.values[visit]
    var found: [Double] = []
    for subject in values.indices where arm.codes[subject] == Int32(level) && !values[subject].isNaN {
      found.append(values[subject])
    }
    found.sort()
    return found
  }

  /// What the comparisons that use the baseline are made of.
  struct Adjusted {
    /// By arm, then all together.
    let changes: [PairedValues.Change]
    let ancova: Ancova
    let interaction: AncovaInteraction
    /// Baseline and follow-up of the complete pairs, by arm; empty where `d_ppc2` is not wanted.
    let pairs: [MomentPair]

    /// What is compared of two arms at a follow-up, in the order of the rows.
    func pretestPosttest(_ treatment: Int, _ control: Int) -> PretestPosttestBlock? {
      guard pairs.indices.contains(treatment), pairs.indices.contains(control) else { return nil }
      return PretestPosttestBlock(
        treatment: changes[treatment], control: changes[control], treatmentPair: pairs[treatment],
        controlPair: pairs[control])
    }

    /// The mean difference by every method that uses the baseline.
    func rows(_ treatment: Int, _ control: Int, level: Double) -> [Estimate] {
      [changeScore(treatment, control, level: level)]
        + ancova.rows(treatment: treatment, control: control, level: level)
        + [interaction.row(treatment: treatment, control: control, level: level)]
    }

    /// Row of `change_score`: Student's test of the changes; the estimate alone where they vary by nothing but rounding.
    func changeScore(_ treatment: Int, _ control: Int, level: Double) -> Estimate {
      let a = changes[treatment]
      let b = changes[control]
      let score = MeanDifference(treatment: a.summary, control: b.summary, level: level)
      if a.varies || b.varies, a.summary.count > 0, b.summary.count > 0 { return score.student(method: "change_score") }
      let isKnown = a.summary.count > 0 && b.summary.count > 0
      return Estimate(
        measure: .meanDifference, method: "change_score", estimate: isKnown ? a.summary.mean - b.summary.mean : nil,
        n: a.summary.count + b.summary.count)
    }

    func changeCauses(_ treatment: Int, _ control: Int) -> [String] {
      let a = changes[treatment]
      let b = changes[control]
      if a.summary.count == 0 || b.summary.count == 0 {
        return ["No complete pair of baseline and follow-up in one of the two arms, so no change_score"]
      }
      if a.summary.count + b.summary.count < 3 {
        return ["Fewer than three complete pairs, so no test by change_score"]
      }
      if !a.varies, !b.varies {
        return ["The change is the same in every pair of an arm, so no test by change_score"]
      }
      return []
    }
  }

  /// nil at the baseline visit and before it, and where there is no baseline.
  func adjusted(withPairs: Bool) -> Adjusted? {
    guard let baseline = outcome.baseline else { return nil }
    if let baselineVisit = trial.baselineVisit, visit <= baselineVisit { return nil }
    let pairs = PairedValues(baseline: baseline, followup: outcome.values[visit], armCodes: arm.codes)
    let model = AncovaColumns(trial: trial, outcome: outcome, baseline: baseline, visit: visit, arm: arm)
    return Adjusted(
      changes: pairs.changes(armCount: arm.levels.count), ancova: Ancova(model),
      interaction: AncovaInteraction(model),
      pairs: withPairs ? arm.levels.indices.map { pairs.moments(arm: $0) } : [])
  }
}
