internal import Estimates
internal import Trials

/// A model in words: what it says, what it takes for granted, what the data can show of it, what it found, and what might
/// be tried next. For readers who know what a mean and a standard deviation are.
struct ModelExplanation {
  /// What a model was asked of, whether it could be estimated or not.
  struct Source {
    let trial: Trial
    let outcome: Outcome
    let formula: ModelFormula
    let rows: AnalysedRows
  }

  let source: Source
  /// Nil where it could not be estimated.
  let model: FittedModel?
  let estimates: [Estimate]
  let fit: FitSummary
  let request: MixedModelRequest
  let support: RandomSupport
  let shape: DataShape

  init(_ source: Source, model: FittedModel?, estimates: [Estimate], fit: FitSummary, request: MixedModelRequest) {
    self.source = source
    self.model = model
    self.estimates = estimates
    self.fit = fit
    self.request = request
    support = model?.support ?? RandomSupport(source.rows)
    shape = DataShape(source.rows, trial: source.trial, outcome: source.outcome)
  }

  var outcome: String { source.outcome.name }
  var formula: ModelFormula { source.formula }
  var design: FixedDesign { source.rows.design }
  /// The arm's column, where it is a factor of the model.
  var arm: Factor? {
    source.trial.arm.flatMap { arm in design.variables.contains { $0.name == arm.name } ? arm : nil }
  }

  /// As `fit` has it: sentences by what they are about.
  var entry: FitSummary.Entry {
    let topics = [
      ("model", modelSentences), ("assumed", assumptions), ("data", dataSentences),
      ("estimates", model.map { estimateSentences($0) } ?? []), ("next", advice),
    ]
    return FitSummary.Entry(
      "explanation",
      .object(topics.map { FitSummary.Entry($0, .list($1.map { .text($0) })) }))
  }
}

// What the model says, and what it takes for granted.
extension ModelExplanation {
  private var modelSentences: [String] {
    var sentences: [String] = []
    let single = formula.terms.filter { $0.count == 1 }.map { $0[0].label }
    let products = formula.terms.filter { $0.count > 1 }.map { $0.map(\.label).joined(separator: " by ") }
    if single.isEmpty, products.isEmpty {
      sentences.append("The mean of \(outcome) is one number.")
    } else {
      var what = single.isEmpty ? "" : " on " + MixedModel.listed(single)
      if !products.isEmpty {
        what +=
          (single.isEmpty ? " on " : ", and on how these act together: ") + MixedModel.listed(products)
      }
      sentences.append("The mean of \(outcome) depends\(what).")
    }
    let numbers = numericNames
    if !numbers.isEmpty {
      sentences.append(
        numbers.count == 1
          ? "\(numbers[0]) counts as a number: each unit of it changes the mean by the same amount."
          : "\(MixedModel.listed(numbers)) count as numbers: each unit of one changes the mean by the same amount.")
    }
    if design.constraint != nil { sentences.append("At baseline all arms have one mean.") }
    return sentences + support.terms.enumerated().map { sentence($1, $0) } + [residualSentence]
  }

  /// Names of the fixed effects' numeric variables.
  private var numericNames: [String] {
    design.variables.filter { !$0.isCategorical }.map(\.name)
  }

  /// Whether no effects of a term's levels could vary as is estimated.
  func isNegative(_ index: Int) -> Bool { model?.clustered?.negativeTerms.contains(index) ?? false }

  private func sentence(_ term: RandomSupport.Term, _ index: Int) -> String {
    if isNegative(index) {
      return
        "Values of one \(term.title) vary together as \(term.written) says, in covariances that may be negative: no "
        + "effect of its own stands behind them."
    }
    let slopes = term.term.slopes.map { $0.map(\.label).joined(separator: " by ") }
    var own: [String] = term.term.hasIntercept ? ["level"] : []
    own += slopes.map { slope in
      let isNumber = term.effects.contains(slope)
      return isNumber ? "slope over \(slope)" : "effect of \(slope)"
    }
    let what = own.map { "\($0.hasPrefix("effect") ? "an" : "a") \($0) of its own" }
    let together =
      term.effects.count < 2
      ? "" : term.term.isCorrelated ? ", which may go together" : ", taken as unrelated to one another"
    return "Every \(term.title) has \(MixedModel.listed(what)) around that mean\(together)."
  }

  private var residualSentence: String {
    let family = fittedFamily
    guard let family else {
      return "What is left of a value, its residual, varies from row to row with one variance."
    }
    let group = formula.residual?.group.map { ", separately for each level of \($0)" } ?? ""
    let beside = support.terms.isEmpty ? "" : " what is left of"
    return "Of\(beside) one subject's values, \(family.inWords)\(group)."
  }

  /// Of the repeated measures; nil where there are random effects alone.
  var fittedFamily: CovarianceFamily? {
    if let model { return model.covarianceName == nil ? nil : model.family }
    guard let residual = formula.residual else { return formula.randomTerms.isEmpty ? .us : nil }
    return CovarianceFamily(named: residual.structure)
  }

  private var assumptions: [String] {
    var parts = ["what varies around the mean has a normal distribution"]
    if support.terms.isEmpty {
      parts.append("different subjects have nothing to do with one another")
    } else {
      func groups(where isKept: (Int) -> Bool) -> [String] {
        support.terms.indices.filter(isKept).map { support.terms[$0].title }
          .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
      }
      let negative = groups(where: isNegative)
      let drawn = groups { !isNegative($0) }.filter { !negative.contains($0) }
      if !drawn.isEmpty {
        parts.append(
          "the levels of \(MixedModel.listed(drawn)) can be taken as drawn at random from many, independently of one "
            + "another")
      }
      if !negative.isEmpty {
        parts.append("different levels of \(MixedModel.listed(negative)) have nothing to do with one another")
      }
    }
    if let arm, formula.residual?.group != arm.name { parts.append("values vary alike in all arms") }
    return [
      "The model assumes that \(parts.dropLast().joined(separator: ", that "))\(parts.count > 2 ? "," : "") and that "
        + "\(parts[parts.count - 1]).",
      "Values that are missing must be missing at random: whether one is missing may depend on what was observed, not on "
        + "what it would have been.",
    ]
  }
}

extension CovarianceFamily {
  /// What it says of a subject's values.
  fileprivate var inWords: String {
    let falling = "a correlation that falls by one factor from each visit to the next"
    let distance = "a correlation that depends on how many visits lie between"
    let adjacent = "a correlation for each visit with the next, from which those further apart follow"
    return switch self {
    case .us: "each visit has a variance of its own, and each pair of visits a correlation of its own"
    case .cs: "all visits have one variance, and all pairs of visits one correlation"
    case .csh: "each visit has a variance of its own, and all pairs of visits have one correlation"
    case .ar1: "all visits have one variance and \(falling)"
    case .ar1h: "each visit has a variance of its own, and there is \(falling)"
    case .toep: "all visits have one variance and \(distance)"
    case .toeph: "each visit has a variance of its own, and there is \(distance)"
    case .ad: "all visits have one variance and \(adjacent)"
    case .adh: "each visit has a variance of its own, and there is \(adjacent)"
    case .vc: "all visits have one variance and no correlation"
    case .vch: "each visit has a variance of its own and no correlation"
    case .spExp: "all have one variance, and a correlation that falls exponentially with the time between two"
    }
  }
}
