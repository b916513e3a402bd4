public import Diagnostics
public import Trials

/// What keeps a mixed model from being set up. Cases carry the facts; the wording stands together below.
///
/// A model that is set up and cannot be estimated is no error but a result without numbers, whose notes say why.
public enum ModelSpecificationError: Diagnosis {
  // Wrong usage.

  case formula(FormulaError)
  /// Marginal means, contrasts or a constraint of the baseline that the model does not have.
  case means(MeansError)
  /// Two models that cannot be held against one another.
  case comparison(ModelComparisonError)
  /// The data, or how they were to be read.
  case trial(TrialError)
  /// A name at a character of the formula (from 1) that is no column of the file; `cause` has the file's columns.
  case unknownColumn(String, formula: String, position: Int, cause: TrialError)
  /// A name of the formula that the trial knows nothing of, where no file is asked.
  case notInTrial(String)
  /// A column of the formula with a role in it, and another column with that role by an option or a description.
  case otherColumn(role: String, String, formula: String, position: Int, other: String)
  case noSubject(formula: String)
  case subjectAsTerm(String, formula: String, position: Int)
  /// `x` and `factor(x)`, or `x` and a covariance for each `x`.
  case numberAndFactor(String, formula: String, position: Int)
  /// `factor(x)` of a trial that was read with x as a number.
  case numberAsFactor(String)
  case noBaseline(outcome: String)
  /// Random terms where only moments are kept.
  case randomEffects(formula: String, position: Int)
  /// An option that a model with random effects or individual times does not have.
  case notWithRandomEffects(String, mend: String)
  case noRandomEffects(String)

  /// A sandwich of random effects among which no factor's groups hold the others'.
  case crossedClusters(formula: String)
  /// A group of the model, or a subject, has rows in several clusters.
  case clusterSplitsGroups(column: String)

  /// A column of therapy groups in a trial without arms.
  case groupsWithoutArm(column: String)

  // Bad data.

  case oneCluster(column: String)
  /// Nobody knows what cluster an analysed row belongs to.
  case clusterUnknown(column: String)

  case groupInTwoArms(source: String, column: String, group: String, arms: [String])
  /// A column of therapy groups that nobody shares.
  case noGroups(source: String, column: String)
  /// A column of the model with one level, or with none.
  case oneLevel(source: String, column: String, level: String?, isArm: Bool)
  /// A random term with one level.
  case oneGroup(source: String, group: String, level: String?, term: String)
  /// A random term with a level for every row.
  case groupPerRow(source: String, group: String, rows: Int, term: String)
  /// A covariance for each level of what changes within a subject, or is a number.
  case groupVaries(source: String, column: String)
  case tooLarge(source: String, visits: Int, columns: Int)
  /// A covariance by times over a column of labels.
  case timesNotNumbers(source: String, column: String)

  public var status: ExitStatus {
    switch self {
    case .formula(let error): error.status
    case .means(let error): error.status
    case .comparison(let error): error.status
    case .trial(let error): error.status
    case .oneLevel, .oneGroup, .groupPerRow, .oneCluster, .clusterUnknown, .groupVaries, .tooLarge, .timesNotNumbers,
      .groupInTwoArms, .noGroups:
      .data
    default: .usage
    }
  }

  public var problems: [String] {
    switch self {
    case .formula(let error): error.problems
    case .means(let error): error.problems
    case .comparison(let error): error.problems
    case .trial(let error): error.problems
    default: [problem]
    }
  }

  private var problem: String {
    switch self {
    case .formula, .means, .comparison, .trial: ""
    case .unknownColumn(let name, let formula, let position, _):
      "\(FormulaError.place(in: formula, at: position)): there is no column \(inQuotes(name))"
    case .notInTrial(let name): "the trial has no column \(inQuotes(name))"
    case .otherColumn(let role, let name, let formula, let position, let other):
      "\(FormulaError.place(in: formula, at: position)): \(role) is column \(inQuotes(name)) here and "
        + "\(inQuotes(other)) by an option or the study description"
    case .noSubject(let formula): "formula \(inQuotes(formula)): nothing says which rows belong to one subject"
    case .subjectAsTerm(let name, let formula, let position):
      "\(FormulaError.place(in: formula, at: position)): \(inQuotes(name)) is the subject and cannot have an effect"
    case .numberAndFactor(let name, let formula, let position):
      "\(FormulaError.place(in: formula, at: position)): \(inQuotes(name)) is a number in one place and categorical in "
        + "another"
    case .numberAsFactor(let name): "factor(\(written(name))): the column was read as numbers"
    case .noBaseline(let outcome): "baseline(\(written(outcome))): the trial has no baseline"
    case .randomEffects(let formula, let position):
      "\(FormulaError.place(in: formula, at: position)): a moments file has no random effects"
    case .noRandomEffects(let option): "\(option) needs random effects, and the model has none"
    case .notWithRandomEffects(let option, _): "\(option) does not go with random effects or individual times"
    case .oneGroup(let source, let group, let level, _):
      "\(source): \(inQuotes(group)): every analysed row has \(level.map { "the level " + inQuotes($0) } ?? "one level"), "
        + "so the data cannot show how much levels vary"
    case .groupPerRow(let source, let group, let rows, _):
      "\(source): \(inQuotes(group)): each of the \(rows) analysed rows has a level of its own, so its levels cannot be "
        + "told from the residual"
    case .crossedClusters(let formula):
      "--robust: formula \(inQuotes(formula)): the random effects are crossed, so no groups are independent of one another"
    case .clusterSplitsGroups(let column):
      "--cluster \(inQuotes(column)): some groups of the model, or subjects, have rows in several of its clusters"
    case .clusterUnknown(let column):
      "--cluster \(inQuotes(column)): some analysed rows have no value there, so their cluster is unknown"
    case .oneCluster(let column):
      "--robust: column \(inQuotes(column)): there is one cluster, and nothing to judge it by"
    case .groupsWithoutArm(let column):
      "--group \(inQuotes(column)): groups belong to an arm, and the trial has none"
    case .groupInTwoArms(let source, let column, let group, let arms):
      "\(source): column \(inQuotes(column)): group \(inQuotes(group)) has subjects of \(inQuotes(arms[0])) and of "
        + "\(inQuotes(arms[1]))"
    case .noGroups(let source, let column):
      "\(source): column \(inQuotes(column)): no two subjects of an arm share a group"
    case .oneLevel(let source, let column, let level?, _):
      "\(source): column \(inQuotes(column)): everybody has \(inQuotes(level)), so there is nothing to compare"
    case .oneLevel(let source, let column, nil, _): "\(source): column \(inQuotes(column)): all values are missing"
    case .groupVaries(let source, let column):
      "\(source): column \(inQuotes(column)): a covariance for each of its levels needs labels that stay the same "
        + "within a subject"
    case .timesNotNumbers(let source, let column):
      "\(source): column \(inQuotes(column)): the times of sp_exp() are numbers, and it has labels"
    case .tooLarge(let source, let visits, let columns):
      "\(source): \(visits) visits and \(columns) columns in the model are more than fit in memory"
    }
  }

  public var mend: String? {
    switch self {
    case .formula(let error): error.mend
    case .means(let error): error.mend
    case .comparison(let error): error.mend
    case .trial(let error): error.mend
    case .unknownColumn(_, _, _, let cause): cause.mend
    case .notInTrial: "read it as a covariate, or take it out of the formula"
    case .otherColumn: "name it once"
    case .noSubject: "add + us(VISIT | SUBJECT) with the columns' names, or name them with --subject and --visit"
    case .subjectAsTerm: "take it out; us(visit | \(subjectName)) accounts for the subjects"
    case .numberAndFactor(let name, _, _): "write factor(\(written(name))) everywhere, or nowhere"
    case .numberAsFactor(let name): "read it as \(inQuotes(name + ":factor"))"
    case .noBaseline:
      "name the visits with --visit COL (or --wide), or the column of baseline values with --baseline-column COL"
    case .randomEffects:
      "leave --save-moments out, or write a covariance of the repeated measures alone: cs(visit | id) for what (1 | id) "
        + "says"
    case .notWithRandomEffects(_, let mend): mend
    case .noRandomEffects: "leave it out, or write the random effects into --formula: + (1 | GROUP)"
    case .oneGroup(_, _, _, let term): "take \(term) out of the formula, or check the file and --where"
    case .groupPerRow(_, _, _, let term):
      "take \(term) out of the formula, or name a column whose levels have several rows"
    case .crossedClusters:
      "leave --robust out: Kenward and Roger's and Satterthwaite's methods hold for crossed effects"
    case .clusterSplitsGroups: "name a column whose groups hold whole groups of the model, such as the site"
    case .clusterUnknown: "fill them in, or leave those rows out by --where"
    case .oneCluster: "leave --robust out, or name a column with many groups by --cluster"
    case .groupsWithoutArm: "name the column of the arms with --arm COL"
    case .groupInTwoArms(_, let column, _, _):
      "a group is treated together; what has subjects of all arms, such as a therapist, is (1 | \(written(column))) in a "
        + "formula"
    case .noGroups: "leave --group out, or name the column that says who was treated together"
    case .oneLevel(_, _, _, isArm: true): "leave the arm out of the model, or check the file and --where"
    case .oneLevel(_, _, .some, _): "take it out of the model, or check the file and --where"
    case .oneLevel: "take it out of the model"
    case .groupVaries: "name a column such as the arm"
    case .timesNotNumbers: "name a column of days or months since the start"
    case .tooLarge: "name a column for the visit whose labels many subjects share, such as month, and not a date"
    }
  }

  private var subjectName: String {
    if case .subjectAsTerm(let name, _, _) = self { written(name) } else { "" }
  }
}
