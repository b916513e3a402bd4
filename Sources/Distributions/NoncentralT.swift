import CBoostMath
import Glibc
import Optimization

/// The noncentral t distribution: T = (Z + δ) / √(χ²/ν), of a t statistic when the effect is not 0.
///
/// ```swift
/// NoncentralT(df: 20, noncentrality: 5).probability(-5)  // 8.35003e-17
/// ```
///
/// Computed by quadrature of the definition, each tail by itself, since series in incomplete beta functions cancel in the far
/// tail: relative accuracy is near 1e-13 there too. With `df` = ∞ it is Normal(δ, 1), with δ = 0 Student's t.
/// Derivation: Documentation/Methods/distributions.md, "Noncentral t". R: `dt`, `pt`, `qt` with `ncp`, which are off in the far
/// tail (`pt(-5, 20, ncp = 5)` gives 5.3e-14).
public struct NoncentralT: Distribution {
  public let df: Double
  /// δ, the mean of the numerator.
  public let noncentrality: Double

  /// - Parameters:
  ///   - df: above 0, whole or not; ∞ is the normal distribution around δ.
  ///   - noncentrality: finite. Out of range, either gives NaN.
  public init(df: Double, noncentrality: Double) {
    self.df = df
    self.noncentrality = noncentrality
  }

  private var isValid: Bool { df > 0 && noncentrality.isFinite }

  public func density(_ x: Double) -> Double {
    guard isValid, !x.isNaN else { return .nan }
    if x.isInfinite { return 0 }
    if df.isInfinite { return Normal(mean: noncentrality).density(x) }
    if noncentrality == 0 { return StudentT(df: df).density(x) }
    return exp(NoncentralTIntegral(df: df, t: x, delta: noncentrality, kind: .density).evaluate().logarithm)
  }

  public func probability(_ x: Double, tail: Tail) -> Double {
    guard isValid else { return .nan }
    if let known = probability(outside: -.infinity, .infinity, x: x, tail: tail) { return known }
    if df.isInfinite { return Normal(mean: noncentrality).probability(x, tail: tail) }
    if noncentrality == 0 { return StudentT(df: df).probability(x, tail: tail) }
    return min(1, exp(logTail(x, tail)))
  }

  /// Found by bracketing and Brent's method on the logarithm of the smaller tail.
  public func quantile(_ p: Double, tail: Tail) -> Double {
    guard isValid else { return .nan }
    if let known = quantile(ofEnd: p, low: -.infinity, high: .infinity, tail: tail) { return known }
    if df.isInfinite { return Normal(mean: noncentrality).quantile(p, tail: tail) }
    if noncentrality == 0 { return StudentT(df: df).quantile(p, tail: tail) }
    if p > 0.5 { return quantile(1 - p, tail: tail.other) }

    // In y = arsinh(x) both an exponential and a power tail are smooth, and 1e300 is near.
    let target = log(p)
    let miss = { (y: Double) in logTail(sinh(y), tail) - target }
    let start = asinh(noncentrality + StudentT(df: df).quantile(p, tail: tail).clamped(to: -1e300...1e300))
    let limits = -709.0...709.0
    guard let bracket = expandBracket(from: (start - 0.1)...(start + 0.1), within: limits, miss) else {
      // Beyond the largest double.
      return tail == .lower ? -.infinity : .infinity
    }
    return findRoot(in: bracket, miss).map(sinh) ?? .nan
  }

  /// ln P(T ≤ x) or ln P(T > x), finite long after the probability has become 0.
  private func logTail(_ x: Double, _ tail: Tail) -> Double {
    // P(T > x; δ) = P(T ≤ −x; −δ).
    let sign = tail == .lower ? 1.0 : -1.0
    return NoncentralTIntegral(df: df, t: sign * x, delta: sign * noncentrality, kind: .lowerTail).evaluate().logarithm
  }
}

extension NoncentralT {
  /// The noncentrality at which P(T ≤ t) = `probability`, for the inversion of tests into intervals. Decreasing in `probability`.
  ///
  /// Newton's method on ln P(T ≤ t; δ), which is concave and decreasing in δ, so that the steps cannot go astray; for a
  /// `probability` above ½ on the other tail. +∞ for probability 0, −∞ for 1; NaN if `df` is not above 0, `t` is not finite or
  /// `probability` is none. With `df` = ∞ it is t − z.
  ///
  /// No equal in R's own packages; `MBESS::conf.limits.nct` searches on `pt`.
  public static func noncentrality(df: Double, t: Double, probability: Double) -> Double {
    guard df > 0, t.isFinite, (0...1).contains(probability) else { return .nan }
    if probability == 0 { return .infinity }
    if probability == 1 { return -.infinity }
    // P(T ≤ t; δ) = p is P(T ≤ −t; −δ) = 1 − p.
    if probability > 0.5 { return -noncentrality(df: df, t: -t, probability: 1 - probability) }
    let z = Normal().quantile(probability)
    if df.isInfinite { return t - z }
    if let delta = noncentralityOfLargeT(df: df, t: t, probability: probability) { return delta }

    // T ≤ t is nearly Z − t (χ/√ν − 1) ≤ t − δ, whose variance is 1 + t²/2ν.
    var delta = t - z * (1 + t * t / (2 * df)).squareRoot()
    let target = log(probability)
    for _ in 0..<100 {
      let tail = NoncentralTIntegral(df: df, t: t, delta: delta, kind: .lowerTail).evaluate()
      // A start so far below the root that P is 1 to the last digit has no slope to follow: go on by the normal slope.
      let slope = min(tail.slope, -1e-3)
      let step = (tail.logarithm - target) / slope
      delta -= step
      // Convergence is quadratic: the next step would be below the last digit.
      if abs(step) <= 1e-9 * max(1e-3, abs(delta)) { return delta }
    }
    return .nan
  }

  /// The noncentrality where t is so large that Φ(tu − δ) is a step in u, which quadrature over u would have to find.
  ///
  /// With U = √(χ²/ν) and w = δ/t, P(T ≤ t) is the mean over Z of P(U ≥ w + Z/t), for t < 0 of P(U ≤ w + Z/t). By Taylor's series in
  /// 1/t, with w₀ the quantile of U and (ν − 1)/w − νw the derivative of its log density,
  ///
  ///     w = w₀ − ((ν − 1)/w₀ − ν w₀) / 2t² + O(t⁻⁴)
  ///
  /// - Returns: nil where the second term is not small enough for the third to vanish.
  private static func noncentralityOfLargeT(df: Double, t: Double, probability: Double) -> Double? {
    let size = abs(t)
    let w = (ChiSquared(df: df).quantile(probability, tail: t > 0 ? .upper : .lower) / df).squareRoot()
    // Beyond ten standard deviations of Z, U is below 0 and the series ends.
    guard w * size > 10, (abs(df - 1) / (w * w) + df) / size / size <= 1e-6 else { return nil }
    return t * w - ((df - 1) / w - df * w) / (2 * t)
  }

  /// The exact interval for the noncentrality, given an observed t: (low, high) with P(T ≥ t | low) = P(T ≤ t | high) = (1 − level)/2.
  ///
  /// For Cohen's d and its kin, each end is divided by the same factor that turned d into t. `level` is in 0..<1, at 0 both
  /// ends are the median-unbiased estimate; what is out of range gives NaN for both ends.
  ///
  /// Source: J. H. Steiger, R. T. Fouladi, "Noncentrality interval estimation and the evaluation of statistical models", in
  /// Harlow, Mulaik, Steiger (eds.), *What If There Were No Significance Tests?* (1997). R: `MBESS::conf.limits.nct`.
  public static func noncentralityInterval(df: Double, t: Double, level: Double) -> (low: Double, high: Double) {
    guard (0..<1).contains(level) else { return (.nan, .nan) }
    let outside = (1 - level) / 2
    return (-noncentrality(df: df, t: -t, probability: outside), noncentrality(df: df, t: t, probability: outside))
  }
}

extension Double {
  fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
    Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}
