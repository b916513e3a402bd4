/// A rating scale or questionnaire: how its items become a score, and what is known of that score, each figure with where
/// it was read. What nobody has looked up is absent, never zero.
///
/// An instrument is one YAML file (`Documentation/Methods/instruments.md` names every key).
public struct Instrument: Sendable, Equatable {
  /// What commands and studies call it: lower-case letters, digits and underscores.
  public let key: String
  public var name: String
  /// The usual short name first; all are found, letter case, hyphens and blanks aside.
  public var abbreviations: [String] = []
  /// What it measures.
  public var domain: String?
  /// Who answers or rates.
  public var informant: String?
  public var items = Items()
  public var scoring = Scoring()
  public var subscales: [Subscale] = []
  public var missing: MissingRule?
  public var reliabilities: [Reliability] = []
  public var norms: [Norm] = []
  public var cutoffs: [Cutoff] = []
  public var differences: [Difference] = []
  /// Forms in use that are scored differently; where there are any, who scores has to say which.
  public var variants: [Variant] = []
  public var licence: String?
  public var remarks: [Remark] = []
  /// All places that figures were read in, as the file lists them.
  public var sources: [Source] = []

  public init(key: String, name: String) {
    self.key = key
    self.name = name
  }

  /// Where figures were read.
  public struct Source: Sendable, Equatable {
    /// What the file calls it.
    public let name: String
    /// An address, or a citation.
    public let address: String
  }

  /// What else has to be known.
  public struct Remark: Sendable, Equatable {
    public let text: String
    public var sources: [Source] = []
  }

  /// The items, numbered from 1 as on the form. Absent: not known here.
  public struct Items: Sendable, Equatable {
    public var count: Int?
    /// Lowest and highest answer of every item that `exceptions` does not name.
    public var range: ClosedRange<Double>?
    /// Items with other answers than the rest.
    public var exceptions: [Exception] = []
    /// Items that count; nil: all (the others are fillers).
    public var scored: [Int]?
    /// Items that are turned round (lowest + highest − answer) before they count; empty: known to be none; nil: not known.
    public var reversed: [Int]?
    public var sources: [Source] = []

    public init() {}

    /// Items whose answers are not those of the rest.
    public struct Exception: Sendable, Equatable {
      public let items: [Int]
      public let answers: Answers
    }
  }

  /// What an item can be answered with.
  public enum Answers: Sendable, Equatable {
    case range(ClosedRange<Double>)
    /// These numbers only, ascending.
    case values([Double])

    public var bounds: ClosedRange<Double> {
      switch self {
      case .range(let range): range
      case .values(let values): values[0]...values[values.count - 1]
      }
    }

    public func contains(_ answer: Double) -> Bool {
      switch self {
      case .range(let range): range.contains(answer)
      case .values(let values): values.contains(answer)
      }
    }
  }

  /// How the items become one number.
  public enum Method: String, Sendable, CaseIterable {
    /// The sum of the items.
    case total
    /// Their mean.
    case mean
    /// There is one item, and it is the score.
    case single
    /// T score of Kiresuk and Sherman: 50 + 10 Σwx / √((1 − ρ)Σw² + ρ(Σw)²), here with all weights 1.
    case goalAttainment = "goal_attainment"
  }

  public struct Scoring: Sendable, Equatable {
    /// Empty: not known; several: all are in print, and who scores has to say which.
    public var methods: [Method] = []
    /// The score is multiplied by this (CORE-OM prints ten times the mean).
    public var times = 1.0
    /// Lowest and highest score as printed; where it follows from the items, `scoreRange` computes it.
    public var range: ClosedRange<Double>?
    public var direction: Direction?
    /// What a percent change has to subtract from both scores, because the scale does not start at 0.
    public var percentFloor: Double?
    /// Correlation between goals that the T score assumes.
    public var goalCorrelation: Double?
    public var remark: String?
    public var sources: [Source] = []

    public init() {}
  }

  /// Which way is better.
  public enum Direction: String, Sendable, CaseIterable {
    case higher
    case lower
  }

  public struct Subscale: Sendable, Equatable {
    /// As the file has it; `columnName` is the name with underscores for whatever is no letter and no digit.
    public let name: String
    /// Nil: which items belong to it is not known here, so it cannot be scored.
    public var items: [Int]?
    /// How many items, where that is known and which is not.
    public var count: Int?
    public var range: ClosedRange<Double>?
    /// How many of its items may be missing.
    public var atMostMissing: Int?
    public var sources: [Source] = []
  }

  /// What to do when answers are missing.
  public enum MissingRule: Sendable, Equatable {
    /// No score unless every item is answered.
    case complete(sources: [Source])
    /// The mean of the answered items stands for the missing ones; nil: with no limit in print.
    case prorate(atMost: Int?, sources: [Source])

    public var sources: [Source] {
      switch self {
      case .complete(let sources), .prorate(_, let sources): sources
      }
    }
  }

  public struct Variant: Sendable, Equatable {
    public let name: String
    /// What it says replaces what the instrument says; the rest stays.
    public var items = Items()
    public var scoring = Scoring()
    public var remark: String?
    public var sources: [Source] = []
  }
}
