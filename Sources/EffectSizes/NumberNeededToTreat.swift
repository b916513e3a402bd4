/// How many subjects must be treated for one more event, or for one less: the reciprocal of a risk difference.
///
/// An interval of the difference that holds 0 is, for its reciprocal, one from `more` through infinity to `fewer`:
/// each side then has a lower limit and no upper one. The difference 0 has no reciprocal.
///
/// Source: Altman (1998), British Medical Journal 317, 1309–1312.
public struct NumberNeededToTreat: Sendable, Equatable {
  /// One side: nil where the data do not point that way, or the end is open.
  public struct Side: Sendable, Equatable {
    public let estimate: Double?
    public let confidenceLow: Double?
    public let confidenceHigh: Double?
  }

  /// Subjects treated for one event more than under control.
  public let more: Side
  /// Subjects treated for one event less.
  public let fewer: Side
  /// Whether the interval runs through infinity: that of the difference holds 0.
  public let isThroughInfinity: Bool

  /// - Parameter difference: a risk difference, treatment minus control, with its limits.
  public init(of difference: EffectSize) {
    let low = difference.confidenceLow
    let high = difference.confidenceHigh
    more = Self.side(difference.estimate, low, high)
    fewer = Self.side(-difference.estimate, high.map { -$0 }, low.map { -$0 })
    isThroughInfinity = low.map { $0 <= 0 } ?? false && high.map { $0 >= 0 } ?? false
  }

  /// The side on which differences are positive.
  private static func side(_ difference: Double, _ low: Double?, _ high: Double?) -> Side {
    func reciprocal(_ value: Double?) -> Double? { value.flatMap { $0 > 0 ? 1 / $0 : nil } }
    return Side(estimate: reciprocal(difference), confidenceLow: reciprocal(high), confidenceHigh: reciprocal(low))
  }
}
