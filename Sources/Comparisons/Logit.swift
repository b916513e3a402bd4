internal import Glibc

/// The log odds of a proportion, and back.
package struct Logit {
  package let value: Double

  /// log(a/b) of two positive counts, from their relative difference: near even odds a logarithm of the ratio would
  /// lose the digits that distinguish it from 1.
  package init(_ a: Double, _ b: Double) { value = a < 2 * b && b < 2 * a ? log1p((a - b) / b) : log(a / b) }

  package static func inverse(_ value: Double) -> Double {
    // Neither branch overflows.
    if value >= 0 { return 1 / (1 + exp(-value)) }
    let odds = exp(value)
    return odds / (1 + odds)
  }
}
