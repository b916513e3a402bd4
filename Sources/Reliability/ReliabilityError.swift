public import Diagnostics

/// What keeps data from being analysed for reliability.
public enum ReliabilityError: Diagnosis {
  public enum Kind: String, Sendable {
    case items, raters

    var option: String { "--\(rawValue)" }
  }

  case tooFew(kind: Kind, [String])
  /// The table of items is a matrix of covariances or correlations.
  case matrix(source: String, order: Int, isCorrelation: Bool)
  /// Visits to compare that are not two, or that the data do not have.
  case notTwoVisits(String)
  case unknownVisit(String, known: [String])
  case noVisits

  public var status: ExitStatus {
    switch self {
    case .matrix: .data
    case .tooFew, .notTwoVisits, .unknownVisit, .noVisits: .usage
    }
  }

  public var problems: [String] {
    switch self {
    case .tooFew(let kind, let names):
      ["\(kind.option) names \(names.count == 1 ? "only \(inQuotes(names[0]))" : "nothing")"]
    case .matrix(let source, let order, let isCorrelation):
      [
        "\(source): the \(order) rows of \(order) items look like a matrix of "
          + (isCorrelation ? "correlations" : "covariances") + ", not like answers"
      ]
    case .notTwoVisits(let text): ["--retest \(inQuotes(text)) does not name two visits"]
    case .unknownVisit(let label, _): ["--retest: no visit is called \(inQuotes(label))"]
    case .noVisits: ["--retest needs a column for the visit"]
    }
  }

  public var mend: String? {
    switch self {
    case .tooFew(let kind, _): "name two or more, such as \(kind.option) A,B,C or \(kind.option) A-C"
    case .matrix: "give the answers: one row per subject, one column per item"
    case .notTwoVisits: #"write --retest "FIRST,SECOND""#
    case .unknownVisit(let label, let known):
      (nearest(to: label, among: known).map { "did you mean \(inQuotes($0))? " } ?? "")
        + "the visits are \(known.map { onOneLine($0) }.joined(separator: ", "))"
    case .noVisits: "name it with --visit COL, and the subject with --subject COL"
    }
  }
}
