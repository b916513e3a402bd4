/// UTF-8 validation of bytes that come in pieces (Unicode 15, table 3-7: no overlong forms, no surrogates, nothing
/// above U+10FFFF).
struct EncodingCheck: Equatable {
  /// Continuation bytes at the start, which end a character of the piece before (at most 3).
  var leading = 0
  /// Bytes at the end that start a character which the next piece has to finish (at most 3).
  var trailing = 0
  /// Offset of the first byte that cannot be: the start of a malformed sequence, or a NUL.
  var faultOffset: Int?

  /// ASCII without NUL: nothing to say.
  init() {}

  /// Checks a span whose first byte may lie inside a character.
  init(_ bytes: borrowing Span<UInt8>) {
    let count = bytes.count
    var i = 0
    while i < min(3, count), bytes[i] & 0xC0 == 0x80 { i += 1 }
    leading = i
    while i < count {
      let byte = bytes[i]
      if byte < 0x80 {
        if byte == 0 {
          faultOffset = i
          return
        }
        i += 1
        continue
      }
      let length = EncodingCheck.sequenceLength(bytes, at: i)
      if length > 0 {
        i += length
      } else if length == EncodingCheck.incomplete {
        trailing = count - i
        return
      } else {
        faultOffset = i
        return
      }
    }
  }

  static let incomplete = -1
  static let malformed = 0

  /// Bytes of the character at `i`; `incomplete` where the span ends inside a character that is right so far.
  static func sequenceLength(_ bytes: borrowing Span<UInt8>, at i: Int) -> Int {
    let first = bytes[i]
    let length: Int
    var low: UInt8 = 0x80
    var high: UInt8 = 0xBF
    switch first {
    case 0x00...0x7F: return 1
    case 0xC2...0xDF: length = 2
    case 0xE0:
      length = 3
      low = 0xA0
    case 0xED:
      length = 3
      high = 0x9F
    case 0xE1...0xEF: length = 3
    case 0xF0:
      length = 4
      low = 0x90
    case 0xF1...0xF3: length = 4
    case 0xF4:
      length = 4
      high = 0x8F
    default: return malformed
    }
    for k in 1..<length {
      guard i + k < bytes.count else { return incomplete }
      let byte = bytes[i + k]
      guard byte >= (k == 1 ? low : 0x80), byte <= (k == 1 ? high : 0xBF) else { return malformed }
    }
    return length
  }
}

/// What a file looks like that is not UTF-8.
enum EncodingGuess: Equatable, Sendable {
  case windows1252
  case latin1
  case unknown

  /// Judges by the bytes 0x80–0x9F: Latin-1 has only control characters there, Windows-1252 quotes, dashes and the
  /// euro sign (all but five bytes). Where most is UTF-8 after all, the file is damaged or mixed, and neither.
  struct Evidence {
    private var hasC1 = false
    private var hasUndefined = false
    private var whole = 0
    private var stray = 0

    mutating func add(_ bytes: borrowing Span<UInt8>) {
      var i = 0
      while i < bytes.count {
        let byte = bytes[i]
        if byte < 0x80 {
          i += 1
          continue
        }
        let length = EncodingCheck.sequenceLength(bytes, at: i)
        if length > 1 {
          whole += 1
          i += length
          continue
        }
        stray += 1
        if byte & 0xE0 == 0x80 {
          hasC1 = true
          if windows1252Characters[Int(byte & 0x1F)] == 0 { hasUndefined = true }
        }
        i += 1
      }
    }

    var guess: EncodingGuess { hasUndefined || whole > stray ? .unknown : hasC1 ? .windows1252 : .latin1 }
  }
}
