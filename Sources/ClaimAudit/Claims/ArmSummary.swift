public import PublishedNumbers

/// What was printed of one outcome in one arm at one time: a row of a table of arm summaries.
public struct ArmSummary: Sendable, Equatable {
  public var study: String?
  /// `complete_case`, `itt_model` (a mean that a model yields), `as_reported`; nil where it is not said.
  public var analysis: String?
  public var outcome: String?
  /// The instrument, by whatever name the catalogue may know it.
  public var instrument: String?
  public var higherIsBetter: Bool?
  public var arm: String?
  public var timepoint: String?
  public var n: Int?
  public var mean: PrintedNumber?
  public var sd: PrintedNumber?
  public var se: PrintedNumber?
  public var file: String?
  /// The line of the file (from 1).
  public var line: Int?

  public init(study: String? = nil, outcome: String? = nil, arm: String? = nil, timepoint: String? = nil) {
    self.study = study
    self.outcome = outcome
    self.arm = arm
    self.timepoint = timepoint
  }

  /// Whether the mean is a model's and no average of values seen.
  public var isModelled: Bool { analysis?.contains("model") ?? false }
}
