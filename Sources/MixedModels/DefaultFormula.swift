internal import Trials

extension ModelFormula {
  /// The conventions' model where none is given: `y ~ baseline(y)*visit + arm*visit + covariates + us(visit | subject)`,
  /// with visits categorical; the covariance is the first that was asked for.
  ///
  /// With a constrained baseline it is `y ~ visit + arm:visit + covariates + us(visit | subject)`: every visit's mean, and
  /// the arms' differences after baseline.
  ///
  /// What a trial does not have is left out: the baseline, the arm, the visits where there is only one.
  static func standard(
    for trial: Trial, outcome: Outcome, request: MixedModelRequest
  ) throws(ModelSpecificationError) -> ModelFormula {
    let visit = request.visitColumn.map { "factor(\(quoted($0)))" }
    let perVisit = visit.map { "*\($0)" } ?? ""
    var terms: [String] = []
    if request.constrainsBaseline {
      terms += visit.map { [$0] } ?? []
    } else if outcome.baseline != nil {
      terms.append("baseline(\(quoted(outcome.name)))\(perVisit)")
    }
    if let arm = trial.arm {
      terms.append(quoted(arm.name) + (request.constrainsBaseline ? visit.map { ":\($0)" } ?? "" : perVisit))
    }
    if terms.isEmpty { terms.append(visit ?? "1") }
    terms += trial.covariates.map { quoted($0.name) }
    if let visit = request.visitColumn, let subject = request.subjectColumn {
      let structure = request.covariances.first ?? .us
      // With therapy groups every arm has its own covariance.
      let arm = trial.group == nil ? "" : trial.arm.map { quoted($0.name) + " / " } ?? ""
      terms.append("\(structure.rawValue)(\(quoted(visit)) | \(arm)\(quoted(subject)))")
    }
    do {
      return try ModelFormula(parsing: "\(quoted(outcome.name)) ~ " + terms.joined(separator: " + "))
    } catch {
      throw .formula(error)
    }
  }

  /// The name as it is in a formula, whatever characters it has.
  private static func quoted(_ name: String) -> String {
    if FormulaLexer.isWord(name) { return name }
    return "`" + name.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``") + "`"
  }

  /// Whether a random term is of the trial's therapy groups, so that the formula says what they do.
  func namesGroups(of trial: Trial) -> Bool {
    trial.group.map { group in randomTerms.contains { $0.groups.contains(group.name) } } ?? false
  }
}
