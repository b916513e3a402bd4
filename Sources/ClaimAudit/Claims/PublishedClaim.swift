public import PublishedNumbers

/// One published claim: a row of a table of claims, or what stands in a sentence.
///
/// Nothing here is computed: a figure is nil where it was not printed, never 0, and every number keeps the digits in
/// which it was printed.
public struct PublishedClaim: Sendable, Equatable {
  /// The paper it stands in, by the name that its other claims and its arm summaries bear too.
  public var study: String?
  /// What was measured, in the paper's or the reader's words.
  public var outcome: String?
  /// What the estimate is; nil in prose where it is not said.
  public var type: ClaimType?
  /// The estimate, in the outcome's units; a proportion as a fraction.
  public var estimate: PrintedNumber?
  /// The interval of the estimate, or of the effect size where there is no estimate.
  public var interval: PrintedInterval?
  public var standardError: PrintedNumber?
  public var p: PrintedProbability?
  /// Whether the p-value is said to be one-sided.
  public var isOneSided = false
  public var statistic: PrintedStatistic?
  /// Degrees of freedom: one number, or two for F.
  public var df: [PrintedNumber] = []
  /// Sizes of the arms, the treated first; of a proportion the count and what it is a share of.
  public var n1: Int?
  public var n2: Int?
  /// An effect size beside the estimate; of `mean_sd` the SD.
  public var effectSize: PrintedNumber?
  /// What the effect size is, as the table or the sentence names it: `Cohen d`, `eta squared`, `SD`.
  public var effectSizeType: String?
  /// Which arm the claim says is the better one.
  public var favours: String?
  /// Where it was read; claims of one source stand beside one another.
  public var source: String?
  /// The parts that a total or a whole of shares is said to consist of.
  public var parts: [PrintedNumber] = []
  /// The name of the file, and the line of it (from 1).
  public var file: String?
  public var line: Int?
  /// The words in which it stands, where it was found in prose.
  public var words: String?
  /// Why its figures are not taken from the words, where a number in them can be read in more than one way.
  public var unread: String?

  public init(study: String? = nil, outcome: String? = nil, type: ClaimType? = nil) {
    self.study = study
    self.outcome = outcome
    self.type = type
  }
}

extension PublishedClaim {
  /// The claim without its figures, since one of them may be one number or two.
  func unread(_ number: String) -> PublishedClaim {
    let mark = number.contains(",") ? "," : "."
    var claim = PublishedClaim(type: type)
    (claim.file, claim.line, claim.words) = (file, line, words)
    claim.unread =
      "\(number) may be one number or two, since most numbers of the text have another decimal mark; "
      + "with --decimal \"\(mark)\" it is one"
    return claim
  }
}

/// An interval as printed.
public struct PrintedInterval: Sendable, Equatable {
  public var low: PrintedNumber
  public var high: PrintedNumber
  /// Between 0 and 1; nil where it was not printed.
  public var level: Double?
  /// Whether it spans the values seen, from the smallest to the largest, and is no interval of confidence.
  public var isRange: Bool

  /// Whether no values within the rounding of the limits stand in order.
  var isUpsideDown: Bool { low.enclosure.low > high.enclosure.high }

  /// The levels it may have: its own, or the usual ones where none is printed.
  var levels: [Double] { level.map { [$0] } ?? [0.95, 0.9, 0.99] }

  public init(low: PrintedNumber, high: PrintedNumber, level: Double? = nil, isRange: Bool = false) {
    self.low = low
    self.high = high
    self.level = level
    self.isRange = isRange
  }
}

/// A test statistic as printed, with its letter.
public struct PrintedStatistic: Sendable, Equatable {
  public enum Letter: String, Sendable, CaseIterable {
    case t
    case f = "F"
    case chiSquared = "chi2"
    case z
    case r
    /// Mann and Whitney's U.
    case u = "U"
  }

  public var letter: Letter
  public var number: PrintedNumber

  public init(_ letter: Letter, _ number: PrintedNumber) {
    self.letter = letter
    self.number = number
  }
}
