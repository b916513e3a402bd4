import Endline

/// What `compare` draws of each kind of outcome. The means are computed for the chart alone, whatever `--measures` leaves
/// of the page.
enum CompareCharts {
  static let kinds: [PlotKind] = [.means, .forest, .trajectories]

  static func ofMeans(_ options: PlotOptions) -> Plot {
    Plot(options: options, kinds: kinds) { kind, scene in
      switch kind {
      case .forest: return scene.forest([.meanDifference])
      case .trajectories: return scene.trajectories()
      default:
        guard let trial = scene.trial else { return [] }
        let differences = Comparison.results(for: trial, measures: [.meanDifference], level: scene.level).rows
        return scene.means(
          .init(value: .mean, difference: .meanDifference, method: "welch"),
          of: ArmMeans.rows(for: trial, level: scene.level) + differences, what: "Observed means",
          difference: "Difference of the observed means (Welch)")
      }
    }
  }

  /// - Parameter coded: the trial whose outcomes are events.
  static func ofEvents(
    _ options: PlotOptions, interval: TwoByTwoTable.DifferenceInterval, coded: @escaping (Trial) -> Trial
  ) -> Plot {
    Plot(options: options, kinds: [.means, .forest]) { kind, scene in
      guard kind == .means else { return scene.forest([.riskDifference, .riskRatio]) }
      guard let trial = scene.trial else { return [] }
      let rows = BinaryComparison.results(
        for: coded(trial), measures: [.proportion, .riskDifference], level: scene.level, interval: interval,
        eventIsGood: true
      ).rows
      return scene.means(
        .init(value: .proportion, difference: .riskDifference), of: rows, what: "Proportions with the event",
        valueName: { proportion($0, in: coded(trial)) }, difference: "Risk difference")
    }
  }

  /// What the proportion is of.
  private static func proportion(_ name: String, in trial: Trial) -> String {
    switch trial.outcomes.first(where: { $0.name == name })?.event {
    case .value(let value): "Proportion with \(name) \(value)"
    case .responder(let rule): "Proportion with change of \(name), \(rule)"
    case nil: "Proportion, \(name)"
    }
  }

  static func ofCounts(_ options: PlotOptions, per: Double) -> Plot {
    Plot(options: options, kinds: [.means, .forest]) { kind, scene in
      guard kind == .means else { return scene.forest([.rateRatio]) }
      guard let trial = scene.trial else { return [] }
      let rows = CountComparison.results(
        for: trial, measures: [.rate, .rateDifference], level: scene.level, per: per
      ).rows
      return scene.means(
        .init(value: .rate, difference: .rateDifference), of: rows, what: "Rates",
        valueName: { "Rate of \($0)" + (per == 1 ? "" : " per \(per.shortest)") }, difference: "Rate difference")
    }
  }
}
