public import Endline

/// Ends the process with the message where a law does not hold (`precondition` says nothing in release builds).
public func expect(_ holds: Bool, _ message: @autoclosure () -> String) {
  if !holds { fatalError(message()) }
}

/// What is wrong is told in words, one line a problem, and so is its mend.
public func expectOneLineEach(_ error: some Diagnosis) {
  expect(!error.problems.isEmpty, "an error without words")
  for line in error.problems + [error.mend ?? "-"] {
    expect(!line.isEmpty && !line.contains(where: \.isNewline), "not one line: \(line.debugDescription)")
  }
}
