/// The header line: what parts the fields, and the columns' names.
struct Header: Sendable {
  let delimiter: UInt8
  let names: [String]
  /// Offset of the first byte behind the header.
  let end: Int
  /// The line that follows the header.
  let nextLine: Int

  enum Outcome {
    case header(Header)
    /// The text ends before the header does.
    case incomplete
  }

  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Reads the header from the start of a text that is valid UTF-8 as far as the header goes.
  static func read(
    _ text: Span<UInt8>, isAll: Bool, name: String, delimiter given: UInt8?
  ) throws(TableError) -> Outcome {
    var start = 0
    var line = 1
    if text.count >= 3, (0..<3).allSatisfy({ text[$0] == byteOrderMark[$0] }) { start = 3 }
    var delimiter = given
    while true {
      // Blank lines before the header, and the line by which Excel is told the delimiter.
      guard let end = (start..<text.count).first(where: { text[$0] == lineFeed }) else { break }
      var content = start..<end
      if end > start, text[end - 1] == carriageReturn { content = start..<end - 1 }
      if trimmedRange(text.extracting(content)).isEmpty,
        !(0..<content.count).contains(where: { text[start + $0] == given })
      {
        start = end + 1
        line += 1
      } else if line == 1, let hint = separatorHint(text.extracting(content)) {
        if delimiter == nil { delimiter = hint }
        start = end + 1
        line += 1
      } else {
        break
      }
    }
    if trimmedRange(text.extracting(start..<text.count)).isEmpty {
      if isAll { throw .empty(name: name) }
      return .incomplete
    }
    let chosen = delimiter ?? recognizedDelimiter(text.extracting(start..<text.count))
    var scanner = RecordScanner(delimiter: chosen)
    var end = text.count
    switch scanner.scan(text, from: start) {
    case .end(let next): end = next
    case .fault(let fault, _):
      throw fault.error(
        name: name, line: line + scanner.line, column: String(scanner.field + 1), openedLine: line + scanner.openedLine)
    case .more:
      guard isAll else { return .incomplete }
      if scanner.state == .quoted {
        throw .unclosedQuote(name: name, line: line + scanner.openedLine, column: String(scanner.openedField + 1))
      }
    }
    let names = fields(text.extracting(start..<end), delimiter: chosen)
    for (i, field) in names.enumerated() where field.isEmpty {
      throw .emptyHeaderName(name: name, line: line, position: i + 1, count: names.count)
    }
    var positions: [String: Int] = [:]
    for (i, field) in names.enumerated() {
      if let first = positions[field] {
        throw .duplicateHeaderName(name: name, line: line, column: field, first: first + 1, second: i + 1)
      }
      positions[field] = i
    }
    return .header(Header(delimiter: chosen, names: names, end: end, nextLine: line + scanner.line))
  }

  /// `sep=;`, which Excel writes and reads as a first line.
  private static func separatorHint(_ line: Span<UInt8>) -> UInt8? {
    guard line.count == 5, string(line.extracting(0..<4)).lowercased() == "sep=" else { return nil }
    return line[4]
  }

  /// The most frequent of semicolon, tab and comma in the first line, outside quotes; the earlier named where two are
  /// as frequent (commas occur in names, the others hardly); comma where there is none.
  private static func recognizedDelimiter(_ text: Span<UInt8>) -> UInt8 {
    let candidates: [UInt8] = [UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: ",")]
    var counts = [0, 0, 0]
    var isInside = false
    for i in 0..<text.count {
      let byte = text[i]
      if byte == quote {
        isInside.toggle()
      } else if !isInside {
        if byte == lineFeed || byte == carriageReturn { break }
        for k in 0..<3 where byte == candidates[k] { counts[k] += 1 }
      }
    }
    var best = 2
    for k in [1, 0] where counts[k] > 0 && counts[k] >= counts[best] { best = k }
    return candidates[best]
  }

  /// Trimmed fields of one record that the scanner found in order.
  private static func fields(_ record: Span<UInt8>, delimiter: UInt8) -> [String] {
    var fields: [String] = []
    var field: [UInt8] = []
    var isInside = false
    func close() {
      let range = trimmedRange(field.span)
      fields.append(String(decoding: field[range], as: UTF8.self))
      field.removeAll()
    }
    var i = 0
    while i < record.count {
      let byte = record[i]
      if byte == quote {
        if isInside, i + 1 < record.count, record[i + 1] == quote {
          field.append(quote)
          i += 1
        } else {
          isInside.toggle()
        }
      } else if byte == delimiter, !isInside {
        close()
      } else if byte == lineFeed || byte == carriageReturn, !isInside {
        break
      } else {
        field.append(byte)
      }
      i += 1
    }
    close()
    return fields
  }
}

extension StructureFault {
  func error(name: String, line: Int, column: String, openedLine: Int) -> TableError {
    switch self {
    case .strayQuote: .strayQuote(name: name, line: line, column: column)
    case .textAfterQuote: .textAfterQuote(name: name, line: line, column: column, openedLine: openedLine)
    case .loneReturn: .loneReturn(name: name, line: line)
    }
  }
}
