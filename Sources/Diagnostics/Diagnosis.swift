/// What the process says of itself when it ends (contract, section 6; the numbers are those of `sysexits.h`).
public enum ExitStatus: Int32, Sendable {
  /// Done.
  case done = 0
  /// Done, and something that the user asked to be strict about was found.
  case found = 1
  /// The command line is wrong.
  case usage = 64
  /// The data are wrong.
  case data = 65
  /// The input does not exist or cannot be opened.
  case noInput = 66
  /// Our own fault.
  case internalFault = 70
  /// The output cannot be made.
  case cannotCreate = 73
  /// The output cannot be written.
  case writeFailed = 74
}

/// An error that a person can act on: where, what, and how to mend it. Every module's error type conforms.
public protocol Diagnosis: Error, CustomStringConvertible, Sendable {
  /// What the process should exit with.
  var status: ExitStatus { get }
  /// One line per problem, each with its place: `trial.csv:118: column "gaf_f": "4O" is not a number (letter O for zero?)`.
  var problems: [String] { get }
  /// What to do about it, in one line without the word "mend"; nil where the problem lines say it all.
  var mend: String? { get }
}

extension Diagnosis {
  public var description: String { (problems + (mend.map { ["mend: \($0)"] } ?? [])).joined(separator: "\n") }
}
