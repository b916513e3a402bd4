public import EffectSizes
public import Estimates
public import Trials

/// Differences between arms in who has an event, at each visit: treatment minus control, treatment over control. The
/// trial's outcomes are coded 1 and 0 (`StudyPlan.event`, `Trial.responders(by:)`).
///
/// Documentation/Methods: binary-outcomes, proportion.
public enum BinaryComparison {
  /// Every measure that `results` knows, in the order of its rows.
  public static let measures: [Measure] =
    [.n, .events, .proportion] + pooled + [.numberNeededToTreat, .fisherExact, .chiSquared] + [
      .cochranMantelHaenszel, .breslowDay,
    ]

  private static let pooled: [Measure] = [.riskDifference, .riskRatio, .oddsRatio]

  /// For each outcome and visit: n, events and proportion of each arm in level order, then for each arm that is not the
  /// control its contrast `TREATMENT - CONTROL`.
  ///
  /// With sites, effects are also pooled over them (Mantel–Haenszel). At visits after the baseline, and with covariates,
  /// the risk difference is also adjusted (`g_computation`). Responders are compared after the baseline only.
  ///
  /// - Parameters:
  ///   - measures: what is computed and given; nil for all.
  ///   - level: confidence level of every interval.
  ///   - interval: of the risk difference, and so of the number needed to treat.
  ///   - eventIsGood: whether an event more is a benefit (recovery) or a harm (relapse): it decides the `term` of the
  ///     number needed to treat and nothing else.
  /// - Returns: rows, and this analysis's own notes (the trial's are not repeated). A quantity that cannot be
  ///   estimated is nil, and a note says why.
  public static func results(
    for trial: Trial, measures: Set<Measure>? = nil, level: Double = 0.95,
    interval: TwoByTwoTable.DifferenceInterval = .newcombe, eventIsGood: Bool = true
  ) -> Results {
    guard let arm = trial.arm else { return Results(notes: ["There is no arm, so nothing is compared."]) }
    var writer = RowWriter(measures: measures)
    noteMeaning(of: trial, arm: arm, eventIsGood: eventIsGood, in: &writer)
    for outcome in trial.outcomes {
      writer.outcome = outcome.name
      for visit in visits(of: trial, outcome: outcome) {
        writer.visit = trial.visits[visit]
        let values = EventValues(trial: trial, arm: arm, outcome: outcome, visit: visit)
        for place in arm.levels.indices {
          writer.add(armRows(values.proportion(place), level: level), arm: arm.levels[place])
        }
        let adjusted = writer.wants(.riskDifference) ? values.adjusted() : nil
        if let adjusted { note(adjusted, in: &writer) }
        for treatment in arm.levels.indices where treatment != arm.reference {
          let block = BinaryBlock(
            table: values.table(treatment), strata: values.strata(treatment), level: level, interval: interval,
            eventIsGood: eventIsGood)
          let contrast = Contrast(of: arm, treatment: treatment, control: arm.reference)
          let adjustedRow = adjusted.map { $0.row(arm: treatment, level: level) }
          writer.add(block.rows(adjusted: adjustedRow), contrast: contrast)
          let causes = block.causes(where: writer.wants) + (adjusted.map { $0.causes(arm: treatment) } ?? [])
          for cause in causes { writer.notes.add(cause, at: writer.place(contrast.label)) }
          if trial.site != nil, writer.wants(anyOf: pooled + [.cochranMantelHaenszel, .breslowDay]) {
            noteStrata(block, observed: values.table(treatment), at: contrast.label, in: &writer)
          }
        }
      }
    }
    return Results(rows: writer.rows, notes: writer.notes.notes)
  }

  /// All visits; for responders those after the baseline, since a change needs one.
  private static func visits(of trial: Trial, outcome: Outcome) -> [Int] {
    guard case .responder = outcome.event, let baseline = trial.baselineVisit else {
      return Array(trial.visits.indices)
    }
    return Array(trial.visits.indices.dropFirst(baseline + 1))
  }

  private static func armRows(_ proportion: Proportion, level: Double) -> [Estimate] {
    let n = proportion.n
    let limits = proportion.wilson(level: level)
    return [
      Estimate(measure: .n, estimate: Double(n), n: n),
      Estimate(measure: .events, estimate: Double(proportion.successes), n: n),
      Estimate(
        measure: .proportion, method: "wilson", estimate: proportion.estimate, confidenceLow: limits?.low,
        confidenceHigh: limits?.high, confidenceLevel: level, n: n),
    ]
  }

  // MARK: Notes

  private static func noteMeaning(of trial: Trial, arm: Factor, eventIsGood: Bool, in writer: inout RowWriter) {
    if arm.levels.count < 2 {
      writer.notes.add("There is one arm only (\(arm.levels.first ?? "none")), so nothing is compared")
    }
    let unknown = arm.codes.count { $0 < 0 }
    if unknown > 0 {
      writer.notes.add("Subjects whose arm is unknown are left out of every comparison", at: "\(unknown)")
    }
    let rules = Set(
      trial.outcomes.compactMap { outcome -> String? in
        guard case .responder(let rule)? = outcome.event else { return nil }
        return rule
      })
    for rule in rules.sorted() {
      writer.notes.add(
        "The event is to be a responder: \(rule), against baseline. Cutting a score in two costs information: at the "
          + "median of normal scores, comparing proportions takes pi/2 = 1.57 times the subjects that comparing means "
          + "takes (efficiency 2/pi = 0.64; Cohen 1983; Fedorov, Mannino & Zhang 2009), and more anywhere else. The "
          + "same command without --responder compares the means")
    }
    if writer.wants(.numberNeededToTreat), arm.levels.count > 1 {
      writer.notes.add(
        "number_needed_to_treat: benefit is \(eventIsGood ? "an event more" : "one event less") than under control, "
          + "harm \(eventIsGood ? "one less" : "one more") (--event-is \(eventIsGood ? "bad" : "good") turns it "
          + "round); only the side that the data point to has an estimate")
    }
  }

  private static func note(_ adjusted: AdjustedRisk, in writer: inout RowWriter) {
    if adjusted.withoutCovariates > 0 {
      writer.notes.add(
        "Subjects left out of g_computation because a covariate or the baseline is missing",
        at: writer.place("\(adjusted.withoutCovariates) of them"))
    }
    for column in adjusted.aliased {
      writer.notes.add(
        "g_computation leaves out a column that follows from the others", at: writer.place(column))
    }
  }

  private static func noteStrata(
    _ block: BinaryBlock, observed: TwoByTwoTable, at contrast: String, in writer: inout RowWriter
  ) {
    guard let strata = block.strata, strata.n < observed.n else { return }
    writer.notes.add(
      "Subjects left out of what is pooled over sites: their site is unknown or has one of the two arms only",
      at: writer.place("\(contrast), \(observed.n - strata.n) of them"))
  }
}
