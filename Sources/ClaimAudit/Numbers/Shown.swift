import Estimates
import PublishedNumbers

/// Numbers in the sentences of findings.
enum Shown {
  /// Rounded to so many decimals.
  static func number(_ value: Double, _ decimals: Int) -> String {
    NumberFormat.fixed(value, decimals: min(max(decimals, 0), 9))
  }

  /// Both ends, rounded outwards is not needed: they are for people.
  static func range(_ range: Enclosure, _ decimals: Int) -> String {
    let (low, high) = (number(range.low, decimals), number(range.high, decimals))
    return low == high ? low : "\(low) to \(high)"
  }

  static func p(_ p: PrintedProbability) -> String { "p \(p.relation.rawValue) \(p.number.text)" }

  /// A p-value that was recomputed.
  static func p(_ value: Double) -> String { NumberFormat.pValue(value) }

  static func p(_ range: Enclosure) -> String {
    let (low, high) = (p(range.low), p(range.high))
    return low == high ? low : "\(low) to \(high)"
  }

  /// A printed number with its sign turned, digits kept.
  static func turned(_ number: PrintedNumber) -> String {
    if number.value == 0 { return number.text }
    let text = number.text
    if let first = text.first, "-\u{2212}+".contains(first) {
      return first == "+" ? "-" + text.dropFirst() : String(text.dropFirst())
    }
    return "-" + text
  }

  static func interval(_ interval: PrintedInterval) -> String { "\(interval.low.text) to \(interval.high.text)" }
}
