internal import Estimates
internal import Trials

/// What of an outcome's distribution at each visit can mislead the analyses that follow: values heaped at an end of the
/// scale, skewness, values far outside.
struct OutcomeDistribution {
  static let measures: [Measure] = [.floor, .ceiling, .skewness, .outliers]

  /// Share of subjects at an end of the scale above which an instrument is said to have a floor or ceiling effect: 15 %,
  /// Terwee et al. (2007), Journal of Clinical Epidemiology 60, 34–42.
  private static let notableShare = 0.15
  /// Absolute skewness that is called strong (Bulmer, Principles of Statistics, 1979).
  private static let notableSkewness = 1.0

  private let trial: Trial
  private let outcome: Outcome
  private let groups: [SubjectGroup]

  init(_ trial: Trial, outcome: Int, groups: [SubjectGroup]) {
    self.trial = trial
    self.outcome = trial.outcomes[outcome]
    self.groups = groups
  }

  func add(to writer: inout RowWriter) {
    let extremes = extremes
    if writer.wants(anyOf: [.floor, .ceiling]), let extremes {
      writer.notes.add(
        "floor and ceiling are shares of subjects at the lowest and highest value observed in the trial, which need not "
          + "be the ends of the instrument's range",
        at: writer.place("\(extremes.low.shortest) and \(extremes.high.shortest)"))
    }
    for group in groups {
      for (visit, values) in outcome.values.enumerated() {
        writer.visit = trial.visits[visit]
        let shape = SampleShape(group.observed(values))
        let n = shape.values.count
        let floor = extremes.flatMap { shape.share(at: $0.low) }
        let ceiling = extremes.flatMap { shape.share(at: $0.high) }
        let skewness = shape.skewness
        writer.add(
          [
            Estimate(measure: .floor, method: "observed_minimum", estimate: floor, n: n),
            Estimate(measure: .ceiling, method: "observed_maximum", estimate: ceiling, n: n),
            Estimate(measure: .skewness, method: "adjusted_fisher_pearson", estimate: skewness, n: n),
            Estimate(measure: .outliers, method: "tukey_3_iqr", estimate: n > 0 ? Double(shape.outliers) : nil, n: n),
          ], arm: group.label)
        // The notes speak of an arm where there are arms: all together are a mixture of them.
        let place = writer.place(group.label.map { "arm \($0)" })
        if skewness == nil, n > 0, writer.wants(.skewness) {
          writer.notes.add("Fewer than three values, or no variation, so no skewness", at: place)
        }
        guard group.arm != nil || trial.arm == nil else { continue }
        note(floor: floor, ceiling: ceiling, skewness: skewness, outliers: shape.outliers, at: place, in: &writer)
      }
    }
    writer.visit = nil
  }

  private func note(
    floor: Double?, ceiling: Double?, skewness: Double?, outliers: Int, at place: String, in writer: inout RowWriter
  ) {
    if let floor, floor >= Self.notableShare, writer.wants(.floor) {
      writer.notes.add(
        "15 % of subjects or more are at the lowest observed value, and changes may be cut off", at: place)
    }
    if let ceiling, ceiling >= Self.notableShare, writer.wants(.ceiling) {
      writer.notes.add(
        "15 % of subjects or more are at the highest observed value, and changes may be cut off", at: place)
    }
    if let skewness, abs(skewness) > Self.notableSkewness, writer.wants(.skewness) {
      writer.notes.add(
        "Strongly skewed (beyond 1 or -1): a mean says less, and rank methods and medians may say more", at: place)
    }
    if outliers > 0, writer.wants(.outliers) {
      writer.notes.add(
        "Values lie more than three interquartile ranges outside the quartiles: look at them before trusting a mean",
        at: place + " (\(outliers))")
    }
  }

  /// The lowest and the highest value of all visits and arms.
  private var extremes: (low: Double, high: Double)? {
    var low = Double.infinity
    var high = -Double.infinity
    for values in outcome.values {
      for value in values where !value.isNaN {
        low = min(low, value)
        high = max(high, value)
      }
    }
    return low <= high ? (low, high) : nil
  }
}
