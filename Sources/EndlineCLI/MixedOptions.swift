import ArgumentParser
import Endline

/// What `mixed` alone can be asked for.
struct MixedOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The model; then roles come from it, and only --arm and --site are still to be named.", valueName: "formula"))
  var formula: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Column of the therapy groups of the arms treated in groups (empty where treated one by one; \"\" for none, whatever "
        + "the description says): an effect of every "
        + "group, and a covariance for each arm.", valueName: "col"))
  var group: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Covariance structures in the order in which they are tried (default: the formula's, else us).",
      valueName: "a,b,c"))
  var covariance: String?
  @Flag(help: "Maximum likelihood instead of REML; then --df satterthwaite.")
  var ml = false
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Degrees of freedom: \(DegreesOfFreedomMethod.allCases.map(\.rawValue).joined(separator: ", ")) "
        + "(default: \(DegreesOfFreedomMethod.kenwardRoger.rawValue), or that of --as).", valueName: "method"))
  var df: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Information by which they weight: \(CovarianceInformation.allCases.map(\.rawValue).joined(separator: ", ")) "
        + "(default: \(CovarianceInformation.observed.rawValue), or that of --as).", valueName: "kind"))
  var information: String?
  @Option(
    name: .customLong("as"), parsing: .unconditional,
    help: ArgumentHelp(
      "Where programs differ, as: \(ProgramConventions.allCases.map(\.rawValue).joined(separator: ", ")) "
        + "(default: \(ProgramConventions.endline.rawValue)); other options stand over it.", valueName: "program"))
  var program: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Standard errors from the subjects' own residuals: "
        + "\(RobustCovariance.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "kind"))
  var robust: String?
  @Flag(
    help: ArgumentHelp(
      "Random effects may have negative variances, where values of one group are less alike than others (SAS's NOBOUND)."
    ))
  var negativeVariances = false
  @Flag(help: "Say in words what the model is, what the data can show of it, what it found, and what might be next.")
  var explain = false
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The column whose groups --robust takes as independent (default: the subjects, or the groups of the random effects "
        + "that hold all others).", valueName: "col"))
  var cluster: String?

  // Means and contrasts, and what goes with them, follow here.
}

extension MixedOptions {
  /// What was asked for, checked against itself.
  func request() throws -> MixedModelRequest {
    var request = MixedModelRequest()
    request.formula = try formula.map { (text) throws(FormulaError) in try ModelFormula(parsing: text) }
    request.covariances = try ladder()
    request.isMaximumLikelihood = ml
    if let program { request.conventions = try choice(program, option: "--as", among: ProgramConventions.self) }
    request.explains = explain
    request.allowsNegativeVariances = negativeVariances
    request.df = try df.map { try choice($0, option: "--df", among: DegreesOfFreedomMethod.self) }
    if ml, let df = request.df, df == .kenwardRoger || df == .kenwardRogerLinear {
      throw MixedUsageError.kenwardRogerOfML(df.rawValue)
    }
    if let robust {
      request.robust = try choice(robust, option: "--robust", among: RobustCovariance.self)
      if let df = request.df, df == .kenwardRoger || df == .kenwardRogerLinear {
        throw MixedUsageError.kenwardRogerOfRobust(df.rawValue)
      }
      if information != nil { throw MixedUsageError.noInformation("--robust") }
    }
    if let cluster {
      guard robust != nil else { throw MixedUsageError.clusterWithoutRobust(cluster) }
      request.cluster = cluster
    }
    if let information {
      request.information = try choice(information, option: "--information", among: CovarianceInformation.self)
      switch request.dfMethod {
      case .kenwardRoger, .kenwardRogerLinear, .satterthwaite: break
      case let method:
        let asker = request.df == nil ? "--as \(request.conventions.rawValue)" : "--df \(method.rawValue)"
        throw MixedUsageError.noInformation(asker)
      }
    }
    if let written = request.formula?.residual?.structure, let first = request.covariances.first,
      first.rawValue != written
    {
      throw MixedUsageError.otherCovariance(formula: written, first: first.rawValue)
    }
    return request
  }

  private func ladder() throws -> [CovarianceFamily] {
    guard let covariance else { return [] }
    let known = CovarianceFamily.allCases.map(\.rawValue)
    var families: [CovarianceFamily] = []
    for part in covariance.split(separator: ",", omittingEmptySubsequences: false) {
      let name = String(part.filter { $0 != " " })
      guard let family = CovarianceFamily(named: name.lowercased()) else {
        throw UsageError.notOneOf(option: "--covariance", value: name, known: known)
      }
      if families.contains(family) { throw MixedUsageError.covarianceTwice(name) }
      families.append(family)
    }
    return families
  }

  /// What stands on the line beside a formula must not contradict it.
  func check(_ options: DataOptions, against formula: ModelFormula, constrainsBaseline: Bool = false)
    throws(MixedUsageError)
  {
    if let outcome = options.outcome.first(where: { $0 != formula.response }) {
      throw .otherOutcome(outcome, formula: formula.response)
    }
    if !formula.usesBaseline, !constrainsBaseline {
      if let baseline = options.baseline {
        throw .unusedBaseline("--baseline \"\(baseline)\"", outcome: formula.response)
      }
      if let column = options.baselineColumn {
        throw .unusedBaseline("--baseline-column \"\(column)\"", outcome: formula.response)
      }
    }
    let named = Set(formula.columns)
    for covariate in options.covariate {
      let bare = [":factor", ":numeric"].first(where: covariate.hasSuffix).map { String(covariate.dropLast($0.count)) }
      if !named.contains(covariate), !named.contains(bare ?? covariate) {
        throw .unusedCovariate(bare ?? covariate)
      }
    }
  }
}

extension ModelFormula {
  /// The columns of the fixed part and of the covariance's groups.
  fileprivate var columns: [String] {
    terms.joined().compactMap { variable in
      switch variable {
      case .column(let name), .factor(let name): name
      case .baseline: nil
      }
    } + [residual?.group].compactMap { $0 }
  }
}

/// What can be wrong with `mixed`'s own options.
enum MixedUsageError: Diagnosis {
  case kenwardRogerOfML(String)
  case kenwardRogerOfRobust(String)
  /// By the option that has no use for it.
  case noInformation(String)
  case clusterWithoutRobust(String)
  case clusterBesideSite(String, site: String)
  case covarianceTwice(String)
  case otherCovariance(formula: String, first: String)
  case otherOutcome(String, formula: String)
  case unusedCovariate(String)
  case unusedBaseline(String, outcome: String)
  case columnOfConstrained(String)

  var status: ExitStatus { .usage }

  var problems: [String] {
    switch self {
    case .kenwardRogerOfML(let df): ["--ml and --df \(df) exclude one another"]
    case .kenwardRogerOfRobust(let df): ["--robust and --df \(df) exclude one another"]
    case .noInformation(let option): ["--information is given and \(option) does not use it"]
    case .clusterWithoutRobust(let column): ["--cluster \"\(column)\" is given and there is no --robust"]
    case .clusterBesideSite(let column, let site):
      ["--cluster \"\(column)\" stands beside --site \"\(site)\", and the usual model takes one of them"]
    case .covarianceTwice(let name): ["--covariance names \"\(name)\" twice"]
    case .otherCovariance(let formula, let first):
      ["the formula has \(formula)(…) and --covariance begins with \(first)"]
    case .otherOutcome(let outcome, let formula):
      ["--outcome \"\(outcome)\" and a formula for \"\(formula)\" exclude one another"]
    case .unusedCovariate(let name): ["--covariate \"\(name)\" does not stand in the formula"]
    case .unusedBaseline(let option, let outcome):
      ["\(option) is given and the formula has no baseline(\(outcome))"]
    case .columnOfConstrained(let column):
      ["--baseline-column \"\(column)\" and --constrain-baseline exclude one another"]
    }
  }

  var mend: String? {
    switch self {
    case .kenwardRogerOfML: "Kenward and Roger's method is for REML: leave --ml out, or take --df satterthwaite"
    case .kenwardRogerOfRobust:
      "Kenward and Roger's method corrects the model's own covariance: leave --robust out, or take --df satterthwaite"
    case .noInformation: "leave --information out, or take --df kenward-roger or satterthwaite"
    case .clusterWithoutRobust: "add --robust cr2"
    case .clusterBesideSite: "leave --site out, or write the model as a --formula"
    case .covarianceTwice: "name each once, in the order in which they are to be tried"
    case .otherCovariance(let formula, _): "begin --covariance with \(formula), or write that structure in the formula"
    case .otherOutcome: "leave --outcome out: the formula names it"
    case .unusedCovariate(let name): "add + \(name) to the formula, or leave the option out"
    case .columnOfConstrained: "the baseline needs rows of its own: name its visit with --baseline LABEL"
    case .unusedBaseline(_, let outcome): "add baseline(\(outcome)) to the formula, or leave the option out"
    }
  }
}
