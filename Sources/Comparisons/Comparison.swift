internal import EffectSizes
public import Estimates
public import Trials

/// Differences between arms at each visit: treatment minus control.
///
/// Documentation/Methods: mean-difference, ancova, effect-sizes, rank-sum, probability-of-superiority, hodges-lehmann.
public enum Comparison {
  /// Every measure that `results` knows, in the order of its rows.
  public static let measures: [Measure] =
    [.n, .mean, .sd, .meanDifference, .cohensD, .hedgesG, .glassDelta] + ranks

  private static let ranks: [Measure] = [.rankSum, .probabilityOfSuperiority, .hodgesLehmann]

  /// For each outcome and visit: n, mean and SD of each arm in level order, then for each arm that is not the control
  /// its contrast `TREATMENT - CONTROL`. Two arms enter a contrast, except for ANCOVA, whose one model has all arms.
  ///
  /// At visits after the baseline (every visit, where baseline is a column of its own) the mean difference is also
  /// given by change score and by ANCOVA with the trial's covariates.
  ///
  /// - Parameters:
  ///   - measures: what is computed and given; nil for all. Nothing is sorted unless a rank measure is asked for.
  ///   - level: confidence level of every interval.
  /// - Returns: rows, and this analysis's own notes (the trial's are not repeated). A quantity that cannot be
  ///   estimated is nil, and a note says why. Without an arm there are no rows; with one arm no contrasts.
  public static func results(for trial: Trial, measures: Set<Measure>? = nil, level: Double = 0.95) -> Results {
    guard let arm = trial.arm else { return Results(notes: ["There is no arm, so nothing is compared."]) }
    var writer = RowWriter(measures: measures)
    if arm.levels.count < 2 {
      writer.notes.add("There is one arm only (\(arm.levels.first ?? "none")), so nothing is compared")
    }
    let unknown = arm.codes.count { $0 < 0 }
    if unknown > 0 {
      writer.notes.add("Subjects whose arm is unknown are left out of every comparison", at: "\(unknown)")
    }
    for (index, outcome) in trial.outcomes.enumerated() {
      writer.outcome = outcome.name
      let needsMeans = writer.wants(anyOf: [.n, .mean, .sd, .meanDifference, .cohensD, .hedgesG, .glassDelta])
      let moments = needsMeans ? Moments(of: trial, outcome: index) : nil
      for visit in trial.visits.indices {
        writer.visit = trial.visits[visit]
        let values = VisitValues(trial: trial, arm: arm, outcome: outcome, visit: visit, moments: moments)
        for level in arm.levels.indices { writer.add(values.armRows(level), arm: arm.levels[level]) }
        writeContrasts(values, level: level, to: &writer)
      }
    }
    return Results(rows: writer.rows, notes: writer.notes.notes)
  }

  private static func writeContrasts(_ values: VisitValues, level: Double, to writer: inout RowWriter) {
    let arm = values.arm
    let treated = arm.levels.indices.filter { $0 != arm.reference }
    guard !treated.isEmpty else { return }
    let adjusted = writer.wants(.meanDifference) ? values.adjusted() : nil
    if writer.wants(.meanDifference), values.outcome.baseline == nil {
      writer.notes.add("There is no baseline, so no change_score and no ANCOVA", at: values.outcome.name)
    }
    if let ancova = adjusted?.ancova {
      writer.notes.add(adjustment(values.trial.covariates))
      note(ancova, in: &writer)
    }
    let control = writer.wants(anyOf: ranks) ? values.sorted(arm.reference) : []
    for treatment in treated {
      let contrast = "\(arm.levels[treatment]) - \(arm.levels[arm.reference])"
      let block = ContrastBlock(
        treatment: values.summary(treatment), control: values.summary(arm.reference),
        sortedTreatment: writer.wants(anyOf: ranks) ? values.sorted(treatment) : [], sortedControl: control,
        level: level)
      var rows = block.meanRows(where: writer.wants)
      if let adjusted {
        rows.append(adjusted.changeScore(treatment, arm.reference, level: level))
        rows += adjusted.ancova.rows(arm: treatment, level: level)
        for cause in adjusted.ancova.causes(arm: treatment) { writer.notes.add(cause, at: writer.place(contrast)) }
        let causes = adjusted.changeCauses(treatment, arm.reference)
        for cause in causes { writer.notes.add(cause, at: writer.place(contrast)) }
      }
      rows += block.effectRows(where: writer.wants) + block.rankRows(where: writer.wants)
      writer.add(rows, contrast: contrast)
      for cause in block.causes(in: rows, where: writer.wants) { writer.notes.add(cause, at: writer.place(contrast)) }
    }
  }

  /// What the ANCOVA rows are adjusted for, in words: two pages with different covariates must not look alike.
  private static func adjustment(_ covariates: [Covariate]) -> String {
    let named = covariates.map { covariate in
      switch covariate.values {
      case .numeric: "\(covariate.name) (a number)"
      case .factor(let levels, _): "\(covariate.name) (\(levels.joined(separator: ", ")))"
      }
    }
    return "ANCOVA adjusts for \((["the baseline value"] + named).joined(separator: ", "))"
  }

  private static func note(_ ancova: Ancova, in writer: inout RowWriter) {
    if ancova.withoutCovariates > 0 {
      writer.notes.add(
        "Subjects left out of ANCOVA because a covariate is missing",
        at: writer.place("\(ancova.withoutCovariates) of them"))
    }
    for column in ancova.aliased {
      writer.notes.add(
        "ANCOVA leaves out a column that follows from the others", at: writer.place(column))
    }
  }
}
