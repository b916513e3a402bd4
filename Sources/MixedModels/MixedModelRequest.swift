/// What a mixed model is asked for beyond the data.
public struct MixedModelRequest: Sendable {
  /// Nil: the default model, `y ~ baseline(y)*visit + arm*visit + covariates + us(visit | subject)`.
  public var formula: ModelFormula?
  /// The covariance structures to be tried in this order until one converges; empty: the formula's, else unstructured.
  public var covariances: [CovarianceFamily] = []
  /// ML instead of REML.
  public var isMaximumLikelihood = false
  /// Whether random effects may have negative variances, where values of one group are less alike than others.
  public var allowsNegativeVariances = false
  /// Nil: the conventions' own; of Endline's, Kenward-Roger, or Satterthwaite for ML and for a robust covariance.
  public var df: DegreesOfFreedomMethod?
  /// Nil: the conventions' own; of Endline's, observed.
  public var information: CovarianceInformation?
  /// Whose rules hold where programs differ and nothing else of the request says what to do.
  public var conventions: ProgramConventions = .endline
  /// The coefficients' covariance from the subjects' own residuals; nil: the model's.
  public var robust: RobustCovariance?
  /// The column of whose groups `robust` takes one residual each; nil: the subjects, or the groups of the random effects
  /// that hold all others.
  public var cluster: String?
  /// Confidence level of every interval.
  public var level = 0.95
  /// The column of the visit, by which a formula names it; nil where the trial has none.
  public var visitColumn: String?
  /// The column of the subject, by which the default model names it.
  public var subjectColumn: String?
  /// The subject's column where every row counts as a subject of its own, and people are counted all the same.
  public var personColumn: String?
  /// Marginal means, contrasts and joint tests.
  public var means = MeansOptions()
  /// The baseline is an outcome with one mean for all arms (constrained longitudinal analysis, Liang & Zeger 2000).
  public var constrainsBaseline = false
  /// Rows that set what was observed beside what the model says of it (`MixedModel.diagnosticMeasures`).
  public var hasDiagnostics = false
  /// Another model of the same rows, smaller or larger: a likelihood-ratio test.
  public var against: ModelFormula?
  /// Profile-likelihood intervals of variances and correlations of random effects.
  public var profilesVariances = false
  /// Intervals, and the likelihood-ratio test's p-value, by simulation; nil: none.
  public var bootstrap: ParametricBootstrap?
  /// Whether the fit says in words what the model is and found.
  public var explains = false

  public init() {}

  /// The method in force.
  package var dfMethod: DegreesOfFreedomMethod { df ?? dfMethod(of: conventions) }

  /// What a program does where no method is asked for.
  func dfMethod(of conventions: ProgramConventions) -> DegreesOfFreedomMethod {
    conventions.dfMethod(isMaximumLikelihood: isMaximumLikelihood, isRobust: robust != nil)
  }

  /// The information in force.
  var informationInForce: CovarianceInformation { information ?? conventions.information(for: dfMethod) }

  /// The method as rows have it.
  var rowName: String { dfMethod.rowName(as: conventions) }
}
