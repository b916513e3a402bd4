/// Which columns hold the effects, and which rows are wanted.
public struct EffectRequest: Sendable {
  public enum Source: Sendable {
    case variance(effect: String, variance: String)
    case standardError(effect: String, standardError: String)
    /// An effect as printed with the limits of its interval at a level; ratios as they are, not their logarithms.
    case limits(effect: String, low: String, high: String, level: Double)
    /// Columns of each arm, treatment first: n, mean, SD, or events, n.
    case arms(treatment: ArmColumns, control: ArmColumns)
    /// One arm before and after: columns of n, mean before, SD before, mean after, SD after, and the correlation of before
    /// and after that is taken for all studies.
    case prePost(columns: [String], correlation: Double)
  }

  /// An arm's label and its columns: n, mean, SD; or events, n.
  public struct ArmColumns: Sendable, Equatable {
    public let label: String
    public let columns: [String]

    public init(label: String, columns: [String]) {
      self.label = label
      self.columns = columns
    }
  }

  public var source: Source
  public var measure: EffectMeasure?
  /// Nil: `study` where there is such a column, else rows are numbered.
  public var study: String?
  /// `COL == VALUE`.
  public var filters: [String]
  /// Moderators: columns, with `:factor` or `:numeric` where that must not be guessed.
  public var moderators: [String]
  /// A column whose values part the studies.
  public var subgroup: String?
  /// A column that orders the studies.
  public var ordering: String?

  public init(
    source: Source, measure: EffectMeasure? = nil, study: String? = nil, filters: [String] = [],
    moderators: [String] = [], subgroup: String? = nil, ordering: String? = nil
  ) {
    self.source = source
    self.measure = measure
    self.study = study
    self.filters = filters
    self.moderators = moderators
    self.subgroup = subgroup
    self.ordering = ordering
  }
}
