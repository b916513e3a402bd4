internal import Diagnostics
internal import Tables

/// A value of a JSON text (RFC 8259) with the line on which it starts.
struct JSONNode: Sendable {
  enum Value: Sendable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([JSONNode])
    /// In the text's order; no key twice.
    case object([(key: String, node: JSONNode)])
  }
  let line: Int
  let value: Value

  /// As a message names it.
  var kind: String {
    switch value {
    case .null: "null"
    case .flag: "true or false"
    case .number: "a number"
    case .text: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }
}

/// What is wrong with a JSON text, and on which line.
struct JSONFault: Error, Equatable {
  let line: Int
  let reason: String
}

/// Reads JSON strictly: one value, no comments, no trailing commas, numbers that a double can hold, no key twice, at most
/// `deepest` lists and objects within one another.
struct JSONText {
  static let deepest = 32

  private let bytes: [UInt8]
  private var at = 0
  private var line = 1
  private var depth = 0

  static func read(_ bytes: [UInt8]) throws(JSONFault) -> JSONNode {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw JSONFault(line: 1, reason: "the text is not valid UTF-8")
    }
    var reader = JSONText(bytes: bytes)
    let node = try reader.value()
    reader.skipSpace()
    if reader.at < bytes.count { throw reader.fault("something stands behind the end: \(reader.found)") }
    return node
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func fault(_ reason: String) -> JSONFault { JSONFault(line: line, reason: reason) }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  /// What stands here, for a message: a word or a sign.
  private var found: String {
    guard at < bytes.count else { return "the end of the file" }
    let isWord: (UInt8) -> Bool = {
      $0 > 0x7F || ($0 | 0x20 >= 97 && $0 | 0x20 <= 122) || ($0 >= 48 && $0 <= 57) || $0 == 45 || $0 == 46
    }
    var end = at
    while end < bytes.count, end < at + 40, isWord(bytes[end]) { end += 1 }
    return inQuotes(String(decoding: bytes[at..<max(end, at + 1)], as: UTF8.self))
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      if byte == 0x0A { line += 1 }
      at += 1
    }
  }

  private mutating func take(_ sign: Character) -> Bool {
    skipSpace()
    guard next == sign.asciiValue else { return false }
    at += 1
    return true
  }

  private mutating func value() throws(JSONFault) -> JSONNode {
    skipSpace()
    let start = line
    func node(_ value: JSONNode.Value) -> JSONNode { JSONNode(line: start, value: value) }
    switch next {
    case UInt8(ascii: "{"): return node(.object(try deeper { (reader) throws(JSONFault) in try reader.members() }))
    case UInt8(ascii: "["): return node(.list(try deeper { (reader) throws(JSONFault) in try reader.elements() }))
    case UInt8(ascii: "\""): return node(.text(try text()))
    case UInt8(ascii: "-"), .some(48...57): return node(.number(try number()))
    default:
      for (word, value) in [("null", JSONNode.Value.null), ("true", .flag(true)), ("false", .flag(false))]
      where bytes[at...].starts(with: word.utf8) {
        at += word.utf8.count
        return node(value)
      }
      throw fault("a value is expected, not \(found)")
    }
  }

  private mutating func deeper<T>(_ read: (inout Self) throws(JSONFault) -> T) throws(JSONFault) -> T {
    guard depth < Self.deepest else { throw fault("more than \(Self.deepest) lists and objects within one another") }
    depth += 1
    at += 1
    defer { depth -= 1 }
    return try read(&self)
  }

  private mutating func elements() throws(JSONFault) -> [JSONNode] {
    var elements: [JSONNode] = []
    if take("]") { return elements }
    repeat { elements.append(try value()) } while take(",")
    guard take("]") else { throw fault("a comma or ] is expected, not \(found)") }
    return elements
  }

  private mutating func members() throws(JSONFault) -> [(key: String, node: JSONNode)] {
    var members: [(key: String, node: JSONNode)] = []
    var keys: Set<String> = []
    if take("}") { return members }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw fault("a key in double quotes is expected, not \(found)") }
      let key = try text()
      guard keys.insert(key).inserted else { throw fault("key \(inQuotes(key)) stands twice") }
      guard take(":") else { throw fault("a colon is expected, not \(found)") }
      members.append((key, try value()))
    } while take(",")
    guard take("}") else { throw fault("a comma or } is expected, not \(found)") }
    return members
  }

  private mutating func number() throws(JSONFault) -> Double {
    let start = at
    if next == UInt8(ascii: "-") { at += 1 }
    let whole = digits()
    var isNumber = whole > 0 && (whole == 1 || bytes[at - whole] != UInt8(ascii: "0"))
    if next == UInt8(ascii: ".") {
      at += 1
      isNumber = digits() > 0 && isNumber
    }
    if let byte = next, byte | 0x20 == UInt8(ascii: "e") {
      at += 1
      if let sign = next, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { at += 1 }
      isNumber = digits() > 0 && isNumber
    }
    let written = String(decoding: bytes[start..<at], as: UTF8.self)
    guard isNumber else { throw fault("\(inQuotes(written)) is not a number") }
    guard let number = NumberText.parse(written) else {
      throw fault("\(inQuotes(written)) is larger than a double can be")
    }
    return number
  }

  private mutating func digits() -> Int {
    let start = at
    while let byte = next, byte >= 48, byte <= 57 { at += 1 }
    return at - start
  }

  private mutating func text() throws(JSONFault) -> String {
    at += 1
    var result: [UInt8] = []
    while let byte = next {
      at += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
      case 0..<0x20: throw fault("a text breaks off at the line's end or holds a control character")
      case UInt8(ascii: "\\"): result += Array(String(try escaped()).utf8)
      default: result.append(byte)
      }
    }
    throw fault("a text has no closing quote")
  }

  private mutating func escaped() throws(JSONFault) -> Character {
    guard let byte = next else { throw fault("a text has no closing quote") }
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Character(Unicode.Scalar(byte))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      var code = try fourHexDigits()
      if code >= 0xD800, code < 0xDC00, bytes[at...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) {
        at += 2
        let low = try fourHexDigits()
        guard low >= 0xDC00, low < 0xE000 else { throw fault("\\u stands with half a character") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw fault("\\u stands with half a character") }
      return Character(scalar)
    default: throw fault("a backslash stands before something that is not an escape")
    }
  }

  private mutating func fourHexDigits() throws(JSONFault) -> UInt32 {
    guard at + 4 <= bytes.count, bytes[at..<at + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let code = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
    else { throw fault("\\u stands without four hexadecimal digits") }
    at += 4
    return code
  }
}
