/// The root of a continuous function in a bracket, by the method of Brent and Dekker: inverse quadratic interpolation
/// where it converges, bisection where it does not, so never slower than a small multiple of bisection.
///
/// ```swift
/// findRoot(in: 0...2) { $0 * $0 - 2 }  // 1.4142135623730951
/// ```
///
/// - Parameters:
///   - bracket: two points at which `function` has opposite signs, or is 0 at one of them.
///   - relativeTolerance: the width of the last bracket relative to the root. Below 2⁻⁵² the method stops at neighbouring
///     doubles. A root at 0 is found to an absolute width of the smallest normal number.
///   - maximumIterations: evaluations after the two at the ends. Running out of them gives `nil`.
/// - Returns: `nil` if the bracket has no sign change, an end of it is not finite, or the function gives NaN.
///
/// Source: R. P. Brent, *Algorithms for Minimization without Derivatives* (1973), chapter 4. R: `uniroot`, whose `tol` is
/// absolute instead.
public func findRoot(
  in bracket: ClosedRange<Double>, relativeTolerance: Double = 1e-15, maximumIterations: Int = 200,
  _ function: (Double) -> Double
) -> Double? {
  // Brent's letters: b is the best point, c the other side of the bracket, a the previous b; d the last step, e the one
  // before it.
  var (a, b) = (bracket.lowerBound, bracket.upperBound)
  guard a.isFinite, b.isFinite else { return nil }
  var (fa, fb) = (function(a), function(b))
  if fa == 0 { return a }
  if fb == 0 { return b }
  guard !fa.isNaN, !fb.isNaN, (fa < 0) != (fb < 0) else { return nil }
  var (c, fc) = (a, fa)
  var d = b - a
  var e = d

  for _ in 0..<maximumIterations {
    if abs(fc) < abs(fb) {
      (a, b, c) = (b, c, b)
      (fa, fb, fc) = (fb, fc, fb)
    }
    let tolerance = max(
      Double.leastNormalMagnitude, abs(b) * max(0.5 * relativeTolerance, Double.ulpOfOne))
    let half = 0.5 * c - 0.5 * b
    if abs(half) <= tolerance || fb == 0 { return b }

    if abs(e) >= tolerance, abs(fa) > abs(fb), fa.isFinite {
      let s = fb / fa
      var (p, q): (Double, Double)
      if a == c {
        (p, q) = (2 * half * s, 1 - s)
      } else {
        let (r, t) = (fb / fc, fa / fc)
        p = s * (2 * half * t * (t - r) - (b - a) * (r - 1))
        q = (t - 1) * (r - 1) * (s - 1)
      }
      if p > 0 { q = -q } else { p = -p }
      if 2 * p < min(3 * half * q - abs(tolerance * q), abs(e * q)) {
        (e, d) = (d, p / q)
      } else {
        (d, e) = (half, half)
      }
    } else {
      (d, e) = (half, half)
    }
    (a, fa) = (b, fb)
    b += abs(d) > tolerance ? d : (half > 0 ? tolerance : -tolerance)
    fb = function(b)
    if fb.isNaN { return nil }
    if (fb < 0) == (fc < 0), fb != 0 {
      (c, fc) = (a, fa)
      d = b - a
      e = d
    }
  }
  return nil
}

/// A bracket with a sign change, found by widening `guess` until the function changes sign.
///
/// The end at which the function is nearer to 0 moves outward each time, by `growth` times the present width, so the search
/// needs only the logarithm of the distance.
///
/// - Parameters:
///   - guess: where to begin; of any width above 0.
///   - limits: the bracket never leaves these. Both must be finite.
/// - Returns: `nil` if no sign change shows within `limits`, or the function gives NaN.
public func expandBracket(
  from guess: ClosedRange<Double>, within limits: ClosedRange<Double>, growth: Double = 1.6,
  _ function: (Double) -> Double
) -> ClosedRange<Double>? {
  var (low, high) = (guess.clamped(to: limits).lowerBound, guess.clamped(to: limits).upperBound)
  guard low < high, limits.lowerBound.isFinite, limits.upperBound.isFinite else { return nil }
  var (atLow, atHigh) = (function(low), function(high))
  while !atLow.isNaN, !atHigh.isNaN {
    if atLow == 0 || atHigh == 0 || (atLow < 0) != (atHigh < 0) { return low...high }
    let canLower = low > limits.lowerBound
    let canRaise = high < limits.upperBound
    guard canLower || canRaise else { return nil }
    let step = growth * (high - low)
    if canLower, !canRaise || abs(atLow) <= abs(atHigh) {
      low = max(limits.lowerBound, low - step)
      atLow = function(low)
    } else {
      high = min(limits.upperBound, high + step)
      atHigh = function(high)
    }
  }
  return nil
}
