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
