internal import Distributions
internal import Glibc
internal import LinearAlgebra

/// What one study does to the model: everything is refitted without it, τ² too.
///
/// Source: Viechtbauer & Cheung (2010), Research Synthesis Methods 1, 112–125. R: `metafor::influence`, `rstudent`.
public struct StudyInfluence: Sendable {
  /// (yᵢ − xᵢ'b₍ᵢ₎)/√(s²₍ᵢ₎(vᵢ + τ²₍ᵢ₎ + xᵢ'(X'WX)⁻¹₍ᵢ₎xᵢ)): the externally studentized residual.
  public let studentizedResidual: Double
  /// (xᵢ'b − xᵢ'b₍ᵢ₎)/√(s²₍ᵢ₎hᵢ(vᵢ + τ²₍ᵢ₎)).
  public let dffits: Double
  /// (b − b₍ᵢ₎)'(var b)⁻¹(b − b₍ᵢ₎).
  public let cooksDistance: Double
  /// |var b₍ᵢ₎| / |var b|.
  public let covarianceRatio: Double
  /// hᵢ, the leverage.
  public let hat: Double
  /// (bⱼ − bⱼ₍ᵢ₎) over the standard error that bⱼ has with the weights 1/(vᵢ + τ²₍ᵢ₎), by coefficient.
  public let dfbetas: [Double]
  /// The model of the others.
  public let without: RandomEffectsModel

  /// Whether the study is worth a look: |DFFITS| above 3√(p/(k − p)), Cook's distance beyond the median of χ²(p), hat above
  /// 3p/k, or a |DFBETAS| above 1. Conventions, not tests.
  public func isInfluential(studies k: Int, coefficients p: Int) -> Bool {
    let (size, count) = (Double(k), Double(p))
    return abs(dffits) > 3 * (count / (size - count)).squareRoot()
      || ChiSquared(df: count).probability(cooksDistance) > 0.5
      || hat > 3 * count / size || dfbetas.contains { abs($0) > 1 }
  }
}

extension RandomEffectsModel {
  /// The model of all studies but one; nil where those do not determine it.
  public func leavingOut(_ study: Int) -> RandomEffectsModel? {
    func others(_ values: [Double]) -> [Double] { Array(values[..<study] + values[(study + 1)...]) }
    return RandomEffectsModel(
      values: others(values), variances: others(variances), columns: columns.map(others), estimator: estimator)
  }

  /// - Returns: nil where the others do not determine the model, or determine it exactly.
  public func influence(of study: Int, test: CoefficientTest = .wald) -> StudyInfluence? {
    guard let without = leavingOut(study), without.df > 0, let factor = without.scale(test), let scale = scale(test)
    else { return nil }
    let x = columns.map { $0[study] }
    let predicted = zip(x, without.coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    let total = variances[study] + without.tau2
    let shift = zip(coefficients, without.coefficients).map { $0 - $1 }
    let cooks = values.indices.reduce(0.0) { sum, row in
      let change = shift.indices.reduce(0) { $0 + columns[$1][row] * shift[$1] }
      return sum + weights[row] * change * change
    }
    let refitted = WeightedFit(
      values: values, columns: columns, weights: variances.map { 1 / ($0 + without.tau2) }
    ).covariance.diagonal
    let influence = StudyInfluence(
      studentizedResidual: (values[study] - predicted) / (factor * (total + without.variance(of: x))).squareRoot(),
      dffits: (fitted(study) - predicted) / (factor * leverages[study] * total).squareRoot(),
      cooksDistance: cooks / scale,
      covarianceRatio: exp(
        logDeterminant - without.logDeterminant + Double(columns.count) * log(factor / scale)),
      hat: leverages[study],
      dfbetas: zip(shift, refitted).map { $0 / (factor * $1).squareRoot() }, without: without)
    let numbers = [influence.studentizedResidual, influence.dffits, influence.cooksDistance, influence.covarianceRatio]
    return numbers.allSatisfy(\.isFinite) ? influence : nil
  }
}
