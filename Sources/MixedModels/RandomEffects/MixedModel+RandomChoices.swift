extension MixedModel {
  /// What a model with random effects cannot be asked for, by name.
  static func checkRandom(_ request: MixedModelRequest, formula: ModelFormula) throws(ModelSpecificationError) {
    guard !formula.randomTerms.isEmpty else { return }
    if formula.residual == nil, let family = request.covariances.first {
      throw .notWithRandomEffects(
        "--covariance \(family.rawValue)",
        mend:
          "add + \(family.rawValue)(VISIT | SUBJECT) to the formula, or leave the option out: the formula has random "
          + "effects alone")
    }
    switch request.df {
    case .betweenWithin?, .containment?:
      throw .notWithRandomEffects(
        "--df \(request.dfMethod.rawValue)",
        mend: "take kenward-roger or satterthwaite, which go by the random effects themselves")
    default: break
    }
  }
}
