internal import Distributions

/// A proportion: so many of n subjects. Score intervals without continuity correction, for one and for the difference
/// of two independent ones.
///
/// Documentation/Methods/proportion.md derives both and gives their sources.
public struct Proportion: Sendable, Equatable {
  public let successes: Int
  public let n: Int

  /// - Parameter successes: from 0 to `n`.
  public init(successes: Int, n: Int) {
    precondition(successes >= 0 && successes <= n, "\(successes) successes among \(n) subjects")
    self.successes = successes
    self.n = n
  }

  /// The observed share, between 0 and 1; nil where there is no subject.
  public var estimate: Double? { n > 0 ? Double(successes) / Double(n) : nil }

  /// The share of the others.
  public var complement: Proportion { Proportion(successes: n - successes, n: n) }

  /// Wilson's score interval: all π for which |p − π| ≤ z √(π(1 − π)/n). Its limits stay between 0 and 1, and reach
  /// them at 0 and n successes only. It inverts the score test, not a Wald test.
  ///
  /// The lower limit comes from the upper one by the product of the roots, which loses no digits where it is small; the
  /// upper limit is 1 minus the lower one of the complement.
  ///
  /// - Parameter level: Confidence level of the two-sided interval, between 0 and 1.
  /// - Returns: nil where there is no subject.
  ///
  /// Source: Wilson (1927), Journal of the American Statistical Association 22, 209–212. R: `prop.test(x, n, correct =
  /// FALSE)`.
  public func wilson(level: Double) -> (low: Double, high: Double)? {
    guard n > 0 else { return nil }
    let z = Normal().quantile((1 - level) / 2, tail: .upper)
    return (lowerScoreLimit(z: z), 1 - complement.lowerScoreLimit(z: z))
  }

  private func lowerScoreLimit(z: Double) -> Double {
    let x = Double(successes)
    let n = Double(n)
    guard z.isFinite else { return 0 }
    let reach = z * (z * z + 4 * x * (n - x) / n).squareRoot()
    return 2 * x * x / (n * (2 * x + z * z + reach))
  }

  /// The difference of two independent proportions, treatment minus control, with Newcombe's hybrid score interval
  /// (his method 10): p₁ − p₂ − √((p₁ − l₁)² + (u₂ − p₂)²) to p₁ − p₂ + √((u₁ − p₁)² + (p₂ − l₂)²), where l and u are the
  /// Wilson limits of each. The limits stay between −1 and 1. No test belongs to it.
  ///
  /// - Parameter level: Confidence level of the two-sided interval, between 0 and 1.
  /// - Returns: nil where one of them has no subject.
  ///
  /// Source: Newcombe (1998), Statistics in Medicine 17, 873–890. R: `DescTools::BinomDiffCI(method = "score")`.
  public static func newcombeDifference(
    treatment: Proportion, control: Proportion, level: Double
  ) -> (estimate: Double, low: Double, high: Double)? {
    guard let p1 = treatment.estimate, let p2 = control.estimate, let first = treatment.wilson(level: level),
      let second = control.wilson(level: level)
    else { return nil }
    let difference = p1 - p2
    let below = root(p1 - first.low, second.high - p2)
    let above = root(first.high - p1, p2 - second.low)
    return (difference, max(difference - below, -1), min(difference + above, 1))
  }

  private static func root(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
}
