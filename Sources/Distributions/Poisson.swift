import CBoostMath

/// The Poisson distribution.
///
/// Boost.Math computes it, in `long double`. R: `dpois`, `ppois`, `qpois`.
public struct Poisson: Distribution {
  public let mean: Double

  /// - Parameter mean: 0…2⁵⁰, else every answer is NaN; 0 is certain to give 0. Counts above 2⁵³ are taken as infinite.
  public init(mean: Double) { self.mean = mean }

  private var isValid: Bool { mean >= 0 && mean <= 0x1p50 }

  public func density(_ x: Double) -> Double {
    guard isValid, !x.isNaN else { return .nan }
    if x < 0 || x > 0x1p53 || x != x.rounded() { return 0 }
    if mean == 0 { return x == 0 ? 1 : 0 }
    return endline_poisson_mass(x, mean)
  }

  public func probability(_ x: Double, tail: Tail) -> Double {
    guard isValid, !x.isNaN else { return .nan }
    let k = x.rounded(.down)
    if k < 0 { return tail.probability(below: true) }
    if k > 0x1p53 || mean == 0 { return tail.probability(below: false) }
    return endline_poisson_probability(k, mean, tail.flag)
  }

  public func quantile(_ p: Double, tail: Tail) -> Double {
    guard isValid else { return .nan }
    if let known = quantile(ofEnd: p, low: 0, high: mean == 0 ? 0 : .infinity, tail: tail) { return known }
    if mean == 0 { return 0 }
    let start = normalGuess(p, tail: tail, mean: mean, variance: mean)
    return integerQuantile(p, tail: tail, last: .infinity, start: start)
  }
}
