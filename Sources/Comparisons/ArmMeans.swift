internal import Distributions
public import Estimates
public import Trials

/// The mean of each arm at each visit with its interval: what a chart of means shows.
public enum ArmMeans {
  /// For each outcome and visit a row `mean` (method `t`) of every arm in level order, of all subjects where there is no arm:
  /// x̄ ± t(n − 1) s/√n over the values observed at that visit. R: `t.test(x)$conf.int`.
  ///
  /// A mean of one value has no interval, of none no estimate.
  public static func rows(for trial: Trial, level: Double = 0.95) -> [Estimate] {
    let arms: [(level: Int?, label: String?)] =
      trial.arm.map { arm in arm.levels.enumerated().map { ($0, $1) } } ?? [(nil, nil)]
    return trial.outcomes.indices.flatMap { outcome in
      let moments = Moments(of: trial, outcome: outcome)
      return trial.visits.indices.flatMap { visit in
        arms.map { arm in
          let summary = SampleSummary(moments.summary(arm: arm.level, visits: [visit]))
          var row = row(summary, level: level)
          row.outcome = trial.outcomes[outcome].name
          row.arm = arm.label
          row.visit = trial.visits[visit]
          return row
        }
      }
    }
  }

  private static func row(_ summary: SampleSummary, level: Double) -> Estimate {
    var row = Estimate(measure: .mean, method: "t", n: summary.count)
    guard summary.count > 0, summary.mean.isFinite else { return row }
    row.estimate = summary.mean
    guard let sd = summary.sd, sd.isFinite else { return row }
    let df = Double(summary.count - 1)
    let error = sd / Double(summary.count).squareRoot()
    let half = StudentT(df: df).quantile((1 - level) / 2, tail: .upper) * error
    row.standardError = error
    row.df = df
    guard half.isFinite else { return row }
    row.confidenceLow = summary.mean - half
    row.confidenceHigh = summary.mean + half
    row.confidenceLevel = level
    return row
  }
}
