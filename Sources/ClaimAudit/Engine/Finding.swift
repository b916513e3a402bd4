public import Estimates
public import PublishedNumbers

/// What one check found of one claim, in numbers and in words.
public struct Finding: Sendable, Equatable {
  public var check: String
  public var verdict: ClaimVerdict.Verdict
  /// What was held against what, with the numbers.
  public var words: String
  /// Changes that would make the figures agree, the most plausible first.
  public var mends: [Mend]
  /// The figure as recomputed from the printed ones, and what their rounding lets it be.
  public var recomputed: Double?
  public var allowed: Enclosure?
  /// The convention by which it was recomputed.
  public var method: String?
  /// The figures that the check holds against one another, for a search of one wrong digit.
  var figures: [PrintedFigure]

  init(
    _ check: String, _ verdict: ClaimVerdict.Verdict, _ words: String, mends: [Mend] = [], recomputed: Double? = nil,
    allowed: Enclosure? = nil, method: String? = nil, figures: [PrintedFigure] = []
  ) {
    self.check = check
    self.verdict = verdict
    self.words = words
    self.mends = mends
    self.recomputed = recomputed
    self.allowed = allowed
    self.method = method
    self.figures = figures
  }

  /// What would be needed and was not printed.
  static func missing(_ check: String, _ words: String) -> Finding { Finding(check, .notCheckable, words) }

  var isAgainst: Bool { verdict == .inconsistent || verdict == .impossible }
}

/// A change that would make figures agree.
public struct Mend: Sendable, Equatable {
  /// In words that say what then agrees.
  public var words: String
  /// Whether the figures agree with it; else it is what print cannot tell.
  public var settles: Bool

  public init(_ words: String, settles: Bool = true) {
    self.words = words
    self.settles = settles
  }

  /// Nothing printed says by which test a p-value was found.
  static let otherTest = Mend(
    "another test (adjusted, longitudinal): cannot be told from what is printed", settles: false)
}
