import Endline

/// What can be wrong with the options of `change --csc`.
enum ReliableChangeUsageError: Diagnosis {
  /// An option of reliable change, and reliable change is not asked for.
  case notAsked(String)
  case noDirection
  case noReliability
  /// An option that means nothing without another.
  case without(String, String)
  case notAReliability(String, String)
  case notAnInterval(String)
  case notASampleSize(String)
  case notTwoVisits(String)
  case noSuchVisit(String, known: [String])
  case notALevel(String)
  case notANumber(String, String)
  /// A size that has to be above 0.
  case notAThreshold(String, String)
  case notACutoff(String)
  /// By the cut-off's letter.
  case noFunctional(String)
  case noArm(String)
  case noCutoffForRecovery
  case noIndexForReliable
  /// By the method.
  case tooFewVisits(String, Int)
  /// By the method and the first visit without a time; nil: the baseline in its own column.
  case noTimes(String, visit: String?)
  case noImportantDifference

  var status: ExitStatus { .usage }

  var problems: [String] {
    switch self {
    case .notAsked(let option): ["\(option) is about reliable change, and --csc is not given"]
    case .noDirection: ["--csc needs to know which way is better"]
    case .noReliability: ["--csc needs to know how reliable the scores are"]
    case .without(let option, let other): ["\(option) is given without \(other)"]
    case .notAReliability(let option, let text): ["\(option) \(inQuotes(text)) is not a reliability"]
    case .notAnInterval(let text): ["--reliability \(inQuotes(text)) is not a reliability with its interval"]
    case .notASampleSize(let text): ["--reliability-n \(inQuotes(text)) is not a number of subjects"]
    case .notTwoVisits(let text): ["--reliability-visits \(inQuotes(text)) does not name two visits"]
    case .noSuchVisit(let name, _): ["--reliability-visits: there is no visit \(inQuotes(name))"]
    case .notALevel(let text): ["--rci-level \(inQuotes(text)) is not a level"]
    case .notANumber(let option, let text): ["\(option) \(inQuotes(text)) is not a number"]
    case .notAThreshold(let option, let text): ["\(option) \(inQuotes(text)) is not above 0"]
    case .notACutoff(let text): ["--cutoff \(inQuotes(text)) is not a cut-off"]
    case .noFunctional(let letter): ["--cutoff \(letter) needs a functional population"]
    case .noArm(let measure): ["--measures: \"\(measure)\" needs arms to compare"]
    case .noCutoffForRecovery: ["--measures: \"recovered\" needs a cut-off"]
    case .noIndexForReliable: ["--measures: \"reliably_improved\" is a measure of reliable change"]
    case .tooFewVisits(let method, let count):
      [
        "--csc-method \(method) needs three visits or more from the baseline on, and there \(count == 1 ? "is 1" : "are \(count)")"
      ]
    case .noTimes(let method, let visit?): ["--csc-method \(method): nothing says when visit \(inQuotes(visit)) was"]
    case .noTimes(let method, nil):
      [
        "--csc-method \(method): nothing says when the visits were, counted from the baseline, which is a column of its own"
      ]
    case .noImportantDifference: ["--mid study: the study description has no minimal important difference"]
    }
  }

  var mend: String? {
    switch self {
    case .notAsked: "add --csc, or leave it out"
    case .noDirection:
      "add --direction lower where a fall is better, as of symptoms, or --direction higher; a study description may say it"
    case .noReliability:
      "add --reliability R, as its manual or a study of such people has it, or --reliability-visits A,B; --mid and --percent "
        + "need none"
    case .without(let option, let other): "add \(other), or leave \(option) out"
    case .notAReliability: "give a number between 0 and 1, such as 0.85"
    case .notAnInterval: "write it as \"0.85 [0.80, 0.89]\", the value between its limits"
    case .notASampleSize: "give a whole number above 3"
    case .notTwoVisits: "name two visits as the data label them, parted by a comma"
    case .noSuchVisit(let name, let known):
      (nearest(to: name, among: known).map { "did you mean \"\($0)\"? " } ?? "")
        + "visits: \(known.joined(separator: ", "))"
    case .notALevel: "give a number between 0 and 1, such as 0.95, for an index of 1.96"
    case .notANumber: "give a number in the units of the outcome"
    case .notAThreshold: "give a number above 0"
    case .notACutoff: "give a, b, c or a score"
    case .noFunctional:
      "add --functional-mean X and --functional-sd X of people without the disorder, or take --cutoff a"
    case .noArm: "name the column of the arm with --arm COL"
    case .noCutoffForRecovery: "add --cutoff a, b, c or a score"
    case .tooFewVisits: "take another --csc-method, such as jacobson-truax, which goes by two scores"
    case .noTimes:
      "give months under visit: in a study description (--study), or a visit column of numbers; or take another --csc-method"
    case .noImportantDifference: "write mid: X under the outcome, or give --mid X"
    case .noIndexForReliable: "ask for improved_total, or leave --mid and --percent out"
    }
  }
}
