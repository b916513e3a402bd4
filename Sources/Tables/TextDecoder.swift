/// Windows-1252's characters for the bytes 0x80–0x9F (WHATWG and Microsoft agree on these; the five undefined bytes
/// are 0 here and refused by the decoder).
let windows1252Characters: [UInt16] = [
  0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
  0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
]

/// Turns bytes of a declared encoding into UTF-8, block by block.
struct TextDecoder: Sendable {
  enum Fault: Equatable, Sendable {
    /// A byte that Windows-1252 gives no meaning.
    case undefinedByte(UInt8)
    case unpairedSurrogate(UInt16)
    /// UTF-16 text that ends in the middle of a unit.
    case oddByteCount
  }

  let encoding: TextEncoding
  /// Set once something cannot be decoded; nothing is decoded after it.
  private(set) var fault: Fault?
  /// Line feeds decoded so far.
  private(set) var lineFeeds = 0
  private var isLittleEndian: Bool
  private var isAtStart = true
  private var pendingByte: UInt8?
  private var pendingHigh: UInt16?

  /// - Parameter start: the first bytes of the input, by which `utf-16` recognises its byte order: the mark, else the
  ///   side on which the zero bytes stand.
  init(_ encoding: TextEncoding, start: borrowing Span<UInt8>) {
    self.encoding = encoding
    switch encoding {
    case .utf16BigEndian: isLittleEndian = false
    case .utf16:
      if start.count >= 2, start[0] == 0xFE, start[1] == 0xFF {
        isLittleEndian = false
      } else if start.count >= 2, start[0] == 0xFF, start[1] == 0xFE {
        isLittleEndian = true
      } else {
        isLittleEndian = utf16Order(start) != .utf16BigEndian
      }
    default: isLittleEndian = true
    }
  }

  mutating func decode(_ bytes: borrowing Span<UInt8>, into text: inout [UInt8]) {
    guard fault == nil else { return }
    for i in 0..<bytes.count {
      let byte = bytes[i]
      switch encoding {
      case .utf8: text.append(byte)
      case .latin1: put(UInt32(byte), into: &text)
      case .windows1252:
        guard byte & 0xE0 == 0x80 else {
          put(UInt32(byte), into: &text)
          continue
        }
        let scalar = windows1252Characters[Int(byte & 0x1F)]
        guard scalar != 0 else {
          fault = .undefinedByte(byte)
          return
        }
        put(UInt32(scalar), into: &text)
      case .utf16, .utf16LittleEndian, .utf16BigEndian:
        guard let first = pendingByte else {
          pendingByte = byte
          continue
        }
        pendingByte = nil
        let unit = isLittleEndian ? UInt16(byte) << 8 | UInt16(first) : UInt16(first) << 8 | UInt16(byte)
        guard take(unit, into: &text) else { return }
      }
    }
  }

  /// To be called once at the end of the input.
  mutating func finish() {
    guard fault == nil else { return }
    if let high = pendingHigh {
      fault = .unpairedSurrogate(high)
    } else if pendingByte != nil {
      fault = .oddByteCount
    }
  }

  private mutating func take(_ unit: UInt16, into text: inout [UInt8]) -> Bool {
    let wasAtStart = isAtStart
    isAtStart = false
    if let high = pendingHigh {
      guard unit & 0xFC00 == 0xDC00 else {
        fault = .unpairedSurrogate(high)
        return false
      }
      pendingHigh = nil
      put(0x10000 + (UInt32(high & 0x3FF) << 10 | UInt32(unit & 0x3FF)), into: &text)
    } else if unit & 0xFC00 == 0xD800 {
      pendingHigh = unit
    } else if unit & 0xFC00 == 0xDC00 {
      fault = .unpairedSurrogate(unit)
      return false
    } else if !(wasAtStart && unit == 0xFEFF) {
      put(UInt32(unit), into: &text)
    }
    return true
  }

  private mutating func put(_ scalar: UInt32, into text: inout [UInt8]) {
    switch scalar {
    case ..<0x80:
      if scalar == 0x0A { lineFeeds += 1 }
      text.append(UInt8(scalar))
    case ..<0x800:
      text.append(0xC0 | UInt8(scalar >> 6))
      text.append(0x80 | UInt8(scalar & 0x3F))
    case ..<0x10000:
      text.append(0xE0 | UInt8(scalar >> 12))
      text.append(0x80 | UInt8(scalar >> 6 & 0x3F))
      text.append(0x80 | UInt8(scalar & 0x3F))
    default:
      text.append(0xF0 | UInt8(scalar >> 18))
      text.append(0x80 | UInt8(scalar >> 12 & 0x3F))
      text.append(0x80 | UInt8(scalar >> 6 & 0x3F))
      text.append(0x80 | UInt8(scalar & 0x3F))
    }
  }
}

/// The byte order that the zero bytes of Western text in UTF-16 give away; nil where the bytes do not look like it.
func utf16Order(_ start: borrowing Span<UInt8>) -> TextEncoding? {
  var zeros = (even: 0, odd: 0)
  let pairs = min(start.count, 1024) / 2
  for i in 0..<pairs {
    if start[2 * i] == 0 { zeros.even += 1 }
    if start[2 * i + 1] == 0 { zeros.odd += 1 }
  }
  guard pairs > 0 else { return nil }
  if zeros.odd * 2 > pairs, zeros.even * 8 <= pairs { return .utf16LittleEndian }
  if zeros.even * 2 > pairs, zeros.odd * 8 <= pairs { return .utf16BigEndian }
  return nil
}
