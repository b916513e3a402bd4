internal import Estimates
internal import PublishedNumbers

/// A number on the way from print to an effect: its value, everything that it can be given how far the printed figures
/// were rounded, and its text in a formula.
///
/// A formula in which each printed figure stands once gives the narrowest range there is, since no operation here loses
/// anything (`Enclosure` says why); where a figure stands twice, the range is wider than need be, never too narrow.
struct Figure: Sendable {
  let value: Double
  let range: Enclosure
  let text: String

  /// As printed: all that rounds to it.
  init(_ number: PrintedNumber) {
    value = number.value
    range = number.enclosure
    text = number.text
  }

  /// A count, or what else is not rounded.
  init(exactly value: Double) { self.init(value, Enclosure(value)) }

  init(_ value: Double, _ range: Enclosure) {
    self.value = value
    // The value itself may have come by another order of operations.
    self.range = value.isFinite ? range.union(Enclosure(value)) : range
    text = value.sixDigits
  }

  /// In brackets where a sign would meet an operator.
  var inFormula: String { value < 0 || text.hasPrefix("-") || text.hasPrefix("\u{2212}") ? "(\(text))" : text }

  var isExact: Bool { range.width == 0 }

  static func + (a: Figure, b: Figure) -> Figure { Figure(a.value + b.value, a.range + b.range) }
  static func - (a: Figure, b: Figure) -> Figure { Figure(a.value - b.value, a.range - b.range) }
  static func * (a: Figure, b: Figure) -> Figure { Figure(a.value * b.value, a.range * b.range) }
  static func / (a: Figure, b: Figure) -> Figure { Figure(a.value / b.value, a.range / b.range) }
  static func * (a: Figure, factor: Double) -> Figure { a * Figure(exactly: factor) }
  static func / (a: Figure, divisor: Double) -> Figure { a / Figure(exactly: divisor) }
  static prefix func - (a: Figure) -> Figure { Figure(-a.value, -a.range) }

  var squared: Figure { Figure(value * value, range.squared) }
  var magnitude: Figure { Figure(abs(value), range.magnitude) }
  /// Of what is not negative: print may leave less than 0 below a small number.
  var squareRoot: Figure { Figure(value.squareRoot(), range.squareRoot ?? Enclosure(0)) }

  /// Through a function that never falls, computed to 1e-12 of its value.
  func increasing(_ function: (Double) -> Double) -> Figure {
    Figure(function(value), range.increasing(function).widened)
  }

  /// Through a function that never rises.
  func decreasing(_ function: (Double) -> Double) -> Figure {
    Figure(function(value), range.decreasing(function).widened)
  }

  /// No less than `bound`: an SD is not negative, whatever its rounding leaves open.
  func atLeast(_ bound: Double) -> Figure {
    Figure(value, Enclosure(max(bound, range.low), max(bound, range.high)) ?? range)
  }
}

extension Enclosure {
  /// What the error of a function of the library adds.
  fileprivate var widened: Enclosure {
    let error = 1e-12
    let low = low.isFinite ? low - abs(low) * error : low
    let high = high.isFinite ? high + abs(high) * error : high
    return Enclosure(low, high) ?? self
  }
}
