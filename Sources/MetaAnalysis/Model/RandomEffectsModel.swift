public import LinearAlgebra

/// yᵢ = xᵢ'β + uᵢ + eᵢ with known variances vᵢ of eᵢ and one variance τ² of uᵢ.
///
/// R: `metafor::rma(yi, vi, mods, method)`.
public struct RandomEffectsModel: Sendable {
  public let estimator: HeterogeneityEstimator
  public let values: [Double]
  public let variances: [Double]
  /// Of the design, by column, the intercept among them.
  public let columns: [[Double]]
  /// τ²; 0 for a common effect.
  public let tau2: Double
  /// Large-sample; nil for a common effect and where there is no degree of freedom.
  public let tau2StandardError: Double?
  /// τ² at every maximum of the (restricted) likelihood, the highest first; empty for other estimators.
  public let maxima: [Double]
  public let coefficients: [Double]
  /// (X'WX)⁻¹ with W = diag 1/(τ² + vᵢ).
  public let unscaledCovariance: Matrix
  /// 1/(τ² + vᵢ).
  public let weights: [Double]
  /// xᵢ'(X'WX)⁻¹xᵢ/(τ² + vᵢ).
  public let leverages: [Double]
  /// Σ (yᵢ − xᵢ'b)²/(τ² + vᵢ).
  public let weightedSumOfSquares: Double
  /// log |X'WX|.
  package let logDeterminant: Double
  /// Q of all columns but the first, as weighted here: b₂'(var b₂)⁻¹b₂ with τ² taken as known.
  public let moderatorQ: Double
  /// Cochran's Q about the model: Σ (yᵢ − xᵢ'b)²/vᵢ at τ² = 0.
  public let q: Double
  /// k − p.
  public let df: Int
  /// (k − p)/tr P at τ² = 0: the sampling variance that is typical of these studies. Nil without a degree of freedom.
  public let typicalVariance: Double?

  /// - Parameters:
  ///   - variances: above 0, as many as values.
  ///   - columns: nil for one effect of all.
  /// - Returns: nil where there is no value, where a column follows from the others, or where there are more columns than
  ///   values. Without a degree of freedom τ² is 0, since nothing can be known of it.
  public init?(
    values: [Double], variances: [Double], columns: [[Double]]? = nil, estimator: HeterogeneityEstimator = .reml
  ) {
    let columns = columns ?? [values.map { _ in 1.0 }]
    guard !values.isEmpty, columns.count <= values.count,
      QR(Matrix(columns: columns)).aliased.isEmpty
    else { return nil }
    let search = HeterogeneitySearch(values: values, variances: variances, columns: columns)
    df = values.count - columns.count
    var maxima: [Double] = []
    let tau2: Double
    switch estimator {
    case _ where df == 0: tau2 = 0
    case .fixed: tau2 = 0
    case .reml, .ml:
      maxima = search.maxima(restricted: estimator == .reml).map(\.tau2)
      tau2 = maxima.first ?? 0
    case .dl: tau2 = search.dersimonianLaird()
    case .pm, .eb: tau2 = search.pauleMandel()
    case .he: tau2 = search.hedges()
    case .sj: tau2 = search.sidikJonkman()
    }
    self.estimator = estimator
    self.values = values
    self.variances = variances
    self.columns = columns
    self.tau2 = tau2
    self.maxima = maxima
    tau2StandardError = df > 0 ? search.standardError(estimator, tau2: tau2) : nil
    let fit = search.fit(tau2)
    coefficients = fit.coefficients
    unscaledCovariance = fit.covariance
    weights = fit.weights
    leverages = fit.leverages
    weightedSumOfSquares = fit.residualSumOfSquares
    logDeterminant = fit.logDeterminant
    moderatorQ = fit.shares.dropFirst().reduce(0) { $0 + $1 * $1 }
    let atZero = search.fit(0)
    q = atZero.residualSumOfSquares
    typicalVariance = df > 0 ? Double(df) / search.traceOfP(atZero) : nil
  }

  /// The share of the variation between studies that is not sampling error, in percent: 100 τ²/(τ² + typical variance);
  /// for a common effect 100 (Q − (k − p))/Q, not below 0.
  public var i2: Double? {
    if estimator == .fixed { return q > 0 && df > 0 ? max(0, 100 * (q - Double(df)) / q) : nil }
    return typicalVariance.map { 100 * tau2 / (tau2 + $0) }
  }

  /// Variation between studies over what sampling error alone would make: (τ² + typical variance)/typical variance; for a
  /// common effect Q/(k − p).
  public var h2: Double? {
    if estimator == .fixed { return df > 0 ? q / Double(df) : nil }
    return typicalVariance.map { (tau2 + $0) / $0 }
  }

  /// xᵢ'b for a study's row of the design.
  package func fitted(_ study: Int) -> Double {
    columns.indices.reduce(0) { $0 + columns[$1][study] * coefficients[$1] }
  }

  /// x'(X'WX)⁻¹x.
  package func variance(of x: [Double]) -> Double {
    x.indices.reduce(0) { sum, i in
      sum + x.indices.reduce(0) { $0 + x[i] * unscaledCovariance[i, $1] * x[$1] }
    }
  }
}
