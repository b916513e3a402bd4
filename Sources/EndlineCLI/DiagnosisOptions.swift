import ArgumentParser
import Endline

/// What of a model's fit is written to files of its own.
struct DiagnosisOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Write every analysed value beside its fitted value, with the raw, standardized and scaled residual, as CSV.",
      valueName: "file"))
  var residuals: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Refit the model without each subject in turn, and write what that changes, as CSV.", valueName: "file"))
  var influence: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How: exact refits the covariance too, one-step holds it and takes one pass over the subjects (default: exact).",
      valueName: "exact|one-step"))
  var influenceMethod: String?
  @Flag(
    help: ArgumentHelp(
      "Add what was observed beside what the model says of it: means and SDs by arm and visit, covariances and "
        + "correlations of the residuals, means by dropout pattern."))
  var diagnostics = false
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Write the predicted effects of every group of the random terms with their standard errors, and each group's own "
        + "level and slope, as CSV.", valueName: "file"))
  var randomEffects: String?
}

extension DiagnosisOptions {
  private var given: [(option: String, path: String)] {
    [("--residuals", residuals), ("--influence", influence), ("--random-effects", randomEffects)]
      .compactMap { option, path in path.map { (option, $0) } }
  }

  /// - Parameter others: the options that name a file to be written, too.
  func check(besides others: [(option: String, path: String?)]) throws {
    _ = try method()
    if influence == nil, influenceMethod != nil { throw DiagnosisUsageError.noInfluence }
    var taken = others.compactMap { option, path in path.map { (option, $0) } }
    for (option, path) in given {
      if path.isEmpty || path == "-" { throw DiagnosisUsageError.noFile(option) }
      if let (other, _) = taken.first(where: { $0.1 == path }), path != "/dev/null" {
        throw DiagnosisUsageError.sameFile(other, option, path)
      }
      taken.append((option, path))
    }
  }

  /// Moments files have nobody's residual.
  func checkHasSubjects() throws {
    if let (option, _) = given.first { throw MomentsFileError.needsSubjects(what: option) }
    if diagnostics { throw MomentsFileError.needsSubjects(what: "--diagnostics") }
  }

  /// What the command's other options ask of these.
  func check(_ request: AnalysisRequest) throws {
    guard !diagnostics, let needy = MixedModel.diagnosticMeasures.first(where: (request.measures ?? []).contains) else {
      return
    }
    throw DiagnosisUsageError.needsDiagnostics(needy.rawValue)
  }

  private func method() throws -> InfluenceMethod {
    try influenceMethod.map { try choice($0, option: "--influence-method", among: InfluenceMethod.self) } ?? .exact
  }

  /// - Parameter inputs: files that are never overwritten.
  func check(inputs: [String]) throws {
    for (_, path) in given { try OutputTarget.file(path, inputs: inputs).check() }
  }

  /// Writes the files that were asked for; what there is to say of them.
  func save(_ analysis: MixedModelAnalysis, inputs: [String]) throws -> [String] {
    var notes = try saveRandomEffects(analysis, inputs: inputs)
    if let residuals {
      let rows = analysis.residuals
      let conditional = analysis.conditionalResiduals
      if !conditional.isEmpty {
        try OutputTarget.file(residuals, inputs: inputs).write(ConditionalResidual.csv(conditional))
        notes.append(
          "\(residuals): residuals of \(counted(conditional.count, "value")), around the fixed effects and, conditional_…, "
            + "around the groups' own")
      } else if rows.isEmpty {
        notes.append(Self.nothing(residuals))
      } else {
        try OutputTarget.file(residuals, inputs: inputs).write(ModelResidual.csv(rows))
        notes.append("\(residuals): residuals of \(counted(rows.count, "value"))")
      }
    }
    guard let influence else { return notes }
    let method = try method()
    let groups = analysis.groupInfluences
    guard groups.isEmpty else {
      return try notes + save(groups, to: influence, inputs: inputs)
        + (method == .exact ? [] : ["\(influence): with random effects, every group is left out by the exact way"])
    }
    let models = analysis.influences(by: method)
    guard !models.isEmpty else { return notes + [Self.nothing(influence)] }
    try OutputTarget.file(influence, inputs: inputs).write(ModelInfluence.csv(models))
    for model in models {
      let alone = model.subjects.filter { $0.refit == nil }.count
      notes.append("\(influence): \(method.note(model.outcome, without: counted(model.subjects.count, "subject")))")
      if alone > 0 {
        notes.append(
          "\(influence): \(model.outcome) cannot be estimated as it is without \(alone) of them, whose lines are empty")
      }
    }
    return notes
  }

  private func save(_ models: [GroupInfluence], to path: String, inputs: [String]) throws -> [String] {
    try OutputTarget.file(path, inputs: inputs).write(GroupInfluence.csv(models))
    return models.flatMap { model -> [String] in
      var factors: [String] = []
      for group in model.groups where !factors.contains(group.factor) { factors.append(group.factor) }
      let refitted = factors.map { factor in
        "\(counted(model.groups.count { $0.factor == factor }, "group")) of \(factor)"
      }
      let alone = model.groups.count { $0.refit == nil }
      return ["\(path): \(model.outcome) refitted without each of \(refitted.joined(separator: " and of "))"]
        + (alone > 0
          ? ["\(path): \(model.outcome) cannot be estimated as it is without \(alone) of them, whose lines are empty"]
          : [])
    }
  }

  private func saveRandomEffects(_ analysis: MixedModelAnalysis, inputs: [String]) throws -> [String] {
    guard let randomEffects else { return [] }
    let rows = analysis.groupPredictions
    guard !rows.isEmpty else {
      return ["\(randomEffects): not written, since no model with random effects could be estimated"]
    }
    try OutputTarget.file(randomEffects, inputs: inputs).write(GroupPrediction.csv(rows))
    return ["\(randomEffects): \(counted(rows.count, "predicted effect"))"]
  }

  private static func nothing(_ path: String) -> String { "\(path): not written, since no model could be estimated" }
}

extension InfluenceMethod {
  fileprivate func note(_ outcome: String, without subjects: String) -> String {
    switch self {
    case .exact: "\(outcome) refitted without each of \(subjects)"
    case .oneStep:
      "\(outcome) without each of \(subjects) in one step: the covariance is that of all, so likelihood_displacement is "
        + "empty; --influence-method exact refits it"
    }
  }
}

/// What can be wrong with these options alone.
enum DiagnosisUsageError: Diagnosis {
  case noFile(String)
  case sameFile(String, String, String)
  case noInfluence
  /// By the measure that asks for them.
  case needsDiagnostics(String)
  case randomEffects(String)

  var status: ExitStatus { .usage }

  var problems: [String] {
    switch self {
    case .noFile(let option): ["\(option) is given without a file"]
    case .noInfluence: ["--influence-method is given and there is no --influence"]
    case .needsDiagnostics(let measure): ["--measures: \"\(measure)\" needs --diagnostics"]
    case .randomEffects(let option): ["\(option) does not go with random effects or individual times"]
    case .sameFile(let first, let second, let path): ["\(first) and \(second) name one file, \(inQuotes(path))"]
    }
  }

  var mend: String? {
    switch self {
    case .noFile: "name a file to write"
    case .sameFile: "name two"
    case .noInfluence: "add --influence FILE, or leave it out"
    case .needsDiagnostics: "add --diagnostics"
    case .randomEffects:
      "leave it out, or write a covariance of the repeated measures alone: cs(visit | id) for what (1 | id) says"
    }
  }
}
