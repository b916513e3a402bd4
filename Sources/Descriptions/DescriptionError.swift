package import Diagnostics

/// What is wrong with a description of a study or of an instrument.
package enum DescriptionError: Diagnosis, Equatable {
  /// Something in it that cannot be right.
  case wrong(path: String, line: Int, column: Int, reason: String, mend: String?)
  /// A file that cannot be opened or read.
  case unreadable(path: String, reason: String)

  package var status: ExitStatus {
    switch self {
    case .wrong: .data
    case .unreadable: .noInput
    }
  }

  package var problems: [String] {
    switch self {
    case .wrong(let path, let line, let column, let reason, _): ["\(path):\(line):\(column): \(reason)"]
    case .unreadable(let path, let reason): ["\(path): \(reason)"]
    }
  }

  package var mend: String? {
    switch self {
    case .wrong(_, _, _, _, let mend): mend
    case .unreadable: "check the path"
    }
  }
}
