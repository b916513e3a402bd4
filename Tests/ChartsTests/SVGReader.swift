/// An element of an SVG text, read by a small strict reader of XML: what it refuses is not well-formed.
struct SVGElement {
  let name: String
  var attributes: [String: String] = [:]
  var children: [SVGElement] = []
  var text = ""
  /// Of the groups around it.
  var shift = 0.0

  subscript(_ attribute: String) -> Double { attributes[attribute].flatMap(Double.init) ?? 0 }

  /// Itself and all elements in it, with the shift of the groups that they stand in.
  var all: [SVGElement] {
    let translation = attributes["transform"].map { $0.dropFirst("translate(".count).dropLast().split(separator: " ") }
    let below = shift + (translation.flatMap { $0.count == 2 ? Double($0[1]) : nil } ?? 0)
    return [self]
      + children.flatMap { child in
        var child = child
        child.shift = below
        return child.all
      }
  }

  func named(_ name: String) -> [SVGElement] { all.filter { $0.name == name } }
  func marked(_ role: String) -> [SVGElement] { all.filter { $0.attributes["class"] == role } }
}

struct SVGReader {
  enum Failure: Error {
    case at(Int, String)
  }

  private let bytes: [UInt8]
  private var place = 0

  static func read(_ text: String) throws -> SVGElement {
    var reader = SVGReader(bytes: Array(text.utf8))
    let root = try reader.element()
    while reader.place < reader.bytes.count, [10, 32].contains(reader.bytes[reader.place]) { reader.place += 1 }
    guard reader.place == reader.bytes.count else { throw Failure.at(reader.place, "something after the root") }
    return root
  }

  private var next: UInt8 { place < bytes.count ? bytes[place] : 0 }

  private mutating func take(_ wanted: String) throws {
    for byte in wanted.utf8 {
      guard next == byte else { throw Failure.at(place, "no \(wanted)") }
      place += 1
    }
  }

  private mutating func name() throws -> String {
    var name: [UInt8] = []
    while (97...122).contains(next) || (65...90).contains(next) || (48...57).contains(next) || next == 45 {
      name.append(next)
      place += 1
    }
    guard let first = name.first, first >= 65 else { throw Failure.at(place, "no name") }
    return String(decoding: name, as: UTF8.self)
  }

  /// Text up to a byte, references undone; what XML does not allow throws.
  private mutating func characters(until end: UInt8) throws -> String {
    var text: [UInt8] = []
    while next != end {
      guard place < bytes.count else { throw Failure.at(place, "the end") }
      guard next != UInt8(ascii: "<"), next >= 32 || next == 10 else { throw Failure.at(place, "\(next) in text") }
      if next == UInt8(ascii: "&") {
        let known = ["&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#39;": "'"]
        let ahead = String(decoding: bytes[place..<min(place + 6, bytes.count)], as: UTF8.self)
        guard let reference = known.first(where: { ahead.hasPrefix($0.key) }) else {
          throw Failure.at(place, "a bare &")
        }
        text += Array(reference.value.utf8)
        place += reference.key.utf8.count
      } else {
        text.append(next)
        place += 1
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func element() throws -> SVGElement {
    try take("<")
    var element = SVGElement(name: try name())
    while next == UInt8(ascii: " ") {
      try take(" ")
      let key = try name()
      try take("=\"")
      guard element.attributes[key] == nil else { throw Failure.at(place, "\(key) twice") }
      element.attributes[key] = try characters(until: UInt8(ascii: "\""))
      try take("\"")
    }
    if next == UInt8(ascii: "/") {
      try take("/>")
      return element
    }
    try take(">")
    while true {
      element.text += try characters(until: UInt8(ascii: "<"))
      if place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "/") {
        try take("</\(element.name)>")
        return element
      }
      element.children.append(try self.element())
    }
  }
}
