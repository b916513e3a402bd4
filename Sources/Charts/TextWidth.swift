/// How wide a text will be, in the units of its font size: an estimate, since whoever opens the chart chooses the font.
///
/// Helvetica's own widths, with an allowance for the fonts that stand in for it. Signs that the table lacks count as wide
/// as their script usually is: East Asian signs and pictographs one and a quarter times the size, all others seven tenths.
package enum TextWidth {
  /// Fonts that stand in for Helvetica are up to this much wider in running text.
  static let allowance = 1.06

  package static func of(_ text: String, size: Double, isBold: Bool = false) -> Double {
    let widths = isBold ? HelveticaWidths.bold : .regular
    let sum = text.unicodeScalars.reduce(0) { $0 + thousandths($1, widths) }
    return Double(sum) / 1000 * size * allowance
  }

  package static func thousandths(_ scalar: Unicode.Scalar, isBold: Bool) -> Int {
    thousandths(scalar, isBold ? .bold : .regular)
  }

  private static func thousandths(_ scalar: Unicode.Scalar, _ widths: HelveticaWidths) -> Int {
    switch scalar.value {
    case 0x20..<0x7F: widths.ascii[Int(scalar.value) - 0x20]
    case 0xA0...0xFF: widths.latin[Int(scalar.value) - 0xA0]
    // Accents that combine, joiners and selectors of variants take no place of their own.
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: 0
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0x1F000...0x1FAFF, 0x20000...0x3FFFD:
      1250
    default: widths.signs[scalar.value] ?? 700
    }
  }
}

extension TextWidth {
  /// The text in lines of at most `width`, parted at blanks, and inside a word only where it alone is too wide.
  /// Nothing is left out; an empty text is one empty line.
  package static func lines(_ text: String, width: Double, size: Double, isBold: Bool = false) -> [String] {
    var lines: [String] = []
    var line = ""
    func fits(_ text: String) -> Bool { of(text, size: size, isBold: isBold) <= width }
    for word in text.split(separator: " ") {
      let longer = line.isEmpty ? String(word) : line + " " + word
      if fits(longer) {
        line = longer
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = ""
      for character in word {
        if !line.isEmpty, !fits(line + String(character)) {
          lines.append(line)
          line = ""
        }
        line.append(character)
      }
    }
    if !line.isEmpty || lines.isEmpty { lines.append(line) }
    return lines
  }

  /// The width of the widest word, which no line break at a blank makes narrower.
  static func widestWord(_ text: String, size: Double) -> Double {
    text.split(separator: " ").map { of(String($0), size: size) }.max() ?? 0
  }
}
