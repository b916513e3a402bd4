/// Where a line begins with YAML's `? ` (behind any `- `), counted from 1; nil where none does.
///
/// Such keys can be lists and mappings, and mappings as keys within one another take the YAML library a time that doubles
/// with every level.
func explicitKey(in text: String) -> (line: Int, column: Int)? {
  func ends(_ byte: UInt8?) -> Bool {
    byte.map { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") } ?? true
  }
  for (number, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
    let bytes = Array(line)
    var at = 0
    while at < bytes.count {
      let next = at + 1 < bytes.count ? bytes[at + 1] : nil
      if bytes[at] == UInt8(ascii: "?"), ends(next) { return (number + 1, at + 1) }
      guard ends(bytes[at]) || bytes[at] == UInt8(ascii: "-") && ends(next) else { break }
      at += 1
    }
  }
  return nil
}
