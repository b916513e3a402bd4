import Charts
import Comparisons
import Estimates
import SiteComparisons
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

  /// Everybody's value at a visit against that at baseline; nil where single persons are not to be shown.
  func beforeAfter(
    _ outcome: StudyFacts.OutcomeFacts, _ threshold: ReliableChange.Threshold, place: Int
  ) -> String? {
    guard showsIndividuals, let measured = trial.outcomes.first(where: { $0.name == outcome.name }),
      let baseline = measured.baseline, let visit = trial.visits.firstIndex(of: threshold.visit)
    else { return nil }
    let arms: [(label: String, code: Int32?)] =
      trial.arm.map { arm in arm.levels.enumerated().map { ($1, Int32($0)) } } ?? [("All subjects", nil)]
    return BeforeAfterChart(
      title: "\(outcome.title) before and after",
      beforeName:
        "\(outcome.title), \(trial.baselineVisit.flatMap { trial.visits[$0] }.map { "\(visitName) \($0)" } ?? "baseline")",
      afterName: "\(outcome.title), \(visitName) \(threshold.visit ?? "")",
      arms: arms.map { arm in
        let subjects = (0..<trial.subjectCount).filter { arm.code == nil || trial.arm?.codes[$0] == arm.code }
        return .init(label: arm.label, pairs: subjects.map { (baseline[$0], measured.values[visit][$0]) })
      }, reliableChange: threshold.change, cutoff: threshold.cutoff
    ).svg(id: "before-after-chart-\(place + 1)")
  }

  func funnel(
    _ funnel: SiteFunnel, title: String, place: Int, naming: SiteNaming
  ) -> String? {
    funnel.funnelChart(title) { naming.names($0, in: funnel) }?.svg(id: "funnel-chart-\(place + 1)")
  }

  /// The funnel with one site marked, the others without names.
  func funnel(_ funnel: SiteFunnel, title: String, own: String, place: Int) -> String? {
    funnel.funnelChart(title, own: own) { $0.label == own }?.svg(id: "funnel-chart-\(place + 1)")
  }

  /// With more sites than these, not every one has a line of a chart or table.
  static let mostSiteLines = 60

  /// Nil where there are too many sites for a line each.
  func caterpillar(_ funnel: SiteFunnel, title: String, place: Int) -> String? {
    guard funnel.sites.count <= Self.mostSiteLines else { return nil }
    return funnel.caterpillarChart(title)?.svg(id: "caterpillar-chart-\(place + 1)")
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
