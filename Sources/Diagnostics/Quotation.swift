/// The text in double quotes, on one line.
package func inQuotes(_ text: String) -> String { "\"\(onOneLine(text))\"" }

/// The text with control characters spelled out and its end cut off where it is very long: a message is one line.
package func onOneLine(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars.prefix(200) {
    switch scalar {
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case _ where isControl(scalar):
      result += "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return text.unicodeScalars.count > 200 ? result + "…" : result
}
