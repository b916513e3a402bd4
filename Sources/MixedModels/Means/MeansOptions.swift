internal import Inference

/// What of a model's marginal means is asked for.
public struct MeansOptions: Sendable {
  /// Nil: `arm | visit` where the model has both, else whichever it has.
  public var means: MeansSpecification?
  /// Contrasts besides those of `means`.
  public var contrasts: [ContrastExpression] = []
  /// How factors that the means do not name are averaged over.
  public var weights: MeanWeights = .equal
  /// Over what the mean of a numeric covariate is taken, at which all marginal means are; nil: the conventions' own, which
  /// of Endline's is the analysed rows.
  public var covariateMean: CovariateMean?
  public var adjustment: ContrastAdjustment = .none
  /// Whether all contrasts of an outcome are one family, not those within one BY level.
  public var isOneFamily = false
  /// Nil: each level against the reference, or all pairs for `tukey`.
  public var pairs: ContrastPairs?
  /// Of the quasi-random points.
  public var seed: UInt64 = 1
  /// Above 0: tests of equivalence, non-inferiority and superiority by it.
  public var margin: Double?
  /// The standard deviation that standardized contrasts are divided by; nil: there are none.
  public var standardDeviation: ContrastStandardDeviation?

  public init() {}
}

/// Weights of the levels of a factor that marginal means average over.
public enum MeanWeights: String, CaseIterable, Sendable {
  /// The same for each level (emmeans: `equal`; SAS's default).
  case equal
  /// The share of the analysed rows that each combination of the averaged factors has, the same for every mean (emmeans:
  /// `proportional`).
  case proportional
  /// That share among the analysed rows of the mean's own cell (emmeans: `cells`; SAS: `OM` with `BYLEVEL`).
  case observed
}

/// Over what the mean of a numeric covariate is taken.
public enum CovariateMean: String, CaseIterable, Sendable {
  /// The analysed rows, as emmeans has it.
  case rows
  /// The subjects with an analysed row, each once.
  case subjects
}

/// Which levels are contrasted.
public enum ContrastPairs: String, CaseIterable, Sendable {
  case control, all
}

/// How contrasts are adjusted for their number.
public enum ContrastAdjustment: String, CaseIterable, Sendable {
  case none, bonferroni, holm, hochberg, hommel, bh
  /// All pairs, by the multivariate t with the model's own correlations.
  case tukey
  /// Each against the reference, likewise.
  case dunnett
  /// The family as it is, likewise.
  case mvt

  /// The adjustment where p-values are all it needs.
  var ofPValues: MultiplicityAdjustment? {
    switch self {
    case .tukey, .dunnett, .mvt: nil
    default: MultiplicityAdjustment(rawValue: rawValue)
    }
  }
}

/// A standard deviation for standardized contrasts.
public enum ContrastStandardDeviation: String, CaseIterable, Sendable {
  /// Of the outcome at baseline, pooled within arms, over the subjects with an analysed row.
  case baseline
  /// Around the model's mean: root of the average over visits of the model's variances.
  case residual
  /// Of the analysed values: root of the average over visits of their variances, pooled within arms.
  case total
  /// Around the model's mean at the contrast's visit.
  case visit
}
