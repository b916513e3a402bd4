internal import Distributions
internal import Glibc

/// The test that a planned trial ends with: its level and what it shows.
public struct PlannedTest: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// The difference is not 0.
    case superiority(sides: Int)
    /// Treatment is at most `margin` worse; differences are counted so that above 0 favours treatment.
    case nonInferiority(margin: Double)
    /// The difference lies between minus and plus `margin`: two one-sided tests (TOST).
    case equivalence(margin: Double)
  }

  public var kind: Kind
  /// Of the test; of each of two one-sided tests.
  public var alpha: Double

  public init(kind: Kind = .superiority(sides: 2), alpha: Double = 0.05) {
    self.kind = kind
    self.alpha = alpha
  }

  /// Of one tail.
  var tailAlpha: Double { kind == .superiority(sides: 2) ? alpha / 2 : alpha }

  /// What rows of results have before the method's name.
  var prefix: String {
    switch kind {
    case .superiority(sides: 1): "one_sided_"
    case .superiority: ""
    case .nonInferiority: "non_inferiority_"
    case .equivalence: "equivalence_"
    }
  }
}

extension PlannedTest {
  /// Power of a t test: of a difference that is estimated with this standard error, and the error with these degrees of
  /// freedom.
  ///
  ///     superiority       P(T > t) + P(T < −t),  T noncentral t with δ/SE; the second term for two sides alone
  ///     non-inferiority   P(T > t),              T noncentral t with (δ + M)/SE
  ///     equivalence       P(T₁ > t and T₂ < −t), the noncentralities (δ ± M)/SE and one variance
  ///
  /// with t the quantile of Student's t at the level of one tail. Of one side and of two the power is that for the
  /// difference's own direction.
  ///
  /// - Parameter df: above 0; ∞ is the normal distribution.
  /// - Returns: nil where `df` is not above 0 or the standard error is not positive.
  func power(difference: Double, standardError: Double, df: Double) -> Double? {
    guard df > 0, standardError > 0, standardError.isFinite, difference.isFinite else { return nil }
    let t = StudentT(df: df).quantile(tailAlpha, tail: .upper)
    switch kind {
    case .superiority(let sides):
      let found = NoncentralT(df: df, noncentrality: abs(difference) / standardError)
      return found.probability(t, tail: .upper) + (sides == 2 ? found.probability(-t, tail: .lower) : 0)
    case .nonInferiority(let margin):
      return NoncentralT(df: df, noncentrality: (difference + margin) / standardError).probability(t, tail: .upper)
    case .equivalence(let margin):
      return equivalence(
        low: (-margin - difference) / standardError, high: (margin - difference) / standardError, t: t, df: df)
    }
  }

  /// The mean over s, the estimated standard deviation in units of the true one, of the probability that the estimate
  /// lies between `low` + ts and `high` − ts, in standard errors from its mean.
  private func equivalence(low: Double, high: Double, t: Double, df: Double) -> Double {
    let widest = (high - low) / (2 * t)
    func inside(_ s: Double) -> Double {
      let (a, b) = (low + t * s, high - t * s)
      guard b > a else { return 0 }
      // From the tails that are small, so that no digits are lost.
      return a > 0
        ? Normal().probability(a, tail: .upper) - Normal().probability(b, tail: .upper)
        : Normal().probability(b) - Normal().probability(a)
    }
    guard df.isFinite else { return inside(1) }
    let chi = ChiSquared(df: df)
    let first = (chi.quantile(1e-20) / df).squareRoot()
    let last = min(widest, (chi.quantile(1e-20, tail: .upper) / df).squareRoot())
    guard last > first else { return 0 }
    // In pieces a part of a standard deviation of s wide, so that no peak is missed.
    let pieces = 8
    let width = (last - first) / Double(pieces)
    let rule = GaussKronrod(scale: 1, tolerance: 1e-13)
    return (0..<pieces).reduce(0) { sum, piece in
      let from = first + Double(piece) * width
      return sum
        + rule.integral(from: from, to: from + width) { s in
          SIMD2(inside(s) * 2 * df * s * chi.density(df * s * s), 0)
        }[0]
    }
  }
}
