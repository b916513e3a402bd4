internal import Distributions
internal import LinearAlgebra

/// What the standard errors of a model's coefficients rest on.
public enum CoefficientTest: Sendable, Equatable {
  /// τ² taken as known, normal.
  case wald
  /// Knapp and Hartung (2003): the covariance times s² = Σ wᵢ(yᵢ − xᵢ'b)²/(k − p), t(k − p).
  case knappHartung
  /// The same with s² at least 1, so that the interval is never narrower than without.
  case knappHartungFloor

  package var suffix: String {
    switch self {
    case .wald: ""
    case .knappHartung: "_knapp_hartung"
    case .knappHartungFloor: "_knapp_hartung_floor"
    }
  }
}

extension RandomEffectsModel {
  /// s², Knapp and Hartung's factor, not floored; nil without a degree of freedom and where the model fits the effects to
  /// rounding.
  public var knappHartungFactor: Double? {
    guard df > 0 else { return nil }
    let factor = weightedSumOfSquares / Double(df)
    return factor > 1e-20 ? factor : nil
  }

  /// What the covariance is multiplied by; nil where the test cannot be made.
  public func scale(_ test: CoefficientTest) -> Double? {
    switch test {
    case .wald: 1
    case .knappHartung: knappHartungFactor
    case .knappHartungFloor: df > 0 ? max(1, knappHartungFactor ?? 0) : nil
    }
  }

  /// Degrees of freedom of a coefficient's test; nil for the normal distribution.
  public func df(_ test: CoefficientTest) -> Double? { test == .wald ? nil : Double(df) }

  /// Standard error of a coefficient.
  public func standardError(_ column: Int, _ test: CoefficientTest = .wald) -> Double? {
    scale(test).map { ($0 * unscaledCovariance[column, column]).squareRoot() }
  }

  /// The interval in which the true effect of a new study is expected: b ± c √(se² + τ²), c the point of t(k − p) under
  /// Knapp and Hartung and of the normal distribution else.
  ///
  /// - Parameter df: t's degrees of freedom in place of those; Higgins, Thompson and Spiegelhalter (2009) take k − 2.
  /// - Returns: nil for a common effect, where the test cannot be made, and where `df` is not above 0.
  public func predictionInterval(_ test: CoefficientTest, level: Double, df own: Double? = nil) -> (
    low: Double, high: Double
  )? {
    guard estimator != .fixed, df > 0, let error = standardError(0, test) else { return nil }
    let df = own ?? df(test) ?? .infinity
    guard df > 0 else { return nil }
    let reach = StudentT(df: df).quantile((1 - level) / 2, tail: .upper) * (error * error + tau2).squareRoot()
    return (coefficients[0] - reach, coefficients[0] + reach)
  }
}
