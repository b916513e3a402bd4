internal import Trials

extension BaselineConstraint {
  /// Nil where the trial has no baseline rows, no arm, or nobody's baseline is analysed.
  init?(_ trial: Trial, visits: [Int], variables: [ModelVariable]) {
    guard let baseline = trial.baselineVisit, let place = visits.firstIndex(of: baseline), let arm = trial.arm else {
      return nil
    }
    visit = place
    arms = Set(variables.indices.filter { variables[$0].name == arm.name && variables[$0].isCategorical })
  }

  /// Why a trial and a formula (nil: the default one) cannot have one.
  static func objection(_ trial: Trial, formula: ModelFormula?) -> MeansError? {
    func error(_ problem: String, _ mend: String) -> MeansError {
      MeansError(option: "--constrain-baseline", text: nil, position: nil, problem: problem, mend: mend)
    }
    guard trial.arm != nil else { return error("needs arms", "name their column with --arm COL") }
    guard trial.baselineVisit != nil else {
      return error(
        "needs the baseline as a visit with rows of its own",
        "name the visits with --visit COL (or --wide) and the baseline with --baseline LABEL")
    }
    for case .baseline(let name) in (formula?.terms ?? []).joined() {
      return error(
        "the baseline cannot be an outcome and, as baseline(\(name)), a covariate",
        "take baseline(\(name)) out of the formula")
    }
    return nil
  }
}
