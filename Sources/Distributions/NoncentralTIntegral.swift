import CBoostMath
import Glibc

/// The integral over the denominator's distribution that gives the noncentral t its lower tail or its density.
///
/// With u = √(χ²/ν) = eˢ, and g the density of s,
///
///     P(T ≤ t) = ∫ Φ(t eˢ − δ) g(s) ds        density(t) = ∫ eˢ φ(t eˢ − δ) g(s) ds
///     ln g(s)  = ln 2 − ½ ln(2π/a) − R(a) − a (e²ˢ − 1 − 2s),   a = ν/2
///
/// where R is what Stirling's formula leaves of ln Γ. Everything is positive, so nothing cancels, however small the result;
/// the integrand is smooth in s for every ν > 0, has one maximum (its logarithmic derivative divided by u decreases in u), and
/// is scaled by that maximum, so nothing underflows before the end.
struct NoncentralTIntegral {
  enum Kind { case lowerTail, density }

  let df: Double
  let t: Double
  let delta: Double
  let kind: Kind

  /// The logarithm of the integral (−∞ if even that overflows), and for a tail the derivative of that logarithm by δ.
  func evaluate() -> (logarithm: Double, slope: Double) {
    let (mode, width) = maximum()
    let peak = logIntegrand(mode)
    guard peak.isFinite else { return (-.infinity, .nan) }
    if peak < -1e5 {
      // Far below every double, where rounding of the exponent hides the shape: Laplace's approximation, which still leads a
      // search for a root back.
      return (peak + logConstant + log(width / Self.inverseRoot2Pi), -Self.hazard(argument(mode, expm1(mode))))
    }
    // Where the integrand is below e⁻³⁸ of its maximum, what lies beyond is lost in the last digit.
    let low = mode - reach(from: mode, peak: peak, step: -9 * width)
    let high = mode + reach(from: mode, peak: peak, step: 9 * width)
    let rule = GaussKronrod(scale: width)
    let scaled = { (s: Double) -> SIMD2<Double> in integrand(s, peak: peak) }
    let sum = rule.integral(from: low, to: mode, scaled) + rule.integral(from: mode, to: high, scaled)
    return (log(sum[0]) + peak + logConstant, -sum[1] / sum[0])
  }

  /// ln g(0).
  private var logConstant: Double {
    let a = 0.5 * df
    return M_LN2 - 0.5 * log(2 * Double.pi / a) - Self.stirlingRemainder(a)
  }

  /// ln Γ(a) − [½ ln(2π/a) + a ln a − a]; five terms of its series have an error below 1e-17 from a = 50 on.
  static func stirlingRemainder(_ a: Double) -> Double {
    if a < 50 { return endline_stirling_remainder(a) }
    let r = 1 / (a * a)
    return (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680)))) / a
  }

  /// (e²ˢ − 1 − 2s), which is 2s² near 0, given e = eˢ − 1.
  static func excess(_ s: Double, _ e: Double) -> Double {
    if abs(s) > 0.15 { return e * (2 + e) - 2 * s }
    let x = 2 * s
    // xᵏ/k! from k = 2; 14 terms suffice for |x| ≤ 0.3.
    var sum = 0.0
    for k in stride(from: 14.0, through: 3, by: -1) { sum = (1 + sum) * x / k }
    return 0.5 * x * x * (1 + sum)
  }

  /// The argument of Φ or φ: t eˢ − δ, without rounding eˢ where it is near 1.
  private func argument(_ s: Double, _ e: Double) -> Double {
    abs(s) < 0.5 ? (t - delta) + t * e : t * exp(s) - delta
  }

  /// The factor of the integrand that depends on δ as weight × exp(exponent), so that the weight neither under- nor overflows.
  private func factor(_ s: Double, _ x: Double) -> (weight: Double, exponent: Double) {
    switch kind {
    case .density: (Self.inverseRoot2Pi, s - 0.5 * x * x)
    case .lowerTail:
      x > -30 ? (0.5 * erfc(-x * 0.5.squareRoot()), 0) : (Self.mills(-x) * Self.inverseRoot2Pi, -0.5 * x * x)
    }
  }

  private func logIntegrand(_ s: Double) -> Double {
    let e = expm1(s)
    let (weight, exponent) = factor(s, argument(s, e))
    return log(weight) + exponent - 0.5 * df * Self.excess(s, e)
  }

  /// The integrand, and for a tail the same with φ for Φ, both divided by e^peak.
  private func integrand(_ s: Double, peak: Double) -> SIMD2<Double> {
    let e = expm1(s)
    let x = argument(s, e)
    let (weight, exponent) = factor(s, x)
    let logDensity = -0.5 * df * Self.excess(s, e) - peak
    let value = weight * exp(logDensity + exponent)
    return SIMD2(value, kind == .lowerTail ? Self.inverseRoot2Pi * exp(logDensity - 0.5 * x * x) : 0)
  }

  /// Where the integrand is largest, and the width of a normal curve with the same curvature there.
  private func maximum() -> (mode: Double, width: Double) {
    // Newton's method on the first derivative of the logarithm, kept inside the interval in which it changes sign.
    // A very large t looks at the far left of g only, where t eˢ is of the size of δ and √ν; a sum there cannot overflow.
    let scale = abs(delta) + (df + 1).squareRoot()
    var s = kind == .density || t < 0 ? min(0, log(scale) - log(max(abs(t), 1))) : 0
    var (low, high) = (-Double.infinity, Double.infinity)
    var width = 1 / (2 * df).squareRoot()
    for _ in 0..<200 {
      let e = expm1(s)
      let x = argument(s, e)
      let u = exp(s)
      let tu = t * u
      var first = -df * e * (2 + e)
      var second = -2 * df * u * u
      switch kind {
      case .density:
        first += 1 - tu * x
        second -= tu * (x + tu)
      case .lowerTail:
        let h = Self.hazard(x)
        if h > 0 {
          first += tu * h
          second += tu * h - tu * tu * h * (x + h)
        }
      }
      if first > 0 { low = s } else { high = s }
      let bendsDown = second < 0
      if bendsDown {
        width = 1 / (-second).squareRoot()
        if abs(first) <= -0.05 * width * second { break }
      }
      // Newton's step, at most half a unit (and that, uphill, where the curve bends upward), or halving.
      var next = s + (bendsDown ? max(-0.5, min(0.5, -first / second)) : first > 0 ? 0.5 : -0.5)
      if !(next > low && next < high) { next = 0.5 * (low + high) }
      if !next.isFinite || next == s { break }
      s = next
    }
    return (s, width)
  }

  /// How far from the mode, in the direction of `step`, the integrand has fallen below e⁻³⁸ of its peak.
  private func reach(from mode: Double, peak: Double, step: Double) -> Double {
    var distance = step
    let farthest = 1e6 / min(1, df)
    while distance != 0, abs(distance) < farthest, logIntegrand(mode + distance) > peak - 38 { distance *= 1.5 }
    return abs(distance)
  }

  /// φ(x)/Φ(x).
  private static func hazard(_ x: Double) -> Double {
    x > -30 ? inverseRoot2Pi * exp(-0.5 * x * x) / (0.5 * erfc(-x * 0.5.squareRoot())) : 1 / mills(-x)
  }

  /// (1 − Φ(x))/φ(x) for x ≥ 30, where seven terms of the asymptotic series are exact to the last digit.
  private static func mills(_ x: Double) -> Double {
    let r = 1 / (x * x)
    return (1 - r * (1 - 3 * r * (1 - 5 * r * (1 - 7 * r * (1 - 9 * r * (1 - 11 * r)))))) / x
  }

  private static let inverseRoot2Pi = 0.398942280401432677939946059934382
}
