internal import Distributions

/// The error of one score, and the smallest change that is more than error.
public enum MeasurementError {
  /// SD √(1 − reliability), in the units of the score.
  ///
  /// - Returns: nil where the reliability is above 1 or the SD is none.
  public static func standardError(sd: Double, reliability: Double) -> Double? {
    guard sd >= 0, reliability <= 1 else { return nil }
    return sd * (1 - reliability).squareRoot()
  }

  /// The standard error of measurement as the root of an error variance s² with df degrees of freedom, which is a mean
  /// square: the limits are √(df s²/χ²), exact where that mean square is χ².
  static func standardError(variance: Double, df: Double, level: Double) -> Coefficient {
    guard variance > 0 else {
      return Coefficient(estimate: 0, cause: "No error of measurement is seen, and there is no interval for it")
    }
    let chi = ChiSquared(df: df)
    let tail = (1 - level) / 2
    return Coefficient(
      estimate: variance.squareRoot(), df: df, low: (df * variance / chi.quantile(tail, tail: .upper)).squareRoot(),
      high: (df * variance / chi.quantile(tail, tail: .lower)).squareRoot())
  }

  /// z √2 with z the 0.975 quantile of the normal distribution: a difference of two scores has twice the error variance
  /// of one.
  static let mdc95Factor = Normal().quantile(0.975) * 2.0.squareRoot()

  /// The minimal detectable change at 95 %: 1.96 √2 SEM, with the limits of the standard error of measurement likewise.
  public static func minimalDetectableChange(_ sem: Coefficient) -> Coefficient {
    var change = sem
    change.estimate = sem.estimate.map { $0 * mdc95Factor }
    change.low = sem.low.map { $0 * mdc95Factor }
    change.high = sem.high.map { $0 * mdc95Factor }
    return change
  }

  /// The error of a sum of items by Cronbach's alpha: s²(1 − α), which is k times the residual mean square of subjects
  /// by items, on (n − 1)(k − 1) degrees of freedom.
  public static func ofSum(_ moments: ItemMoments, alpha: CronbachAlpha, level: Double) -> Coefficient {
    guard let estimate = alpha.coefficient.estimate else {
      return .absent("Without a reliability there is no error of measurement")
    }
    return standardError(
      variance: moments.totalVariance * (1 - estimate), df: Double((alpha.n - 1) * (alpha.k - 1)), level: level)
  }

  /// The error of one measurement by ICC(2,1) or ICC(3,1).
  ///
  /// Consistency: √MSE, with its interval. Agreement: √(MSE + (MSC − MSE)/n), which has differences between
  /// measurements in it and no interval here.
  public static func ofOne(_ anova: TwoWayAnova, _ icc: IntraclassCorrelation, level: Double) -> Coefficient {
    if icc.model == .agreement {
      let n = Double(anova.n)
      return Coefficient(estimate: ((anova.measurements + (n - 1) * anova.residual) / n).squareRoot())
    }
    let df = Double((anova.n - 1) * (anova.k - 1))
    return standardError(variance: anova.residual, df: df, level: level)
  }
}
