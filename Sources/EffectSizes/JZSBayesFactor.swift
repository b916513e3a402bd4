internal import Distributions
internal import Glibc

/// The Bayes factor of a t test under the Jeffreys–Zellner–Siow prior: how many times as probable the data are where the
/// standardized effect δ is drawn from a Cauchy distribution around 0 as where δ = 0 (BF₁₀).
///
/// With ν degrees of freedom, N = n₁n₂/(n₁ + n₂) for two independent samples and N = n for pairs, and scale r,
///
///     BF₁₀ = ∫ (1 + N g)^(−1/2) [(1 + t²/ν)/(1 + t²/((1 + N g) ν))]^((ν + 1)/2) p(g) dg,   g > 0
///
/// where p is the density of r²/χ²₁: δ is normal with variance g given g, and so Cauchy with scale r.
///
/// Source: Rouder, Speckman, Sun, Morey & Iverson (2009), Psychonomic Bulletin & Review 16, 225–237, whose r is 1; the
/// scale as in R's `BayesFactor::ttest.tstat(t, n1, n2, rscale)`. Documentation/Methods/bayes.md.
public struct JZSBayesFactor: Sendable, Equatable {
  /// ln BF₁₀: finite where BF₁₀ itself is too large for a double.
  public let logarithm: Double

  /// BF₁₀; nil beyond 1.8e308. It cannot vanish: against a true 0 it decreases like 1/√N only.
  public var value: Double? {
    let value = exp(logarithm)
    return value.isFinite ? value : nil
  }

  /// √2/2: half of the prior's effects lie within ±0.707.
  public static let usualScale = 0.5.squareRoot()

  /// For two independent samples and Student's t with pooled variance.
  ///
  /// - Returns: nil for an empty sample, fewer than three subjects, |t| above 1e100, and a scale that is not positive and finite.
  public static func independent(t: Double, n1: Int, n2: Int, scale: Double = usualScale) -> JZSBayesFactor? {
    guard n1 > 0, n2 > 0 else { return nil }
    let (a, b) = (Double(n1), Double(n2))
    return JZSBayesFactor(t: t, df: a + b - 2, effectiveSize: a / (a + b) * b, scale: scale)
  }

  /// For pairs, or one sample, and its t; δ is the mean over the SD of the differences.
  ///
  /// - Returns: nil for fewer than two pairs, |t| above 1e100, and a scale that is not positive and finite.
  public static func paired(t: Double, n: Int, scale: Double = usualScale) -> JZSBayesFactor? {
    JZSBayesFactor(t: t, df: Double(n - 1), effectiveSize: Double(n), scale: scale)
  }

  private init?(t: Double, df: Double, effectiveSize: Double, scale: Double) {
    guard df > 0, abs(t) <= 1e100, scale > 0, scale.isFinite else { return nil }
    logarithm = JZSIntegral(t: t, df: df, effectiveSize: effectiveSize, scale: scale).logarithm()
  }
}

/// The integral over v = ln(g/r²), in which the prior is e^(−v/2 − exp(−v)/2)/√(2π), and N and r enter by Nr² only:
///
///     ln integrand = ½ [(ν + 1) ln(1 + x) − ln(1 + w) − v − e⁻ᵛ] − ½ ln 2π,   w = Nr²eᵛ,   x = w/(1 + (1 + w) ν/t²)
///
/// Everything is positive, so nothing cancels, and no feature is narrower than about 1, however large t or ν. There can be two
/// maxima, one of the prior (v near 0) and one of the data (w near t²), so all that lies between is gone through.
private struct JZSIntegral {
  let df: Double
  /// ν/t²; infinite for t = 0.
  let inverseRatio: Double
  /// ln(Nr²)
  let logSize: Double
  /// Where both the prior and the data let the integrand fall, by 0.7 a unit or more.
  let farthestFeature: Double

  init(t: Double, df: Double, effectiveSize: Double, scale: Double) {
    self.df = df
    let root = df.squareRoot() / abs(t)
    inverseRatio = root * root
    logSize = log(effectiveSize) + 2 * log(scale)
    farthestFeature = max(3, log(10 + 2 * (df + 1) / inverseRatio) - logSize)
  }

  private func logIntegrand(_ v: Double) -> Double {
    let w = logSize + v
    let excess = inverseRatio.isFinite ? 1 / (exp(-w) * (1 + inverseRatio) + inverseRatio) : 0
    let shrinkage = w > 40 ? w : log1p(exp(w))
    return 0.5 * ((df + 1) * log1p(excess) - shrinkage - v - exp(-v))
  }

  func logarithm() -> Double {
    // Beyond these ends the integrand is below e⁻⁴⁰ of its maximum.
    let low = -5.5
    let panels = Int(((farthestFeature + 60 - low) / 2).rounded(.up))
    let edges = (0...panels).map { low + 2 * Double($0) }
    let peak = edges.reduce(-Double.infinity) { max($0, logIntegrand($1), logIntegrand($1 + 1)) }
    let rule = GaussKronrod(scale: 1)
    let sum = edges.dropLast().reduce(0) { sum, edge in
      sum + rule.integral(from: edge, to: edge + 2) { SIMD2(exp(logIntegrand($0) - peak), 0) }[0]
    }
    return log(sum) + peak - 0.5 * log(2 * Double.pi)
  }
}
