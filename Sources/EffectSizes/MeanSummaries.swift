internal import Glibc

extension StandardizedMeanDifference {
  /// The difference in means and its variance s₁²/n₁ + s₂²/n₂, which lets the groups' variances differ.
  ///
  /// Nil where a group has no SD. R: `metafor::escalc(measure = "MD")`.
  public var meanDifference: (estimate: Double, variance: Double)? {
    guard let first = treatment.squaredError, let second = control.squaredError else { return nil }
    return (treatment.mean - control.mean, first + second)
  }

  /// The logarithm of the ratio of means, treatment over control, and its variance s₁²/(n₁x̄₁²) + s₂²/(n₂x̄₂²) by the
  /// delta method.
  ///
  /// Nil where a group has no SD or its mean is not above 0. Source: Hedges, Gurevitch & Curtis (1999), Ecology 80,
  /// 1150–1156. R: `metafor::escalc(measure = "ROM")`.
  public var logRatioOfMeans: (estimate: Double, variance: Double)? {
    guard treatment.mean > 0, control.mean > 0, let first = treatment.squaredError, let second = control.squaredError
    else { return nil }
    return (
      log(treatment.mean / control.mean),
      first / (treatment.mean * treatment.mean) + second / (control.mean * control.mean)
    )
  }
}

extension StandardizedMeanDifference.Group {
  /// s²/n.
  fileprivate var squaredError: Double? { sd.map { $0 * $0 / Double(n) } }
}
