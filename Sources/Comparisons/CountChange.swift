internal import EffectSizes
public import Estimates
internal import Glibc
public import Trials

/// Change from baseline within arms in how often events happen: later over earlier, over complete pairs. The trial's
/// outcomes are counts with their exposure (`StudyPlan.type`).
///
/// Documentation/Methods: counts.
public enum CountChange {
  /// Every measure that `results` knows, in the order of its rows.
  public static let measures: [Measure] = [.n, .rateBaseline, .rateFollowup, .rateRatio]

  /// One block of rows for each outcome, follow-up visit and arm (in level order), and, where the trial has arms, for
  /// all subjects together (`arm` nil; those whose arm is unknown count there). Follow-ups and `contrast` are those of
  /// `Change`.
  ///
  /// - Parameters:
  ///   - measures: what is computed and given; nil for all.
  ///   - level: confidence level of every interval.
  ///   - per: rates are per so many units of exposure.
  /// - Returns: rows, and this analysis's own notes (the trial's are not repeated). A quantity that cannot be
  ///   estimated is nil, and a note says why.
  public static func results(
    for trial: Trial, measures: Set<Measure>? = nil, level: Double = 0.95, per: Double = 1
  ) -> Results {
    var writer = RowWriter(measures: measures)
    for outcome in trial.outcomes {
      writer.outcome = outcome.name
      writer.visit = nil
      guard let baseline = outcome.baseline, let start = trial.baselineVisit, let exposure = outcome.exposure else {
        writer.notes.add("There is no baseline, so no change is given", at: outcome.name)
        continue
      }
      for visit in Change.followups(of: trial, notes: &writer.notes) {
        writer.visit = trial.visits[visit]
        let contrast = Change.contrast(of: trial, outcome: outcome, visit: visit)
        let armCount = trial.arm?.levels.count ?? 0
        for group in 0...armCount {
          let arm = group < armCount ? group : nil
          let pairs = PairedRates(
            subjects: baseline.indices.filter { subject in
              (arm == nil || trial.arm?.codes[subject] == Int32(arm ?? -1)) && !baseline[subject].isNaN
                && !outcome.values[visit][subject].isNaN
            },
            earlier: (baseline, exposure[start]), later: (outcome.values[visit], exposure[visit]))
          let label = arm.flatMap { trial.arm?.levels[$0] }
          writer.add(pairs.rows(level: level, per: per), arm: label, contrast: contrast)
          for cause in pairs.causes(where: writer.wants) {
            writer.notes.add(cause, at: writer.place(label.map { "arm \($0)" } ?? (armCount > 0 ? "all arms" : nil)))
          }
        }
      }
    }
    return Results(rows: writer.rows, notes: writer.notes.notes, ratesPer: per)
  }
}

/// Rates of the same subjects at two visits.
private struct PairedRates {
  let n: Int
  let earlier: Rate
  let later: Rate
  /// Of the log rate ratio, subjects as clusters; nil without events at a visit.
  let variance: Double?

  init(
    subjects: [Int], earlier: (counts: [Double], exposure: [Double]), later: (counts: [Double], exposure: [Double])
  ) {
    func rate(_ visit: (counts: [Double], exposure: [Double])) -> Rate {
      Rate(
        events: subjects.reduce(0) { $0 + visit.counts[$1] }, exposure: subjects.reduce(0) { $0 + visit.exposure[$1] })
    }
    n = subjects.count
    let (first, second) = (rate(earlier), rate(later))
    self.earlier = first
    self.later = second
    guard let early = first.estimate, let late = second.estimate, early > 0, late > 0 else {
      variance = nil
      return
    }
    // What a subject adds to the log rate ratio: its residual at each visit over that visit's events.
    variance = subjects.reduce(0) { sum, subject in
      let before = (earlier.counts[subject] - early * earlier.exposure[subject]) / first.events
      let after = (later.counts[subject] - late * later.exposure[subject]) / second.events
      return sum + (after - before) * (after - before)
    }
  }

  private var isTestable: Bool { n > 1 && (variance ?? 0) > 1e-24 }

  func rows(level: Double, per: Double) -> [Estimate] {
    let method = EffectSize.IntervalMethod.poissonRobust
    var ratio = Estimate(measure: .rateRatio, method: method.rawValue, n: n)
    if let early = earlier.estimate, let late = later.estimate, let variance {
      ratio.estimate = late / early
      if isTestable {
        ratio =
          EffectSize(
            method: method, logRatio: log(late / early), logStandardError: variance.squareRoot(), level: level
          ).row(.rateRatio, n: n, level: level)
      }
    }
    return [
      Estimate(measure: .n, estimate: Double(n), n: n),
      earlier.row(.rateBaseline, n: n, level: level, per: per),
      later.row(.rateFollowup, n: n, level: level, per: per),
      ratio,
    ]
  }

  func causes(where wants: (Measure) -> Bool) -> [String] {
    guard n > 0 else {
      return CountChange.measures.contains { $0 != .n && wants($0) }
        ? ["No complete pair of baseline and follow-up, so only n is given"] : []
    }
    guard wants(.rateRatio) else { return [] }
    if variance == nil {
      return ["No event at baseline or none at follow-up, so the rate ratio is 0, infinite or unknown and not given"]
    }
    if !isTestable {
      return [
        n < 2
          ? "One pair only, so the rate ratio has no interval"
          : "Every subject's counts change by the same factor, so the rate ratio has no interval"
      ]
    }
    return []
  }
}
