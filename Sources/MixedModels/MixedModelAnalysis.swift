public import Estimates
public import Trials

/// The models of a trial's outcomes: their results, and what of them needs the subjects and not only their moments.
public struct MixedModelAnalysis {
  /// As `MixedModel.results` has them.
  public let results: Results
  /// Those that could be estimated, in the order of the outcomes.
  let models: [FittedModel]

  /// - Throws: where formula and trial do not fit one another.
  public init(
    _ trial: Trial, measures: Set<Measure>? = nil, request: MixedModelRequest
  ) throws(ModelSpecificationError) {
    var found: [MixedModel.Fitted] = []
    for index in trial.outcomes.indices {
      found.append(try MixedModel.fitted(trial, outcome: index, request: request))
    }
    results = try MixedModel.results(found, measures: measures, request: request)
    models = found.compactMap(\.model)
  }

  /// Every analysed value beside what the models say of it: outcome by outcome, subjects in the trial's order, visits in
  /// theirs; empty where no model could be estimated.
  public var residuals: [ModelResidual] { models.flatMap(\.residuals) }

  /// The same of models with random effects, with the predicted effects of their groups.
  public var conditionalResiduals: [ConditionalResidual] { models.flatMap(\.conditionalResiduals) }

  /// The predicted effects of every group of models with random effects.
  public var groupPredictions: [GroupPrediction] { models.flatMap(\.groupPredictions) }

  /// What leaving each group out does to each model with random effects.
  public var groupInfluences: [GroupInfluence] { models.compactMap(\.groupInfluence) }

  /// What leaving each subject out does to each model; empty where no model could be estimated.
  public func influences(by method: InfluenceMethod = .exact) -> [ModelInfluence] {
    models.compactMap { $0.influence(by: method) }
  }
}
