internal import Comparisons
internal import EffectSizes
public import Estimates
public import Trials

/// How faithfully sites do what they were trained in: mean ratings by site, by item and over all, the share of sites at a
/// threshold, visit by visit.
///
/// A trial of fidelity has sites for subjects and items for outcomes. The number of sites is the sample: the interval of the
/// mean over sites is t's with one degree of freedom less than sites, that of the share Wilson's.
///
/// Documentation/Methods/sites.md.
public enum Fidelity {
  public static let measures: [Measure] = [.fidelity, .fidelitySD, .shareAtThreshold]

  /// For each visit: every site's fidelity, the mean over sites, and the same of each item.
  ///
  /// - Parameters:
  ///   - rating: what results call the outcome where the trial's outcomes are the items of one scale; nil where each outcome is
  ///     a total of its own.
  ///   - threshold: fidelity is high from here on.
  public static func results(
    for trial: Trial, rating: String?, threshold: Double, measures: Set<Measure>? = nil, level: Double = 0.95
  ) -> Results {
    var writer = RowWriter(measures: measures)
    let scales: [(name: String, items: [Outcome])] =
      rating.map { [($0, trial.outcomes)] } ?? trial.outcomes.map { ($0.name, [$0]) }
    for scale in scales {
      writer.outcome = scale.name
      for visit in trial.visits.indices {
        writer.visit = trial.visits[visit]
        let ratings = scale.items.map { $0.values[visit] }
        writer.hasSquares = SquareRange.holds(ratings, arm: nil)
        let sites = siteMeans(ratings, count: trial.subjectCount)
        writer.add(
          sites.enumerated().map { site, mean in
            Estimate(site: trial.subjectLabel(site), measure: .fidelity, estimate: mean.value, n: mean.items)
          })
        noteGaps(sites, items: ratings.count, trial: trial, in: &writer)
        let total = rating == nil ? nil : "all items"
        add(sites.compactMap(\.value), term: total, threshold: threshold, level: level, to: &writer)
        guard rating != nil else { continue }
        for (item, values) in zip(scale.items, ratings) {
          let known = values.filter { !$0.isNaN }
          add(known, term: item.name, threshold: threshold, level: level, to: &writer)
        }
      }
    }
    if writer.wants(.shareAtThreshold) {
      writer.notes.add("share_at_threshold counts sites rated \(threshold.shortest) or higher")
    }
    return Results(rows: writer.rows, notes: writer.notes.notes)
  }

  private struct SiteMean {
    let items: Int
    let value: Double?
  }

  /// Each site's mean over the items that it was rated on.
  private static func siteMeans(_ ratings: [[Double]], count: Int) -> [SiteMean] {
    (0..<count).map { site in
      let known = ratings.map { $0[site] }.filter { !$0.isNaN }
      return SiteMean(
        items: known.count, value: known.isEmpty ? nil : known.reduce(0, +) / Double(known.count))
    }
  }

  private static func noteGaps(_ sites: [SiteMean], items: Int, trial: Trial, in writer: inout RowWriter) {
    for (site, mean) in sites.enumerated() where mean.items < items {
      writer.notes.add(
        "A site is not rated on every item, and its mean is over the others",
        at: writer.place("site \(trial.subjectLabel(site)): \(items - mean.items) of \(items) missing"))
    }
  }

  private static func add(
    _ values: [Double], term: String?, threshold: Double, level: Double, to writer: inout RowWriter
  ) {
    let summary = SampleSummary(values)
    let count = values.count
    var mean = Estimate(
      term: term, measure: .fidelity, method: "student", estimate: count > 0 ? summary.mean : nil, n: count)
    if let sd = summary.sd, sd > 0 {
      mean = mean.tested(standardError: sd / Double(count).squareRoot(), df: Double(count - 1), level: level)
      mean.statistic = nil
      mean.pValue = nil
    } else {
      writer.notes.add(
        count < 2
          ? "Fewer than two sites are rated, so no SD and no interval"
          : "All sites have the same rating, so its mean has no interval", at: writer.place(term))
    }
    writer.add(mean)
    writer.add(Estimate(term: term, measure: .fidelitySD, estimate: summary.sd, n: count))
    let high = Proportion(successes: values.count { $0 >= threshold }, n: count)
    let interval = high.wilson(level: level)
    writer.add(
      Estimate(
        term: term, measure: .shareAtThreshold, method: "wilson", estimate: high.estimate,
        confidenceLow: interval?.low, confidenceHigh: interval?.high, confidenceLevel: interval == nil ? nil : level,
        n: count))
  }
}
