/// What was found of one published claim by one check.
public struct ClaimVerdict: Sendable, Equatable {
  /// Whether printed figures agree with one another, to what their rounding leaves open.
  public enum Verdict: String, Sendable, CaseIterable {
    case consistent
    /// They could not stand beside one another as they are, though each is possible with other numbers.
    case inconsistent
    /// No data at all, under any usual convention, could give them.
    case impossible
    /// What would be needed was not printed.
    case notCheckable = "not_checkable"
  }

  /// The line of the file (from 1) on which the claim stands.
  public var line: Int?
  /// What was held against what, in lower case with underscores (`interval_centre`, `grim`).
  public var check: String
  public var verdict: Verdict
  /// The smallest change that would make the figures agree, in words; smallest first where there are several.
  public var mend: String?
  /// What was held against what, in words with the numbers.
  public var finding: String?
  /// The file on whose line the claim stands, where several were read.
  public var file: String?

  public init(
    line: Int? = nil, check: String, verdict: Verdict, mend: String? = nil, finding: String? = nil, file: String? = nil
  ) {
    self.line = line
    self.check = check
    self.verdict = verdict
    self.mend = mend
    self.finding = finding
    self.file = file
  }
}
