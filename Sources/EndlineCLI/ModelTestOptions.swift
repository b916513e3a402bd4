import ArgumentParser
import Endline

/// What `mixed` can be asked about a model as a whole and its variances.
struct ModelTestOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Likelihood-ratio test against this model, which the formula contains or which contains it.",
      valueName: "formula"))
  var against: String?
  @Flag(help: "Profile-likelihood intervals of the variances and correlations of random effects.")
  var profile = false
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Simulate this many outcomes from the fit and fit them again: intervals of coefficients, variances and the ICC, and \
      with --against the test's p-value.
      """, valueName: "n"))
  var bootstrap: String?
}

extension ModelTestOptions {
  /// Each is a fit of the whole model.
  private static let mostSimulations = 1_000_000

  /// Puts what was asked for into the request, which has the model's formula and the seed by now.
  ///
  /// - Returns: what the data are to be read with.
  func add(to request: inout MixedModelRequest) throws -> ModelFormula? {
    if request.allowsNegativeVariances {
      // Both go along covariance matrices of effects.
      if profile { throw UsageError.exclude("--negative-variances", "--profile") }
      if bootstrap != nil { throw UsageError.exclude("--negative-variances", "--bootstrap") }
    }
    request.profilesVariances = profile
    if let bootstrap {
      guard let count = Int(bootstrap), count > 0, count <= Self.mostSimulations else {
        throw UsageError.notACount(option: "--bootstrap", value: bootstrap, most: Self.mostSimulations)
      }
      request.bootstrap = ParametricBootstrap(count: count, seed: request.means.seed)
    }
    guard let against else { return request.formula }
    guard let formula = request.formula else { throw ModelTestUsageError.againstWithoutFormula }
    let other: ModelFormula
    do {
      other = try ModelFormula(parsing: against)
    } catch {
      throw ModelTestUsageError.against(error)
    }
    request.against = other
    return try formula.union(other)
  }

  /// Moments files have one model, and nobody's outcome.
  func checkAbsent(besides option: String) throws(UsageError) {
    if against != nil { throw .exclude(option, "--against") }
    if profile { throw .exclude(option, "--profile") }
    if bootstrap != nil { throw .exclude(option, "--bootstrap") }
  }

  /// Measures that only these options yield.
  func check(_ request: AnalysisRequest) throws {
    if against == nil, request.measures?.contains(.likelihoodRatio) ?? false {
      throw ModelTestUsageError.needs("--against FORMULA", measure: Measure.likelihoodRatio.rawValue)
    }
  }
}

/// What can be wrong with these options alone.
enum ModelTestUsageError: Diagnosis {
  case against(FormulaError)
  case againstWithoutFormula
  case needs(String, measure: String)

  var status: ExitStatus { .usage }

  var problems: [String] {
    switch self {
    case .against(let error): error.problems.map { "--against: \($0)" }
    case .againstWithoutFormula: ["--against is given without --formula"]
    case .needs(let option, let measure): ["--measures: \"\(measure)\" needs \(option)"]
    }
  }

  var mend: String? {
    switch self {
    case .against(let error): error.mend
    case .againstWithoutFormula: "write both models as formulas: --formula \"…\" --against \"…\""
    case .needs(let option, _): "add \(option)"
    }
  }
}
