internal import Estimates
internal import Trials

/// Standard deviations of an outcome by name, and contrasts divided by them.
struct StandardizedContrasts {
  let model: FittedModel
  let choice: ContrastStandardDeviation

  /// The row for an unadjusted contrast. Its standard error takes the standard deviation as known: SE/SD.
  func row(of contrast: Estimate, _ line: MeanLine) -> Estimate {
    var row = contrast
    row.measure = .standardizedContrast
    row.method = contrast.method.map { "\($0)_sd_\(choice.rawValue)" }
    guard let deviation = deviation(at: line.visitPlace) else {
      return Estimate(
        outcome: row.outcome, arm: row.arm, contrast: row.contrast, reference: row.reference, visit: row.visit,
        term: row.term,
        measure: row.measure, method: row.method, n: row.n)
    }
    row.estimate = contrast.estimate.map { $0 / deviation }
    row.standardError = contrast.standardError.map { $0 / deviation }
    row.confidenceLow = contrast.confidenceLow.map { $0 / deviation }
    row.confidenceHigh = contrast.confidenceHigh.map { $0 / deviation }
    return row
  }

  /// Nil where there is none: no baseline, or a contrast of no one visit.
  func deviation(at visit: Int?) -> Double? {
    let variance: Double? =
      switch choice {
      case .baseline: baselineVariance
      case .residual:
        average(model.rows.visits.indices.map(modelVariance))
      case .total: average(model.rows.outcome.map { pooledVariance([$0]) }.compactMap { $0 })
      case .visit: visit.map(modelVariance)
      }
    guard let variance, variance > 0, variance.isFinite else { return nil }
    return variance.squareRoot()
  }

  /// What the contrasts are divided by, or why there is nothing to divide them by.
  func notes(_ lines: [MeanLine]) -> [String] {
    let outcome = model.outcome.name
    let title =
      switch choice {
      case .baseline: "the standard deviation of \(outcome) at baseline, pooled within arms"
      case .residual: "the root of the mean over visits of the model's residual variances of \(outcome)"
      case .total: "the root of the mean over visits of the variances of \(outcome), pooled within arms"
      case .visit: "the model's residual standard deviation of \(outcome) at the visit"
      }
    func note(_ value: String) -> String {
      "Standardized contrasts are divided by \(title), \(value), which their standard errors take as known."
    }
    if choice == .visit {
      let visits = model.rows.design.visits.enumerated()
      let known = visits.compactMap { place, label in deviation(at: place).map { "\(label): \($0.sixDigits)" } }
      guard !known.isEmpty else {
        return [
          "\(outcome): standardized contrasts stay empty, since with random effects or individual times the model has no one "
            + "variance at a visit (--sd total and baseline need none)."
        ]
      }
      let several = lines.contains { $0.visitPlace == nil }
      return [note(known.joined(separator: ", "))]
        + (several ? ["\(outcome): a contrast of no one visit has no standardized form by --sd visit."] : [])
    }
    if let value = deviation(at: nil) { return [note(value.sixDigits)] }
    let reason =
      choice == .baseline && model.outcome.baseline == nil
      ? "there is no baseline of \(outcome), which a formula has by baseline(\(outcome)) (--sd residual, total and visit "
        + "need none)"
      : "\(title) is 0 or not known"
    return ["\(outcome): standardized contrasts stay empty, since \(reason)."]
  }

  private func average(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// At a visit, the mean over covariance groups where there are several.
  private func modelVariance(_ visit: Int) -> Double {
    average((model.repeated?.covariance ?? []).map { $0[packedIndex(visit, visit)] }) ?? .nan
  }

  private var baselineVariance: Double? {
    guard var values = model.outcome.baseline else { return nil }
    for subject in values.indices where model.rows.outcome.allSatisfy({ $0[subject].isNaN }) { values[subject] = .nan }
    return pooledVariance([values])
  }

  /// Within arms (n − 1 each), all values together where there is no arm.
  private func pooledVariance(_ columns: [[Double]]) -> Double? {
    let arm = model.trial.arm
    let groups = max(1, arm?.levels.count ?? 1)
    var counts = [Double](repeating: 0, count: groups)
    var means = counts
    var sum = 0.0
    for values in columns {
      for (subject, value) in values.enumerated() where !value.isNaN {
        let group = Int(arm?.codes[subject] ?? 0)
        guard group >= 0 else { continue }
        counts[group] += 1
        let difference = value - means[group]
        means[group] += difference / counts[group]
        sum += difference * (value - means[group])
      }
    }
    let df = counts.reduce(0) { $0 + max(0, $1 - 1) }
    return df > 0 ? sum / df : nil
  }
}
