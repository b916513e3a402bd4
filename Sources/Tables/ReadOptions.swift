/// Where delimited text comes from.
public enum TableSource: Sendable, Equatable {
  /// A file, by its path.
  case file(String)
  /// Standard input (`-`), which prints as `<stdin>`.
  case standardInput
  /// Bytes in memory, under a name for messages.
  case bytes([UInt8], name: String)

  /// The name in messages: the path as given, or `<stdin>`.
  public var name: String {
    switch self {
    case .file(let path): path
    case .standardInput: "<stdin>"
    case .bytes(_, let name): name
    }
  }
}

/// The mark between whole and fraction.
public enum DecimalMark: String, Sendable, CaseIterable {
  case point = "."
  case comma = ","
}

/// A text encoding that the reader can be told to expect; the raw values are what `--encoding` takes.
public enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case windows1252 = "windows-1252"
  case latin1 = "latin-1"
  case utf16 = "utf-16"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
}

/// How to read where the file does not say so itself.
public struct ReadOptions: Sendable {
  /// Tokens that mean missing, compared as trimmed text, exactly. Nil: empty, `NA`, `.`, `NaN`, letter case free.
  public var missingTokens: [String]?
  /// Nil: recognised from the numbers.
  public var decimalMark: DecimalMark?
  /// Nil: UTF-8, with or without a byte order mark; anything else is recognised and refused with the option that reads it.
  public var encoding: TextEncoding?
  /// Nil: recognised from the header line (comma, semicolon, tab).
  public var delimiter: UInt8?
  /// Whether to compute SHA-256 of the input's bytes beside the parse.
  public var digest: Bool
  /// Bytes per independent piece of work (16 bytes to 64 MiB); any value gives the same table. Pieces of 4 MiB took the
  /// same time as of 1 MiB and 20 MB more memory.
  public var pieceSize: Int
  /// Threads that parse pieces; any value gives the same table. Nil: as many as there are processors.
  public var threads: Int?

  public init(
    missingTokens: [String]? = nil, decimalMark: DecimalMark? = nil, encoding: TextEncoding? = nil,
    delimiter: UInt8? = nil, digest: Bool = false, pieceSize: Int = 1 << 20, threads: Int? = nil
  ) {
    self.missingTokens = missingTokens
    self.decimalMark = decimalMark
    self.encoding = encoding
    self.delimiter = delimiter
    self.digest = digest
    self.pieceSize = pieceSize
    self.threads = threads
  }
}
