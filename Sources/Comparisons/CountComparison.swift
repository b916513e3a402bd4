internal import EffectSizes
public import Estimates
public import Trials

/// Differences between arms in how often events happen, at each visit: treatment over control, treatment minus control.
/// The trial's outcomes are counts with their exposure (`StudyPlan.type`).
///
/// Documentation/Methods: counts.
public enum CountComparison {
  /// Every measure that `results` knows, in the order of its rows.
  public static let measures: [Measure] = [.n, .events, .exposure, .rate, .rateRatio, .rateDifference, .theta]

  /// For each outcome and visit: n, events, exposure and rate of each arm in level order, then for each arm that is not
  /// the control its contrast `TREATMENT - CONTROL`, then θ of the negative binomial models.
  ///
  /// `rate_ratio` is given by Poisson regression with robust errors and by negative binomial regression, on arm alone; and
  /// by both adjusted, at visits after the baseline and with covariates.
  ///
  /// - Parameters:
  ///   - measures: what is computed and given; nil for all.
  ///   - level: confidence level of every interval.
  ///   - per: rates and their differences are per so many units of exposure.
  /// - Returns: rows, and this analysis's own notes (the trial's are not repeated). A quantity that cannot be
  ///   estimated is nil, and a note says why.
  public static func results(
    for trial: Trial, measures: Set<Measure>? = nil, level: Double = 0.95, per: Double = 1
  ) -> Results {
    guard let arm = trial.arm else { return Results(notes: ["There is no arm, so nothing is compared."]) }
    var writer = RowWriter(measures: measures)
    noteArms(arm, in: &writer)
    for outcome in trial.outcomes {
      writer.outcome = outcome.name
      for visit in trial.visits.indices {
        writer.visit = trial.visits[visit]
        let values = CountValues(trial: trial, arm: arm, outcome: outcome, visit: visit)
        let totals = arm.levels.indices.map { values.totals($0) }
        for (place, label) in arm.levels.enumerated() {
          writer.add(armRows(totals[place], level: level, per: per), arm: label)
        }
        if writer.wants(anyOf: [.rate, .rateRatio, .rateDifference]) { noteOverdispersion(totals, in: &writer) }
        guard writer.wants(anyOf: [.rateRatio, .rateDifference, .theta]) else { continue }
        let wantsModels = writer.wants(anyOf: [.rateRatio, .theta])
        let kinds = wantsModels && arm.levels.count > 1 ? (values.isAdjustable ? [false, true] : [false]) : []
        let models = kinds.map { CountModel(values, adjusted: $0) }
        for model in models where model.isAdjusted { noteColumns(of: model, in: &writer) }
        for treatment in arm.levels.indices where treatment != arm.reference {
          let contrast = Contrast(of: arm, treatment: treatment, control: arm.reference)
          for model in models {
            writer.add(model.rows(arm: treatment, level: level), contrast: contrast)
            for cause in model.causes(arm: treatment) { writer.notes.add(cause, at: writer.place(contrast.label)) }
          }
          if writer.wants(.rateDifference) {
            addDifference(totals[treatment], totals[arm.reference], level: level, per: per, contrast, in: &writer)
          }
        }
        for model in models {
          writer.add(model.theta)
          note(model, in: &writer)
        }
      }
    }
    return Results(rows: writer.rows, notes: writer.notes.notes, ratesPer: per)
  }

  // MARK: Rows

  private static func armRows(_ totals: CountTotals, level: Double, per: Double) -> [Estimate] {
    let n = totals.n
    return [
      Estimate(measure: .n, estimate: Double(n), n: n),
      Estimate(measure: .events, estimate: totals.rate.events, n: n),
      Estimate(measure: .exposure, estimate: totals.rate.exposure, n: n),
      totals.rate.row(.rate, n: n, level: level, per: per),
    ]
  }

  /// Robust (HC0) variance of each arm's rate, Σ (y − r t)²/T², Wald's interval and test.
  private static func addDifference(
    _ treatment: CountTotals, _ control: CountTotals, level: Double, per: Double, _ contrast: Contrast,
    in writer: inout RowWriter
  ) {
    let n = treatment.n + control.n
    var row = Estimate(measure: .rateDifference, method: EffectSize.IntervalMethod.poissonRobust.rawValue, n: n)
    guard let a = treatment.rate.estimate, let b = control.rate.estimate else {
      writer.add(row, contrast: contrast)
      writer.notes.add("No value in one of the two arms, so nothing is compared", at: writer.place(contrast.label))
      return
    }
    let difference = (a - b) * per
    row.estimate = difference
    let variance = treatment.rateVariance + control.rateVariance
    let isKnown =
      treatment.n > 1 && control.n > 1 && treatment.rate.events > 0 && control.rate.events > 0
      && variance > 1e-24 * (a + b) * (a + b)
    if isKnown {
      row =
        EffectSize(
          method: .poissonRobust, difference: difference, standardError: variance.squareRoot() * per, level: level
        ).row(.rateDifference, n: n, level: level)
    } else {
      writer.notes.add(
        "An arm has no event, one subject, or counts that do not vary, so the rate difference has no interval",
        at: writer.place(contrast.label))
    }
    writer.add(row, contrast: contrast)
  }

  // MARK: Notes

  private static func noteArms(_ arm: Factor, in writer: inout RowWriter) {
    if arm.levels.count < 2 {
      writer.notes.add("There is one arm only (\(arm.levels.first ?? "none")), so nothing is compared")
    }
    let unknown = arm.codes.count { $0 < 0 }
    if unknown > 0 {
      writer.notes.add("Subjects whose arm is unknown are left out of every comparison", at: "\(unknown)")
    }
  }

  private static func noteOverdispersion(_ totals: [CountTotals], in writer: inout RowWriter) {
    let arms = totals.filter { $0.rate.events > 0 }
    let df = arms.reduce(0) { $0 + $1.n } - arms.count
    guard df > 0 else { return }
    let ratio = arms.reduce(0) { $0 + $1.pearson } / Double(df)
    guard ratio > 1.5, ratio.isFinite else { return }
    writer.notes.add(
      "Counts vary more within arms than Poisson's do (Pearson chi-squared/df, 1 where they are Poisson): the exact "
        + "(garwood) intervals of the rates are too narrow; poisson_robust and negative_binomial allow for it",
      at: writer.place(hundredths(ratio)))
  }

  private static func note(_ model: CountModel, in writer: inout RowWriter) {
    let methods = model.isAdjusted ? "negative_binomial_adjusted" : "negative_binomial"
    if model.isPoisson {
      writer.notes.add(
        "The counts do not vary more than Poisson's around the model, so theta is infinite and has no estimate, and "
          + "\(methods) is its limit: Poisson regression with model-based errors", at: writer.place(nil))
    }
    guard model.isAdjusted else { return }
    if model.withoutCovariates > 0 {
      writer.notes.add(
        "Subjects left out of the adjusted rate ratios because a covariate or the baseline is missing",
        at: writer.place("\(model.withoutCovariates) of them"))
    }
    for column in model.design.aliased {
      writer.notes.add(
        "The adjusted rate ratios leave out a column that follows from the others", at: writer.place(column))
    }
  }

  /// What the model adjusts for, in words: two pages with different covariates must not look alike.
  private static func noteColumns(of model: CountModel, in writer: inout RowWriter) {
    let columns = (model.hasBaseline ? ["the baseline as log((events + 0.5)/exposure)"] : []) + model.covariates
    writer.notes.add(
      "Rate ratios whose method ends in adjusted adjust for \(columns.joined(separator: ", ")); the others adjust for "
        + "nothing")
  }

  private static func hundredths(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return rounded.description
  }
}

extension CountTotals {
  /// Robust (HC0) variance of the rate.
  var rateVariance: Double { scatter / (rate.exposure * rate.exposure) }
}

extension Rate {
  /// The rate with Garwood's limits, per so many units of exposure, as a row of results.
  func row(_ measure: Measure, n: Int, level: Double, per: Double) -> Estimate {
    let limits = garwood(level: level)
    return Estimate(
      measure: measure, method: "garwood", estimate: estimate.map { $0 * per },
      confidenceLow: limits.map { $0.low * per }, confidenceHigh: limits.map { $0.high * per },
      confidenceLevel: level, n: n)
  }
}
