/// Text under construction, as UTF-8: the machine formats write hundreds of thousands of small parts, and appending
/// bytes to one array is several times faster than joining strings.
struct ByteText {
  private(set) var bytes: [UInt8] = []

  init(reserving capacity: Int) { bytes.reserveCapacity(capacity) }

  var string: String { String(decoding: bytes, as: UTF8.self) }

  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
  mutating func append(bytes more: [UInt8]) { bytes.append(contentsOf: more) }
  mutating func append(byte: UInt8) { bytes.append(byte) }
  mutating func append(_ count: Int) { append(count.description) }

  /// The shortest decimal form that reads back as the same double, a whole number without its `.0` (`12`, not `12.0`).
  ///
  /// What Swift prints for a finite double is valid in JSON in all its forms (`0.1`, `-3`, `1e-05`, `5e-324`,
  /// `1e+16`). Minus zero keeps its `.0`: readers that take `-0` for an integer would lose the sign. The caller sees to
  /// it that the number is finite.
  mutating func append(_ number: Double) {
    bytes.append(contentsOf: number.description.utf8)
    let endsInPointZero = bytes[bytes.count - 1] == UInt8(ascii: "0") && bytes[bytes.count - 2] == UInt8(ascii: ".")
    if endsInPointZero, number != 0 || number.sign == .plus { bytes.removeLast(2) }
  }
}
