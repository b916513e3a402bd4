import Endline

/// Charts made of the subjects themselves: one for each outcome.
extension PlotScene {
  private var visitTitle: String { visitName ?? "visit" }

  /// Subjects by arm: each level in order, then those whose arm is unknown; all together where there is no arm.
  private func groups(_ trial: Trial) -> [(label: String, subjects: [Int])] {
    let subjects = 0..<trial.subjectCount
    guard let arm = trial.arm else { return [("All subjects", Array(subjects))] }
    var groups: [(label: String, subjects: [Int])] = arm.levels.map { ($0, []) } + [("No \(arm.name)", [])]
    for subject in subjects {
      let code = Int(arm.codes[subject])
      groups[code < 0 ? arm.levels.count : code].subjects.append(subject)
    }
    return groups.filter { group in !group.subjects.isEmpty }
  }

  /// The outcome's values, a baseline that is a column of its own first.
  private func columns(_ trial: Trial, _ outcome: Outcome) -> [(label: String, values: [Double])] {
    var columns = zip(trial.visits, outcome.values).map { ($0 ?? outcome.name, $1) }
    if trial.baselineVisit == nil, let baseline = outcome.baseline { columns.insert(("baseline", baseline), at: 0) }
    return columns
  }

  func trajectories() -> [any Chart] {
    guard let trial else { return [] }
    return trial.outcomes.map { outcome in
      let columns = columns(trial, outcome)
      return TrajectoryChart(
        title: "\(outcome.name) of every subject", valueName: outcome.name, visits: columns.map(\.label),
        visitName: visitTitle,
        arms: groups(trial).map { group in
          .init(label: group.label, courses: group.subjects.map { subject in columns.map { $0.values[subject] } })
        })
    }
  }

  /// Earlier and later values of the subjects who have both, by arm, at the visit asked for or the last that has any.
  private func pairs(
    _ trial: Trial, _ outcome: Outcome, visit wanted: String?
  ) throws -> (visit: String, arms: [(label: String, pairs: [(before: Double, after: Double)])])? {
    guard let baseline = outcome.baseline else { return nil }
    let followups = trial.visits.indices.filter { $0 > trial.baselineVisit ?? -1 }
    let groups = groups(trial)
    func pairs(_ visit: Int) -> [(label: String, pairs: [(before: Double, after: Double)])] {
      groups.map { group in
        (
          group.label,
          group.subjects.compactMap { subject in
            let (before, after) = (baseline[subject], outcome.values[visit][subject])
            return before.isNaN || after.isNaN ? nil : (before, after)
          }
        )
      }
    }
    let visit: Int?
    if let wanted {
      visit = followups.first { trial.visits[$0] == wanted }
      if visit == nil { throw PlotUsageError.unknownVisit(wanted, known: followups.compactMap { trial.visits[$0] }) }
    } else {
      visit = followups.last { visit in
        baseline.indices.contains { !baseline[$0].isNaN && !outcome.values[visit][$0].isNaN }
      }
    }
    return visit.map { (trial.visits[$0] ?? "follow-up", pairs($0)) }
  }

  private func baselineName(_ trial: Trial) -> String {
    trial.baselineVisit.flatMap { trial.visits[$0] }.map { "\(visitTitle) \($0)" } ?? "baseline"
  }

  func waterfall(visit: String?) throws -> [any Chart] {
    guard let trial else { return [] }
    return try trial.outcomes.compactMap { outcome in
      guard let found = try pairs(trial, outcome, visit: visit), found.arms.contains(where: { !$0.pairs.isEmpty })
      else {
        return nil
      }
      return WaterfallChart(
        title: "\(outcome.name): every subject's change",
        subtitle: "From \(baselineName(trial)) to \(visitTitle) \(found.visit), later minus earlier",
        valueName: "Change of \(outcome.name)",
        arms: found.arms.map { .init(label: $0.label, changes: $0.pairs.map { $0.after - $0.before }) })
    }
  }

  func beforeAfter(visit: String?) throws -> [any Chart] {
    guard let trial else { return [] }
    return try trial.outcomes.compactMap { outcome in
      guard let found = try pairs(trial, outcome, visit: visit), found.arms.contains(where: { !$0.pairs.isEmpty })
      else {
        return nil
      }
      return BeforeAfterChart(
        title: "\(outcome.name) before and after", beforeName: "\(outcome.name), \(baselineName(trial))",
        afterName: "\(outcome.name), \(visitTitle) \(found.visit)",
        arms: found.arms.map { .init(label: $0.label, pairs: $0.pairs) })
    }
  }

  func missingPatterns() -> [any Chart] {
    guard let trial else { return [] }
    return trial.outcomes.indices.map { index in
      let patterns = ObservationPatterns(trial: trial, outcome: index)
      var groups = trial.arm?.levels ?? []
      let hasStrangers = patterns.entries.contains { ($0.counts.last ?? 0) > 0 }
      if let arm = trial.arm, hasStrangers { groups.append("No \(arm.name)") }
      return MissingPatternChart(
        title: "When \(trial.outcomes[index].name) is observed",
        subtitle: "Subjects by the visits that they have, \(trial.subjectCount) in all", visits: patterns.variables,
        visitName: visitTitle, groups: groups,
        patterns: patterns.entries.map { entry in
          MissingPatternChart.Pattern(
            isObserved: patterns.variables.indices.map { entry.observed.contains($0) }, counts: entry.counts)
        })
    }
  }

  /// What the data can say of it: who was assessed, excluded and analysed stands in no data file.
  func flow() -> [any Chart] {
    guard let trial else { return [] }
    return trial.outcomes.map { outcome in
      let columns = columns(trial, outcome)
      return FlowChart(
        title: "Participants, by \(outcome.name)",
        subtitle: "What the data do not say is not supplied: fill it in for a CONSORT diagram",
        steps: [
          .init(.init("Assessed for eligibility", count: nil), excluded: .init("Excluded", count: nil)),
          .init(.init("In the data", count: trial.subjectCount)),
        ],
        arms: groups(trial).map { group in
          [.init(group.label, count: group.subjects.count)]
            + columns.map { column in
              let observed = group.subjects.count { !column.values[$0].isNaN }
              return .init(
                "Observed at \(visitTitle) \(column.label)", count: observed,
                details: ["not observed: \(group.subjects.count - observed)"])
            } + [.init("Analysed", count: nil)]
        })
    }
  }
}
