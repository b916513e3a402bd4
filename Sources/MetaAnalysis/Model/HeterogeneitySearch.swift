internal import Glibc
internal import Optimization

/// Where τ² is looked for: the equations of the estimators, as functions of τ².
struct HeterogeneitySearch {
  let values: [Double]
  let variances: [Double]
  let columns: [[Double]]

  private var df: Int { values.count - columns.count }

  func fit(_ tau2: Double) -> WeightedFit {
    WeightedFit(values: values, columns: columns, weights: variances.map { 1 / (tau2 + $0) })
  }

  private var unweighted: WeightedFit {
    WeightedFit(values: values, columns: columns, weights: values.map { _ in 1 })
  }

  /// Q(τ²) = Σ (yᵢ − xᵢ'b)²/(τ² + vᵢ), which falls as τ² rises.
  func generalizedQ(_ tau2: Double) -> Double { fit(tau2).residualSumOfSquares }

  /// Above every root of an estimator's equation.
  private var scale: Double {
    let spread = values.reduce(0) { max($0, abs($1 - values[0])) }
    return max(spread * spread * Double(values.count) / Double(max(df, 1)), variances.reduce(0, max))
  }

  // MARK: - Moments

  func dersimonianLaird() -> Double {
    let fit = fit(0)
    return max(0, (fit.residualSumOfSquares - Double(df)) / traceOfP(fit))
  }

  func hedges() -> Double {
    let fit = unweighted
    let expected = zip(variances, fit.leverages).reduce(0) { $0 + $1.0 * (1 - $1.1) }
    return max(0, (fit.residualSumOfSquares - expected) / Double(df))
  }

  /// τ₀² of Sidik and Jonkman.
  var crudeVariance: Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
  }

  func sidikJonkman() -> Double {
    let start = crudeVariance
    return start * generalizedQ(start) / Double(df)
  }

  func pauleMandel() -> Double { solveQ(for: Double(df)) ?? 0 }

  /// The τ² at which Q(τ²) is `target`; nil where it is below that at 0 already.
  func solveQ(for target: Double) -> Double? {
    guard generalizedQ(0) > target else { return nil }
    var high = scale
    while generalizedQ(high) > target, high < 1e300 { high *= 16 }
    return findRoot(in: 0...high) { generalizedQ($0) - target }
  }

  // MARK: - Likelihoods

  /// Every maximum of the (restricted) likelihood over τ² ≥ 0, the highest first.
  ///
  /// Every sign change of its slope from plus to minus is followed to the root, on a grid of τ² a factor √2 apart over 12
  /// powers of ten; 0 is one where the slope there is not above 0.
  func maxima(restricted: Bool) -> [(tau2: Double, deviance: Double)] {
    var found: [(tau2: Double, deviance: Double)] = []
    let atZero = fit(0)
    var last = (tau2: 0.0, slope: slope(atZero, restricted))
    if last.slope <= 0 { found.append((0, deviance(atZero, restricted))) }
    for step in -76...4 {
      let tau2 = scale * exp2(Double(step) / 2)
      let slope = slope(fit(tau2), restricted)
      if last.slope > 0, slope <= 0,
        let root = findRoot(in: last.tau2...tau2, { self.slope(fit($0), restricted) })
      {
        found.append((root, deviance(fit(root), restricted)))
      }
      last = (tau2, slope)
    }
    return found.sorted { $0.deviance < $1.deviance }
  }

  /// Twice the slope of the log-likelihood in τ²: y'PPy − tr P, without the restriction y'PPy − tr W.
  private func slope(_ fit: WeightedFit, _ restricted: Bool) -> Double {
    let leverages = restricted ? fit.leverages : []
    var sum = 0.0
    for (row, weight) in fit.weights.enumerated() {
      let residual = fit.residuals[row]
      sum += weight * (residual * residual - 1 + (restricted ? leverages[row] : 0))
    }
    return sum
  }

  /// −2 times the log-likelihood, without its constant.
  private func deviance(_ fit: WeightedFit, _ restricted: Bool) -> Double {
    fit.residualSumOfSquares - fit.weights.reduce(0) { $0 + log($1) } + (restricted ? fit.logDeterminant : 0)
  }

  // MARK: - Standard errors

  /// tr P.
  func traceOfP(_ fit: WeightedFit) -> Double {
    zip(fit.weights, fit.leverages).reduce(0) { $0 + $1.0 * (1 - $1.1) }
  }

  /// Large-sample standard error of an estimate of τ²; nil for a common effect.
  func standardError(_ estimator: HeterogeneityEstimator, tau2: Double) -> Double? {
    let ones = values.map { _ in 1.0 }
    let df = Double(df)
    /// The variance of a quadratic form y'Py where var yᵢ = τ² + vᵢ.
    func ofQuadraticForm(_ fit: WeightedFit) -> Double {
      let total = variances.map { tau2 + $0 }
      return 2 * fit.traceOfSquares(total, total)
    }
    let variance: Double
    switch estimator {
    case .fixed: return nil
    case .reml: variance = 2 / fit(tau2).traceOfSquares(ones, ones)
    case .ml: variance = 2 / fit(tau2).weights.reduce(0) { $0 + $1 * $1 }
    case .pm, .eb:
      let count = Double(values.count)
      let sum = fit(tau2).weights.reduce(0, +)
      variance = 2 * count * count / (df * sum * sum)
    case .dl:
      let fit = fit(0)
      let trace = traceOfP(fit)
      variance = ofQuadraticForm(fit) / (trace * trace)
    case .he: variance = ofQuadraticForm(unweighted) / (df * df)
    case .sj:
      let start = crudeVariance
      variance = start * start * ofQuadraticForm(fit(start)) / (df * df)
    }
    return variance.isFinite ? variance.squareRoot() : nil
  }
}
