public import Diagnostics
public import Tables

/// Why moments cannot be written, read or pooled.
public enum MomentsFileError: Diagnosis, Equatable {
  case unreadable(TableError)
  case malformed(file: String, line: Int, reason: String)
  /// Two files that do not hold the same model: the first field that differs, as each has it.
  case unlike(file: String, first: String, field: String, here: String, there: String)
  case sameRelease(file: String, first: String)
  /// Cells that could give a person away.
  case withheld(file: String, cells: [String])
  /// A release that differs from an earlier one by fewer subjects than may be told apart.
  case differenced(file: String, ledger: String, release: String, cells: [String], minCell: Int)
  /// What moments do not hold.
  case cannotBeSaved(what: String, reason: String)
  /// What cannot be computed without the subjects.
  case needsSubjects(what: String)
  case nobodyLeft(file: String)

  public var status: ExitStatus {
    switch self {
    case .unreadable(let error): error.status
    case .needsSubjects, .cannotBeSaved: .usage
    default: .data
    }
  }

  public var problems: [String] {
    switch self {
    case .unreadable(let error): error.problems
    case .malformed(let file, let line, let reason): ["\(file):\(line): \(reason)"]
    case .unlike(let file, let first, let field, let here, let there):
      ["\(file): \(field) is \(here), but \(there) in \(first)"]
    case .sameRelease(let file, let first):
      ["\(file): is the same release as \(first), so its subjects would count twice"]
    case .withheld(let file, let cells):
      ["\(file): not written, for it could give away single persons"] + Self.some(cells)
    case .differenced(let file, let ledger, let release, let cells, let minCell):
      [
        "\(file): not written, for beside release \(release.prefix(12)) (\(ledger)) it could give away single persons, "
          + "since fewer than \(minCell) subjects differ"
      ] + Self.some(cells)
    case .cannotBeSaved(let what, let reason): ["--save-moments: \(what) \(reason)"]
    case .needsSubjects(let what): ["\(what) needs the subjects' own values, which --moments does not have"]
    case .nobodyLeft(let file): ["\(file): not written, for no cell is left"]
    }
  }

  public var mend: String? {
    switch self {
    case .unreadable(let error): error.mend
    case .malformed: "write it anew with --save-moments"
    case .unlike:
      "write all files with one formula, one order of visits and levels (--visits, --levels) and one --control"
    case .sameRelease: "name each file once"
    case .withheld:
      "--drop-small leaves those subjects out, and the file says so; where all who see it may see the data, "
        + "--within-trusted-network turns the rule off, and the file says so too"
    case .differenced: "hand out the earlier release, or wait until more subjects differ"
    case .cannotBeSaved: nil
    case .needsSubjects: "leave it out, or compute it where the data are"
    case .nobodyLeft: "fewer covariates need fewer subjects a cell"
    }
  }

  /// The first ten, and how many more there are.
  private static func some(_ lines: [String]) -> [String] {
    lines.count <= 10 ? lines : lines.prefix(9) + ["and \(lines.count - 9) more like these"]
  }
}
