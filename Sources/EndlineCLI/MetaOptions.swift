import ArgumentParser
import Endline

/// Where the studies and their effects stand.
struct StudyOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp("A file of delimited text, one study a row, or - for standard input.", valueName: "studies"))
  var data: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Column of the studies' names (default: study, else rows are numbered).", valueName: "col"))
  var study: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Column of the effects.", valueName: "col"))
  var effect: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Column of the effects' variances.", valueName: "col"))
  var variance: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Column of the effects' standard errors.", valueName: "col"))
  var stdError: String?
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Column of the effects' lower limits, as printed.", valueName: "col"))
  var confLow: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Column of the effects' upper limits.", valueName: "col"))
  var confHigh: String?
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Level of those limits (default: 0.95).", valueName: "level"))
  var limitsLevel: String?
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "An arm and its columns, the treatment first: n, mean, SD; or events, n. Give it twice.",
      valueName: "arm=n,mean,sd"))
  var arms: [String] = []
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "One arm before and after: columns of n, mean and SD before, mean and SD after.",
      valueName: "n,mean,sd,mean,sd"))
  var prePost: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Correlation of before and after in all studies (default: a band over "
        + "\(CorrelationBand.correlations.map { "\($0)" }.joined(separator: ", "))).", valueName: "r"))
  var correlation: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What the effects are: \(EffectMeasure.allCases.map(\.rawValue).joined(separator: ", ")) "
        + "(default of arms: smd, of events: or, of --pre-post: smcr).", valueName: "name"))
  var measure: String?
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Keep matching rows (== != < <= > >=); repeatable, all must hold.", valueName: "col == value"))
  var `where`: [String] = []
  @OptionGroup var reading: ReadingOptions
}

extension StudyOptions {
  /// The columns of the effects; exactly one of the ways to give them.
  func source() throws -> EffectRequest.Source {
    let ways: [(option: String, isGiven: Bool)] = [
      ("--variance", variance != nil), ("--std-error", stdError != nil),
      ("--conf-low", confLow != nil || confHigh != nil),
    ]
    let given = ways.filter(\.isGiven).map(\.option)
    if limitsLevel != nil, confLow == nil, confHigh == nil { throw MetaUsageError.levelWithoutLimits }
    if correlation != nil, prePost == nil { throw MetaUsageError.correlationWithoutPrePost }
    if let prePost {
      let other = effect != nil ? "--effect" : given.first ?? (arms.isEmpty ? nil : "--arms")
      if let other { throw UsageError.exclude("--pre-post", other) }
      return try changeSource(prePost)
    }
    if !arms.isEmpty {
      if let other = effect != nil ? "--effect" : given.first { throw UsageError.exclude("--arms", other) }
      return try armSource()
    }
    guard let effect else {
      throw given.first.map(MetaUsageError.errorWithoutEffect) ?? MetaUsageError.noEffect
    }
    if given.count > 1 { throw UsageError.exclude(given[0], given[1]) }
    if let variance { return .variance(effect: effect, variance: variance) }
    if let stdError { return .standardError(effect: effect, standardError: stdError) }
    guard given.first != nil else { throw MetaUsageError.effectWithoutError }
    guard let confLow, let confHigh else {
      throw MetaUsageError.oneLimit(confLow == nil ? "--conf-low" : "--conf-high")
    }
    return .limits(effect: effect, low: confLow, high: confHigh, level: try publishedLevel())
  }

  private func publishedLevel() throws -> Double {
    guard let limitsLevel else { return 0.95 }
    guard let level = Double(limitsLevel), level > 0, level < 1 else { throw MetaUsageError.notALevel(limitsLevel) }
    return level
  }

  /// Whether the correlation of before and after is not known.
  var needsBand: Bool { prePost != nil && correlation == nil }

  private func changeSource(_ text: String) throws -> EffectRequest.Source {
    let columns = try ListGrammar.names(text, option: "--pre-post")
    guard columns.count == 5 else { throw MetaUsageError.notFiveColumns(columns.count) }
    guard let correlation else {
      return .prePost(columns: columns, correlation: CorrelationBand.correlations[0])
    }
    guard let r = Double(correlation), r > -1, r < 1 else { throw MetaUsageError.notACorrelation(correlation) }
    return .prePost(columns: columns, correlation: r)
  }

  private func armSource() throws -> EffectRequest.Source {
    guard arms.count == 2 else { throw MetaUsageError.notTwoArms(arms.count) }
    let columns = try arms.map { text in
      let arm = try ListGrammar.levels(text, option: "--arms")
      return EffectRequest.ArmColumns(label: arm.column, columns: arm.levels)
    }
    if columns[0].label == columns[1].label { throw MetaUsageError.sameArm(columns[0].label) }
    return .arms(treatment: columns[0], control: columns[1])
  }

  func effectMeasure() throws -> EffectMeasure? {
    guard let measure else { return nil }
    if ["g", "d", "hedges", "hedges_g", "cohen", "cohens_d"].contains(measure.lowercased()) {
      throw MetaUsageError.measureBySymbol(measure)
    }
    return try choice(measure, option: "--measure", among: EffectMeasure.self)
  }

  func readOptions(_ format: ResultFormat) throws -> ReadOptions {
    var plan = StudyPlan()
    reading.add(to: &plan)
    return try plan.readOptions(ReadOptions(digest: format == .json))
  }
}

/// How they are pooled.
struct PoolingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Estimator of the variance between studies: "
        + "\(HeterogeneityEstimator.allCases.map(\.rawValue).joined(separator: ", ")) (fixed: one common effect).",
      valueName: "name"))
  var method: String = HeterogeneityEstimator.reml.rawValue
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Knapp and Hartung's standard error with t; floor: never below the usual one.", valueName: "plain|floor"))
  var knappHartung: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Degrees of freedom of the prediction interval: k-2 for t(k - 2) (default: those of the pooled effect).",
      valueName: "k-2"))
  var predictionDf: String?
}

/// What else is asked of the studies.
struct StudyComparisonOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Pool each part of the studies, and test between the parts.", valueName: "col"))
  var by: String?
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Meta-regression on a column; repeatable. COL:numeric and COL:factor force its kind.", valueName: "col"))
  var moderator: [String] = []
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Pool one study more each time, in the order of the file or of a column.", valueName: "col"))
  var cumulative: String?
  @Flag(help: "Pool all studies but one, each left out in turn.")
  var leaveOneOut = false
  @Flag(help: "Studentized residuals, DFFITS, Cook's distances, covariance ratios and hat values.")
  var influence = false
  @Flag(help: "Do small studies find other effects? Egger's and Begg's tests, PET, PEESE, trim and fill.")
  var smallStudies = false
  @Flag(help: "Studies with several effects: a variance between studies and one within, and CR2 robust errors.")
  var threeLevel = false
  @Flag(help: "Of events also the common effect by Mantel and Haenszel.")
  var mantelHaenszel = false
  @Flag(help: "Of events also Peto's common odds ratio.")
  var peto = false
}

extension StudyComparisonOptions {
  /// An option that a band of results has no room for.
  var given: String? {
    if by != nil { return "--by" }
    if !moderator.isEmpty { return "--moderator" }
    if cumulative != nil { return "--cumulative" }
    let flags = [
      ("--leave-one-out", leaveOneOut), ("--influence", influence), ("--small-studies", smallStudies),
      ("--three-level", threeLevel), ("--mantel-haenszel", mantelHaenszel), ("--peto", peto),
    ]
    return flags.first(where: \.1)?.0
  }

  func add(to request: inout EffectRequest, _ options: inout SynthesisOptions) throws {
    if !moderator.isEmpty {
      let others = [
        ("--by", by != nil), ("--cumulative", cumulative != nil), ("--leave-one-out", leaveOneOut),
        ("--small-studies", smallStudies), ("--three-level", threeLevel), ("--mantel-haenszel", mantelHaenszel),
        ("--peto", peto),
      ]
      if let (option, _) = others.first(where: \.1) { throw UsageError.exclude("--moderator", option) }
      if options.predictsWithTwoLess { throw UsageError.exclude("--moderator", "--prediction-df") }
    }
    request.subgroup = by
    request.moderators = moderator
    if let cumulative {
      options.cumulation = cumulative.isEmpty ? .fileOrder : .ordered
      request.ordering = cumulative.isEmpty ? nil : cumulative
    }
    options.leavesOneOut = leaveOneOut
    options.showsInfluence = influence
    options.testsSmallStudies = smallStudies
    options.hasThreeLevels = threeLevel
    options.pooledTables = Set((mantelHaenszel ? [.mantelHaenszel] : []) + (peto ? [.peto] : []))
    if let way = SynthesisOptions.PooledTables.allCases.first(where: options.pooledTables.contains) {
      guard case .arms(let arm, _) = request.source, arm.columns.count == 2 else {
        throw MetaUsageError.tablesWithoutEvents("--\(way.rawValue)")
      }
      if peto, let measure = request.measure, measure != .or { throw MetaUsageError.petoOfOthers(measure.rawValue) }
    }
  }
}

extension PoolingOptions {
  func options(level: Double) throws -> SynthesisOptions {
    var options = SynthesisOptions(
      estimator: try choice(method, option: "--method", among: HeterogeneityEstimator.self), level: level)
    switch knappHartung {
    case nil: options.test = .wald
    case "plain": options.test = .knappHartung
    case "floor": options.test = .knappHartungFloor
    case let other?:
      throw UsageError.notOneOf(option: "--knapp-hartung", value: other, known: ["plain", "floor"])
    }
    if let predictionDf {
      guard predictionDf == "k-2" else {
        throw UsageError.notOneOf(option: "--prediction-df", value: predictionDf, known: ["k-2"])
      }
      if options.estimator == .fixed { throw UsageError.exclude("--prediction-df", "--method fixed") }
      options.predictsWithTwoLess = true
    }
    return options
  }
}

/// What can be wrong with the options of `meta` alone.
enum MetaUsageError: Diagnosis {
  case noEffect
  case effectWithoutError
  case errorWithoutEffect(String)
  case oneLimit(String)
  case levelWithoutLimits
  case notALevel(String)
  case notTwoArms(Int)
  case sameArm(String)
  case tablesWithoutEvents(String)
  case petoOfOthers(String)
  case correlationWithoutPrePost
  case notACorrelation(String)
  case notFiveColumns(Int)
  case bandWith(String)
  /// A standardized difference under its letter.
  case measureBySymbol(String)

  var status: ExitStatus { .usage }

  var problems: [String] {
    switch self {
    case .noEffect: ["meta needs the studies' effects"]
    case .effectWithoutError: ["--effect is given without what says how exact the effects are"]
    case .errorWithoutEffect(let option): ["\(option) is given without --effect"]
    case .oneLimit(let missing): ["an interval needs both limits, and \(missing) is missing"]
    case .levelWithoutLimits: ["--limits-level is given without limits"]
    case .notALevel(let text): ["--limits-level \(inQuotes(text)) is not a confidence level"]
    case .notTwoArms(let count): ["--arms is given \(count == 1 ? "once" : "\(count) times")"]
    case .tablesWithoutEvents(let option): ["\(option) pools counts of events, and none are given"]
    case .petoOfOthers(let measure): ["--peto is an odds ratio, and --measure \(measure) is asked for"]
    case .sameArm(let label): ["--arms: both arms are called \(inQuotes(label))"]
    case .correlationWithoutPrePost: ["--correlation is given without --pre-post"]
    case .notACorrelation(let text): ["--correlation \(inQuotes(text)) is not a correlation"]
    case .notFiveColumns(let count): ["--pre-post has \(count) columns"]
    case .bandWith(let option): ["\(option) needs one correlation of before and after, and none is given"]
    case .measureBySymbol(let name): ["--measure \(inQuotes(name)) is not known"]
    }
  }

  var mend: String? {
    switch self {
    case .noEffect:
      #"name them with --effect COL --variance COL, or give --arms "IMR=n1,mean1,sd1" --arms "TAU=n2,mean2,sd2""#
    case .effectWithoutError: "add --variance COL, --std-error COL, or --conf-low COL --conf-high COL"
    case .errorWithoutEffect: "add --effect COL"
    case .oneLimit(let missing): "add \(missing) COL"
    case .levelWithoutLimits: "add --conf-low COL --conf-high COL, or leave it out"
    case .notALevel: "give a number between 0 and 1, such as 0.95"
    case .notTwoArms: #"give it twice, the treatment first: --arms "IMR=n1,mean1,sd1" --arms "TAU=n2,mean2,sd2""#
    case .tablesWithoutEvents: #"give arms of events: --arms "IMR=events1,n1" --arms "TAU=events2,n2""#
    case .petoOfOthers: "take --measure or, or --mantel-haenszel"
    case .correlationWithoutPrePost: "leave it out"
    case .notACorrelation: "give a number between -1 and 1, such as 0.7"
    case .notFiveColumns: #"give five: --pre-post "n,mean_pre,sd_pre,mean_post,sd_post""#
    case .bandWith: "add --correlation r"
    case .measureBySymbol: "take --measure smd: standardized mean differences, of arms Hedges' g"
    case .sameArm: "give each arm its own name before the ="
    }
  }
}
