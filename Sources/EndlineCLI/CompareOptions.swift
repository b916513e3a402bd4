import ArgumentParser
import Endline

/// What `compare` alone can be asked for.
struct CompareOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Largest difference in means that counts as none: tests of equivalence, non-inferiority and superiority by it.",
      valueName: "x"))
  var margin: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Which arms are contrasted: control (each against it; the default) or all (tukey's default).",
      valueName: "control|all"))
  var pairs: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Adjust for the contrasts of one outcome, visit and method: "
        + "\(MultiplicityAdjustment.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "method"))
  var adjust: String = MultiplicityAdjustment.none.rawValue
}

extension CompareOptions {
  /// Refuses these options where an analysis has no such form.
  func refuse(besides option: String) throws(UsageError) {
    if margin != nil { throw .exclude(option, "--margin") }
    if pairs != nil { throw .exclude(option, "--pairs") }
    if adjust != MultiplicityAdjustment.none.rawValue { throw .exclude(option, "--adjust") }
  }

  /// What was asked for, checked against itself and against what the data commands share.
  func comparison(_ request: AnalysisRequest) throws(CompareUsageError) -> ComparisonOptions {
    guard let adjustment = MultiplicityAdjustment(rawValue: adjust) else {
      throw .notOneOf("--adjust", adjust, known: MultiplicityAdjustment.allCases.map(\.rawValue))
    }
    var options = ComparisonOptions(pairs: adjustment == .tukey ? .all : .control, adjustment: adjustment)
    if let pairs {
      guard let chosen = ComparisonOptions.Pairs(rawValue: pairs) else {
        throw .notOneOf("--pairs", pairs, known: ComparisonOptions.Pairs.allCases.map(\.rawValue))
      }
      if adjustment == .tukey, chosen != .all { throw .tukeyNeedsAllPairs }
      if adjustment == .dunnett, chosen != .control { throw .dunnettNeedsControl }
      options.pairs = chosen
    }
    if let margin {
      guard let number = Double(margin), number > 0, number.isFinite else { throw .notAMargin(margin) }
      guard request.level > 0.5 else { throw .levelTooLow(request.level) }
      guard adjustment == .none else { throw .marginAndAdjust }
      options.margin = number
    } else if let needy = Comparison.marginMeasures.first(where: { request.measures?.contains($0) ?? false }) {
      throw .needsMargin(needy.rawValue)
    }
    return options
  }
}

/// What can be wrong with `compare`'s own options.
enum CompareUsageError: Diagnosis {
  case notOneOf(String, String, known: [String])
  case tukeyNeedsAllPairs
  case dunnettNeedsControl
  case notAMargin(String)
  case levelTooLow(Double)
  case marginAndAdjust
  case needsMargin(String)

  var status: ExitStatus { .usage }

  var problems: [String] {
    switch self {
    case .notOneOf(let option, let value, _): ["\(option) \"\(value)\" is not known"]
    case .tukeyNeedsAllPairs: ["--adjust tukey is for all pairs of arms, --pairs control asks for some"]
    case .dunnettNeedsControl: ["--adjust dunnett is for arms against the control, --pairs all asks for more"]
    case .notAMargin(let text): ["--margin \"\(text)\" is not a margin"]
    case .levelTooLow(let level): ["--level \(level) leaves no interval for --margin"]
    case .marginAndAdjust: ["--margin and --adjust do not go together"]
    case .needsMargin(let measure): ["--measures: \"\(measure)\" needs a margin"]
    }
  }

  var mend: String? {
    switch self {
    case .notOneOf(_, let value, let known):
      (nearest(to: value, among: known).map { "did you mean \"\($0)\"? " } ?? "")
        + "known: \(known.joined(separator: ", "))"
    case .tukeyNeedsAllPairs: "leave --pairs out, or take --adjust dunnett"
    case .dunnettNeedsControl: "leave --pairs out, or take --adjust tukey"
    case .notAMargin: "give a number above 0 in the units of the outcome, such as 5; both signs are tested"
    case .levelTooLow:
      "the tests are at 1 - level and their interval has 2 x level - 1: give more than 0.5, such as 0.95"
    case .marginAndAdjust: "run the command twice; the tests against a margin are for each contrast alone"
    case .needsMargin: "add --margin X, the largest difference that counts as none"
    }
  }
}
