/// What a command found: rows, and what the reader must know beside them.
public struct Results: Sendable, Equatable {
  /// What the rows are about, which decides their columns.
  public enum Subject: Sendable, Equatable {
    case trial
    /// Published studies: rows add `study`.
    case studies
    /// Published claims: rows add `study`, `line`, `check`, `verdict`, `mend`.
    case claims
  }

  public var rows: [Estimate]
  /// Sentences for people: what was left out and counted, what cannot be estimated and why, which choice was made.
  public var notes: [String]
  /// The models behind the rows, one for each outcome; empty where no model was fitted.
  public var fits: [FitSummary]
  /// Units of exposure that rates and their differences are per.
  public var ratesPer: Double
  public var subject: Subject
  /// How the rows were made, where that was asked for.
  public var derivations: [Derivation]

  public init(
    rows: [Estimate] = [], notes: [String] = [], fits: [FitSummary] = [], ratesPer: Double = 1,
    subject: Subject = .trial, derivations: [Derivation] = []
  ) {
    self.rows = rows
    self.notes = notes
    self.fits = fits
    self.ratesPer = ratesPer
    self.subject = subject
    self.derivations = derivations
  }
}

/// A page to be written: the results and where they come from (contract, section 3).
public struct ResultDocument: Sendable, Equatable {
  /// The file that was read.
  public struct Input: Sendable, Equatable {
    /// As the user named it; `<stdin>` for standard input.
    public var file: String
    /// Hexadecimal SHA-256 of the bytes read; computed for JSON only.
    public var sha256: String?
    /// Rows of data in the file, the header not counted.
    public var rows: Int?
    /// Different subjects among them.
    public var subjects: Int?

    public init(file: String, sha256: String? = nil, rows: Int? = nil, subjects: Int? = nil) {
      self.file = file
      self.sha256 = sha256
      self.rows = rows
      self.subjects = subjects
    }
  }

  /// Endline's version.
  public var version: String
  /// `change`, `compare` …
  public var command: String
  public var input: Input?
  public var results: Results

  public init(version: String, command: String, input: Input?, results: Results) {
    self.version = version
    self.command = command
    self.input = input
    self.results = results
  }
}
