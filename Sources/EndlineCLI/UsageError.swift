import Endline

/// What can be wrong with a command line before any data are read.
enum UsageError: Diagnosis {
  /// What the argument parser said.
  case parser(message: String, command: String?)
  case unknownCommand(String, known: [String])
  case givenTwice(option: String)
  case notOneOf(option: String, value: String, known: [String])
  case unknownMeasure(String, command: String, known: [String])
  /// A measure that the command knows with an option that is not given.
  case measureWithout(String, problem: String, mend: String)
  case notALevel(String)
  case emptyOutput
  case notACount(option: String, value: String, most: Int)
  case notASeed(String)
  /// An option that means nothing without `--bootstrap` or `--permutations`.
  case withoutResampling(option: String)
  case clustersWithoutSite
  case noArm
  case noBaseline(visits: [String])
  case noBaselineForResponders
  case noData(command: String)
  /// A study description where data are meant.
  case descriptionAsData(path: String, command: String)
  /// Two options that answer the same question.
  case exclude(String, String)
  /// An option that is about events, and no event is named.
  case noEvent(option: String)
  /// An option that is about counts, and the outcome is none.
  case noCount(option: String)
  case notAScale(String)

  var status: ExitStatus { .usage }

  var problems: [String] {
    switch self {
    case .parser(let message, _):
      ["\(Self.firstSentence(message))"]
    case .unknownCommand(let name, _):
      ["there is no command \"\(name)\""]
    case .givenTwice(let option):
      ["\(option) is given twice"]
    case .notOneOf(let option, let value, _):
      ["\(option) \"\(value)\" is not known"]
    case .unknownMeasure(let name, let command, _):
      ["--measures: \"\(name)\" is not a measure of \(command)"]
    case .measureWithout(let name, let problem, _):
      ["--measures: \"\(name)\" is a measure of \(problem)"]
    case .notALevel(let text):
      ["--level \"\(text)\" is not a confidence level"]
    case .emptyOutput:
      ["-o is given without a file"]
    case .notACount(let option, let value, _):
      ["\(option) \"\(value)\" is not a number of resamples"]
    case .notASeed(let value):
      ["--seed \"\(value)\" is not a seed"]
    case .withoutResampling(let option):
      ["\(option) is given and nothing is resampled"]
    case .clustersWithoutSite:
      ["--cluster site needs a column for the site"]
    case .noArm:
      ["compare needs arms to compare"]
    case .noBaseline(let visits):
      switch visits.count {
      case 0: ["change needs a baseline and a follow-up"]
      case 1: ["change needs a baseline and a follow-up: there is one visit only, \"\(visits[0])\""]
      default: ["change needs a follow-up: no visit comes after the baseline, \"\(visits[visits.count - 1])\""]
      }
    case .noBaselineForResponders:
      ["--responder needs a baseline and a follow-up"]
    case .noData(let command):
      ["\(command) needs a data file"]
    case .descriptionAsData(let path, let command):
      ["\(path) is YAML by its name, and \(command) reads a table"]
    case .exclude(let first, let second):
      ["\(first) and \(second) exclude one another"]
    case .noEvent(let option):
      ["\(option) is about events, and no event is named"]
    case .noCount(let option):
      ["\(option) is about counts, and the outcome is not a count"]
    case .notAScale(let text):
      ["--per \"\(text)\" is not a number of units"]
    }
  }

  var mend: String? {
    switch self {
    case .parser(_, let command):
      command.map { $0.hasPrefix("-") ? "" : $0 + " " }.map { "endline \($0)--help lists the options" }
        ?? "endline --help lists the commands"
    case .unknownCommand(let name, let known):
      Self.suggestion(for: name, among: known, kind: "commands")
    case .givenTwice:
      "keep one of them; lists are parted by commas"
    case .notOneOf(_, let value, let known):
      Self.suggestion(for: value, among: known, kind: "known")
    case .unknownMeasure(let name, _, let known):
      Self.suggestion(for: name, among: known, kind: "measures")
    case .measureWithout(_, _, let mend):
      mend
    case .notALevel:
      "give a number between 0 and 1, such as 0.95"
    case .emptyOutput:
      "name a file, or - for standard output"
    case .notACount(_, _, let most):
      "give a whole number from 1 to \(most), such as 10000"
    case .notASeed:
      "give a whole number from 0 to 18446744073709551615"
    case .withoutResampling(let option):
      option == "--interval"
        ? "add --bootstrap N, or name an event with --event VALUE" : "add --bootstrap N or --permutations N"
    case .clustersWithoutSite:
      "name it with --site COL"
    case .noArm:
      "name the column of the arm with --arm COL"
    case .noBaseline(let visits):
      visits.count < 2
        ? "name the visits with --visit COL (or --wide), or the column of baseline values with --baseline-column COL"
        : "name another --baseline, or the visits in their order with --visits A,B,C"
    case .noBaselineForResponders:
      "name the visits with --visit COL (or --wide), or the column of baseline values with --baseline-column COL"
    case .exclude:
      "keep one of them"
    case .noEvent:
      "name the event with --event VALUE, or responders with --responder RULE"
    case .noCount:
      "add --type count"
    case .notAScale:
      "give a number above 0, such as 365"
    case .descriptionAsData(_, "effect"), .descriptionAsData(_, "meta"):
      "give a file of delimited text, one study a row"
    case .descriptionAsData(let path, let command):
      "a study description is given with --study: endline \(command) --study \(path)"
    case .noData(let command):
      "endline \(command) FILE.csv …, - for standard input, or --study FILE.yaml that names the data"
    }
  }

  private static func suggestion(for name: String, among known: [String], kind: String) -> String {
    let list = "\(kind): \(known.joined(separator: ", "))"
    let meant = nearest(to: name, among: known) ?? abbreviated(name, among: known)
    return meant.map { "did you mean \"\($0)\"? \(list)" } ?? list
  }

  /// The first name with these initials (`kr` of `kenward-roger`) or this beginning.
  private static func abbreviated(_ text: String, among known: [String]) -> String? {
    let wanted = text.lowercased()
    guard wanted.count > 1 else { return nil }
    return known.first { String($0.split(separator: "-").compactMap(\.first)) == wanted }
      ?? known.first { $0.hasPrefix(wanted) }
  }

  /// The parser's message up to its first line end, without its own "Error:".
  private static func firstSentence(_ message: String) -> String {
    let line = message.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? message
    let text = line.hasPrefix("Error: ") ? String(line.dropFirst(7)) : line
    return text.first.map { $0.lowercased() + text.dropFirst() } ?? text
  }
}

/// Something that is our own fault (contract, section 6: status 70).
struct InternalFault: Diagnosis {
  let what: String

  var status: ExitStatus { .internalFault }
  var problems: [String] { ["internal error: \(what)"] }
  var mend: String? { "this is a fault of Endline, not of your data; please report it with the command line" }
}

extension UsageError {
  /// Refuses a data file that its name says is YAML.
  static func checkData(_ path: String?, command: String) throws(UsageError) {
    guard let path, [".yaml", ".yml"].contains(where: path.lowercased().hasSuffix) else { return }
    throw .descriptionAsData(path: path, command: command)
  }
}
