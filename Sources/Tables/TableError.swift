public import Diagnostics

/// What is wrong with a file of delimited text. Cases carry facts; `problems` and `mend` word them.
public enum TableError: Diagnosis, Equatable {
  /// A column by name, or by its number (from 1) where it has none.
  public typealias ColumnName = String

  /// A value that should have been a number.
  public struct BadValue: Sendable, Equatable {
    public enum Reason: Sendable, Equatable {
      /// With a guess at what happened, as a question.
      case notANumber(hint: String?)
      case tooLarge
    }
    public let line: Int
    public let column: String
    public let text: String
    public let reason: Reason
  }

  /// A number that stands for a way of writing numbers.
  public struct Sighting: Sendable, Equatable {
    public let line: Int
    public let column: String
    public let text: String
  }

  /// Why bytes are not UTF-8.
  public enum Undecodable: Sendable, Equatable {
    case byte(UInt8, looksLike: [TextEncoding])
    case utf16(option: TextEncoding)
    case nul
    case undefinedByte(UInt8)
    case unpairedSurrogate(UInt16)
    case oddByteCount
  }

  case notFound(path: String)
  case notReadable(path: String, reason: String)
  case readFailed(name: String, reason: String)
  /// A stream was to be read a second time.
  case alreadyRead(name: String)
  case empty(name: String)
  case emptyHeaderName(name: String, line: Int, position: Int, count: Int)
  case duplicateHeaderName(name: String, line: Int, column: String, first: Int, second: Int)
  case noSuchColumn(name: String, column: String, nearest: String?, columns: [String])
  case undecodable(name: String, line: Int, Undecodable)
  case strayQuote(name: String, line: Int, column: String)
  case textAfterQuote(name: String, line: Int, column: String, openedLine: Int)
  case unclosedQuote(name: String, line: Int, column: String)
  case loneReturn(name: String, line: Int)
  case rowTooLong(name: String, line: Int, limit: Int)
  case fieldCount(name: String, line: Int, found: Int, expected: Int, delimiter: UInt8)
  /// The first values (in file order) that are not numbers, how many there are, and the columns in which nothing else is.
  case badValues(
    name: String, first: [BadValue], count: Int, textColumns: [String], missingTokens: [String]?, mark: DecimalMark?)
  case ambiguousComma(name: String, Sighting)
  case mixedMarks(name: String, comma: Sighting, point: Sighting)
  /// More than 4 GB of distinct text, or more distinct texts than codes.
  case tooManyLabels(name: String, column: String)

  public var status: ExitStatus {
    switch self {
    case .notFound, .notReadable, .readFailed: .noInput
    case .noSuchColumn: .usage
    case .alreadyRead: .internalFault
    default: .data
    }
  }

  public var problems: [String] {
    switch self {
    case .notFound(let path): ["\(path): no such file"]
    case .notReadable(let path, let reason): ["\(path): cannot be read: \(reason)"]
    case .readFailed(let name, let reason): ["\(name): reading failed: \(reason)"]
    case .alreadyRead(let name): ["\(name): can be read only once"]
    case .empty(let name): ["\(name): the file is empty"]
    case .emptyHeaderName(let name, let line, let position, let count):
      ["\(name):\(line): column \(position) of \(count) has no name"]
    case .duplicateHeaderName(let name, let line, let column, let first, let second):
      ["\(name):\(line): columns \(first) and \(second) are both named \(quoted(column))"]
    case .noSuchColumn(let name, let column, let nearest, let columns):
      [
        "\(name): no column \(quoted(column))\(nearest.map { " (\(quoted($0))?)" } ?? "");"
          + " the columns are \(listed(columns))"
      ]
    case .undecodable(let name, let line, let what): ["\(name):\(line): \(what.words)"]
    case .strayQuote(let name, let line, let column):
      ["\(name):\(line): column \(quoted(column)): a quote inside a field that does not start with one"]
    case .textAfterQuote(let name, let line, let column, let opened):
      [
        "\(name):\(line): column \(quoted(column)): text behind the closing quote"
          + (opened == line ? "" : " of the field that opens on line \(opened)")
      ]
    case .unclosedQuote(let name, let line, let column):
      ["\(name):\(line): column \(quoted(column)): the quote that opens here is never closed"]
    case .loneReturn(let name, let line):
      ["\(name):\(line): a carriage return without a line feed (line ends of the old Mac kind?)"]
    case .rowTooLong(let name, let line, let limit):
      ["\(name):\(line): the row that starts here is longer than \(limit >> 20) MiB (a quote that is never closed?)"]
    case .fieldCount(let name, let line, let found, let expected, _):
      ["\(name):\(line): \(counted(found, "field")) where the header names \(expected)"]
    case .badValues(let name, let first, let count, let textColumns, _, _):
      textColumns.map { column in Self.textColumn(column, first.filter { $0.column == column }, in: name) }
        + first.filter { !textColumns.contains($0.column) }.map { $0.words(in: name) }
        + (textColumns.isEmpty && count > first.count ? ["… and \(count - first.count) more"] : [])
    case .ambiguousComma(let name, let value):
      [
        "\(name):\(value.line): column \(quoted(value.column)): \(quoted(value.text)) is either "
          + "\(value.text.replacingComma(with: ".")) with a decimal comma or \(value.text.replacingComma(with: ""))"
          + " with a thousands separator"
      ]
    case .mixedMarks(let name, let comma, let point):
      [
        "\(name):\(comma.line): column \(quoted(comma.column)): \(quoted(comma.text)) has a decimal comma, but "
          + "line \(point.line), column \(quoted(point.column)), has \(quoted(point.text)) with a decimal point"
      ]
    case .tooManyLabels(let name, let column):
      ["\(name): column \(quoted(column)) has more distinct text than fits (4 GB)"]
    }
  }

  public var mend: String? {
    switch self {
    case .notFound: "check the path"
    case .notReadable, .readFailed, .alreadyRead: nil
    case .empty: "a header line with the columns' names is needed"
    case .emptyHeaderName: "name the column, or take the delimiter away that makes it"
    case .duplicateHeaderName: "rename one of them"
    case .noSuchColumn: nil
    case .undecodable(_, _, let what): what.mend
    case .strayQuote: "put the whole field in quotes and double the quotes inside it, as in \"6\"\" nail\""
    case .textAfterQuote: "double the quotes inside the field, or delete what stands between quote and delimiter"
    case .unclosedQuote: "close it, or double it if it belongs to the text"
    case .loneReturn: "save the file with line feeds (Unix) or CRLF (Windows)"
    case .rowTooLong: "close the quote"
    case .fieldCount(_, _, let found, let expected, let delimiter):
      found > expected
        ? "put fields that hold \(words(for: delimiter)) in quotes"
        : "add what is missing; an empty field still needs its \(words(for: delimiter, article: false))"
    case .badValues(_, let first, _, let textColumns, let tokens, let mark):
      textColumns.isEmpty
        ? Self.mend(first, tokens, mark)
        : "name a column of numbers, or write these as numbers; an event among them is named with --event VALUE, a categorical "
          + "covariate as COL:factor"
    case .ambiguousComma: "say which: --decimal , for a decimal comma; otherwise write the numbers without separators"
    case .mixedMarks:
      "write all numbers with one mark, or say which one it is (--decimal . or --decimal ,) to see each value that has the other"
    case .tooManyLabels: "leave the column out"
    }
  }

  /// A column of words.
  private static func textColumn(_ column: String, _ values: [BadValue], in name: String) -> String {
    var texts: [String] = []
    for value in values where !texts.contains(value.text) { texts.append(value.text) }
    let more = texts.count > 3 ? ", …" : ""
    return "\(name): column \(quoted(column)): no value is a number: "
      + texts.prefix(3).map(quoted).joined(separator: ", ")
      + more
  }

  private static func mend(_ values: [BadValue], _ tokens: [String]?, _ mark: DecimalMark?) -> String {
    if values.allSatisfy({ $0.reason == .tooLarge }) { return "correct it" }
    let hints = Set(
      values.map { value -> String in
        if case .notANumber(let hint?) = value.reason { hint } else { "" }
      })
    let it = values.count == 1 ? "it" : "them"
    if hints == ["a decimal comma?"] { return "write \(it) with a point, or say --decimal ," }
    if hints == ["a decimal point?"] { return "write \(it) with a comma, or say --decimal ." }
    if hints == ["thousands separators?"] { return "write \(it) without separators" }
    var added: [String] = []
    for value in values where value.reason != .tooLarge && !added.contains(value.text) { added.append(value.text) }
    let isMarker = values.count == 1 ? "it marks a missing value" : "they mark missing values"
    // The option replaces the tokens that count now, so these have to be in the list that is shown.
    let list = (tokens ?? ["", "NA", ".", "NaN"]) + added
    let isPlain = list.allSatisfy { token in
      token.unicodeScalars.allSatisfy { $0 != "," && $0 != "\"" && !isControl($0) }
    }
    guard added.count <= 3, !added.isEmpty, isPlain,
      added.allSatisfy({ $0.count <= 20 })
    else { return "correct \(it); texts that mark missing values are named with --na" }
    return "correct \(it), or if \(isMarker) add --na \"\(list.joined(separator: ","))\""
  }
}

extension TableError.BadValue {
  fileprivate func words(in name: String) -> String {
    let place = "\(name):\(line): column \(quoted(column)): \(quoted(text))"
    return switch reason {
    case .notANumber(let hint): "\(place) is not a number\(hint.map { " (\($0))" } ?? "")"
    case .tooLarge: "\(place) is too large for a double"
    }
  }
}

extension TableError.Undecodable {
  fileprivate var words: String {
    switch self {
    case .byte(let byte, let encodings):
      "byte \(hexadecimal(UInt16(byte), 2)) is not valid UTF-8"
        + (encodings.isEmpty ? "" : " (the file looks like \(encodings.map(\.title).joined(separator: " or ")))")
    case .utf16: "the file is in UTF-16, not UTF-8"
    case .nul: "a NUL byte (not a text file, or damaged)"
    case .undefinedByte(let byte): "byte \(hexadecimal(UInt16(byte), 2)) means nothing in Windows-1252"
    case .unpairedSurrogate(let unit): "the UTF-16 surrogate \(hexadecimal(unit, 4)) stands without its other half"
    case .oddByteCount: "the UTF-16 text ends in the middle of a character (an odd number of bytes)"
    }
  }

  fileprivate var mend: String? {
    switch self {
    case .byte(_, let encodings): encodings.first.map { "add --encoding \($0.rawValue)" } ?? "save the file as UTF-8"
    case .utf16(let option): "add --encoding \(option.rawValue)"
    case .nul: "save the file as text in UTF-8"
    case .undefinedByte: "name the right encoding with --encoding, or save the file as UTF-8"
    case .unpairedSurrogate, .oddByteCount: "save the file again, best as UTF-8"
    }
  }
}

extension TextEncoding {
  fileprivate var title: String {
    switch self {
    case .utf8: "UTF-8"
    case .windows1252: "Windows-1252"
    case .latin1: "Latin-1"
    case .utf16, .utf16LittleEndian, .utf16BigEndian: "UTF-16"
    }
  }
}

extension String {
  fileprivate func replacingComma(with mark: String) -> String {
    split(separator: ",", omittingEmptySubsequences: false).joined(separator: mark)
  }
}

/// A text from the data in double quotes on one line: control characters as escapes, long texts cut.
package func quoted(_ text: String) -> String {
  let limit = 60
  var result = "\""
  for (count, scalar) in text.unicodeScalars.enumerated() {
    if count == limit {
      result += "…"
      break
    }
    switch scalar {
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case _ where isControl(scalar):
      result += "\\u{" + String(scalar.value, radix: 16) + "}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}

/// Names in quotes, parted by commas; after 30 only counted.
private func listed(_ names: [String]) -> String {
  let shown = names.prefix(30).map(quoted).joined(separator: ", ")
  return names.count > 30 ? "\(shown) and \(names.count - 30) more" : shown
}

private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

private func hexadecimal(_ value: UInt16, _ digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
}

private func words(for delimiter: UInt8, article: Bool = true) -> String {
  switch delimiter {
  case UInt8(ascii: ","): article ? "a comma" : "comma"
  case UInt8(ascii: ";"): article ? "a semicolon" : "semicolon"
  case UInt8(ascii: "\t"): article ? "a tab" : "tab"
  default: quoted(String(Unicode.Scalar(delimiter)))
  }
}

extension TableError {
  /// The error for a column that is asked for and does not exist.
  static func noSuchColumn(_ name: String, _ column: String, _ columns: [String]) -> TableError {
    .noSuchColumn(name: name, column: column, nearest: nearest(to: column, among: columns), columns: columns)
  }
}
