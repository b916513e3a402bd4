import Endline

/// Charts made of rows: one for each outcome.
extension PlotScene {
  private var outcomes: [String?] {
    var seen: [String?] = []
    for row in results.rows where !seen.contains(row.outcome) { seen.append(row.outcome) }
    return seen
  }

  private var percent: String { "\(Double(level * 100).shortest)%" }

  /// - Parameter what: what the marks are: `Observed means`.
  func means(
    _ selection: MeansChart.Selection, of rows: [Estimate], what: String, valueName: (String) -> String = { $0 },
    difference: String = "Difference"
  ) -> [any Chart] {
    var outcomes: [String?] = []
    for row in rows where !outcomes.contains(row.outcome) { outcomes.append(row.outcome) }
    return outcomes.compactMap { outcome in
      let hasVisits = rows.contains { $0.outcome == outcome && $0.measure == selection.value && $0.visit != nil }
      return MeansChart(
        selection, of: rows, outcome: outcome,
        title: valueName(outcome ?? "Outcome") + (hasVisits ? " by \(visitName ?? "visit")" : ""),
        subtitle: "\(what) with \(percent) confidence intervals", valueName: valueName(outcome ?? ""),
        visitName: visitName ?? "visit", differenceName: difference)
    }
  }

  /// The first of `measures` that the results have contrasts of, else the first measure that they have.
  func forest(_ measures: [Measure]) -> [any Chart] {
    outcomes.compactMap { outcome in
      let drawable = results.rows.filter {
        $0.outcome == outcome && $0.contrast != nil && $0.estimate != nil
          && ($0.confidenceLow != nil || $0.confidenceHigh != nil) && $0.measure != .numberNeededToTreat
      }
      let found = Set(drawable.map(\.measure))
      guard let measure = measures.first(where: found.contains) ?? drawable.first?.measure else { return nil }
      return ForestChart(
        measure, of: results.rows, outcome: outcome, title: "\(outcome ?? "Outcome"): differences",
        subtitle: "\(measure.title) with \(percent) confidence intervals", visitName: visitName ?? "visit",
        methodTitle: methodTitle)
    }
  }
}
