internal import Glibc
package import LinearAlgebra
internal import Optimization

/// Negative binomial regression (NB2: variance μ + μ²/θ) with log link, coefficients and θ by maximum likelihood.
///
/// For each dispersion α = 1/θ the coefficients are fitted; the profile score in α is then brought to 0. The scale of α,
/// on which Poisson is the ordinary point 0, keeps all digits where the counts are nearly Poisson. Where the likelihood
/// is largest at α = 0 there is no θ: the counts do not vary more than Poisson's.
///
/// R: `MASS::glm.nb(y ~ x + offset(o))`, taken to the end of its iterations. Documentation/Methods/counts.md.
package struct NegativeBinomialRegression {
  /// The coefficients at the dispersion found. Its covariance is the inverse of the expected information with the
  /// dispersion taken as known, as `summary.negbin` has it.
  package let fit: GeneralizedLinearModel
  /// α; 0 where the likelihood is largest at Poisson.
  package let dispersion: Double

  /// θ = 1/α; nil where it is infinite.
  package var theta: Double? { dispersion > 0 ? 1 / dispersion : nil }

  /// - Parameter poisson: the converged fit of the same columns without dispersion.
  package init?(design: Matrix, counts: [Double], offset: [Double], poisson: GeneralizedLinearModel) {
    let likelihood = DispersionLikelihood(counts)
    let mean = poisson.means.reduce(0, +) / Double(max(1, counts.count))
    guard mean > 0 else { return nil }
    var last = poisson
    func fitted(_ alpha: Double) -> GeneralizedLinearModel {
      guard alpha > 0 else { return poisson }
      let fit = GeneralizedLinearModel(
        design: design, response: counts, offset: offset, family: .count(dispersion: alpha),
        start: last.coefficients)
      if case .converged = fit.outcome { last = fit }
      return fit
    }
    func score(_ alpha: Double) -> Double { likelihood.score(alpha, means: fitted(alpha).means) }

    // The profile may have several maxima: each falls of the score from positive to negative is one.
    var best = (alpha: 0.0, height: likelihood.height(0, means: poisson.means), fit: poisson)
    var low = 0.0
    var slope = score(0)
    // Rounding of the fitted means is no dispersion.
    if slope <= 1e-12 * likelihood.size { slope = min(slope, 0) }
    var high = 1e-6 / mean
    // Data cannot tell dispersions above apart: nearly all counts would be 0.
    while high < 1e12 * max(1, 1 / mean) {
      let next = score(high)
      if slope > 0, next <= 0, let root = findRoot(in: low...high, score) {
        let fit = fitted(root)
        let height = likelihood.height(root, means: fit.means)
        // Next to Poisson the difference may be lost in rounding; the score's fall says it is there.
        if height > best.height || low == 0 { best = (root, height, fit) }
      }
      (low, slope) = (high, next)
      high *= 4
    }
    dispersion = best.alpha
    fit = best.fit
    guard case .converged = fit.outcome else { return nil }
  }
}

/// The part of a negative binomial log-likelihood that depends on the dispersion α, with the means given:
/// Σᵢ [Σ_{j < yᵢ} log(1 + αj) + yᵢ log μᵢ − (yᵢ + 1/α) log(1 + αμᵢ)].
package struct DispersionLikelihood {
  private let counts: [Double]
  /// How many counts are above j, for j = 0, 1, …, `cap` − 1.
  private let above: [Double]
  /// Counts above the cap, whose sums are taken by the Euler–Maclaurin formula from there on.
  private let large: [Double]
  private static let cap = 4096.0
  /// Σ (y² + 1): the size of the score's terms.
  package let size: Double

  package init(_ counts: [Double]) {
    self.counts = counts
    let most = Int(min(counts.max() ?? 0, Self.cap))
    var ending = [Double](repeating: 0, count: most + 1)
    for count in counts { ending[Int(min(count, Self.cap))] += 1 }
    var above = [Double](repeating: 0, count: most)
    var running = 0.0
    for j in stride(from: most - 1, through: 0, by: -1) {
      running += ending[j + 1]
      above[j] = running
    }
    self.above = above
    large = counts.filter { $0 > Self.cap }
    size = counts.reduce(0) { $0 + $1 * $1 + 1 }
  }

  /// Derivative in α; at 0 its limit ½ Σ ((y − μ)² − y).
  package func score(_ alpha: Double, means: [Double]) -> Double {
    var sum = 0.0
    for j in above.indices { sum += above[j] * (Double(j) / (1 + alpha * Double(j))) }
    for count in large {
      sum += Self.tail(
        to: count, value: { $0 / (1 + alpha * $0) },
        integral: { $0 * $0 * Self.excess(alpha * $0) }, slope: { 1 / ((1 + alpha * $0) * (1 + alpha * $0)) })
    }
    for (count, mean) in zip(counts, means) {
      let x = alpha * mean
      sum += mean * (mean * Self.bend(x) - count / (1 + x))
    }
    return sum
  }

  /// The log-likelihood itself, without what depends on neither α nor the means.
  package func height(_ alpha: Double, means: [Double]) -> Double {
    var sum = 0.0
    if alpha > 0 {
      for j in above.indices { sum += above[j] * log1p(alpha * Double(j)) }
      for count in large {
        sum += Self.tail(
          to: count, value: { log1p(alpha * $0) }, integral: { (1 / alpha + $0) * log1p(alpha * $0) - $0 },
          slope: { alpha / (1 + alpha * $0) })
      }
    }
    for (count, mean) in zip(counts, means) {
      let spread = log1p(alpha * mean)
      sum -= alpha > 0 ? spread / alpha : mean
      if count > 0 { sum += count * (log(mean) - spread) }
    }
    return sum
  }

  /// Σ f(j) for j from the cap to `end` − 1, by Euler and Maclaurin; what is left out is below 1e-10 of the sum.
  private static func tail(
    to end: Double, value: (Double) -> Double, integral: (Double) -> Double, slope: (Double) -> Double
  ) -> Double {
    integral(end) - integral(cap) - (value(end) - value(cap)) / 2 + (slope(end) - slope(cap)) / 12
  }

  /// (x − log(1 + x))/x², ½ at 0: ∫ j/(1 + αj) dj is y² times this at αy.
  private static func excess(_ x: Double) -> Double {
    guard x < 0.1 else { return (x - log1p(x)) / (x * x) }
    return series(x) { 1 / Double($0) }
  }

  /// (log(1 + x) − x/(1 + x))/x², ½ at 0.
  private static func bend(_ x: Double) -> Double {
    guard x < 0.1 else { return (log1p(x) - x / (1 + x)) / (x * x) }
    return series(x) { Double($0 - 1) / Double($0) }
  }

  /// Σ_{k ≥ 2} c(k) (−x)^(k − 2), |x| < 0.1.
  private static func series(_ x: Double, _ coefficient: (Int) -> Double) -> Double {
    var sum = 0.0
    for k in stride(from: 20, through: 2, by: -1) { sum = coefficient(k) - x * sum }
    return sum
  }
}
