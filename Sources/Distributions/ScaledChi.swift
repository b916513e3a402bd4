internal import Glibc

/// The expectation of a function of S = √(χ²_ν/ν), the ratio of an estimated to a true standard deviation.
///
/// With x = ln S and a = ν/2 the density is exp(c − a (e²ˣ − 1 − 2x)), analytic and falling at both ends, so the trapezoidal
/// rule converges exponentially in the step. Every term is positive, so nothing cancels.
/// Documentation/Methods/distributions.md (6).
struct ScaledChi {
  let df: Double

  /// E f(S).
  ///
  /// - Parameter tailRate: f falls like exp(−tailRate s²), or 0 where it does not fall: tells where the integrand is
  ///   largest, e²ˣ = a/(a + tailRate).
  func expectation(tailRate: Double, _ f: (Double) -> Double) -> Double {
    guard df.isFinite else { return f(1) }
    let a = 0.5 * df
    let constant = M_LN2 - 0.5 * log(2 * Double.pi / a) - NoncentralTIntegral.stirlingRemainder(a)
    // The rule's error for the density alone is |Γ(a + iπ/h)|/Γ(a): far below 1e-16 at these steps for every ν, with much
    // to spare for what f adds in the complex plane (most for many groups).
    let step = min(0.065, 0.3 / df.squareRoot())
    let middle = -0.5 * log1p(tailRate / a)
    return step
      * trapezoidalSum(from: middle, step: step) { x in
        exp(constant - a * NoncentralTIntegral.excess(x, expm1(x))) * f(exp(x))
      }
  }
}

/// Σ f(start + k step) over all whole k, outward from `start` in both directions until what is left cannot be seen.
///
/// - Parameter f: not negative; falls in each direction beyond its largest values.
func trapezoidalSum(from start: Double, step: Double, _ f: (Double) -> Double) -> Double {
  var sum = f(start)
  for direction in [step, -step] {
    var x = start
    var previous = 0.0
    // A function that begins at 0, by underflow, may still rise: some way is gone in any case.
    for count in 1...100_000 {
      x += direction
      let term = f(x)
      sum += term
      if term <= previous, term <= 1e-18 * sum, count > 8 { break }
      previous = term
    }
  }
  return sum
}
