/// A text as characters with their places: what can be written in many ways (dashes, blanks, entities) in one way, markup
/// left out.
struct ProseCharacters {
  struct Character {
    /// As written.
    let written: Unicode.Scalar
    /// In one spelling: every minus and short dash is `-`, every blank a space, lower-case Greek chi `χ`.
    let spelled: Unicode.Scalar
    let line: Int32
    let column: Int32
  }

  private(set) var all: [Character] = []

  /// Bytes that are no UTF-8 become U+FFFD, NULs blanks.
  init(_ bytes: [UInt8]) {
    let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    all.reserveCapacity(scalars.count)
    var (line, column) = (Int32(1), Int32(1))
    var index = scalars.first == "\u{FEFF}" ? 1 : 0
    /// Steps over what is written and counts lines.
    func pass(to end: Int) {
      while index < end {
        if scalars[index] == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
        index += 1
      }
    }
    while index < scalars.count {
      let scalar = scalars[index]
      if scalar == "<", let tag = HTMLTag(scalars, at: index) {
        if tag.breaks { append(" ", " ", line, column) }
        pass(to: tag.end)
      } else if scalar == "&", let entity = HTMLEntity(scalars, at: index) {
        append(entity.scalar, Self.spelling(entity.scalar), line, column)
        pass(to: entity.end)
      } else {
        append(scalar, Self.spelling(scalar), line, column)
        pass(to: index + 1)
      }
    }
  }

  private mutating func append(_ written: Unicode.Scalar, _ spelled: Unicode.Scalar?, _ line: Int32, _ column: Int32) {
    guard let spelled else { return }
    all.append(Character(written: written, spelled: spelled, line: line, column: column))
  }

  /// Nil for what is left out: marks of Markdown's emphasis, soft hyphens, characters without width.
  private static func spelling(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: scalar
    case 0x2A, 0x5F, 0xAD, 0x200B...0x200F, 0x2060...0x2064, 0xFE00...0xFE0F, 0xFEFF: nil
    case 0...0x20, 0x7F...0x9F, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: " "
    case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63, 0xFF0D: "-"
    case 0xB2, 0x2082: "2"
    case 0x2081: "1"
    case 0x3A7, 0x1D6D8, 0x1D712, 0x1D74C: "χ"
    case 0xB7, 0x2219, 0x22C5: "."
    case 0x2A7D, 0x2266: "≤"
    case 0x2A7E, 0x2267: "≥"
    case 0xFF1D: "="
    case 0xFF1C: "<"
    case 0xFF1E: ">"
    case 0x2018, 0x2019: "'"
    case 0x1D45D: "p"
    case 0x1D461: "t"
    case 0x1D45F: "r"
    case 0x1D467: "z"
    case 0x1D439: "F"
    default: scalar
    }
  }

  /// Whether more of the numbers have a decimal comma than a decimal point. `11,455` and `11.455` may be either and do
  /// not count, nor do lists alone in brackets (`F(1,58)`) and what stands behind a letter (a reference's number).
  var hasDecimalCommas: Bool {
    var (commas, points, at) = (0, 0, 0)
    while at < all.count {
      guard isOfNumber(at) else {
        at += 1
        continue
      }
      let start = at
      while isOfNumber(at) { at += 1 }
      // The comma or the full stop behind a number is none of it.
      var end = at
      while end > start, !all[end - 1].isDigit { end -= 1 }
      if start > 0, all[start - 1].isLetter { continue }
      switch decimalMark(start..<end) {
      case ".": points += 1
      case ",": commas += isInBrackets(start..<end) ? 0 : 1
      default: break
      }
    }
    return commas > points
  }

  private func isOfNumber(_ index: Int) -> Bool {
    all.indices.contains(index) && (all[index].isDigit || [",", "."].contains(all[index].spelled))
  }

  /// The one mark of a number whose mark cannot part thousands.
  private func decimalMark(_ range: Range<Int>) -> Unicode.Scalar? {
    let marks = range.filter { !all[$0].isDigit }
    guard marks.count == 1, let mark = marks.first else { return nil }
    let whole = mark - range.lowerBound
    if whole == 0 { return all[mark].spelled == "." ? "." : nil }
    let isThousands = range.upperBound - mark == 4 && whole <= 3 && all[range.lowerBound].spelled != "0"
    return isThousands ? nil : all[mark].spelled
  }

  private func isInBrackets(_ range: Range<Int>) -> Bool {
    guard range.lowerBound > 0, range.upperBound < all.count else { return false }
    return ["(", "["].contains(all[range.lowerBound - 1].spelled) && [")", "]"].contains(all[range.upperBound].spelled)
  }

  /// What is written from one character to another, blanks as single spaces.
  func written(from first: Int, through last: Int) -> String {
    var text = ""
    for character in all[first...last] {
      if character.spelled == " " {
        if character.written.value > 0x20, text.last != " " {
          text.unicodeScalars.append(character.written)
        } else if let last = text.unicodeScalars.last, !last.properties.isWhitespace {
          text.append(" ")
        }
      } else {
        text.unicodeScalars.append(character.written)
      }
    }
    return text
  }
}

extension ProseCharacters.Character {
  var isDigit: Bool { (0x30...0x39).contains(spelled.value) }
  var isLetter: Bool {
    let value = spelled.value
    return (0x41...0x5A).contains(value) || (0x61...0x7A).contains(value)
      || (value > 0x7F && spelled.properties.isAlphabetic)
  }
}
