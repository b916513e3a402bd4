/// What breaks the rules of quoting and line ends, and where.
enum StructureFault: Equatable {
  /// A quote inside a field that does not start with one.
  case strayQuote
  /// Text behind the closing quote of a field.
  case textAfterQuote
  /// A carriage return that no line feed follows.
  case loneReturn
}

/// Walks one record (a row, or the header) byte by byte, across as many spans as it takes.
///
/// It decides alone where a record ends and what is wrong with its quotes. The fast parser of whole pieces only finds
/// out *that* something is wrong and leaves the wording of it to this scanner; so do the seams between pieces.
struct RecordScanner {
  enum State { case fieldStart, unquoted, quoted, quoteInQuoted, carriageReturn }

  enum Outcome: Equatable {
    /// The record goes on behind the span.
    case more
    /// The record's line feed stands just before this offset.
    case end(next: Int)
    case fault(StructureFault, at: Int)
  }

  let delimiter: UInt8
  private(set) var state = State.fieldStart
  /// Index of the field that is being read.
  private(set) var field = 0
  /// Line feeds passed so far; the line on which a fault stands, counted from the record's first.
  private(set) var line = 0
  /// The line (counted likewise) and field where the last quote opened.
  private(set) var openedLine = 0
  private(set) var openedField = 0

  init(delimiter: UInt8) { self.delimiter = delimiter }

  mutating func scan(_ bytes: borrowing Span<UInt8>, from start: Int = 0) -> Outcome {
    var i = start
    let count = bytes.count
    while i < count {
      let byte = bytes[i]
      switch state {
      case .fieldStart, .unquoted:
        if byte == delimiter {
          field += 1
          state = .fieldStart
        } else if byte == lineFeed {
          line += 1
          return .end(next: i + 1)
        } else if byte == carriageReturn {
          state = .carriageReturn
        } else if byte == quote {
          guard state == .fieldStart else { return .fault(.strayQuote, at: i) }
          state = .quoted
          openedLine = line
          openedField = field
        } else {
          state = .unquoted
        }
      case .quoted:
        if byte == quote { state = .quoteInQuoted } else if byte == lineFeed { line += 1 }
      case .quoteInQuoted:
        if byte == quote {
          state = .quoted
        } else if byte == delimiter {
          field += 1
          state = .fieldStart
        } else if byte == lineFeed {
          line += 1
          return .end(next: i + 1)
        } else if byte == carriageReturn {
          state = .carriageReturn
        } else {
          return .fault(.textAfterQuote, at: i)
        }
      case .carriageReturn:
        // The fault stands on the return, which may lie in the span before this one.
        guard byte == lineFeed else { return .fault(.loneReturn, at: i - 1) }
        line += 1
        return .end(next: i + 1)
      }
      i += 1
    }
    return .more
  }
}

let quote = UInt8(ascii: "\"")
let lineFeed = UInt8(ascii: "\n")
let carriageReturn = UInt8(ascii: "\r")
