/// What reliable and clinically significant change is to mean.
public struct ReliableChangeOptions: Sendable {
  /// What makes a change an improvement or a deterioration.
  public enum Criterion: Sendable, Equatable {
    /// More than the error of measurement makes likely.
    case reliable(ReliableChangeMethod)
    /// Anchor-based: as many points as the scale's minimal important difference, or more.
    case importantDifference
    /// As many percent of the baseline above the scale's floor, or more.
    case percent(Double)
  }

  /// How many points matter to those concerned: above 0.
  public struct ImportantDifference: Sendable, Equatable {
    /// In the better direction.
    public var improvement: Double
    /// In the other.
    public var deterioration: Double

    /// - Parameter deterioration: nil: as much as improvement.
    public init(_ improvement: Double, deterioration: Double? = nil) {
      self.improvement = improvement
      self.deterioration = deterioration ?? improvement
    }
  }

  /// Which way is better.
  public enum Direction: String, Sendable, CaseIterable {
    case higher
    case lower

    var sign: Double { self == .higher ? 1 : -1 }
  }

  /// Where a reliability comes from.
  public enum ReliabilitySource: Sendable, Equatable {
    case known(AssumedReliability)
    /// The correlation of two visits, between which nothing is believed to have changed, by their places in the trial.
    case visits(Int, Int)
  }

  /// What has to be known of an outcome's scale.
  public struct Scale: Sendable, Equatable {
    public var direction: Direction
    /// Needed for `reliable` alone.
    public var reliability: ReliabilitySource?
    /// Of the scores at follow-up, for Nunnally and Kotsch's method; nil: as at baseline.
    public var followupReliability: Double?
    /// Needed for `importantDifference` alone.
    public var importantDifference: ImportantDifference?
    /// The lowest score of the scale, which percentages subtract.
    public var percentFloor = 0.0
    /// In place of the options' own; nil: that one.
    public var cutoff: ClinicalCutoff?

    public init(direction: Direction, reliability: ReliabilitySource? = nil) {
      self.direction = direction
      self.reliability = reliability
    }
  }

  public var criterion: Criterion
  /// nil: nobody can be recovered, and only improvement is counted.
  public var cutoff: ClinicalCutoff?
  /// Two-sided level by which an index is reliable change: 0.95 for 1.96.
  public var indexLevel = 0.95
  /// Whether subjects without a pair count as unchanged, so that everybody is the denominator.
  public var countsMissingAsUnchanged = false
  /// When the visits are, by label, in one unit since the baseline, for mixed models; empty: labels are numbers.
  public var visitTimes: [String: Double] = [:]
  /// Of every outcome that `scales` has not.
  public var scale: Scale
  /// By the outcome's name.
  public var scales: [String: Scale] = [:]

  public init(criterion: Criterion, cutoff: ClinicalCutoff? = nil, scale: Scale) {
    self.criterion = criterion
    self.cutoff = cutoff
    self.scale = scale
  }

  func scale(of outcome: String) -> Scale { scales[outcome] ?? scale }

  /// The same with the cut-off that goes for a scale.
  func forScale(_ scale: Scale) -> ReliableChangeOptions {
    var options = self
    options.cutoff = scale.cutoff ?? cutoff
    return options
  }

  var method: ReliableChangeMethod? {
    if case .reliable(let method) = criterion { return method }
    return nil
  }

  /// As rows name it: `jacobson_truax_wilson`, the interval last.
  var rowMethod: String {
    let name =
      switch criterion {
      case .reliable(let method): method.rawValue
      case .importantDifference: "important-difference"
      case .percent: "percent"
      }
    return String(name.map { $0 == "-" ? "_" : $0 }) + "_wilson"
  }
}
