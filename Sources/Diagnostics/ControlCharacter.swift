/// Whether a character could break a message's line, steer the terminal or turn the direction of reading: it is never
/// printed as it stands.
package func isControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7F..<0xA0: true
  // Line and paragraph separators, and the marks that embed, override or isolate a direction of reading.
  case 0x2028...0x202E, 0x2066...0x2069: true
  default: false
  }
}

/// Text from outside as it may stand between tags and in a quoted attribute of HTML and SVG. By scalars: a mark that
/// joins a quote to one character leaves it a quote to a browser. What XML does not allow becomes U+FFFD.
package func markupEscaped(_ text: String) -> String {
  var result = ""
  for scalar in printable(text).unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// A label as it may stand on a page for people or in a message: line ends and tabs become blanks, and control characters, which could
/// steer a terminal or turn the direction of reading, become U+FFFD.
package func printable(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isControl) else { return text }
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\r", "\n", "\t", "\u{2028}", "\u{2029}": result.append(" ")
    case _ where isControl(scalar): result.append("\u{FFFD}")
    default: result.append(scalar)
    }
  }
  return String(result)
}
