import Diagnostics
import Instruments
public import Tables

/// A file with the scores of its scales appended: every row and every column that it has, and for each scale the scores,
/// how many items were answered, and why a score is missing.
public struct ScoredTable: Sendable {
  /// The table as delimited text, with the file's delimiter and decimal mark.
  public let bytes: [UInt8]
  public let rowCount: Int
  public let notes: [String]

  /// What to score in a file.
  public struct Request: Sendable {
    public var scales: [ScaleRequest]
    /// Where the items of `scales` were listed, for messages.
    public var option = "--items"
    /// A subject has one row, or one for each visit; nil: not checked.
    public var subject: String?
    public var visit: String?

    public init(scales: [ScaleRequest]) { self.scales = scales }
  }

  /// Reads a file and scores it.
  ///
  /// - Throws: `TrialError` with status 64 where the request cannot be meant for this file (an unknown column, 14 columns
  ///   for 15 items), 65 where an answer is none that the item can have, 66 where there is no such file.
  public init(reading source: TableSource, request: Request, options: ReadOptions = ReadOptions()) throws(TrialError) {
    // The file is read twice: as numbers, and as the text it is.
    let bytes = try tables { () throws(TableError) in try wholeTable(source) }
    let text = try tables { () throws(TableError) in
      try DelimitedText(.bytes(bytes, name: source.name), options: options)
    }
    var scales: [ItemScale] = []
    for scale in request.scales {
      scales.append(try ItemScale(scale, option: request.option, columns: text.columnNames, source: source.name))
    }
    try ScoredTable.check(scales, columns: text.columnNames)
    var requests = Set(scales.flatMap(\.columns)).map { ColumnRequest($0, as: .number) }
    for (name, role) in [(request.subject, "the subject"), (request.visit, "the visit")] {
      guard let name else { continue }
      guard text.columnNames.contains(name) else {
        throw .unknownColumn(source: source.name, name: name, role: role, columns: text.columnNames)
      }
      requests.append(ColumnRequest(name, as: .text))
    }
    let numbers = try tables { () throws(TableError) in try text.read(requests) }
    try ScoredTable.checkRows(numbers, request: request)
    var scored: [ScoredScale] = []
    for scale in scales { scored.append(ScoredScale(try ItemAnswers(scale, in: numbers))) }
    var whole = options
    whole.missingTokens = []
    whole.digest = false
    let table = try tables { () throws(TableError) in
      try DelimitedText(.bytes(bytes, name: source.name), options: whole)
        .read(text.columnNames.map { ColumnRequest($0, as: .text) })
    }
    var guarded = 0
    self.bytes = ScoredTable.written(
      table, columns: text.columnNames, scored: scored, delimiter: text.delimiter,
      decimalComma: (options.decimalMark ?? numbers.decimalMark ?? ScoredTable.mark(of: table, text.columnNames))
        == .comma,
      guarded: &guarded)
    rowCount = table.rowCount
    var notes = numbers.notes + scored.flatMap(\.notes)
    if guarded > 0 {
      notes.append(
        "\(counted(guarded, "text")) that a spreadsheet would take for a formula \(guarded == 1 ? "has" : "have") an "
          + "apostrophe in front")
    }
    self.notes = notes
  }

  /// The decimal mark of the cells that are no items, where the items are whole numbers; nil where none has any.
  private static func mark(of table: Table, _ columns: [String]) -> DecimalMark? {
    for column in columns {
      let levels = table.text(column).levels
      for index in 0..<levels.count {
        let point = NumberText.parse(levels[index], mark: .point)
        guard point != NumberText.parse(levels[index], mark: .comma) else { continue }
        return point == nil ? .comma : .point
      }
    }
    return nil
  }

  private static func check(_ scales: [ItemScale], columns: [String]) throws(TrialError) {
    var taken = Set(columns)
    for scale in scales {
      for name in scale.added where !taken.insert(name).inserted {
        throw .conflict(
          "the score would be column \(inQuotes(name)), which there is already",
          mend: "name the scores with --name, in a study description name: NAME")
      }
    }
  }

  /// Two rows of one subject at one visit.
  private static func checkRows(_ table: Table, request: Request) throws(TrialError) {
    guard let subject = request.subject else { return }
    struct Key: Hashable { var (subject, visit): (Int?, Int?) }
    let subjects = table.text(subject)
    let visits = request.visit.map { table.text($0) }
    var first: [Key: Int] = [:]
    for row in 0..<table.rowCount {
      guard let person = subjects.level(row) else {
        throw .emptyCell(source: table.name, line: table.line(ofRow: row), column: subject, role: "subject")
      }
      let key = Key(subject: person, visit: visits?.level(row))
      guard let earlier = first.updateValue(row, forKey: key) else { continue }
      throw .duplicate(
        source: table.name, line: table.line(ofRow: row), first: table.line(ofRow: earlier),
        subject: subjects.levels[person], visit: key.visit.flatMap { visits?.levels[$0] }, instrument: nil)
    }
  }

  private static func written(
    _ table: Table, columns: [String], scored: [ScoredScale], delimiter: UInt8, decimalComma: Bool, guarded: inout Int
  ) -> [UInt8] {
    var writer = DelimitedWriter(delimiter: delimiter)
    func safe(_ text: String) -> String {
      let safe = guardedFromFormula(text)
      if safe.utf8.count != text.utf8.count { guarded += 1 }
      return safe
    }
    let texts = columns.map { table.text($0) }
    writer.write((columns + scored.flatMap(\.scale.added)).map(safe))
    for row in 0..<table.rowCount {
      var fields = texts.map { column in column.level(row).map { safe(column.levels[$0]) } ?? "" }
      for scale in scored {
        for value in scale.values[row] {
          let text = value.map(\.plain) ?? ""
          fields.append(decimalComma ? text.replacingPoint() : text)
        }
        fields += [scale.answered[row].description, safe(scale.reasons[row])]
      }
      writer.write(fields)
    }
    return writer.bytes
  }
}

extension String {
  fileprivate func replacingPoint() -> String { String(map { $0 == "." ? "," : $0 }) }
}

/// All bytes of a table, which is read twice.
private func wholeTable(_ source: TableSource) throws(TableError) -> [UInt8] {
  let limit = 1 << 30
  return switch source {
  case .file(let path): try wholeFile(at: path, limit: limit)
  case .standardInput: try wholeStandardInput(limit: limit)
  case .bytes(let bytes, _): bytes
  }
}

private func tables<Value>(_ work: () throws(TableError) -> Value) throws(TrialError) -> Value {
  do {
    return try work()
  } catch {
    throw .table(error)
  }
}
