import CBoostMath

/// The binomial distribution: the number of successes in independent trials.
///
/// Boost.Math computes it, in `long double`. R: `dbinom`, `pbinom`, `qbinom`.
public struct Binomial: Distribution {
  public let trials: Int
  /// Of success in one trial.
  public let probability: Double

  /// - Parameters:
  ///   - trials: 0 or more.
  ///   - probability: of success in one trial, 0…1. Out of range, either gives NaN.
  public init(trials: Int, probability: Double) {
    self.trials = trials
    self.probability = probability
  }

  private var isValid: Bool { trials >= 0 && (0...1).contains(probability) }
  private var count: Double { Double(trials) }
  /// The one value that is certain, if there is one.
  private var certainty: Double? { probability == 0 ? 0 : probability == 1 || trials == 0 ? count : nil }

  public func density(_ x: Double) -> Double {
    guard isValid, !x.isNaN else { return .nan }
    if x < 0 || x > count || x != x.rounded() { return 0 }
    if let certainty { return x == certainty ? 1 : 0 }
    return endline_binomial_mass(x, count, probability)
  }

  public func probability(_ x: Double, tail: Tail) -> Double {
    guard isValid, !x.isNaN else { return .nan }
    let k = x.rounded(.down)
    if k < 0 { return tail.probability(below: true) }
    if k >= count { return tail.probability(below: false) }
    if let certainty { return tail.probability(below: k < certainty) }
    return endline_binomial_probability(k, count, probability, tail.flag)
  }

  public func quantile(_ p: Double, tail: Tail) -> Double {
    guard isValid else { return .nan }
    if let known = quantile(ofEnd: p, low: 0, high: count, tail: tail) { return known }
    if let certainty { return certainty }
    let variance = count * probability * (1 - probability)
    let start = normalGuess(p, tail: tail, mean: count * probability, variance: variance)
    return integerQuantile(p, tail: tail, last: count, start: start)
  }
}
