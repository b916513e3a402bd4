internal import Diagnostics

/// What a file's moments are of: everything that must be the same for files to be pooled.
public struct MomentsHeader: Sendable, Equatable {
  /// A variable of the model's fixed part.
  public struct Variable: Sendable, Equatable {
    public enum Role: String, CaseIterable, Sendable {
      case visit, arm, site, covariate, baseline
    }
    public let name: String
    public let role: Role
    /// Levels in order; none for a number.
    public let levels: [String]
    /// Which of the levels is the reference.
    public let reference: Int
    /// Whether it has a value for each visit of a subject.
    public let varies: Bool

    public init(name: String, role: Role, levels: [String], reference: Int, varies: Bool) {
      self.name = name
      self.role = role
      self.levels = levels
      self.reference = reference
      self.varies = varies
    }
  }
  public let outcome: String
  /// As the model was asked for; the default model written out.
  public let formula: String
  /// The name that the formula has for the visit.
  public let visitColumn: String?
  /// Labels in order.
  public let visits: [String]
  /// In the order in which the formula names them.
  public let variables: [Variable]
  /// The visit at which all arms have one mean; nil: none.
  public let constrainedBaseline: String?
  /// Levels of the column that has a covariance matrix for each; none: one matrix.
  public let groups: [String]

  public init(
    outcome: String, formula: String, visitColumn: String?, visits: [String], variables: [Variable],
    constrainedBaseline: String? = nil, groups: [String]
  ) {
    self.outcome = outcome
    self.formula = formula
    self.visitColumn = visitColumn
    self.visits = visits
    self.variables = variables
    self.constrainedBaseline = constrainedBaseline
    self.groups = groups
  }

  /// The fields by name with a text of each, in the file's order.
  private var fields: [(name: String, text: String)] {
    func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.map(inQuotes).joined(separator: ", ") }
    var fields = [
      ("outcome", inQuotes(outcome)), ("formula", inQuotes(formula)),
      ("visit_column", visitColumn.map(inQuotes) ?? "none"), ("visits", list(visits)),
      ("variables", list(variables.map(\.name))),
    ]
    for variable in variables {
      fields += [
        ("role of \(inQuotes(variable.name))", variable.role.rawValue),
        ("levels of \(inQuotes(variable.name))", list(variable.levels)),
        (
          "reference of \(inQuotes(variable.name))",
          variable.levels.indices.contains(variable.reference) ? inQuotes(variable.levels[variable.reference]) : "none"
        ),
        ("varies of \(inQuotes(variable.name))", String(variable.varies)),
      ]
    }
    return fields + [
      ("constrained_baseline", constrainedBaseline.map(inQuotes) ?? "none"), ("groups", list(groups)),
    ]
  }

  /// The first field in which the other header differs; nil where all are equal.
  func difference(from other: MomentsHeader) -> (field: String, here: String, there: String)? {
    for (own, others) in zip(fields, other.fields) where own != others { return (own.name, own.text, others.text) }
    return nil
  }
}

/// The model that a header describes.
struct MomentsModel: Sendable {
  let formula: ModelFormula
  let used: [FormulaVariable]
  let design: FixedDesign
  let layout: DesignLayout

  /// - Throws: a text with what is wrong, and the field that it is wrong in.
  init(_ header: MomentsHeader) throws(Fault) {
    do throws(FormulaError) {
      formula = try ModelFormula(parsing: header.formula)
    } catch {
      throw Fault(field: "formula", reason: error.problems.joined(separator: "; "))
    }
    guard formula.response == header.outcome else {
      throw Fault(field: "formula", reason: "the formula's outcome is not \(inQuotes(header.outcome))")
    }
    used = AnalysedRows.variables(of: formula)
    guard used.count == header.variables.count,
      zip(used, header.variables).allSatisfy({ $0.columnName == $1.name })
    else {
      let names = used.map { inQuotes($0.columnName) }.joined(separator: ", ")
      throw Fault(field: "variables", reason: "the formula's variables are \(names.isEmpty ? "none" : names)")
    }
    var variables: [FormulaVariable: ModelVariable] = [:]
    for (name, variable) in zip(used, header.variables) {
      variables[name] = try Self.variable(variable, visits: header.visits)
    }
    let width = formula.terms.reduce(1.0) { sum, term in
      sum + term.reduce(1.0) { $0 * Double(max(1, variables[$1]?.levels.count ?? 1)) }
    }
    guard width * Double(header.visits.count) <= 1e7 else {
      throw Fault(field: "formula", reason: "the model has more columns than fit in memory")
    }
    var constraint: BaselineConstraint?
    if let label = header.constrainedBaseline {
      guard let visit = header.visits.firstIndex(of: label) else {
        throw Fault(field: "constrained_baseline", reason: "\(inQuotes(label)) is none of the visits")
      }
      constraint = BaselineConstraint(
        visit: visit,
        arms: Set(
          header.variables.indices.filter { header.variables[$0].role == .arm && !header.variables[$0].levels.isEmpty })
      )
    }
    design = FixedDesign(formula, visits: header.visits, variables: variables, constraint: constraint)
    layout = DesignLayout(design)
  }

  /// What is wrong with a header.
  struct Fault: Error {
    let field: String
    let reason: String
  }

  /// A variable without its subjects.
  private static func variable(
    _ variable: MomentsHeader.Variable, visits: [String]
  ) throws(Fault) -> ModelVariable {
    func fault(_ reason: String) -> Fault {
      Fault(field: "variables", reason: "\(inQuotes(variable.name)) \(reason)")
    }
    let rows = variable.varies ? visits.count : 1
    let values: ModelVariable.Values
    switch (variable.role, variable.levels.isEmpty) {
    case (.visit, true):
      let numbers = visits.compactMap(Double.init)
      guard numbers.count == visits.count, numbers.allSatisfy(\.isFinite) else {
        throw fault("has no levels, but the visits are not numbers")
      }
      values = .visitNumber(numbers)
    case (.visit, false):
      guard variable.levels == visits, variable.reference == 0 else {
        throw fault("has levels that are not the visits")
      }
      values = .visitLevel
    case (_, true): values = .numeric([[Double]](repeating: [], count: rows))
    case (_, false): values = .factor([[Int32]](repeating: [], count: rows))
    }
    guard variable.levels.isEmpty ? variable.reference == 0 : variable.levels.indices.contains(variable.reference)
    else {
      throw fault("has a reference that is none of its levels")
    }
    return ModelVariable(
      name: variable.name, values: values, levels: variable.levels, reference: variable.reference)
  }
}

extension FormulaVariable {
  /// The name that a model's variable has.
  var columnName: String {
    switch self {
    case .column(let name), .factor(let name): name
    case .baseline: label
    }
  }
}
