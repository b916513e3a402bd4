/// Delimited text, opened and its header read.
///
/// ```swift
/// let text = try DelimitedText(.file("trial.csv"))
/// let table = try text.read([ColumnRequest("id", as: .text), ColumnRequest("score", as: .number)])
/// ```
///
/// What is understood, noted and refused stands in Documentation/Formats/delimited-text.md. The table is the same for
/// every piece size and number of threads, the texts of errors and notes included.
public struct DelimitedText: Sendable {
  public let source: TableSource
  /// Names in file order, trimmed; unique and not empty (anything else was refused).
  public let columnNames: [String]
  /// What parts the fields, as given or as recognised from the header line.
  public let delimiter: UInt8
  private let options: ReadOptions
  private let input: Input
  private let header: Header
  /// The start of the input as UTF-8, and the state of the decoder behind it; nil where nothing has to be decoded.
  private let decoded: (text: [UInt8], decoder: TextDecoder)?

  /// Opens the source, recognises encoding and delimiter, and reads the header.
  ///
  /// - Throws: `TableError` where there is no such file, it cannot be read, it is empty, it is not in UTF-8 (nor in the
  ///   encoding that was named), or the header has empty or repeated names.
  public init(_ source: TableSource, options: ReadOptions = ReadOptions()) throws(TableError) {
    self.source = source
    self.options = options
    let name = source.name
    var header: Header?
    var decoded: (text: [UInt8], decoder: TextDecoder)?
    var failure: TableError?
    input = try Input(source) { start, isAll in
      do throws(TableError) {
        (header, decoded) = try DelimitedText.open(start, isAll: isAll, name: name, options: options)
      } catch {
        failure = error
      }
      return header != nil || failure != nil
    }
    if case .undecodable(let name, let line, .byte(let byte, _)) = failure {
      throw .notUTF8(name, line: line, byte: byte, input: input)
    }
    if let failure { throw failure }
    guard let header else { throw .empty(name: name) }
    self.header = header
    self.decoded = decoded
    columnNames = header.names
    delimiter = header.delimiter
  }

  /// Reads the columns asked for, once (standard input cannot be read twice).
  ///
  /// - Throws: `TableError` for a column that does not exist, and for whatever is wrong with the rows.
  public func read(_ requests: [ColumnRequest]) throws(TableError) -> Table {
    let layout = try RowLayout(
      name: source.name, columnNames: columnNames, delimiter: delimiter, options: options, requests: requests)
    try input.claim()
    let builder = TableBuilder(layout, requests: requests, options: options, input: input, firstLine: header.nextLine)
    let pieceSize = min(max(options.pieceSize, 16), 64 << 20)
    let pieces: Pieces =
      if case .file(let descriptor, let size) = input.kind, decoded == nil, !options.digest {
        .inFile(descriptor, from: header.end, to: size)
      } else {
        .inOrder(
          Feed(
            input, text: decoded?.text ?? input.start, from: header.end, decoder: decoded?.decoder,
            digests: options.digest))
      }
    return try ReadPipeline(pieces, layout: layout, pieceSize: pieceSize, builder: builder).run(options.threads)
  }

  /// The header from the first bytes; nil where they do not suffice.
  private static func open(
    _ start: [UInt8], isAll: Bool, name: String, options: ReadOptions
  ) throws(TableError) -> (Header?, (text: [UInt8], decoder: TextDecoder)?) {
    if let encoding = options.encoding, encoding != .utf8 {
      var decoder = TextDecoder(encoding, start: start.span)
      var text: [UInt8] = []
      decoder.decode(start.span, into: &text)
      if isAll { decoder.finish() }
      if case .header(let header) = try Header.read(
        text.span, isAll: isAll && decoder.fault == nil, name: name, delimiter: options.delimiter)
      {
        return (header, (text, decoder))
      }
      if let fault = decoder.fault {
        throw .undecodable(name: name, line: 1 + decoder.lineFeeds, TableError.Undecodable(fault))
      }
      return (nil, nil)
    }
    if start.count >= 2, start[0] == 0xFF && start[1] == 0xFE || start[0] == 0xFE && start[1] == 0xFF {
      throw .undecodable(name: name, line: 1, .utf16(option: .utf16))
    }
    if let order = utf16Order(start.span) {
      throw .undecodable(name: name, line: 1, .utf16(option: order))
    }
    let check = EncodingCheck(start.span)
    // A wrong byte behind the header is found, with its line, when the rows are read.
    let fault = check.leading > 0 ? 0 : check.faultOffset
    let outcome: Header.Outcome
    do throws(TableError) {
      outcome = try Header.read(
        start.span.extracting(0..<(fault ?? start.count)), isAll: isAll && fault == nil, name: name,
        delimiter: options.delimiter)
    } catch {
      throw error
    }
    switch outcome {
    case .header(let header): return (header, nil)
    case .incomplete:
      guard let fault = fault ?? (isAll && check.trailing > 0 ? start.count - check.trailing : nil) else {
        return (nil, nil)
      }
      let line = 1 + start[..<fault].count { $0 == lineFeed }
      throw .undecodable(
        name: name, line: line, start[fault] == 0 ? .nul : .byte(start[fault], looksLike: []))
    }
  }
}

extension TableError {
  static func notUTF8(_ name: String, line: Int, byte: UInt8, input: Input) -> TableError {
    let looksLike: [TextEncoding] =
      switch input.encodingGuess(badByte: byte) {
      case .windows1252: [.windows1252]
      case .latin1: [.latin1, .windows1252]
      case .unknown: []
      }
    return .undecodable(name: name, line: line, .byte(byte, looksLike: looksLike))
  }
}

extension TableError.Undecodable {
  init(_ fault: TextDecoder.Fault) {
    switch fault {
    case .undefinedByte(let byte): self = .undefinedByte(byte)
    case .unpairedSurrogate(let unit): self = .unpairedSurrogate(unit)
    case .oddByteCount: self = .oddByteCount
    }
  }
}
