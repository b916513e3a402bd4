public import Diagnostics

/// What can be wrong with printed figures.
public enum PublishedEffectError: Diagnosis {
  case emptyFrom
  /// A piece of `--from` that is no pair.
  case notAPair(String, from: String)
  case unknownKey(String, from: String)
  case givenTwice(String, from: String)
  /// A value that its key cannot have: the place, the problem and the mend.
  case badValue(String, String, mend: String, inFile: Bool)
  /// Figures that are not enough.
  case insufficient(String, problem: String, mend: String)
  /// No column of a table is a key.
  case noKeys(source: String, columns: [String])
  /// No row of a table is enough.
  case nothingUsable(source: String, reasons: [String])

  public var status: ExitStatus {
    switch self {
    case .badValue(_, _, _, let inFile): inFile ? .data : .usage
    case .nothingUsable: .data
    default: .usage
    }
  }

  public var problems: [String] {
    switch self {
    case .emptyFrom: ["--from is empty"]
    case .notAPair(let piece, _): ["--from: \(inQuotes(piece)) is not KEY=VALUE"]
    case .unknownKey(let key, _): ["--from: no figure is called \(inQuotes(key))"]
    case .givenTwice(let key, _): ["--from: \(key) is given twice"]
    case .badValue(let place, let problem, _, _): ["\(place): \(problem)"]
    case .insufficient(let place, let problem, _): ["\(place): \(problem)"]
    case .noKeys(let source, _): ["\(source): no column has the name of a figure"]
    case .nothingUsable(let source, let reasons): reasons.map { "\(source): \($0)" }
    }
  }

  public var mend: String? {
    switch self {
    case .emptyFrom:
      #"give figures as printed, such as --from "mean1=45.4, sd1=12.1, n1=62, mean2=43.5, sd2=11.8, n2=59""#
    case .notAPair(let piece, _):
      piece.allSatisfy { $0.isNumber }
        ? "commas part the figures, and decimals have a point: mean1=50.6, n1=99"
        : "write KEY=VALUE, parted by commas: mean1=50.6, n1=99"
    case .unknownKey(let key, _):
      nearest(to: key, among: EffectKey.allCases.map(\.rawValue)).map {
        "did you mean \"\($0)\"? endline effect --help lists them all"
      } ?? "endline effect --help lists the names"
    case .givenTwice: "keep one of them; treatment is 1, control is 2"
    case .badValue(_, _, let mend, _): mend
    case .insufficient(_, _, let mend): mend
    case .noKeys(_, let columns):
      "name the columns as the keys of --from (mean1, sd1, n1, t, p …); the columns are \(listed(columns))"
    case .nothingUsable: "complete the rows; endline effect --help says what is enough"
    }
  }
}
