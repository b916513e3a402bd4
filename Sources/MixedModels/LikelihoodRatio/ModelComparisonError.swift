public import Diagnostics

/// Why two models cannot be held against one another. Formulas are as they were given.
public enum ModelComparisonError: Diagnosis {
  case otherResponse(String, response: String, other: String)
  /// The subject or the visit of the two formulas, by their columns.
  case otherRole(String, String, other: String)
  case fixedEffectsOfREML(String)
  case sameModel(String)
  case notNested(String, String)
  case otherRows(source: String, formula: String, rows: Int, others: Int, common: Int)

  public var status: ExitStatus {
    switch self {
    case .otherRows: .data
    default: .usage
    }
  }

  public var problems: [String] {
    switch self {
    case .otherResponse(let formula, let response, let other):
      ["--against \(inQuotes(formula)): its outcome is \(inQuotes(other)) and the formula's is \(inQuotes(response))"]
    case .otherRole(let role, let name, let other):
      ["--against: \(role) is column \(inQuotes(other)) there and \(inQuotes(name)) in the formula"]
    case .fixedEffectsOfREML(let formula):
      ["--against \(inQuotes(formula)): REML likelihoods of different fixed effects are not comparable"]
    case .sameModel(let formula):
      ["--against \(inQuotes(formula)): it is the same model, written in another way"]
    case .notNested(let formula, let other):
      ["--against \(inQuotes(other)): neither it nor \(inQuotes(formula)) contains the other"]
    case .otherRows(let source, let formula, let rows, let others, let common):
      [
        "\(source): the model has \(rows) analysed rows and --against \(inQuotes(formula)) has \(others), "
          + "\(common) of them in common: likelihoods of different rows are not comparable"
      ]
    }
  }

  public var mend: String? {
    switch self {
    case .otherResponse: "hold models of one outcome against one another"
    case .otherRole: "write both formulas with the same columns for subject and visit"
    case .fixedEffectsOfREML: "add --ml, or take the same fixed effects in both formulas"
    case .sameModel: "add a term to one of the formulas, or take one away"
    case .notNested:
      "write the larger formula as the smaller one with terms added; else compare aic and bic of two fits"
    case .otherRows:
      "a variable of one formula is missing in rows that the other analyses: leave these rows out with --where, such as "
        + "--where \"COL != x\", which no missing value matches"
    }
  }
}
