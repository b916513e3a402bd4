internal import Distributions

/// Events per unit of exposure.
///
/// Documentation/Methods/counts.md.
public struct Rate: Sendable, Equatable {
  /// Whole and not negative.
  public let events: Double
  /// Above 0 where there is any subject; the unit is the user's.
  public let exposure: Double

  public init(events: Double, exposure: Double) {
    self.events = events
    self.exposure = exposure
  }

  /// nil without exposure.
  public var estimate: Double? { exposure > 0 ? events / exposure : nil }

  /// Exact limits of a Poisson rate: the rates at which as many events or more, and as many or fewer, have probability
  /// (1 − level)/2 each; low is 0 without events. ½ χ² quantiles with 2y and 2y + 2 degrees of freedom over the exposure.
  ///
  /// Garwood (1936), Biometrika 28, 437–442. R: `poisson.test`.
  public func garwood(level: Double) -> (low: Double, high: Double)? {
    guard exposure > 0 else { return nil }
    let outside = (1 - level) / 2
    let low = events > 0 ? ChiSquared(df: 2 * events).quantile(outside, tail: .lower) / 2 : 0
    let high = ChiSquared(df: 2 * events + 2).quantile(outside, tail: .upper) / 2
    return (low / exposure, high / exposure)
  }
}
