public import Inference
internal import Trials

/// What a comparison of arms does beyond its default.
public struct ComparisonOptions: Sendable, Equatable {
  /// Which pairs of arms are contrasted.
  public enum Pairs: String, Sendable, CaseIterable {
    /// Each arm against the control.
    case control
    /// Those, then every other pair, the later arm minus the earlier in the order of levels.
    case all
  }

  public var pairs: Pairs
  /// Over the contrasts of one outcome, visit and method.
  public var adjustment: MultiplicityAdjustment
  /// Above 0, in the units of the outcome: the largest difference that counts as none. Nil for no tests of it.
  public var margin: Double?
  /// Nil for no Bayesian second look.
  public var bayes: BayesOptions?

  public init(
    pairs: Pairs = .control, adjustment: MultiplicityAdjustment = .none, margin: Double? = nil,
    bayes: BayesOptions? = nil
  ) {
    self.pairs = pairs
    self.adjustment = adjustment
    self.margin = margin
    self.bayes = bayes
  }

  /// The pairs of arms, treatment first.
  func contrasts(of arm: Factor) -> [(treatment: Int, control: Int)] {
    let treated = arm.levels.indices.filter { $0 != arm.reference }
    var contrasts = treated.map { (treatment: $0, control: arm.reference) }
    if pairs == .all {
      for (place, later) in treated.enumerated() {
        for earlier in treated.prefix(place) { contrasts.append((later, earlier)) }
      }
    }
    return contrasts
  }
}
