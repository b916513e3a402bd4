/// Writes delimited text by RFC 4180: fields in quotes only where they need them, quotes inside doubled; records end in
/// a line feed (not the RFC's CRLF, which tools on Unix take for text).
///
/// ```swift
/// var writer = DelimitedWriter()
/// writer.write(["measure", "estimate"])
/// writer.write(["mean, paired", "1.5"])
/// writer.text  // "measure,estimate\n\"mean, paired\",1.5\n"
/// ```
public struct DelimitedWriter: Sendable {
  public let delimiter: UInt8
  /// What was written so far, as UTF-8.
  public private(set) var bytes: [UInt8] = []

  /// - Parameter delimiter: one byte of ASCII; neither a quote nor a line end.
  public init(delimiter: UInt8 = UInt8(ascii: ",")) {
    precondition(
      delimiter < 0x80 && ![quote, lineFeed, carriageReturn].contains(delimiter),
      "a delimiter is one ASCII byte, neither quote nor line end")
    self.delimiter = delimiter
  }

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Appends one record.
  ///
  /// A field is quoted if it holds the delimiter, a quote or a line end, if blanks stand at its ends (readers may trim
  /// them), and if it is empty and alone in its record (which would be a blank line).
  public mutating func write(_ fields: some Sequence<String>) {
    var count = 0
    var last = ""
    let start = bytes.count
    for field in fields {
      if count > 0 { bytes.append(delimiter) }
      count += 1
      last = field
      append(field)
    }
    if count == 1, last.isEmpty, bytes.count == start { bytes += [quote, quote] }
    bytes.append(lineFeed)
  }

  /// The same with fields that are safe to open in a spreadsheet: a text that would be a formula there gets an apostrophe in
  /// front.
  package mutating func writeGuarded(_ fields: some Sequence<String>) { write(fields.lazy.map(guardedFromFormula)) }

  private mutating func append(_ field: String) {
    let utf8 = field.utf8
    let blank: (UInt8?) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    let needsQuotes =
      utf8.contains { $0 == delimiter || $0 == quote || $0 == lineFeed || $0 == carriageReturn } || blank(utf8.first)
      || blank(utf8.last)
    guard needsQuotes else {
      bytes.append(contentsOf: utf8)
      return
    }
    bytes.append(quote)
    for byte in utf8 {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }
}
