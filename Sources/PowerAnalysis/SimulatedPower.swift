internal import EffectSizes
public import Estimates
internal import Glibc

extension TrialSimulation {
  /// Power and type I error at each visit with their Monte-Carlo standard errors and Wilson's intervals.
  ///
  /// - Parameters:
  ///   - visits: their names; nil for a design of one visit that has none.
  ///   - level: of the intervals.
  public func results(
    _ count: Int, difference: Double, seed: UInt64, label: String?, visits: [String]?, level: Double = 0.95,
    threads: Int? = nil
  ) -> Results {
    let outcome = run(count, difference: difference, seed: seed, threads: threads)
    var results = Results()
    for (measure, count) in [(Measure.power, \Tally.found), (.typeOneError, \Tally.mistaken)] {
      for (visit, tally) in outcome.visits.enumerated() {
        var row = Estimate(
          visit: visits?[visit], term: label, measure: measure, method: test.prefix + "simulation",
          n: treatment + control)
        if tally.trials > 0 {
          let trials = Double(tally.trials)
          let share = Double(tally[keyPath: count]) / trials
          row.estimate = share
          row.standardError = (share * (1 - share) / trials).squareRoot()
          row.df = tally.df / trials
          if let wilson = Proportion(successes: tally[keyPath: count], n: tally.trials).wilson(level: level) {
            (row.confidenceLow, row.confidenceHigh, row.confidenceLevel) = (wilson.low, wilson.high, level)
          }
        }
        results.rows.append(row)
      }
    }
    if outcome.failures > 0 {
      results.notes.append(
        "\(label.map { $0 + ": of" } ?? "Of") \(count) simulated trials \(outcome.failures) could not be fitted and are "
          + "left out.")
    }
    return results
  }
}
