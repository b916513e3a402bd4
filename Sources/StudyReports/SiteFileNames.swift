/// Names of the sites' pages: `site-` and what is harmless of the label, so that a site called `../../x`, `CON` or
/// `<script>` is a file of the report's own folder on every system.
package enum SiteFileNames {
  /// One for each label, in order, all different where letter case does not count.
  package static func names(of labels: [String]) -> [String] {
    var taken: Set<String> = []
    return labels.map { label in
      let stem = "site-" + harmless(label)
      var name = stem
      var number = 1
      while !taken.insert(name).inserted {
        number += 1
        name = "\(stem)-\(number)"
      }
      return name + ".html"
    }
  }

  /// Lower-case ASCII letters and digits; all else is a hyphen between them, and 40 characters are enough.
  private static func harmless(_ label: String) -> String {
    var text = ""
    for byte in label.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): text.unicodeScalars.append(Unicode.Scalar(byte + 32))
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default: if !text.isEmpty, !text.hasSuffix("-") { text += "-" }
      }
      if text.utf8.count >= 40 { break }
    }
    while text.hasSuffix("-") { text.removeLast() }
    return text.isEmpty ? "unnamed" : text
  }
}
