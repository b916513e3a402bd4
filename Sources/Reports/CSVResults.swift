import Diagnostics
import Estimates
import Tables

extension ResultDocument {
  /// The rows as comma-separated values (RFC 4180, lines ended by LF) under a header with the contract's names: numbers
  /// in the shortest form that reads back, absent fields empty, texts safe to open in a spreadsheet. Notes and input have
  /// no place here.
  func csv() -> String {
    var out = ByteText(reserving: 256 + results.rows.count * 224)
    let fields = EstimateField.fields(of: results.subject)
    out.append(fields.map(\.name).joined(separator: ","))
    out.append("\n")
    for row in results.rows {
      var isFirst = true
      for field in fields {
        if !isFirst { out.append(byte: UInt8(ascii: ",")) }
        isFirst = false
        switch field.value(row) {
        case .text(let text): out.appendCSV(guardedFromFormula(text))
        case .number(let number): out.append(number)
        case .count(let count): out.append(count)
        case .absent: break
        }
      }
      out.append(byte: UInt8(ascii: "\n"))
    }
    return out.string
  }
}

extension ByteText {
  /// A field: quoted where it holds a comma, quote, line end or outer blank (which some readers strip), and where it is
  /// empty, to tell an empty label from an absent one.
  mutating func appendCSV(_ text: String) {
    let bytes = text.utf8
    let blank = UInt8(ascii: " ")
    let needsQuotes =
      bytes.isEmpty || bytes.first == blank || bytes.last == blank
      || bytes.contains { byte in
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
          || byte == UInt8(ascii: "\r")
      }
    guard needsQuotes else {
      append(text)
      return
    }
    append(byte: UInt8(ascii: "\""))
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { append(byte: byte) }
      append(byte: byte)
    }
    append(byte: UInt8(ascii: "\""))
  }
}
