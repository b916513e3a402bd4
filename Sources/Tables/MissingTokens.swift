/// The texts that mean "no value".
struct MissingTokens: Sendable {
  /// Nil: the default ones (empty, `NA`, `.`, `NaN`, letter case free).
  let tokens: [[UInt8]]?
  /// Whether some token reads as a number (`-9`), so that numbers have to be compared as well.
  let hasNumbers: Bool

  init(_ tokens: [String]?) {
    self.tokens = tokens.map { $0.map { Array($0.utf8) } }
    hasNumbers =
      tokens?.contains { NumberText.parse($0) != nil || NumberText.parse($0, mark: .comma) != nil } ?? false
  }

  /// Whether trimmed text is one of the tokens.
  func contains(_ text: borrowing Span<UInt8>) -> Bool {
    guard let tokens else {
      switch text.count {
      case 0: return true
      case 1: return text[0] == UInt8(ascii: ".")
      case 2: return text[0] | 0x20 == UInt8(ascii: "n") && text[1] | 0x20 == UInt8(ascii: "a")
      case 3:
        return text[0] | 0x20 == UInt8(ascii: "n") && text[1] | 0x20 == UInt8(ascii: "a")
          && text[2] | 0x20 == UInt8(ascii: "n")
      default: return false
      }
    }
    search: for token in tokens where token.count == text.count {
      for i in 0..<token.count where token[i] != text[i] { continue search }
      return true
    }
    return false
  }
}
