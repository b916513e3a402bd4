internal import Distributions
internal import LinearAlgebra

/// Whether effects depend on their standard errors: the slope of yᵢ = b₀ + b₁√vᵢ + uᵢ + eᵢ, a meta-regression with the τ² of
/// the model's own estimator ("Egger's test in its meta-regression form").
///
/// A slope away from 0 says that small studies differ from large ones; that print favours results is one reason of several.
/// Ten studies are the usual least number. With effects whose variance depends on their size (log odds ratios, standardized
/// mean differences) it finds slopes too often.
///
/// Source: Sterne & Egger (2005) in Rothstein, Sutton & Borenstein, Publication Bias in Meta-Analysis, ch. 6.
/// R: `metafor::regtest(x, model = "rma", predictor = "sei")`.
public struct EggerTest: Sendable {
  public let model: RandomEffectsModel

  /// - Parameter model: of one effect, without moderators; `values` and `variances` are taken from it.
  /// - Returns: nil below three studies and where all standard errors are equal.
  public init?(_ model: RandomEffectsModel) {
    let errors = model.variances.map { $0.squareRoot() }
    guard errors.count > 2,
      let fit = RandomEffectsModel(
        values: model.values, variances: model.variances, columns: [errors.map { _ in 1 }, errors],
        estimator: model.estimator)
    else { return nil }
    self.model = fit
  }

  /// b₁, per unit of the standard error.
  public var slope: Double { model.coefficients[1] }
  /// b₀: the effect of a study without sampling error.
  public var limit: Double { model.coefficients[0] }
}

/// Weighted least squares of effects on their standard errors (PET) or variances (PEESE), weights 1/vᵢ and an error variance
/// estimated beside: the intercept is the effect of a study without sampling error.
///
/// With few studies, or much heterogeneity, PET and PEESE may be worse than the average that they are meant to correct; they
/// show how far it may be off and are no estimates to report alone.
///
/// Source: Stanley & Doucouliagos (2014), Research Synthesis Methods 5, 60–78.
public struct PrecisionEffectTest: Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    /// yᵢ = b₀ + b₁√vᵢ.
    case pet
    /// yᵢ = b₀ + b₁vᵢ.
    case peese
  }

  public let kind: Kind
  public let coefficients: [Double]
  public let standardErrors: [Double]
  /// k − 2.
  public let df: Double

  /// - Returns: nil below three studies and where all variances are equal.
  public init?(_ kind: Kind, values: [Double], variances: [Double]) {
    guard values.count > 2 else { return nil }
    let roots = variances.map { 1 / $0.squareRoot() }
    let predictor = kind == .pet ? roots.map { _ in 1.0 } : variances.map { $0.squareRoot() }
    let fit = LeastSquares(
      design: Matrix(columns: [roots, predictor]), response: zip(values, roots).map { $0 * $1 })
    let coefficients = fit.coefficients.compactMap { $0 }
    let errors = fit.standardErrors.compactMap { $0 }
    guard coefficients.count == 2, errors.count == 2, errors.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    self.kind = kind
    self.coefficients = coefficients
    standardErrors = errors
    df = Double(values.count - 2)
  }

  /// Two-sided p-value of a coefficient, t(k − 2).
  public func pValue(_ column: Int) -> Double {
    StudentT(df: df).twoSidedPValue(coefficients[column] / standardErrors[column])
  }
}
