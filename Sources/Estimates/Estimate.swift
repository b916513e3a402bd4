/// One number that an analysis yields, with everything a reader needs to defend it. All analyses end here; all writers
/// start here. The fields stand in the order of the contract (section 3), which is the order in which they are written
/// (`EstimateField.all`).
///
/// A quantity that cannot be estimated is nil, never not-a-number, and a note of the results says why.
public struct Estimate: Sendable, Equatable {
  /// What B is in a contrast `A - B`, by its label: arms and visits may have the same labels, and labels may hold ` - `.
  public enum Reference: Sendable, Equatable {
    /// The control arm, or whichever arm the other is compared with.
    case arm(String)
    /// The visit from which a change is counted.
    case visit(String)
  }

  /// The measured variable.
  public var outcome: String?
  /// The arm that the number describes; nil where it describes all arms together or a contrast of two.
  public var arm: String?
  /// `A - B`: `estimate` is A minus B (treatment minus control, later minus earlier).
  public var contrast: String?
  /// What B of the contrast is, for pages: no column of the results. A page takes a contrast whose reference is unknown
  /// (nil) as it is written.
  public var reference: Reference?
  /// Whether the number is the one arm's value over the other's although its measure does not say so, as a pooled ratio
  /// is; no column of the results.
  public var isRatioOfArms = false
  /// The visit, as labelled in the data; for a change the later of the two.
  public var visit: String?
  /// The site that the number describes; nil where it describes all sites together.
  public var site: String?
  /// Model term, or what else tells two rows of one measure apart.
  public var term: String?
  public var measure: Measure
  /// How it was computed, in lower case with underscores (`welch`, `ancova_hc3`, `noncentral_t`).
  public var method: String?
  /// The value; nil where it cannot be estimated, and in tests whose result is a statistic (`signed_rank`, `rank_sum`).
  public var estimate: Double?
  /// Standard error of `estimate`, in its units.
  public var standardError: Double?
  /// Degrees of freedom behind `statistic` or the interval; nil where the reference distribution has none.
  public var df: Double?
  /// Test statistic: t for means, V for the signed-rank test, U for the rank-sum test, chi-squared or a count for tables.
  public var statistic: Double?
  /// Two-sided unless `method` says otherwise; inverts the row's interval where there is one.
  public var pValue: Double?
  /// Lower limit of the two-sided interval; nil where there is no interval or it is open below.
  public var confidenceLow: Double?
  /// Upper limit of the two-sided interval; nil where there is no interval or it is open above.
  public var confidenceHigh: Double?
  /// Level of the interval between 0 and 1, nil where the row has none.
  public var confidenceLevel: Double?
  /// Subjects behind this row.
  public var n: Int?
  /// The published study that the number is of.
  public var study: String?
  /// What was found of a published claim.
  public var claim: ClaimVerdict?

  public init(
    outcome: String? = nil, arm: String? = nil, contrast: String? = nil, reference: Reference? = nil,
    visit: String? = nil, site: String? = nil,
    term: String? = nil, measure: Measure, method: String? = nil, estimate: Double? = nil,
    standardError: Double? = nil, df: Double? = nil, statistic: Double? = nil, pValue: Double? = nil,
    confidenceLow: Double? = nil, confidenceHigh: Double? = nil, confidenceLevel: Double? = nil, n: Int? = nil,
    study: String? = nil, claim: ClaimVerdict? = nil
  ) {
    self.outcome = outcome
    self.arm = arm
    self.contrast = contrast
    self.reference = reference
    self.visit = visit
    self.site = site
    self.term = term
    self.measure = measure
    self.method = method
    self.estimate = estimate
    self.standardError = standardError
    self.df = df
    self.statistic = statistic
    self.pValue = pValue
    self.confidenceLow = confidenceLow
    self.confidenceHigh = confidenceHigh
    self.confidenceLevel = confidenceLevel
    self.n = n
    self.study = study
    self.claim = claim
  }

  /// Whether it is the one arm's value over the other's, not minus it.
  package var isRatio: Bool { measure.isRatio || isRatioOfArms }
}
