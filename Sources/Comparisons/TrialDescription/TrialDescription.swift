public import Estimates
public import Trials

/// Who was measured, when, and what is missing: the baseline table, participants at each visit, patterns of missing
/// visits, attrition, Little's test, and what of the outcome's distribution matters to the analyses that follow.
///
/// Documentation/Methods/describe.md.
public enum TrialDescription {
  /// Every measure that `results` knows.
  public static let measures: [Measure] =
    [.n] + BaselineTable.measures + OutcomeFlow.measures + OutcomeDistribution.measures

  /// Rows in this order: the arms' sizes; the baseline table (each outcome's baseline value, `term` `baseline(OUTCOME)`,
  /// then each covariate, a level's `term` being `COVARIATE[LEVEL]`); then for each outcome who was observed, the
  /// patterns, attrition, Little's test, and the distribution at each visit. Within each, arms in order, then all
  /// subjects together (`arm` nil; those whose arm is unknown count there only).
  ///
  /// - Parameters:
  ///   - measures: what is computed and given; nil for all.
  ///   - level: confidence level of every interval.
  /// - Returns: rows, and this analysis's own notes (the trial's are not repeated). A quantity that cannot be
  ///   estimated is nil, and a note says why.
  public static func results(for trial: Trial, measures: Set<Measure>? = nil, level: Double = 0.95) -> Results {
    var writer = RowWriter(measures: measures)
    writer.outcome = nil
    let groups = SubjectGroup.groups(of: trial)
    for group in groups {
      writer.add(Estimate(measure: .n, estimate: Double(group.size), n: group.size), arm: group.label)
    }
    BaselineTable(trial, groups: groups).add(to: &writer)
    for index in trial.outcomes.indices {
      writer.outcome = trial.outcomes[index].name
      if writer.wants(anyOf: OutcomeFlow.measures) {
        OutcomeFlow(trial, outcome: index, groups: groups, level: level).add(to: &writer)
      }
      if writer.wants(anyOf: OutcomeDistribution.measures) {
        OutcomeDistribution(trial, outcome: index, groups: groups).add(to: &writer)
      }
    }
    return Results(rows: writer.rows, notes: writer.notes.notes)
  }
}
