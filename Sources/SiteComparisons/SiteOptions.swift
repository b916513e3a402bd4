public import Inference

/// What a comparison of sites can be asked for beyond the data.
public struct SiteOptions: Sendable {
  /// What each site is held against.
  public enum Target: String, Sendable, CaseIterable {
    /// The mean of all judged sites' subjects.
    case overall
    /// The mean of the other judged sites' subjects.
    case rest
  }

  /// The seed of the simulated ranks where none is given.
  public static let usualSeed: UInt64 = 20_261_121

  /// Sites with fewer subjects are not judged and leave no number.
  public var minCell: Int
  public var target: Target
  /// Adjusts the sites' p-values for their number; `tukey` and `dunnett` are for arms.
  public var adjustment: MultiplicityAdjustment
  /// Names of the covariates that describe sites: no part of the case mix.
  public var siteCovariates: [String]
  public var seed: UInt64
  /// Whether totals are told elsewhere, so that further sites are left out where a total less the judged sites would
  /// give a small one away.
  package var protectsTotals = false
  /// The visit at which sites are ranked; nil: at each.
  package var rankedVisit: String?

  public init(
    minCell: Int = 5, target: Target = .overall, adjustment: MultiplicityAdjustment = .holm,
    siteCovariates: [String] = [], seed: UInt64 = SiteOptions.usualSeed
  ) {
    self.minCell = minCell
    self.target = target
    self.adjustment = adjustment
    self.siteCovariates = siteCovariates
    self.seed = seed
  }
}
