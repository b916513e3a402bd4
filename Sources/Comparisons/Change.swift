public import Estimates
public import Trials

/// Change from baseline within arms: later minus earlier, over complete pairs (subjects observed at baseline and at that
/// follow-up).
///
/// Documentation/Methods: change, effect-sizes, signed-rank, hodges-lehmann, bayes.
public enum Change {
  /// Every measure that `results` knows without a prior, in the order of its rows.
  public static let measures: [Measure] =
    [.n] + moments + [.meanChange, .sdChange, .dZ, .dAv, .dRm, .dBaseline, .gZ, .gAv] + ranks

  /// The measures of a Bayesian second look.
  public static let bayesMeasures: [Measure] = BayesRows.factors

  private static let moments: [Measure] = [.meanBaseline, .meanFollowup, .sdBaseline, .sdFollowup, .correlation]
  private static let ranks: [Measure] = [.signedRank, .hodgesLehmann]

  /// Whether the trial has a baseline and a visit after it.
  public static func isPossible(for trial: Trial) -> Bool {
    trial.outcomes.contains { $0.baseline != nil } && trial.visits.count > (trial.baselineVisit ?? -1) + 1
  }

  /// One block of rows for each outcome, follow-up visit and arm (in level order), and, where the trial has arms, for
  /// all subjects together (`arm` nil; those whose arm is unknown count there).
  ///
  /// Follow-ups are the visits after the baseline visit, or every visit where baseline is a column of its own.
  /// `contrast` reads `FOLLOWUP - BASELINE`.
  ///
  /// - Parameters:
  ///   - measures: what is computed and given; nil for all. Nothing is sorted unless a rank measure is asked for.
  ///   - level: confidence level of every interval.
  ///   - resampling: rows to be added by bootstrap and permutation, each behind the last row of its measure.
  ///   - bayesScale: scale of the Cauchy prior of the mean change over the SD of change; nil for no Bayes factors.
  /// - Returns: rows, and this analysis's own notes (the trial's are not repeated). A quantity that cannot be
  ///   estimated is nil, and a note says why: no pair, one pair, no variation.
  public static func results(
    for trial: Trial, measures: Set<Measure>? = nil, level: Double = 0.95, resampling: Resampling? = nil,
    bayesScale: Double? = nil
  ) -> Results {
    var writer = RowWriter(measures: measures)
    let idle = resampling?.idleNotes(
      bootstrapped: ResampledStatistic.withinSubjects, permuted: .meanChange, wants: writer.wants)
    for note in idle ?? [] { writer.notes.add(note) }
    for (index, outcome) in trial.outcomes.enumerated() {
      writer.outcome = outcome.name
      writer.visit = nil
      guard let baseline = outcome.baseline else {
        writer.notes.add("There is no baseline, so no change is given", at: outcome.name)
        continue
      }
      let needsMoments = writer.wants(anyOf: Change.moments + [.dAv, .dRm, .dBaseline, .gAv])
      let moments = needsMoments ? Moments(of: trial, outcome: index) : nil
      for visit in followups(of: trial, notes: &writer.notes) {
        writer.visit = trial.visits[visit]
        writer.hasSquares = SquareRange.holds([baseline, outcome.values[visit]], arm: trial.arm)
        let pairs = PairedValues(baseline: baseline, followup: outcome.values[visit], armCodes: trial.arm?.codes)
        let armCount = trial.arm?.levels.count ?? 0
        let changes = pairs.changes(armCount: armCount)
        let contrast = contrast(of: trial, outcome: outcome, visit: visit)
        for group in 0...armCount {
          let arm = group < armCount ? group : nil
          let block = ChangeBlock(
            change: changes[group],
            pair: (moments?.summary(arm: arm, visits: [trial.baselineVisit ?? -1, visit])).map(MomentPair.init),
            differences: writer.wants(anyOf: ranks) ? pairs.differences(arm: arm) : nil, level: level)
          let label = arm.flatMap { trial.arm?.levels[$0] }
          let place = writer.place(label.map { "arm \($0)" } ?? (armCount > 0 ? "all arms" : nil))
          var rows = block.rows(where: writer.wants)
          if let resampling {
            let number = UInt64(index * trial.visits.count + visit) << 32 + UInt64(group)
            var notes: [String] = []
            rows = rows.joined(
              by: pairs.resampled(
                arm: arm, site: trial.site, ResampledRows(resampling: resampling, level: level, block: number),
                wants: writer.wants, notes: &notes))
            writer.add(causes: notes, at: place)
          }
          if let bayesScale, writer.wants(anyOf: bayesMeasures),
            let test = rows.first(where: { $0.measure == .meanChange })
          {
            let bayes = BayesRows(options: BayesOptions(scale: bayesScale), level: level)
            let found = bayes.factors(test: test).filter { writer.wants($0.measure) }
            for note in bayes.priors(of: found, effect: "the mean change over the SD of change") {
              writer.notes.add(note)
            }
            writer.add(causes: bayes.causes(in: found), at: place)
            rows += found
          }
          writer.add(rows, arm: label, contrast: contrast)
          writer.add(causes: block.causes(in: rows, where: writer.wants), at: place)
        }
        if let arm = trial.arm { noteUnknownArms(arm, pairs: pairs, in: &writer) }
      }
    }
    return Results(rows: writer.rows, notes: writer.notes.notes)
  }

  static func followups(of trial: Trial, notes: inout NoteLedger) -> [Int] {
    guard let baseline = trial.baselineVisit else { return Array(trial.visits.indices) }
    for visit in 0..<baseline {
      notes.add("No change is given for a visit before the baseline", at: trial.visits[visit].map { "visit \($0)" })
    }
    return Array(trial.visits.indices.dropFirst(baseline + 1))
  }

  static func contrast(of trial: Trial, outcome: Outcome, visit: Int) -> Contrast {
    let later = trial.visits[visit] ?? outcome.name
    return Contrast(later: later, earlier: trial.baselineVisit.flatMap { trial.visits[$0] } ?? "baseline")
  }

  static func noteUnknownArms(_ arm: Factor, pairs: PairedValues, in writer: inout RowWriter) {
    let unknown = arm.codes.indices.count {
      arm.codes[$0] < 0 && !pairs.baseline[$0].isNaN && !pairs.followup[$0].isNaN
    }
    guard unknown > 0 else { return }
    writer.notes.add(
      "Subjects whose arm is unknown count in all arms together only", at: writer.place("\(unknown) of them"))
  }
}
