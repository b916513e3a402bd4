internal import EffectSizes
public import Estimates
public import Trials

/// Change from baseline within arms in who has an event: later minus earlier, over complete pairs. The trial's outcomes
/// are coded 1 and 0 (`StudyPlan.event`).
///
/// Documentation/Methods: binary-outcomes.
public enum BinaryChange {
  /// Every measure that `results` knows, in the order of its rows.
  public static let measures: [Measure] = [
    .n, .proportionBaseline, .proportionFollowup, .riskDifference, .mcnemar,
  ]

  /// One block of rows for each outcome, follow-up visit and arm (in level order), and, where the trial has arms, for
  /// all subjects together (`arm` nil; those whose arm is unknown count there). Follow-ups and `contrast` are those of
  /// `Change`.
  ///
  /// - Parameters:
  ///   - measures: what is computed and given; nil for all.
  ///   - level: confidence level of every interval.
  /// - Returns: rows, and this analysis's own notes (the trial's are not repeated). A quantity that cannot be
  ///   estimated is nil, and a note says why.
  public static func results(for trial: Trial, measures: Set<Measure>? = nil, level: Double = 0.95) -> Results {
    var writer = RowWriter(measures: measures)
    for outcome in trial.outcomes {
      writer.outcome = outcome.name
      writer.visit = nil
      guard let baseline = outcome.baseline else {
        writer.notes.add("There is no baseline, so no change is given", at: outcome.name)
        continue
      }
      for visit in Change.followups(of: trial, notes: &writer.notes) {
        writer.visit = trial.visits[visit]
        let contrast = Change.contrast(of: trial, outcome: outcome, visit: visit)
        let armCount = trial.arm?.levels.count ?? 0
        for group in 0...armCount {
          let arm = group < armCount ? group : nil
          let pairs = PairedProportions(
            baseline: baseline, followup: outcome.values[visit], armCodes: trial.arm?.codes, arm: arm)
          let label = arm.flatMap { trial.arm?.levels[$0] }
          writer.add(rows(pairs, level: level), arm: label, contrast: contrast)
          for cause in causes(pairs, where: writer.wants) {
            writer.notes.add(cause, at: writer.place(label.map { "arm \($0)" } ?? (armCount > 0 ? "all arms" : nil)))
          }
        }
      }
    }
    return Results(rows: writer.rows, notes: writer.notes.notes)
  }

  private static func rows(_ pairs: PairedProportions, level: Double) -> [Estimate] {
    let n = pairs.n
    func proportion(_ measure: Measure, _ proportion: Proportion) -> Estimate {
      let limits = proportion.wilson(level: level)
      return Estimate(
        measure: measure, method: "wilson", estimate: proportion.estimate, confidenceLow: limits?.low,
        confidenceHigh: limits?.high, confidenceLevel: level, n: n)
    }
    return [
      Estimate(measure: .n, estimate: Double(n), n: n),
      proportion(.proportionBaseline, pairs.earlier),
      proportion(.proportionFollowup, pairs.later),
      pairs.riskDifference(level: level)?.row(.riskDifference, n: n, level: level)
        ?? Estimate(measure: .riskDifference, method: EffectSize.IntervalMethod.newcombePaired.rawValue, n: n),
    ]
      + (n > 0 ? pairs.mcNemar : [CountTest.Method.exact, .midP, .chiSquared].map(CountTest.absent)).map {
        $0.row(.mcnemar, n: n)
      }
  }

  private static func causes(_ pairs: PairedProportions, where wants: (Measure) -> Bool) -> [String] {
    guard pairs.n > 0 else {
      return measures.contains { $0 != .n && wants($0) }
        ? ["No complete pair of baseline and follow-up, so only n is given"] : []
    }
    guard wants(.mcnemar), pairs.laterOnly + pairs.earlierOnly == 0 else { return [] }
    return ["Nobody changed, so McNemar's test has no chi-squared"]
  }
}

extension PairedProportions {
  /// Counts the complete pairs of an arm, or of all subjects (nil).
  init(baseline: [Double], followup: [Double], armCodes: [Int32]?, arm: Int?) {
    var counts = [0, 0, 0, 0]
    for subject in baseline.indices where arm == nil || armCodes?[subject] == Int32(arm ?? -1) {
      guard !baseline[subject].isNaN, !followup[subject].isNaN else { continue }
      counts[(baseline[subject] == 1 ? 0 : 1) + (followup[subject] == 1 ? 0 : 2)] += 1
    }
    self.init(both: counts[0], laterOnly: counts[1], earlierOnly: counts[2], neither: counts[3])
  }
}
