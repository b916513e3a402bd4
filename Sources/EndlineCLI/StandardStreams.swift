import Endline
import Glibc

/// How the program ends, and what it says on the way: results on standard output, everything else on standard error.
enum StandardStreams {
  /// Notes, one a line.
  static func say(notes: [String]) {
    complain(notes.map { "note: \($0)" })
  }

  /// Says what is wrong and ends the process with the error's status; a closed pipe ends it quietly with 0. What is
  /// wrong with data starts with its place; everything else starts with the program's name.
  static func end(with error: any Diagnosis) -> Never {
    let name = error.status == .data ? "" : "endline: "
    let lines = error.problems.map { name + $0 } + (error.mend.map { ["mend: \($0)"] } ?? [])
    complain(lines)
    exit(error.status.rawValue)
  }

  /// Done, and what the user asked to be strict about was found.
  static func endFound() -> Never { exit(ExitStatus.found.rawValue) }

  /// Lines quote labels and cells of the data, which must not steer the terminal.
  private static func complain(_ lines: [String]) {
    Terminal.complain(lines.map { printable($0) + "\n" }.joined())
  }
}
