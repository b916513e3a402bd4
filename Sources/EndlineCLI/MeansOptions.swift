import ArgumentParser
import Endline

/// What `mixed` can be asked for beyond the model: marginal means and contrasts.
struct MeansArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Marginal means, and contrasts against the reference within each level after | (default: \"arm | visit\").",
      valueName: "\"FACTOR | BY\""))
  var means: String?
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A further contrast: \"name: 0.5 IMR@post - 0.5 TAU@post\", or \(names(ContrastExpression.BuiltIn.self)); repeatable.",
      valueName: "contrast"))
  var contrast: [String] = []
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Adjust the contrasts of one family for their number: \(names(ContrastAdjustment.self)) (default: none).",
      valueName: "method"))
  var adjust: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The family: the contrasts within one level after | (by), or all of an outcome (default: by).",
      valueName: "by|all"))
  var family: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Which levels are contrasted: each against the reference, or all (default: control; all for tukey).",
      valueName: "control|all"))
  var pairs: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Weights of factors that are averaged over: \(names(MeanWeights.self)) (default: equal).", valueName: "weights"))
  var weights: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Numeric covariates are at their mean over \(names(CovariateMean.self)) (default: rows, the analysed ones).",
      valueName: "unit"))
  var covariateMean: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Largest contrast that counts as none: tests of equivalence, non-inferiority and superiority by it.",
      valueName: "x"))
  var margin: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Divide contrasts by a standard deviation: \(names(ContrastStandardDeviation.self)).", valueName: "which"))
  var sd: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Seed of tukey's, dunnett's and mvt's integration and of --bootstrap (default: 1).", valueName: "n"))
  var seed: String?
  @Flag(help: "Baseline as an outcome with one mean for all arms (constrained longitudinal analysis).")
  var constrainBaseline = false

  private static func names<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type) -> String {
    type.allCases.map(\.rawValue).joined(separator: ", ")
  }
}

extension MeansArguments {
  /// What was asked for, checked against itself.
  func options() throws -> MeansOptions {
    var options = MeansOptions()
    options.means = try means.map { (text) throws(MeansError) in try MeansSpecification(parsing: text) }
    for text in contrast { options.contrasts.append(try ContrastExpression(parsing: text)) }
    if let adjust { options.adjustment = try choice(adjust, option: "--adjust", among: ContrastAdjustment.self) }
    if let family {
      guard family == "by" || family == "all" else {
        throw UsageError.notOneOf(option: "--family", value: family, known: ["by", "all"])
      }
      options.isOneFamily = family == "all"
    }
    options.pairs = try pairs.map { try choice($0, option: "--pairs", among: ContrastPairs.self) }
    if let weights { options.weights = try choice(weights, option: "--weights", among: MeanWeights.self) }
    if let covariateMean {
      options.covariateMean = try choice(covariateMean, option: "--covariate-mean", among: CovariateMean.self)
    }
    options.standardDeviation = try sd.map { try choice($0, option: "--sd", among: ContrastStandardDeviation.self) }
    if let seed {
      guard let number = UInt64(seed) else { throw UsageError.notASeed(seed) }
      options.seed = number
    }
    if options.adjustment == .none, family != nil { throw MeansUsageError.nothingToAdjust }
    if options.adjustment == .tukey, options.pairs == .control { throw CompareUsageError.tukeyNeedsAllPairs }
    if options.adjustment == .dunnett, options.pairs == .all { throw CompareUsageError.dunnettNeedsControl }
    if let margin {
      guard let number = Double(margin), number > 0, number.isFinite else { throw CompareUsageError.notAMargin(margin) }
      guard options.adjustment == .none else { throw CompareUsageError.marginAndAdjust }
      options.margin = number
    }
    return options
  }
}

extension MeansArguments {
  /// What the command's other options ask of these.
  func check(_ request: AnalysisRequest) throws {
    if margin != nil, request.level <= 0.5 { throw CompareUsageError.levelTooLow(request.level) }
    let wanted = request.measures ?? []
    if margin == nil, let needy = MixedModel.marginMeasures.first(where: wanted.contains) {
      throw CompareUsageError.needsMargin(needy.rawValue)
    }
    if sd == nil, wanted.contains(.standardizedContrast) { throw MeansUsageError.needsStandardDeviation }
  }
}

/// What can be wrong with these options alone.
enum MeansUsageError: Diagnosis {
  case nothingToAdjust
  case needsStandardDeviation

  var status: ExitStatus { .usage }

  var problems: [String] {
    switch self {
    case .nothingToAdjust: ["--family is given and there is no --adjust"]
    case .needsStandardDeviation: ["--measures: \"standardized_contrast\" needs a standard deviation"]
    }
  }

  var mend: String? {
    switch self {
    case .nothingToAdjust: "add --adjust holm, or leave it out"
    case .needsStandardDeviation: "add --sd baseline, residual, total or visit"
    }
  }
}
