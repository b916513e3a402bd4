public import LinearAlgebra

/// Several effects of one study: yᵢⱼ = xᵢⱼ'β + uᵢ + wᵢⱼ + eᵢⱼ, var uᵢ = σ²₍study₎, var wᵢⱼ = σ²₍effect₎, known variances vᵢⱼ of
/// eᵢⱼ, which are taken to be independent. By REML.
///
/// Effects on the same people have correlated errors; where they do, the two variances take up part of it, and the
/// standard errors of `clusterRobust` hold all the same.
///
/// Source: Konstantopoulos (2011), Research Synthesis Methods 2, 61–76. R: `metafor::rma.mv(yi, vi, random = ~ 1 | study /
/// effect)`.
public struct ThreeLevelModel: Sendable {
  public let values: [Double]
  public let variances: [Double]
  /// The study of each effect, from 0, in any order.
  public let studies: [Int]
  /// Of the design, by column, the intercept among them.
  public let columns: [[Double]]
  /// σ² between studies and between the effects of one study.
  public let components: Components
  public let coefficients: [Double]
  /// (X'M⁻¹X)⁻¹.
  public let covariance: Matrix
  /// The restricted log-likelihood as metafor has it, −(k − p)/2 log 2π + log|X'X|/2 included.
  public let logLikelihood: Double
  /// The slope of −2 log-likelihood in each variance above 0, as a share of what its curvature would change by one standard
  /// error: 0 at a maximum.
  public let relativeSlopes: [Double]

  public struct Components: Sendable, Equatable {
    public var study: Double
    public var effect: Double

    public init(study: Double, effect: Double) {
      self.study = study
      self.effect = effect
    }
  }

  /// k − p.
  public var df: Int { values.count - columns.count }
  public var studyCount: Int { Set(studies).count }

  /// - Parameter variances: above 0.
  /// - Returns: nil where a column follows from the others, where there are not more effects than columns, or fewer than
  ///   two studies.
  public init?(values: [Double], variances: [Double], studies: [Int], columns: [[Double]]? = nil) {
    let columns = columns ?? [values.map { _ in 1.0 }]
    guard values.count > columns.count, Set(studies).count > 1, QR(Matrix(columns: columns)).aliased.isEmpty
    else { return nil }
    let likelihood = ThreeLevelLikelihood(values: values, variances: variances, studies: studies, columns: columns)
    guard let best = likelihood.maximum(), let fit = likelihood.fit(best) else { return nil }
    self.values = values
    self.variances = variances
    self.studies = studies
    self.columns = columns
    components = best
    coefficients = fit.coefficients
    covariance = fit.covariance
    logLikelihood = likelihood.logLikelihood(fit)
    relativeSlopes = likelihood.relativeSlopes(at: best)
  }

  /// Standard error of a coefficient, the variances taken as known.
  public func standardError(_ column: Int) -> Double { covariance[column, column].squareRoot() }

  /// Cochran's Q about the model: Σ (yᵢⱼ − xᵢⱼ'b)²/vᵢⱼ at variances of 0.
  public var q: Double {
    WeightedFit(values: values, columns: columns, weights: variances.map { 1 / $0 }).residualSumOfSquares
  }

  /// (k − p)/tr P at variances of 0: the sampling variance that is typical of these effects.
  public var typicalVariance: Double {
    let fit = WeightedFit(values: values, columns: columns, weights: variances.map { 1 / $0 })
    return Double(df) / zip(fit.weights, fit.leverages).reduce(0) { $0 + $1.0 * (1 - $1.1) }
  }
}
