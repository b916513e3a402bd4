/// Which tail a probability is counted in. Ask for the upper one instead of taking 1 − p: the difference is what keeps
/// 1e-300 from becoming 0.
public enum Tail: Sendable, CaseIterable {
  /// P(X ≤ x)
  case lower
  /// P(X > x)
  case upper

  /// P(X > x) for P(X ≤ x), and the reverse.
  var other: Tail { self == .upper ? .lower : .upper }

  /// What `CBoostMath` calls this tail.
  var flag: Int32 { self == .upper ? 1 : 0 }

  /// The tail's probability left of all mass (`below`), or right of it.
  func probability(below: Bool) -> Double { (self == .lower) == below ? 0 : 1 }
}

/// A probability distribution on the real line or the integers.
///
/// What holds for every one of them:
/// * A parameter out of range, and any argument that is NaN, gives NaN; nothing traps. Each `init` says what is in range.
/// * x = −∞ and +∞ are in range: the probabilities there are 0 and 1 (upper tail 1 and 0), the density is 0.
/// * A probability outside 0…1 has the quantile NaN; 0 and 1 have the ends of the support.
/// * A discrete distribution has mass 0 between the integers, and its probability there is that of the integer below.
/// * Each tail is computed by itself, so that neither loses digits to the other.
public protocol Distribution: Sendable {
  /// Density, or probability mass. R: `dnorm`, `dt`, …
  func density(_ x: Double) -> Double
  /// P(X ≤ x), or P(X > x) for `.upper`. R: `pnorm`, `pt`, …, with `lower.tail`
  func probability(_ x: Double, tail: Tail) -> Double
  /// The x with `probability(x, tail:) == p`; for discrete distributions the smallest integer that reaches it, as R:
  /// the first with P(X ≤ x) ≥ p, or for `.upper` with P(X > x) ≤ p. R: `qnorm`, `qt`, …
  func quantile(_ p: Double, tail: Tail) -> Double
}

extension Distribution {
  /// P(X ≤ x).
  public func probability(_ x: Double) -> Double { probability(x, tail: .lower) }
  /// The x with P(X ≤ x) = p.
  public func quantile(_ p: Double) -> Double { quantile(p, tail: .lower) }

  /// The answers that need no computing, for a support from `low` to `high` (ends included or not makes no difference to
  /// a continuous distribution): NaN, and everything left or right of the support.
  func probability(outside low: Double, _ high: Double, x: Double, tail: Tail) -> Double? {
    if x.isNaN { return .nan }
    if x <= low { return tail.probability(below: true) }
    if x >= high { return tail.probability(below: false) }
    return nil
  }

  /// The quantiles that need no computing: of NaN, of what is no probability, of 0 and of 1.
  func quantile(ofEnd p: Double, low: Double, high: Double, tail: Tail) -> Double? {
    if !(0...1).contains(p) { return .nan }
    if p == tail.probability(below: true) { return low }
    if p == tail.probability(below: false) { return high }
    return nil
  }
}
