/// A value and the limits around it, as a chart takes them: nil is missing, not finite counts as missing.
public struct Interval: Sendable, Equatable {
  /// Nil where it could not be estimated: nothing is drawn.
  public let estimate: Double?
  /// Nil where there is no interval, or, where the other limit is known, where it is open: an arrow is drawn.
  public let low: Double?
  public let high: Double?

  public init(_ estimate: Double?, low: Double? = nil, high: Double? = nil) {
    self.estimate = Self.finite(estimate)
    self.low = Self.finite(low)
    self.high = Self.finite(high)
  }

  private static func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }

  /// What a scale has to hold.
  var values: [Double] { estimate == nil ? [] : [estimate, low, high].compactMap { $0 } }
}
