/// Rounding for people. The machine formats do not round.
///
/// The unit of the last digit is chosen from what the number is uncertain by: never more than a twentieth of its
/// standard error (of the SD for a mean given with its SD), so that rounding adds nothing a reader could notice, and
/// digits that mean nothing are not printed. A mean change of -8.2471 with standard error 1.3118 prints as -8.25.
package enum NumberFormat {
  /// Digits after the point for numbers whose uncertainty is `scale`: the fewest for a unit of at most `scale`/20.
  /// Nil where there is no usable scale (zero, not finite).
  package static func decimals(scale: Double) -> Int? {
    guard scale.isFinite, scale > 0 else { return nil }
    let wanted = DecimalDigits(of: scale / 20)
    return min(max(1 - wanted.pointPosition, 0), 15)
  }

  /// Digits after the point that leave `digits` significant ones in `value`; nil for zero and what is not finite.
  package static func decimals(significant digits: Int, of value: Double) -> Int? {
    guard value.isFinite, value != 0 else { return nil }
    return min(max(digits - DecimalDigits(of: value).pointPosition, 0), 15)
  }

  /// With `decimals` digits after the point; in powers of ten where that would take more than nine digits in front of
  /// the point, or more than six after it for a number below 0.0001. What is small beside its own uncertainty does print
  /// as zero.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return "NA" }
    let digits = DecimalDigits(of: value)
    if digits.pointPosition > 9 { return digits.scientific(significant: 4) }
    if value != 0, decimals > 6, digits.pointPosition < -3 { return digits.scientific(significant: 3) }
    return digits.fixed(decimals: decimals)
  }

  /// Three significant digits, two below 0.001 and then in powers of ten: 0.314, 0.0314, 1.2e-4, 1.0e-300. Never zero,
  /// never "less than": a p-value below what a double can hold says so.
  package static func pValue(_ p: Double) -> String {
    guard p.isFinite else { return "NA" }
    guard p > 0 else { return "<5e-324" }
    let digits = DecimalDigits(of: p)
    if digits.pointPosition < -2 { return digits.scientific(significant: 2) }
    return digits.fixed(decimals: min(max(3 - digits.pointPosition, 3), 4))
  }

  /// Whole where it is, else one digit after the point (two below ten).
  package static func degreesOfFreedom(_ df: Double) -> String {
    guard df.isFinite else { return "NA" }
    if df == df.rounded() { return fixed(df, decimals: 0) }
    return fixed(df, decimals: df < 10 ? 2 : 1)
  }

  /// Two digits after the point; sums of ranks, whole or half, as they are.
  package static func statistic(_ value: Double) -> String {
    guard value.isFinite else { return "NA" }
    if value == value.rounded() { return fixed(value, decimals: 0) }
    if (2 * value) == (2 * value).rounded() { return fixed(value, decimals: 1) }
    return fixed(value, decimals: 2)
  }

  /// 0.95 as `95%`, 0.999 as `99.9%`.
  package static func percentage(_ share: Double) -> String {
    guard share.isFinite else { return "NA" }
    let digits = DecimalDigits(of: share).timesHundred
    return digits.fixed(decimals: min(max(digits.digits.count - digits.pointPosition, 0), 4)) + "%"
  }
}

/// The digits of a finite double's shortest decimal form: 0.d₁d₂d₃… × 10^pointPosition. Rounding starts from these, half
/// away from zero, so that a page rounds the number that the JSON shows and not its binary neighbour.
package struct DecimalDigits {
  package private(set) var isNegative: Bool
  /// Significant digits, each 0–9, the first and the last not 0; empty for zero.
  package private(set) var digits: [UInt8]
  /// How many digits stand in front of the point; negative for zeros after it.
  package private(set) var pointPosition: Int

  package init(of value: Double) {
    isNegative = value.sign == .minus
    digits = []
    pointPosition = 0
    var exponent = 0
    var seenPoint = false
    let text = value.magnitude.description
    for (index, byte) in text.utf8.enumerated() {
      if byte == UInt8(ascii: ".") {
        seenPoint = true
      } else if byte == UInt8(ascii: "e") {
        exponent = Int(text.dropFirst(index + 1)) ?? 0
        break
      } else if digits.isEmpty && byte == UInt8(ascii: "0") {
        if seenPoint { pointPosition -= 1 }
      } else {
        digits.append(byte - UInt8(ascii: "0"))
        if !seenPoint { pointPosition += 1 }
      }
    }
    while digits.last == 0 { digits.removeLast() }
    pointPosition = digits.isEmpty ? 0 : pointPosition + exponent
  }

  /// Exact, where multiplying 0.29 by 100 is not.
  package var timesHundred: DecimalDigits {
    var result = self
    if !digits.isEmpty { result.pointPosition += 2 }
    return result
  }

  /// Keeps the first `count` digits, rounded half away from zero; a carry out of the first digit moves the point.
  private func rounded(keeping count: Int) -> DecimalDigits {
    var result = self
    guard count < digits.count else { return result }
    guard count >= 0 else {
      result.digits = []
      return result
    }
    let roundsUp = digits[count] >= 5
    result.digits.removeLast(digits.count - count)
    if roundsUp {
      while result.digits.last == 9 { result.digits.removeLast() }
      if result.digits.isEmpty {
        result.digits = [1]
        result.pointPosition += 1
      } else {
        result.digits[result.digits.count - 1] += 1
      }
    }
    while result.digits.last == 0 { result.digits.removeLast() }
    return result
  }

  /// `-8.25`. What rounds to zero has no sign.
  package func fixed(decimals: Int) -> String {
    let rounded = rounded(keeping: pointPosition + decimals)
    guard !rounded.digits.isEmpty else { return decimals > 0 ? "0." + String(repeating: "0", count: decimals) : "0" }
    let point = rounded.pointPosition
    let whole = point > 0 ? (0..<point).map { rounded.digit(at: $0) }.joined() : "0"
    let fraction = (point..<(point + decimals)).map { rounded.digit(at: $0) }.joined()
    return (isNegative ? "-" : "") + whole + (decimals > 0 ? "." + fraction : "")
  }

  /// `1.2e-4`.
  package func scientific(significant: Int) -> String {
    let rounded = rounded(keeping: significant)
    guard !rounded.digits.isEmpty else { return "0" }
    let mantissa = (0..<significant).map { rounded.digit(at: $0) }
    let fraction = significant > 1 ? "." + mantissa.dropFirst().joined() : ""
    return (isNegative ? "-" : "") + mantissa[0] + fraction + "e\(rounded.pointPosition - 1)"
  }

  private func digit(at position: Int) -> String {
    position >= 0 && position < digits.count ? String(digits[position]) : "0"
  }
}
