import Endline

/// Charts of `change --csc`: the subjects that were classified, beside what they were judged by; one for each outcome.
struct ReliableChangeCharts {
  static let kinds: [PlotKind] = [.beforeAfter, .waterfall]

  private let found: ReliableChange
  private let trial: Trial
  private let visitName: String
  /// The follow-up that is asked for; nil: each outcome's last that has classified subjects.
  private let visit: String?

  init(
    _ found: ReliableChange, of trial: Trial, visitName: String?, visit: String?
  ) throws(PlotUsageError) {
    self.found = found
    self.trial = trial
    self.visitName = visitName ?? "visit"
    self.visit = visit
    let followups = trial.visits.indices.filter { $0 > trial.baselineVisit ?? -1 }.compactMap { trial.visits[$0] }
    if let visit, !followups.contains(visit) { throw .unknownVisit(visit, known: followups) }
  }

  func charts(_ kind: PlotKind) -> [any Chart] {
    trial.outcomes.compactMap { outcome in
      let pairs = found.subjects.filter { $0.outcome == outcome.name && $0.change != nil }
      guard
        let last = found.limits.last(where: { limits in
          limits.outcome == outcome.name && (visit == nil || limits.visit == visit)
            && pairs.contains { $0.visit == limits.visit }
        })
      else { return nil }
      return chart(kind, outcome.name, pairs.filter { $0.visit == last.visit }, last)
    }
  }

  private func chart(
    _ kind: PlotKind, _ outcome: String, _ subjects: [ClassifiedSubject], _ limits: ReliableChange.Limits
  ) -> any Chart {
    let baseline = trial.baselineVisit.flatMap { trial.visits[$0] }.map { "\(visitName) \($0)" } ?? "baseline"
    let later = limits.visit.map { "\(visitName) \($0)" } ?? (trial.visits.count > 1 ? "last value" : "follow-up")
    let better = limits.direction == .lower ? "lower is better" : "higher is better"
    let groups = groups(subjects)
    let sizes = limits.points.flatMap {
      ChangeLimits(
        fall: $0.fall, rise: $0.rise, quality: limits.countsLimit ? "important" : "reliable",
        countsLimit: limits.countsLimit)
    }
    if kind == .waterfall {
      return WaterfallChart(
        title: "\(outcome): every subject's change",
        subtitle: "From \(baseline) to \(later), later minus earlier; \(better)", valueName: "Change of \(outcome)",
        arms: groups.map { .init(label: $0.label, changes: $0.subjects.compactMap(\.change)) }, limits: sizes)
    }
    return BeforeAfterChart(
      title: "\(outcome) before and after", subtitle: better.prefix(1).uppercased() + better.dropFirst(),
      beforeName: "\(outcome), \(baseline)", afterName: "\(outcome), \(later)",
      arms: groups.map { group in
        .init(label: group.label, pairs: group.subjects.map { ($0.baseline ?? .nan, $0.followup ?? .nan) })
      }, limits: sizes, cutoff: limits.cutoff)
  }

  /// By arm, in level order; last those without one.
  private func groups(_ subjects: [ClassifiedSubject]) -> [(label: String, subjects: [ClassifiedSubject])] {
    guard let arm = trial.arm else { return [("All subjects", subjects)] }
    let groups: [(label: String, subjects: [ClassifiedSubject])] =
      arm.levels.map { level in (level, subjects.filter { $0.arm == level }) }
      + [("No \(arm.name)", subjects.filter { $0.arm == nil })]
    return groups.filter { !$0.subjects.isEmpty }
  }

  /// What of a chart there is no number for.
  static func notes(on found: ReliableChange) -> [String] {
    let without = found.limits.filter { $0.points == nil }.map(\.outcome)
    var seen: [String] = []
    for outcome in without where !seen.contains(outcome) { seen.append(outcome) }
    return seen.isEmpty
      ? []
      : [
        "The chart has no band and no filled bars, since no one number of points is reliable or important for everybody: "
          + seen.joined(separator: ", ") + "."
      ]
  }
}
