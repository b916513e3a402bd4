/// A model in Wilkinson and Rogers' notation: `FEV1 ~ baseline(FEV1)*visit + arm*visit + us(visit | id)`.
///
/// In the fixed part `a + b` adds terms, `a:b` multiplies, `a*b` is `a + b + a:b`, `a/b` is `a + a:b` (b within a),
/// `- a` takes a term away, `0` or `- 1` the intercept, `1` puts it back, and parentheses group, all with R's meaning.
/// `factor(COL)` makes a column categorical and `baseline(OUTCOME)` is the response at baseline. A name with other
/// characters than letters, digits, dots and underscores stands in backticks or double quotes (one inside it doubled).
///
/// Beside the fixed part there may be one covariance of the repeated measures (``ResidualTerm``) and any number of
/// random terms (``RandomTerm``), each a summand of its own.
///
/// Stricter than R: taking away what is not there is an error, and so are numbers in products, functions, `^`,
/// `%in%`, `.`, the response on the right, more than 512 terms or variables and more than 50 parentheses in one
/// another.
public struct ModelFormula: Sendable, Equatable {
  /// As it was given.
  public let text: String
  /// The column on the left of `~`.
  public let response: String
  /// Whether the fixed part has an intercept.
  public let hasIntercept: Bool
  /// The terms of the fixed part without the intercept, each the variables that are multiplied.
  ///
  /// In R's order: by the number of variables, then by appearance; the variables of a term in the order in which they
  /// first appear in the fixed part.
  public let terms: [[FormulaVariable]]
  /// The covariance of a subject's repeated measures, nil where none is written.
  public let residual: ResidualTerm?
  /// The random terms in the order written.
  public let randomTerms: [RandomTerm]

  /// Reads a formula.
  ///
  /// - Throws: ``FormulaError``, which points at the first character that cannot be right.
  public init(parsing text: String) throws(FormulaError) {
    var parser = try FormulaParser(text)
    let fixed = try parser.formula()
    self.text = text
    self.response = parser.response
    self.hasIntercept = fixed.hasIntercept
    self.terms = fixed.terms
    self.residual = parser.residual
    self.randomTerms = parser.randomTerms
  }
}

/// The covariance of a subject's repeated measures: `us(visit | id)`, or `us(visit | arm / id)` for one per arm.
public struct ResidualTerm: Sendable, Equatable {
  /// The names that are known, with `un` for `us`.
  static let structures = [
    "us", "un", "cs", "csh", "ar1", "ar1h", "toep", "toeph", "ad", "adh", "vc", "vch", "sp_exp",
  ]

  /// `us`, `cs`, `csh`, `ar1`, `ar1h`, `toep`, `toeph`, `ad`, `adh`, `vc`, `vch` or `sp_exp`; written in any case, and
  /// `un` (SAS) is `us`.
  public let structure: String
  /// The column of the visits; for `sp_exp` the numeric column of the times.
  public let visit: String
  /// The column whose levels have a covariance each, nil for one covariance.
  public let group: String?
  /// The column of the subjects.
  public let subject: String
}

/// Random effects in lme4's notation: `(1 + time | id)`, `(1 + time || id)`, `(1 | site/id)`.
public struct RandomTerm: Sendable, Equatable {
  /// Whether each group has an intercept of its own: so unless `0` or `- 1` is written.
  public let hasIntercept: Bool
  /// What else varies between the groups: terms as in ``ModelFormula/terms``.
  public let slopes: [[FormulaVariable]]
  /// Whether the effects of one group are correlated: `|`, not `||`.
  public let isCorrelated: Bool
  /// The columns of the groups, the outermost first: `site/id` is sites, and subjects within sites.
  public let groups: [String]
}
