/// What a caller wants to know of a column.
public enum ColumnKind: Sendable, Hashable {
  /// Labels, whatever they look like (`01` and `1` differ).
  case text
  /// Numbers; anything else is an error with its line.
  case number
  /// Numbers if every value that is not missing is one, else labels. A column without any value is one of numbers.
  case detected
}

/// One column to be read. Columns that nobody asks for are only counted.
public struct ColumnRequest: Sendable, Hashable {
  public let name: String
  public let kind: ColumnKind

  public init(_ name: String, as kind: ColumnKind) {
    self.name = name
    self.kind = kind
  }
}

/// What was read for one request.
public enum Column: Sendable {
  case text(TextColumn)
  case number(NumberColumn)
}

/// Typed columns with missing values, read from delimited text. Knows nothing of trials.
public struct Table: Sendable {
  /// The source's name in messages.
  public let name: String
  public let rowCount: Int
  /// What the reader recognised and the user should know (a decimal comma, say).
  public let notes: [String]
  /// Hexadecimal SHA-256 of the bytes read, where it was asked for.
  public let sha256: String?
  /// The mark that numbers were read with; nil where no number had one and none was given.
  public let decimalMark: DecimalMark?
  private let columns: [ColumnRequest: Column]
  private let lines: RowLines

  init(
    name: String, rowCount: Int, notes: [String], sha256: String?, decimalMark: DecimalMark?,
    columns: [ColumnRequest: Column], lines: RowLines
  ) {
    self.name = name
    self.rowCount = rowCount
    self.notes = notes
    self.sha256 = sha256
    self.decimalMark = decimalMark
    self.columns = columns
    self.lines = lines
  }

  /// The column as requested; nil if that request was not made.
  public func column(_ request: ColumnRequest) -> Column? { columns[request] }

  /// The line of the file (from 1) on which a row starts.
  public func line(ofRow row: Int) -> Int { lines.line(ofRow: row) }
}

/// Lines of rows, as exceptions from "one line further than the row before".
struct RowLines: Sendable, Equatable {
  /// Ascending rows from which on `offsets` holds: the line of row r is r plus the offset.
  private var rows: [Int] = []
  private var offsets: [Int] = []

  mutating func add(row: Int, line: Int) {
    guard offsets.last != line - row else { return }
    rows.append(row)
    offsets.append(line - row)
  }

  func line(ofRow row: Int) -> Int {
    // The last entry at or before the row.
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle] <= row { low = middle + 1 } else { high = middle }
    }
    return row + (low == 0 ? 1 : offsets[low - 1])
  }
}
