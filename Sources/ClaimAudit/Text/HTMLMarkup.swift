/// A tag of HTML, or a comment, a script or a style with all that is in it.
struct HTMLTag {
  /// Behind its last character.
  let end: Int
  /// Whether what stands behind it is another piece of text.
  let breaks: Bool

  private static let inline: Set<String> = [
    "a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "mi", "mn", "mo", "mrow", "math", "msub", "msup",
    "mark",
    "s", "small", "span", "strong", "sub", "sup", "tt", "u", "var", "wbr",
  ]
  private static let block: Set<String> = [
    "article", "aside", "blockquote", "body", "br", "caption", "col", "colgroup", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "img", "li", "link", "main",
    "meta", "nav", "ol", "p", "pre", "script", "section", "style", "table", "tbody", "td", "tfoot", "th", "thead",
    "title", "tr", "ul",
  ]

  /// Nil where `<` is a relation: what follows is no tag's name, or does not end.
  init?(_ text: [Unicode.Scalar], at start: Int) {
    if text[start...].starts(with: "<!--".unicodeScalars) || text[start...].starts(with: "<!D".unicodeScalars) {
      guard let end = Self.first(">", in: text, from: start) else { return nil }
      (self.end, breaks) = (end + 1, true)
      return
    }
    var at = start + 1
    if at < text.count, text[at] == "/" { at += 1 }
    var name = ""
    while at < text.count, name.count < 12, text[at].isASCII, text[at].properties.isAlphabetic || isDigit(text[at]) {
      name.unicodeScalars.append(text[at])
      at += 1
    }
    name = name.lowercased()
    let isBlock = Self.block.contains(name)
    guard isBlock || Self.inline.contains(name), at < text.count, [" ", ">", "/", "\n", "\t"].contains(text[at]),
      let end = Self.first(">", in: text, from: at)
    else { return nil }
    // `p < .05` in a paragraph of its own: no tag holds another `<`.
    if text[at..<end].contains("<") { return nil }
    breaks = isBlock
    if name == "script" || name == "style", text[start + 1] != "/" {
      let close = Array("</\(name)".unicodeScalars)
      var next = end
      while next < text.count, !text[next...].starts(with: close) { next += 1 }
      self.end = next
    } else {
      self.end = end + 1
    }
  }

  /// Not further than a tag reaches.
  private static func first(_ scalar: Unicode.Scalar, in text: [Unicode.Scalar], from: Int) -> Int? {
    text[from..<min(text.count, from + 4_000)].firstIndex(of: scalar)
  }
}

/// A character's name in HTML: `&lt;`, `&#8722;`, `&#x2212;`.
struct HTMLEntity {
  let scalar: Unicode.Scalar
  let end: Int

  private static let named: [String: Unicode.Scalar] = [
    "lt": "<", "gt": ">", "amp": "&", "nbsp": "\u{A0}", "thinsp": "\u{2009}", "ensp": "\u{2002}", "emsp": "\u{2003}",
    "minus": "\u{2212}", "ndash": "\u{2013}", "mdash": "\u{2014}", "chi": "χ", "Chi": "χ", "eta": "η", "beta": "β",
    "le": "≤", "ge": "≥", "sup2": "²", "plusmn": "±", "quot": "\"", "apos": "'", "middot": "·", "equals": "=",
  ]

  init?(_ text: [Unicode.Scalar], at start: Int) {
    guard let end = text[start..<min(text.count, start + 12)].firstIndex(of: ";") else { return nil }
    var name = ""
    name.unicodeScalars.append(contentsOf: text[(start + 1)..<end])
    if name.hasPrefix("#") {
      let isHex = name.hasPrefix("#x") || name.hasPrefix("#X")
      guard let value = UInt32(name.dropFirst(isHex ? 2 : 1), radix: isHex ? 16 : 10),
        let scalar = Unicode.Scalar(value)
      else { return nil }
      self.scalar = scalar
    } else {
      guard let scalar = Self.named[name] else { return nil }
      self.scalar = scalar
    }
    self.end = end + 1
  }
}

private func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }
