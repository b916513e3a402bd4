public import Diagnostics
import PublishedNumbers
public import Tables

/// A file to be audited: claims or arm summaries, recognised by its columns.
public struct AuditInput: Sendable {
  public let name: String
  public let rowCount: Int
  public let sha256: String?
  public let notes: [String]
  public private(set) var claims: [PublishedClaim] = []
  public private(set) var arms: [ArmSummary] = []

  /// - Throws: `TableError`, `PublishedTableError` (a cell that is none), `AuditInputError` (a row that cannot be meant).
  public init(reading source: TableSource, options: ReadOptions = ReadOptions()) throws {
    let table = try PublishedTable(reading: source, options: options)
    name = table.name
    rowCount = table.rowCount
    sha256 = table.sha256
    notes = table.notes
    let columns = Set(table.columnNames)
    if columns.contains("claim_type") {
      claims = try ClaimRows(table).claims()
    } else if columns.isSuperset(of: ["arm", "mean"]) {
      arms = try ArmRows(table).arms()
    } else {
      throw AuditInputError.unknownColumns(source: name, columns: table.columnNames)
    }
  }
}

extension AuditInput {
  /// Claims that stand in the sentences of a text, which is their study.
  ///
  /// - Parameter decimalMark: how numbers are written; recognised where it is nil.
  /// - Throws: `TableError`, `ProseError`.
  public init(readingText source: TableSource, decimalMark: DecimalMark? = nil) throws {
    let bytes: [UInt8] =
      switch source {
      case .file(let path): try wholeFile(at: path, limit: Self.longestText)
      case .standardInput: try wholeStandardInput(limit: Self.longestText)
      case .bytes(let bytes, _): bytes
      }
    let prose = try Prose(bytes, name: source.name, decimalMark: decimalMark)
    name = prose.name
    rowCount = prose.claims.count
    sha256 = nil
    notes = prose.hasDecimalCommas ? ["\(prose.name): numbers are read with a decimal comma"] : []
    claims = prose.claims.map { found in
      var claim = found.claim
      claim.study = prose.name
      claim.outcome = claim.outcome ?? claim.words
      claim.isOneSided = found.isOneSided
      return claim
    }
    arms = prose.arms.map { arm in
      var arm = arm
      arm.study = prose.name
      return arm
    }
  }

  private static let longestText = 64 << 20
}

/// What can be wrong with a file of claims or of arm summaries, beside its cells.
public enum AuditInputError: Diagnosis {
  /// Neither kind of file.
  case unknownColumns(source: String, columns: [String])
  /// A claim type that is not known.
  case unknownType(String, type: String)
  /// A row that cannot be meant: the place, what is wrong, and the mend.
  case badRow(String, String, mend: String)

  public var status: ExitStatus { .data }

  public var problems: [String] {
    switch self {
    case .unknownColumns(let source, let columns):
      columns.contains("arm") || columns.contains("mean")
        ? ["\(source): arm summaries need the columns arm and mean"]
        : ["\(source): neither claims (column claim_type) nor arm summaries (columns arm and mean)"]
    case .unknownType(let place, let type): ["\(place): \(inQuotes(type)) is no type of claim"]
    case .badRow(let place, let problem, _): ["\(place): \(problem)"]
    }
  }

  public var mend: String? {
    switch self {
    case .unknownColumns(_, let columns):
      if let near = columns.first(where: { nearest(to: $0, among: ["claim_type"]) != nil }) {
        "is \(inQuotes(near)) claim_type? the columns are \(listed(columns))"
      } else {
        "claims have study, outcome, claim_type and what is printed of estimate, ci_low, ci_high, p, test_statistic, df, "
          + "n1, n2, effect_size; arm summaries study, outcome, arm, timepoint, n, mean, sd, se"
      }
    case .unknownType(_, let type): Self.types(near: type)
    case .badRow(_, _, let mend): mend
    }
  }

  private static func types(near type: String) -> String {
    let known = ClaimType.allCases.map(\.rawValue)
    let list = "the types are \(known.joined(separator: ", "))"
    return nearest(to: type, among: known).map { "did you mean \(inQuotes($0))? \(list)" } ?? list
  }
}
