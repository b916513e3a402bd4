public import Diagnostics
public import Tables

/// A table of published numbers, each cell as it was printed: `1.40` stays `1.40`, since its digits say how far it was
/// rounded. The columns are found by name; a cell is missing where the reader's tokens say so.
public struct PublishedTable: Sendable {
  /// The file's name in messages.
  public let name: String
  public let columnNames: [String]
  public let rowCount: Int
  public let notes: [String]
  public let sha256: String?
  private let table: Table
  /// How its numbers are read.
  package let mark: DecimalMark

  /// - Throws: `TableError`, as `DelimitedText` does.
  public init(reading source: TableSource, options: ReadOptions = ReadOptions()) throws(TableError) {
    let text = try DelimitedText(source, options: options)
    table = try text.read(text.columnNames.map { ColumnRequest($0, as: .text) })
    name = source.name
    columnNames = text.columnNames
    rowCount = table.rowCount
    notes = table.notes
    sha256 = table.sha256
    mark = options.decimalMark ?? (text.delimiter == UInt8(ascii: ",") ? .point : Self.mark(of: table, columnNames))
  }

  /// The decimal mark of the first number that shows one: `0,5` is a number with a comma alone. Where commas part the fields
  /// no number can have one.
  private static func mark(of table: Table, _ columns: [String]) -> DecimalMark {
    for column in columns {
      guard case .text(let cells)? = table.column(ColumnRequest(column, as: .text)) else { continue }
      for index in 0..<cells.levels.count {
        let point = NumberText.parse(cells.levels[index], mark: .point)
        guard point != NumberText.parse(cells.levels[index], mark: .comma) else { continue }
        return point == nil ? .comma : .point
      }
    }
    return .point
  }

  /// The line of the file (from 1) on which a row starts.
  public func line(ofRow row: Int) -> Int { table.line(ofRow: row) }

  /// Throws where the table lacks a column that an option names.
  ///
  /// - Parameter role: what the column is for: `the effect`.
  public func require(_ column: String, for role: String) throws(PublishedTableError) {
    guard columnNames.contains(column) else {
      throw .noColumn(source: name, column: column, role: role, columns: columnNames)
    }
  }

  /// A cell's text; nil where it is missing or there is no such column.
  public func text(_ row: Int, _ column: String) -> String? {
    guard case .text(let cells)? = table.column(ColumnRequest(column, as: .text)), let level = cells.level(row)
    else { return nil }
    return cells.levels[level]
  }

  /// A cell's number, as printed.
  public func number(_ row: Int, _ column: String) throws(PublishedTableError) -> PrintedNumber? {
    guard let text = text(row, column) else { return nil }
    guard let number = PrintedNumber(text, mark: mark) else {
      throw .badCell(place(row, column), "\(inQuotes(text)) is not a number", mend: "correct it, or leave it empty")
    }
    return number
  }

  /// A cell's whole number, not below 0.
  public func count(_ row: Int, _ column: String) throws(PublishedTableError) -> Int? {
    guard let number = try number(row, column) else { return nil }
    guard let count = number.count, count >= 0 else {
      throw .badCell(
        place(row, column), "\(inQuotes(number.text)) is not a count", mend: "give a whole number from 0 up")
    }
    return count
  }

  /// A cell's p-value.
  public func probability(_ row: Int, _ column: String) throws(PublishedTableError) -> PrintedProbability? {
    guard let text = text(row, column) else { return nil }
    guard let probability = PrintedProbability(text, mark: mark) else {
      throw .badCell(
        place(row, column), "\(inQuotes(text)) is not a p-value",
        mend: "give a number from 0 to 1, or a bound such as <0.001")
    }
    return probability
  }

  /// `claims.csv:7: column "n1"`, for errors of one cell.
  public func place(_ row: Int, _ column: String) -> String {
    "\(name):\(line(ofRow: row)): column \(inQuotes(column))"
  }
}

/// What can be wrong with a table of published numbers, beside its bytes.
public enum PublishedTableError: Diagnosis {
  /// An option names a column that the table has not.
  case noColumn(source: String, column: String, role: String, columns: [String])
  /// A cell holds what its column cannot: the place, what is wrong, and the mend.
  case badCell(String, String, mend: String)

  public var status: ExitStatus {
    switch self {
    case .noColumn: .usage
    case .badCell: .data
    }
  }

  public var problems: [String] {
    switch self {
    case .noColumn(let source, let column, let role, _): ["\(source): no column \(inQuotes(column)) for \(role)"]
    case .badCell(let place, let problem, _): ["\(place): \(problem)"]
    }
  }

  public var mend: String? {
    switch self {
    case .noColumn(_, let column, _, let columns): columnMend(for: column, among: columns)
    case .badCell(_, _, let mend): mend
    }
  }
}
