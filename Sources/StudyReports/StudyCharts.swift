import Charts
import Comparisons
import Estimates
import Trials

/// The report's charts as SVG; nil where there is nothing to draw.
struct StudyCharts: Sendable {
  private let trial: Trial
  private let visitName: String
  /// Whether charts may show single persons.
  private let showsIndividuals: Bool

  init(_ data: StudyData, request: StudyReportRequest) {
    trial = data.trial
    visitName = data.plan.visit ?? "visit"
    showsIndividuals = request.audience == nil && request.smallestCount == nil
  }

  func flow(_ report: StudyReport) -> String {
    let flow = FlowBoxes(report)
    func box(_ box: FlowBoxes.Box) -> FlowChart.Box {
      FlowChart.Box(box.label, count: box.count, details: box.reasons.map { "\($0.words): \($0.count)" })
    }
    let boxes = Dictionary(uniqueKeysWithValues: flow.steps.map { ($0.term, box($0)) })
    var steps: [FlowChart.Step] = []
    if let assessed = boxes["assessed"] { steps.append(.init(assessed, excluded: boxes["excluded"])) }
    if let randomised = boxes["randomised"] { steps.append(.init(randomised)) }
    let arms = flow.arms.map { arm in
      arm.boxes.enumerated().map { place, own in
        place > 0 || arm.arm == nil
          ? box(own) : FlowChart.Box("\(own.label) to \(report.facts.armName(arm.arm ?? ""))", count: own.count)
      }
    }
    return FlowChart(title: "Participant flow", steps: steps, arms: arms).svg(id: "flow-chart")
  }

  func missing(_ outcome: StudyFacts.OutcomeFacts, in report: StudyReport) -> String? {
    let isShown = report.analyses.description.rows.contains { $0.measure == .pattern && $0.outcome == outcome.name }
    guard isShown, let index = trial.outcomes.firstIndex(where: { $0.name == outcome.name }) else { return nil }
    let patterns = ObservationPatterns(trial: trial, outcome: index)
    guard patterns.variables.count > 1 else { return nil }
    var groups = trial.arm?.levels ?? []
    if let arm = trial.arm, patterns.entries.contains(where: { ($0.counts.last ?? 0) > 0 }) {
      groups.append("No \(arm.name)")
    }
    return MissingPatternChart(
      title: "When \(outcome.title) is observed", subtitle: "Subjects by the visits that they have",
      visits: patterns.variables, visitName: visitName, groups: groups,
      patterns: patterns.entries.map { entry in
        .init(isObserved: patterns.variables.indices.map(entry.observed.contains), counts: entry.counts)
      }
    ).svg(id: "missing-chart-\(index + 1)")
  }

  func means(_ outcome: StudyFacts.OutcomeFacts, place: Int, in report: StudyReport) -> String? {
    MeansChart(
      .init(value: .marginalMean, difference: .contrast), of: report.analyses.models[place].rows, outcome: outcome.name,
      title: "\(outcome.title) by \(visitName)",
      subtitle: "Modelled means with \(report.facts.percent) confidence intervals", valueName: outcome.title,
      visitName: visitName
    )?.svg(id: "means-chart-\(place + 1)")
  }

  /// Every person's course; nil where single persons are not to be shown.
  func courses(_ outcome: StudyFacts.OutcomeFacts, place: Int) -> String? {
    guard showsIndividuals, let measured = trial.outcomes.first(where: { $0.name == outcome.name }),
      trial.visits.count > 1
    else { return nil }
    let arms: [(label: String, code: Int32?)] =
      trial.arm.map { arm in arm.levels.enumerated().map { ($1, Int32($0)) } } ?? [("All subjects", nil)]
    return TrajectoryChart(
      title: "\(outcome.title) of every subject", valueName: outcome.title,
      visits: trial.visits.map { $0 ?? outcome.name }, visitName: visitName,
      arms: arms.map { arm in
        let subjects = (0..<trial.subjectCount).filter { arm.code == nil || trial.arm?.codes[$0] == arm.code }
        return .init(label: arm.label, courses: subjects.map { subject in measured.values.map { $0[subject] } })
      }
    ).svg(id: "courses-chart-\(place + 1)")
  }

  func forest(_ lines: [ComparedOutcomes.Line], in report: StudyReport) -> String? {
    guard lines.contains(where: { $0.row.estimate != nil }) else { return nil }
    let contrasts = Set(lines.map(\.row.contrast))
    let rows = lines.map { line in
      ForestChart.Row(
        label: line.outcome.title + (line.outcome.isPrimary && lines.count > 1 ? " (primary)" : "")
          + (contrasts.count > 1 ? ", \(line.row.contrast ?? "")" : ""),
        interval: Interval(line.row.estimate, low: line.row.confidenceLow, high: line.row.confidenceHigh))
    }
    let contrast = contrasts.count == 1 ? lines[0].row.contrast : nil
    let arms = contrasts.count == 1 ? report.facts.arms(of: lines[0].row) : nil
    return ForestChart(
      title: "All outcomes", subtitle: "Standardised differences with \(report.facts.percent) confidence intervals",
      axisName: "Standardised difference" + (contrast.map { ", \($0)" } ?? ""), rows: rows, reference: 0,
      sides: arms.map { ("lower with \($0.treatment)", "higher with \($0.treatment)") }
    ).svg(id: "forest-chart")
  }
}
