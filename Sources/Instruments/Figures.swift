extension Instrument {
  /// A reliability coefficient.
  public struct Reliability: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
      /// Cronbach's alpha.
      case alpha
      /// The same person again: a correlation or an intraclass correlation, which `of` says.
      case testRetest = "test_retest"
      case interRater = "inter_rater"
    }

    public let kind: Kind
    /// Equal limits for one number; the lowest and the highest where a source gives several.
    public let value: ClosedRange<Double>
    /// Nil: of the whole scale.
    public var subscale: String?
    /// Version, sample, interval between the measurements.
    public var of: String?
    public var n: Int?
    public var sources: [Source] = []

    /// The coefficient, where the source gives one and not a span.
    public var coefficient: Double? { value.lowerBound == value.upperBound ? value.lowerBound : nil }
  }

  /// Mean and standard deviation of the score in some population.
  public struct Norm: Sendable, Equatable {
    public let mean: Double
    public var sd: Double?
    public var n: Int?
    public let population: String
    /// Where it is not of the score that the items give (a converted score, say), of which.
    public var ofScore: String?
    public var sources: [Source] = []
  }

  /// A score from which on, or up to which, something is said of a person.
  public struct Cutoff: Sendable, Equatable {
    public let at: Double
    /// Whether it is said of this score and lower ones; else of this score and higher ones.
    public var isUpTo = false
    public let meaning: String
    /// Whether it was made to part a clinical from a general population, as clinically significant change asks for.
    public var isClinical = false
    public var population: String?
    public var sources: [Source] = []
  }

  /// How large a difference has to be.
  public struct Difference: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
      /// The smallest that somebody finds worth it.
      case minimalImportant = "minimal_important"
      /// More than measurement error makes.
      case reliableChange = "reliable_change"
      /// What a trial was planned to find; says nothing of what matters.
      case hypothesised
    }

    public let kind: Kind
    public let value: Double
    /// The same as a share of the baseline score (with `percentFloor` subtracted), in per cent.
    public var percent: Double?
    public var of: String?
    public var n: Int?
    public var sources: [Source] = []
  }
}
