/// Puts pieces together in file order: rows that lie across cuts, codes, numbers, lines, and what was seen on the way.
final class TableBuilder {
  /// The longest row. A quote that is never closed must not gather a whole large file in memory.
  static let rowLimit = 256 << 20

  private struct Sighting {
    let row: Int
    let column: Int
    let text: String
  }

  private let layout: RowLayout
  private let requests: [ColumnRequest]
  private let options: ReadOptions
  private let input: Input
  private var texts: [TextColumnBuilder]
  private var numbers: [NumberColumnBuilder]
  private var rowCount = 0
  private var lines = RowLines()

  /// The start of a row whose end has not come yet, and the scanner that has read it.
  private var carry: [UInt8] = []
  private var scanner: RecordScanner
  private let carryPiece: Piece
  /// The line on which the next row (the carried one, if there is one) starts.
  private var rowLine: Int
  /// The line at the start of the next piece.
  private var pieceLine: Int
  /// Bytes at the last piece's end that start a character.
  private var cutCharacter: [UInt8] = []
  private var mergedBytes = 0
  private var hasReserved = false

  private var firstPoint: Sighting?
  private var firstComma: Sighting?
  private var firstAmbiguous: Sighting?
  private var badValues: [(Sighting, isTooLarge: Bool)] = []
  private var badValueCount = 0
  /// Blank lines in front of rows, and those since the last row.
  private var blankLines = 0
  private var pendingBlankLines = 0

  init(_ layout: RowLayout, requests: [ColumnRequest], options: ReadOptions, input: Input, firstLine: Int) {
    self.layout = layout
    self.requests = requests
    self.options = options
    self.input = input
    texts = layout.textColumns.map { _ in TextColumnBuilder() }
    numbers = layout.numberColumns.map { _ in NumberColumnBuilder() }
    scanner = RecordScanner(delimiter: layout.delimiter)
    carryPiece = Piece(capacity: 1024, layout: layout)
    rowLine = firstLine
    pieceLine = firstLine
  }

  // MARK: - Pieces

  /// Adds the next piece. What is wrong is thrown in the order in which it stands in the file.
  func merge(_ piece: Piece) throws(TableError) {
    try checkCut(piece)
    if let offset = piece.encoding.faultOffset {
      // Whatever stands before the wrong byte comes first.
      do throws(TableError) {
        try mergeRows(piece, before: offset)
      } catch {
        throw error
      }
      throw encodingError(piece, offset)
    }
    try mergeRows(piece, before: .max)
    cutCharacter = piece.withBytes { bytes in (bytes.count - piece.encoding.trailing..<bytes.count).map { bytes[$0] } }
    pieceLine += piece.lineFeedCount
    mergedBytes += piece.count
    if let reason = piece.failure { throw .readFailed(name: layout.name, reason: reason) }
    reserveOnce()
  }

  /// Throws what is wrong with the structure before offset `limit`; faults behind it are left to whoever knows of an
  /// earlier one.
  private func mergeRows(_ piece: Piece, before limit: Int) throws(TableError) {
    var offset = 0
    if !carry.isEmpty {
      switch piece.withBytes({ scanner.scan($0) }) {
      case .more:
        append(piece, 0..<piece.count)
        return try checkLength()
      case .fault(let fault, let at):
        guard at <= limit else { return }
        throw structureError(fault, scanner, from: rowLine)
      case .end(let next):
        append(piece, 0..<next)
        try checkLength()
        offset = next
        let end = next
        try mergeCarry(faultsBefore: { end <= limit })
      }
    }
    while true {
      if piece.firstRow != offset { piece.parse(from: offset) }
      append(piece)
      if let anomaly = piece.anomaly {
        var scanner = RecordScanner(delimiter: layout.delimiter)
        let line = rowLine - piece.lineCount + anomaly.line
        switch piece.withBytes({ scanner.scan($0, from: anomaly.offset) }) {
        case .fault(let fault, let at):
          guard at <= limit else { return }
          throw structureError(fault, scanner, from: line)
        case .end(let next):
          guard next <= limit else { return }
          throw fieldCountError(scanner, line)
        case .more:
          // The row goes on behind the piece after all.
          rowLine = line
          self.scanner = scanner
          append(piece, anomaly.offset..<piece.count)
          return try checkLength()
        }
      }
      offset = piece.tail
      guard offset < piece.count else { return }
      scanner = RecordScanner(delimiter: layout.delimiter)
      switch piece.withBytes({ scanner.scan($0, from: offset) }) {
      case .more:
        append(piece, offset..<piece.count)
        return try checkLength()
      case .fault(let fault, let at):
        guard at <= limit else { return }
        throw structureError(fault, scanner, from: rowLine)
      case .end(let next):
        // Only where quotes are out of order further on: take the row by itself and go on behind it.
        append(piece, offset..<next)
        let end = next
        try mergeCarry(faultsBefore: { end <= limit })
        offset = next
        guard offset < piece.count else { return }
      }
    }
  }

  private func append(_ piece: Piece, _ range: Range<Int>) {
    piece.withBytes { bytes in
      carry.append(addingCapacity: range.count) { (room: inout OutputSpan<UInt8>) in
        for i in range { room.append(bytes[i]) }
      }
    }
  }

  private func checkLength() throws(TableError) {
    if carry.count > Self.rowLimit { throw .rowTooLong(name: layout.name, line: rowLine, limit: Self.rowLimit) }
  }

  /// Parses the carried row, which ends in a line feed, and starts afresh.
  private func mergeCarry(faultsBefore isWanted: () -> Bool) throws(TableError) {
    carryPiece.replace(with: carry.span)
    carryPiece.survey()
    carryPiece.parse(from: 0)
    let line = rowLine
    append(carryPiece)
    if carryPiece.anomaly != nil, isWanted() {
      var scanner = RecordScanner(delimiter: layout.delimiter)
      if case .fault(let fault, _) = scanner.scan(carry.span) { throw structureError(fault, scanner, from: line) }
      throw fieldCountError(scanner, line)
    }
    carry.removeAll(keepingCapacity: carry.count < 1 << 20)
    scanner = RecordScanner(delimiter: layout.delimiter)
  }

  /// Adds a parsed piece's rows, which start on `rowLine`.
  private func append(_ piece: Piece) {
    for (row, offset) in piece.lineBreaks { lines.add(row: rowCount + row, line: rowLine + row + offset) }
    if piece.rowCount > 0 {
      blankLines += pendingBlankLines + piece.blankLines
      pendingBlankLines = piece.trailingBlankLines
    } else {
      pendingBlankLines += piece.trailingBlankLines
    }
    rowLine += piece.lineCount
    guard piece.rowCount > 0 || piece.badValueCount > 0 else { return }
    for slot in 0..<texts.count where !texts[slot].append(piece, slot: slot, missing: layout.missing) {
      tooManyLabels = tooManyLabels ?? layout.textColumns[slot]
    }
    for slot in 0..<numbers.count {
      piece.withNumbers(slot) { numbers[slot].append($0) }
    }
    func global(_ seen: Piece.Sighting) -> Sighting {
      Sighting(row: rowCount + seen.row, column: seen.column, text: seen.text)
    }
    if firstPoint == nil { firstPoint = piece.firstPoint.map(global) }
    if firstComma == nil { firstComma = piece.firstComma.map(global) }
    if firstAmbiguous == nil { firstAmbiguous = piece.firstAmbiguous.map(global) }
    badValueCount += piece.badValueCount
    for value in piece.badValues where badValues.count < badValuesShown {
      badValues.append(
        (Sighting(row: rowCount + value.row, column: value.column, text: value.text), value.isTooLarge))
    }
    rowCount += piece.rowCount
  }

  private var tooManyLabels: Int?

  /// Room for all rows, by the rows so far; a little too much costs nothing, since memory that is not touched is not
  /// taken.
  private func reserveOnce() {
    guard !hasReserved, case .file(_, let size) = input.kind, rowCount > 0, mergedBytes < size else { return }
    hasReserved = true
    // Not without end: the first piece may be unlike the rest, and a system may refuse more than it has.
    let factor = Double(size) / Double(mergedBytes) * 1.05
    let estimate = min(Int(factor * Double(rowCount)) + 1024, 1 << 27)
    for slot in 0..<texts.count { texts[slot].reserve(estimate, times: factor) }
    for slot in 0..<numbers.count { numbers[slot].reserve(estimate) }
  }

  // MARK: - What is wrong

  /// A character that the cut before this piece went through must be whole.
  private func checkCut(_ piece: Piece) throws(TableError) {
    let leading = piece.withBytes { bytes in (0..<piece.encoding.leading).map { bytes[$0] } }
    let whole = cutCharacter + leading
    guard !whole.isEmpty else { return }
    let length = EncodingCheck.sequenceLength(whole.span, at: 0)
    if length == whole.count { return }
    // The first byte that no character can have there; one in this piece comes behind what stands before it.
    let wrong = max(length, 0)
    if wrong >= cutCharacter.count { try mergeRows(piece, before: wrong - cutCharacter.count) }
    throw .notUTF8(layout.name, line: pieceLine, byte: whole[wrong], input: input)
  }

  private func encodingError(_ piece: Piece, _ offset: Int) -> TableError {
    let (byte, lineFeeds) = piece.withBytes { bytes in
      (bytes[offset], (0..<offset).count { bytes[$0] == lineFeed })
    }
    let line = pieceLine + lineFeeds
    if byte == 0 { return .undecodable(name: layout.name, line: line, .nul) }
    return .notUTF8(layout.name, line: line, byte: byte, input: input)
  }

  private func structureError(_ fault: StructureFault, _ scanner: RecordScanner, from line: Int) -> TableError {
    fault.error(
      name: layout.name, line: line + scanner.line, column: columnName(scanner.field),
      openedLine: line + scanner.openedLine)
  }

  private func fieldCountError(_ scanner: RecordScanner, _ line: Int) -> TableError {
    .fieldCount(
      name: layout.name, line: line, found: scanner.field + 1, expected: layout.columnNames.count,
      delimiter: layout.delimiter)
  }

  private func columnName(_ field: Int) -> String {
    field < layout.columnNames.count ? layout.columnNames[field] : String(field + 1)
  }

  // MARK: - The end

  /// The table, once all pieces are merged.
  ///
  /// - Parameter failure: what ended the text before its end.
  func finish(failure: Feed.Failure?, digest: String?) throws(TableError) -> Table {
    switch failure {
    case .system(let error): throw .readFailed(name: layout.name, reason: error.reason)
    case .undecodable(let fault, let line): throw .undecodable(name: layout.name, line: line, .init(fault))
    case nil: break
    }
    if let first = cutCharacter.first { throw .notUTF8(layout.name, line: pieceLine, byte: first, input: input) }
    if !carry.isEmpty {
      if scanner.state == .quoted {
        throw .unclosedQuote(
          name: layout.name, line: rowLine + scanner.openedLine, column: columnName(scanner.openedField))
      }
      carry.append(lineFeed)
      // The scanner counts the fields of a row that is too short or too long.
      try mergeCarry(faultsBefore: { true })
    }
    if let column = tooManyLabels {
      throw .tooManyLabels(name: layout.name, column: layout.columnNames[column])
    }
    if !badValues.isEmpty { throw badValuesError() }
    var textColumns = texts.indices.map { texts[$0].finish() }
    let numberColumns = numbers.indices.map { numbers[$0].finish() }
    let detected = detect(textColumns)
    let mark = try settleMark()
    var notes: [String] = []
    if options.decimalMark == nil, mark == .comma, let first = firstComma {
      notes.append(
        "numbers are written with a decimal comma (first on line \(lines.line(ofRow: first.row))); read so")
    }
    if layout.columnNames.count == 1, blankLines > 0 {
      notes.append(
        blankLines == 1
          ? "1 blank line between rows was skipped (a missing value in a file of one column is written NA)"
          : "\(blankLines) blank lines between rows were skipped (a missing value in a file of one column is written NA)"
      )
    }
    var columns: [ColumnRequest: Column] = [:]
    var detectedNumbers: [Int: [Double]] = [:]
    let textIsWanted = Set(requests.filter { $0.kind == .text }.map(\.name))
    for request in requests where columns[request] == nil {
      guard let column = layout.columnNames.firstIndex(of: request.name) else { continue }
      let field = layout.fields[column]
      switch request.kind {
      case .number: columns[request] = .number(numberColumns[Int(field.numberSlot)])
      case .text: columns[request] = .text(textColumns[Int(field.textSlot)])
      case .detected:
        let slot = Int(field.textSlot)
        if let levels = detected[slot], detectedNumbers[slot] == nil {
          let text = textColumns[slot]
          detectedNumbers[slot] = (0..<rowCount).map { row in text.level(row).map { levels[$0] } ?? .nan }
          if !textIsWanted.contains(request.name) { textColumns[slot] = TextColumnBuilder.empty }
        }
        columns[request] =
          detectedNumbers[slot].map { .number(NumberColumn(.eight($0))) } ?? .text(textColumns[slot])
      }
    }
    return Table(
      name: layout.name, rowCount: rowCount, notes: notes, sha256: digest, decimalMark: mark, columns: columns,
      lines: lines)
  }

  private func badValuesError() -> TableError {
    let first = badValues.map { seen, isTooLarge in
      TableError.BadValue(
        line: lines.line(ofRow: seen.row), column: layout.columnNames[seen.column], text: seen.text,
        reason: isTooLarge ? .tooLarge : .notANumber(hint: NumberText.hint(for: seen.text, mark: layout.decimalMark)))
    }
    return .badValues(
      name: layout.name, first: first, count: badValueCount, textColumns: textColumns(of: first),
      missingTokens: options.missingTokens, mark: options.decimalMark)
  }

  /// Columns without a number in which different words stand, and not what looks like a slip of the pen.
  private func textColumns(of bad: [TableError.BadValue]) -> [String] {
    layout.numberColumns.indices.compactMap { slot in
      let name = layout.columnNames[layout.numberColumns[slot]]
      let own = bad.filter { $0.column == name }
      let column = numbers[slot].finish()
      guard Set(own.map(\.text)).count > 1, own.allSatisfy({ $0.reason == .notANumber(hint: nil) }),
        (0..<rowCount).allSatisfy({ column[$0].isNaN })
      else { return nil }
      return name
    }
  }

  /// Reads the levels of the columns to be detected; those that are numbers throughout are returned by slot, and what
  /// they show of decimal marks is added to the rest.
  private func detect(_ columns: [TextColumn]) -> [Int: [Double]] {
    var result: [Int: [Double]] = [:]
    for request in requests where request.kind == .detected {
      guard let column = layout.columnNames.firstIndex(of: request.name) else { continue }
      let slot = Int(layout.fields[column].textSlot)
      guard result[slot] == nil else { continue }
      let text = columns[slot]
      var values: [Double] = []
      values.reserveCapacity(text.levels.count)
      // The first level of each kind: levels are in the order of first appearance.
      var point: Int?
      var comma: Int?
      var ambiguous: Int?
      for level in 0..<text.levels.count {
        // `006` is a code: as a number it would be a slope, and would lose its zeros.
        let isCode = text.levels.withBytes(level) { bytes in
          bytes.count > 1 && bytes[0] == UInt8(ascii: "0") && bytes[1] >= 48 && bytes[1] <= 57
        }
        if isCode { break }
        let reading = text.levels.withBytes(level) { NumberText.read($0, mark: layout.decimalMark) }
        guard case .value(let value, let use) = reading else { break }
        values.append(value)
        switch use {
        case .none: break
        case .point: point = point ?? level
        case .comma: comma = comma ?? level
        case .ambiguousComma: ambiguous = ambiguous ?? level
        }
      }
      guard values.count == text.levels.count else { continue }
      result[slot] = values
      func earlier(_ seen: Sighting?, _ level: Int?) -> Sighting? {
        guard let level else { return seen }
        guard let row = (0..<rowCount).first(where: { text.level($0) == level }) else { return seen }
        if let seen, (seen.row, seen.column) < (row, column) { return seen }
        return Sighting(row: row, column: column, text: text.levels[level])
      }
      firstPoint = earlier(firstPoint, point)
      firstComma = earlier(firstComma, comma)
      firstAmbiguous = earlier(firstAmbiguous, ambiguous)
    }
    return result
  }

  /// The mark that the numbers were written with, if they leave no doubt.
  private func settleMark() throws(TableError) -> DecimalMark? {
    if let given = options.decimalMark { return given }
    func facts(_ seen: Sighting) -> TableError.Sighting {
      TableError.Sighting(
        line: lines.line(ofRow: seen.row), column: layout.columnNames[seen.column], text: seen.text)
    }
    guard let comma = firstComma ?? firstAmbiguous else { return firstPoint == nil ? nil : .point }
    if let point = firstPoint {
      throw .mixedMarks(name: layout.name, comma: facts(comma), point: facts(point))
    }
    if firstComma == nil { throw .ambiguousComma(name: layout.name, facts(comma)) }
    return .comma
  }
}
