/// What the parser of rows has to know: how rows are written, and what is wanted of each field.
struct RowLayout: Sendable {
  /// What happens to a field; slots are -1 where nothing does.
  struct Field: Sendable {
    var textSlot: Int32 = -1
    var numberSlot: Int32 = -1
  }

  let name: String
  let columnNames: [String]
  let delimiter: UInt8
  let decimalMark: DecimalMark?
  let missing: MissingTokens
  /// One per column of the file.
  let fields: [Field]
  /// The file's column behind each slot.
  let textColumns: [Int]
  let numberColumns: [Int]

  init(
    name: String, columnNames: [String], delimiter: UInt8, options: ReadOptions, requests: [ColumnRequest]
  ) throws(TableError) {
    var fields = [Field](repeating: Field(), count: columnNames.count)
    var textColumns: [Int] = []
    var numberColumns: [Int] = []
    for request in requests {
      guard let column = columnNames.firstIndex(of: request.name) else {
        throw .noSuchColumn(name, request.name, columnNames)
      }
      switch request.kind {
      case .text, .detected:
        guard fields[column].textSlot < 0 else { continue }
        fields[column].textSlot = Int32(textColumns.count)
        textColumns.append(column)
      case .number:
        guard fields[column].numberSlot < 0 else { continue }
        fields[column].numberSlot = Int32(numberColumns.count)
        numberColumns.append(column)
      }
    }
    self.name = name
    self.columnNames = columnNames
    self.delimiter = delimiter
    decimalMark = options.decimalMark
    missing = MissingTokens(options.missingTokens)
    self.fields = fields
    self.textColumns = textColumns
    self.numberColumns = numberColumns
  }
}
