import Estimates

extension ResultDocument {
  /// The results as JSON (RFC 8259; schema in `Documentation/results.schema.json`), one row of results a line so that
  /// two runs can be compared with `diff`. Fields stand in contract order, absent ones as `null`.
  func json() -> String {
    var out = ByteText(reserving: 512 + results.rows.count * 448)
    out.append("{\n\"endline\": ")
    out.appendJSON(version)
    out.append(",\n\"command\": ")
    out.appendJSON(command)
    out.append(",\n\"input\": ")
    if let input {
      out.append("{\"file\": ")
      out.appendJSON(input.file)
      out.append(", \"sha256\": ")
      if let sha256 = input.sha256 { out.appendJSON(sha256) } else { out.append("null") }
      out.append(", \"rows\": ")
      if let rows = input.rows { out.append(rows) } else { out.append("null") }
      out.append(", \"subjects\": ")
      if let subjects = input.subjects { out.append(subjects) } else { out.append("null") }
      out.append("}")
    } else {
      out.append("null")
    }
    out.append(",\n\"rows\": [")
    let keys = EstimateField.all.enumerated().map { Array("\($0 == 0 ? "{" : ", ")\"\($1.name)\": ".utf8) }
    for (index, row) in results.rows.enumerated() {
      out.append(index == 0 ? "\n" : ",\n")
      for (key, field) in zip(keys, EstimateField.all) {
        out.append(bytes: key)
        switch field.value(row) {
        case .text(let text): out.appendJSON(text)
        case .number(let number): out.append(number)
        case .count(let count): out.append(count)
        case .absent: out.append("null")
        }
      }
      out.append(byte: UInt8(ascii: "}"))
    }
    out.append(results.rows.isEmpty ? "],\n\"notes\": [" : "\n],\n\"notes\": [")
    for (index, note) in results.notes.enumerated() {
      out.append(index == 0 ? "\n" : ",\n")
      out.appendJSON(note)
    }
    out.append(results.notes.isEmpty ? "]\n}\n" : "\n]\n}\n")
    return out.string
  }
}

extension ByteText {
  /// A JSON string: quotes, backslashes and control characters escaped, everything else as it is.
  mutating func appendJSON(_ text: String) {
    append(byte: UInt8(ascii: "\""))
    defer { append(byte: UInt8(ascii: "\"")) }
    let needsEscapes = text.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    guard needsEscapes else {
      append(text)
      return
    }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case UInt8(ascii: "\n"): append("\\n")
      case UInt8(ascii: "\r"): append("\\r")
      case UInt8(ascii: "\t"): append("\\t")
      case 0..<0x20:
        append("\\u00")
        append(byte: byte < 16 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
        append(byte: Array("0123456789abcdef".utf8)[Int(byte % 16)])
      default: append(byte: byte)
      }
    }
  }
}
