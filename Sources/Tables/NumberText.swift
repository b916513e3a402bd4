/// Numbers as people write them in delimited text, read to the nearest double.
///
/// Grammar: an optional sign (`+`, `-` or U+2212), digits with at most one decimal mark among, before or behind them,
/// an optional exponent (`e` or `E`, optional sign, digits). Not numbers: hexadecimal, `inf`, `nan`, thousands
/// separators, units, percent signs, blanks inside. The locale is never read.
public enum NumberText {
  /// The number that `text` stands for once blanks around it are trimmed; nil where it is none or is too large for a
  /// double.
  ///
  /// - Parameter mark: the one decimal mark that is understood; the other makes the text no number.
  public static func parse(_ text: String, mark: DecimalMark = .point) -> Double? {
    let bytes = Array(text.utf8)
    let range = trimmedRange(bytes.span)
    guard case .value(let value, _) = read(bytes.span.extracting(range), mark: mark) else { return nil }
    return value
  }

  /// Which decimal mark a number was written with.
  enum MarkUse: Equatable {
    case none
    case point
    /// A comma that cannot part thousands: `3,5`, `0,435`, `1234,5`.
    case comma
    /// A comma that may part thousands as well: `1,234`.
    case ambiguousComma
  }

  enum Reading: Equatable {
    case value(Double, MarkUse)
    case tooLarge
    case notANumber
  }

  /// Reads trimmed bytes; with `mark` nil either mark is understood (one per number) and reported.
  static func read(_ text: borrowing Span<UInt8>, mark: DecimalMark?) -> Reading {
    var scan = Scan()
    guard scan.run(text, mark: mark) else { return .notANumber }
    let use = scan.markUse
    let exponent = scan.exponent - scan.fractionDigits
    // Both operands are exact doubles, so one rounding (of the product or quotient) gives the nearest double
    // (Clinger 1990, "How to read floating point numbers accurately", the fast path).
    if scan.digits <= 19, scan.mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
      let whole = Double(scan.mantissa)
      let size = exponent < 0 ? whole / powersOfTen[-exponent] : whole * powersOfTen[exponent]
      return .value(scan.isNegative ? -size : size, use)
    }
    var ascii = [UInt8]()
    ascii.reserveCapacity(text.count)
    for i in scan.start..<text.count { ascii.append(text[i] == comma ? point : text[i]) }
    guard let size = Double(String(decoding: ascii, as: UTF8.self)) else { return .notANumber }
    guard size.isFinite else { return .tooLarge }
    return .value(scan.isNegative ? -size : size, use)
  }

  /// 10⁰ … 10²², the powers that are exact doubles.
  static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  private static let point = UInt8(ascii: ".")
  private static let comma = UInt8(ascii: ",")

  /// One pass over the grammar.
  private struct Scan {
    var isNegative = false
    /// Where the digits start, behind the sign.
    var start = 0
    var mantissa: UInt64 = 0
    var digits = 0
    var wholeDigits = 0
    var fractionDigits = 0
    var startsWithZero = false
    var mark: UInt8 = 0
    var hasExponent = false
    var exponent = 0

    var markUse: MarkUse {
      switch mark {
      case point: .point
      case comma:
        !hasExponent && fractionDigits == 3 && (1...3).contains(wholeDigits) && !startsWithZero
          ? .ambiguousComma : .comma
      default: .none
      }
    }

    mutating func run(_ text: borrowing Span<UInt8>, mark allowed: DecimalMark?) -> Bool {
      let count = text.count
      var i = 0
      guard count > 0 else { return false }
      if text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") {
        isNegative = text[0] == UInt8(ascii: "-")
        i = 1
      } else if count > 3, text[0] == 0xE2, text[1] == 0x88, text[2] == 0x92 {
        isNegative = true
        i = 3
      }
      start = i
      startsWithZero = i < count && text[i] == UInt8(ascii: "0")
      wholeDigits = takeDigits(text, &i)
      if i < count, text[i] == point && allowed != .comma || text[i] == comma && allowed != .point {
        mark = text[i]
        i += 1
        fractionDigits = takeDigits(text, &i)
      }
      guard wholeDigits + fractionDigits > 0 else { return false }
      if i < count, text[i] | 0x20 == UInt8(ascii: "e") {
        hasExponent = true
        i += 1
        var down = false
        if i < count, text[i] == UInt8(ascii: "-") || text[i] == UInt8(ascii: "+") {
          down = text[i] == UInt8(ascii: "-")
          i += 1
        }
        let first = i
        while i < count, text[i] &- UInt8(ascii: "0") <= 9 {
          // Beyond any double; the slow path then decides by the digits themselves.
          if exponent < 1_000_000 { exponent = exponent * 10 + Int(text[i] &- UInt8(ascii: "0")) }
          i += 1
        }
        guard i > first else { return false }
        if down { exponent = -exponent }
      }
      return i == count
    }

    private mutating func takeDigits(_ text: borrowing Span<UInt8>, _ i: inout Int) -> Int {
      let first = i
      while i < text.count, text[i] &- UInt8(ascii: "0") <= 9 {
        if digits < 19 { mantissa = mantissa * 10 + UInt64(text[i] &- UInt8(ascii: "0")) }
        digits += 1
        i += 1
      }
      return i - first
    }
  }

  // MARK: - Why a text is not a number

  /// A guess at what happened to a text that should have been a number, as a question without brackets; nil where
  /// nothing comes to mind.
  static func hint(for text: String, mark: DecimalMark?) -> String? {
    let other: DecimalMark? = mark.map { $0 == .point ? .comma : .point }
    if let other, parse(text, mark: other) != nil {
      return other == .comma ? "a decimal comma?" : "a decimal point?"
    }
    func isNumber(_ s: String) -> Bool { parse(s) != nil || parse(s, mark: .comma) != nil }
    let scalars = text.unicodeScalars
    if text.contains(where: { $0 == "O" || $0 == "o" }),
      isNumber(String(text.map { $0 == "O" || $0 == "o" ? "0" : $0 }))
    {
      return "letter O for zero?"
    }
    if let letter = text.first(where: { $0 == "l" || $0 == "I" }),
      isNumber(String(text.map { $0 == "l" || $0 == "I" ? "1" : $0 }))
    {
      return "letter \(letter) for one?"
    }
    if text.hasSuffix("%"), isNumber(String(text.dropLast())) { return "a percent sign?" }
    let separators: Set<Unicode.Scalar> = [",", ".", "'", "\u{2019}", " ", "\u{A0}", "\u{2009}", "\u{202F}"]
    let isGrouped = { () -> Bool in
      // Groups of three behind the first separator, as far as the last separator of another kind.
      guard let separator = scalars.first(where: { separators.contains($0) }) else { return false }
      var parts = scalars.split(separator: separator, omittingEmptySubsequences: false).map { String($0) }
      if let last = parts.last, let tail = last.firstIndex(where: { $0 == "," || $0 == "." }) {
        parts[parts.count - 1] = String(last[..<tail])
      }
      guard parts.count > 1 else { return false }
      let digits = parts.map { $0.utf8.allSatisfy { $0 &- 48 <= 9 } ? $0.utf8.count : -1 }
      let head = parts[0].drop { $0 == "-" || $0 == "+" }
      return (1...3).contains(head.utf8.count) && head.utf8.allSatisfy { $0 &- 48 <= 9 }
        && digits.dropFirst().allSatisfy { $0 == 3 }
    }
    if isGrouped() { return "thousands separators?" }
    let blank: Set<Character> = [" ", "\u{A0}", "\u{2009}", "\u{202F}", "\t"]
    if text.contains(where: { blank.contains($0) }), isNumber(text.filter { !blank.contains($0) }) {
      return "a space inside?"
    }
    if text.first == "<" || text.first == ">" || text.first == "≤" || text.first == "≥" { return "a limit?" }
    let lead = text.prefix { "0123456789+-.,\u{2212}".contains($0) }
    if !lead.isEmpty, lead.count < text.count, isNumber(String(lead)),
      text.dropFirst(lead.count).allSatisfy({ $0.isLetter || $0 == " " || $0 == "/" || $0 == "%" || $0 == "*" })
    {
      return "a unit or remark behind it?"
    }
    return nil
  }
}

/// The part of `text` without blanks around it: ASCII spaces and tabs, and no-break spaces (U+00A0).
func trimmedRange(_ text: borrowing Span<UInt8>) -> Range<Int> {
  var low = 0
  var high = text.count
  while low < high {
    if text[low] == 0x20 || text[low] == 0x09 {
      low += 1
    } else if low + 1 < high, text[low] == 0xC2, text[low + 1] == 0xA0 {
      low += 2
    } else {
      break
    }
  }
  while high > low {
    if text[high - 1] == 0x20 || text[high - 1] == 0x09 {
      high -= 1
    } else if high - 2 >= low, text[high - 2] == 0xC2, text[high - 1] == 0xA0 {
      high -= 2
    } else {
      break
    }
  }
  return low..<high
}
