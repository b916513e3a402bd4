internal import Glibc

/// A closed interval that holds a number for certain: what print leaves open by rounding, carried through a formula.
///
/// Every operation rounds outwards by one unit in the last place, so that what is left out is impossible and not merely
/// a rounding of ours. An operation on two enclosures takes their numbers for unrelated; where the same number stands in
/// a formula twice, the result is wider than it need be, never too narrow.
public struct Enclosure: Sendable, Equatable {
  public let low: Double
  public let high: Double

  /// Nil where the limits are in the wrong order or one is not a number; they may be infinite.
  public init?(_ low: Double, _ high: Double) {
    guard low <= high else { return nil }
    self.init(ordered: low, high)
  }

  /// One number, exactly.
  public init(_ value: Double) { self.init(ordered: value, value) }

  private init(ordered low: Double, _ high: Double) {
    self.low = low
    self.high = high
  }

  /// Everything that a number can be.
  public static let everything = Enclosure(ordered: -.infinity, .infinity)

  public var middle: Double { low / 2 + high / 2 }
  public var width: Double { high - low }

  public func contains(_ value: Double) -> Bool { low <= value && value <= high }
  public func contains(_ other: Enclosure) -> Bool { low <= other.low && other.high <= high }

  /// What both hold; nil where they have nothing in common.
  public func intersection(_ other: Enclosure) -> Enclosure? { Enclosure(max(low, other.low), min(high, other.high)) }

  /// The smallest that holds both.
  public func union(_ other: Enclosure) -> Enclosure { Enclosure(ordered: min(low, other.low), max(high, other.high)) }

  /// Through a function that never falls; not-a-number becomes an open end.
  public func increasing(_ function: (Double) -> Double) -> Enclosure { .outward(function(low), function(high)) }

  /// Through a function that never rises.
  public func decreasing(_ function: (Double) -> Double) -> Enclosure { .outward(function(high), function(low)) }

  /// √x of what is not negative; nil where nothing is.
  public var squareRoot: Enclosure? {
    high < 0 ? nil : Enclosure(ordered: max(0, low), high).increasing { $0.squareRoot() }.atLeast(0)
  }

  public var squared: Enclosure { (magnitude * magnitude).atLeast(0) }

  /// |x|.
  public var magnitude: Enclosure {
    contains(0)
      ? Enclosure(ordered: 0, max(-low, high)) : Enclosure(ordered: min(abs(low), abs(high)), max(abs(low), abs(high)))
  }

  /// log x of what is above 0; nil where nothing is.
  public var logarithm: Enclosure? {
    high <= 0 ? nil : Enclosure(ordered: max(0, low), high).increasing { $0 == 0 ? -.infinity : log($0) }
  }

  private func atLeast(_ bound: Double) -> Enclosure { Enclosure(ordered: max(bound, low), max(bound, high)) }

  private static func outward(_ low: Double, _ high: Double) -> Enclosure {
    Enclosure(ordered: low.isNaN ? -.infinity : low.nextDown, high.isNaN ? .infinity : high.nextUp)
  }

  public static func + (a: Enclosure, b: Enclosure) -> Enclosure { outward(a.low + b.low, a.high + b.high) }
  public static func - (a: Enclosure, b: Enclosure) -> Enclosure { outward(a.low - b.high, a.high - b.low) }
  public static prefix func - (a: Enclosure) -> Enclosure { Enclosure(ordered: -a.high, -a.low) }

  public static func * (a: Enclosure, b: Enclosure) -> Enclosure {
    // 0 times an open end is 0: the end is never reached.
    func times(_ x: Double, _ y: Double) -> Double { x == 0 || y == 0 ? 0 : x * y }
    let products = [times(a.low, b.low), times(a.low, b.high), times(a.high, b.low), times(a.high, b.high)]
    return outward(products.reduce(.infinity, min), products.reduce(-.infinity, max))
  }

  /// Everything where the divisor may be 0.
  public static func / (a: Enclosure, b: Enclosure) -> Enclosure {
    guard b.low > 0 || b.high < 0 else { return .everything }
    return a * outward(1 / b.high, 1 / b.low)
  }
}
