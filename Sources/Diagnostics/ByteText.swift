/// Text under construction, as UTF-8: the machine formats write hundreds of thousands of small parts, and appending
/// bytes to one array is several times faster than joining strings.
package struct ByteText {
  package private(set) var bytes: [UInt8] = []

  package init(reserving capacity: Int) { bytes.reserveCapacity(capacity) }

  package var string: String { String(decoding: bytes, as: UTF8.self) }

  package mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
  package mutating func append(bytes more: [UInt8]) { bytes.append(contentsOf: more) }
  package mutating func append(byte: UInt8) { bytes.append(byte) }
  package mutating func append(_ count: Int) { append(count.description) }

  /// The shortest decimal form that reads back as the same double, a whole number without its `.0` (`12`, not `12.0`).
  ///
  /// What Swift prints for a finite double is valid in JSON in all its forms (`0.1`, `-3`, `1e-05`, `5e-324`,
  /// `1e+16`). Minus zero keeps its `.0`: readers that take `-0` for an integer would lose the sign. The caller sees to
  /// it that the number is finite.
  package mutating func append(_ number: Double) {
    bytes.append(contentsOf: number.description.utf8)
    let endsInPointZero = bytes[bytes.count - 1] == UInt8(ascii: "0") && bytes[bytes.count - 2] == UInt8(ascii: ".")
    if endsInPointZero, number != 0 || number.sign == .plus { bytes.removeLast(2) }
  }
}

extension ByteText {
  /// A JSON string: quotes, backslashes and control characters escaped, everything else as it is.
  package mutating func appendJSON(_ text: String) {
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
