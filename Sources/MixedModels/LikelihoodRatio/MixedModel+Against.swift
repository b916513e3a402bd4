internal import Estimates
internal import Trials

extension MixedModel {
  /// The likelihood-ratio test of a model against the one that was asked for, and by the parametric bootstrap where that
  /// was asked for, too; nothing without another formula.
  static func likelihoodRatioRows(
    _ model: FittedModel, notes: inout [String]
  ) throws(ModelSpecificationError) -> [Estimate] {
    guard let formula = model.request.against else { return [] }
    let outcome = model.outcome.name
    let text = formula.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    var row = Estimate(
      outcome: outcome, term: text, measure: .likelihoodRatio, method: "chi_squared", n: model.subjects)
    guard let other = try fitted(formula, like: model) else {
      notes.append("\(outcome): the model \(text) cannot be estimated, so there is no likelihood-ratio test.")
      return [row]
    }
    let pair: NestedModels
    do {
      pair = try NestedModels(model, against: other)
    } catch {
      throw .comparison(error)
    }
    row.df = Double(pair.df)
    guard let test = LikelihoodRatioTest(pair) else {
      notes.append(
        "\(outcome): the larger of the two models ended below the smaller one's likelihood, so there is no "
          + "likelihood-ratio test.")
      return [row]
    }
    row.method = test.reference == .mixture ? "chi_squared_mixture" : "chi_squared"
    row.statistic = test.statistic
    row.pValue = test.pValue
    if test.reference == .conservative {
      notes.append(
        "\(outcome): a variance is zero at the edge of its range, so the chi-squared p-value of the likelihood ratio is "
          + "too large rather than too small (conservative)"
          + (model.request.bootstrap == nil ? "; --bootstrap N simulates it." : "."))
    }
    return [row] + bootstrapTestRows(pair, row: row, statistic: test.statistic, notes: &notes)
  }

  /// Another model of the same trial, outcome and request; nil where it cannot be estimated.
  ///
  /// Beside a model with random effects a formula that names no covariance has independent rows.
  private static func fitted(
    _ formula: ModelFormula, like model: FittedModel
  ) throws(ModelSpecificationError) -> FittedModel? {
    var request = model.request
    request.formula = formula
    request.covariances = []
    request.robust = nil
    request.df = .normal
    request.against = nil
    request.conventions = .endline
    let index = model.trial.outcomes.firstIndex { $0.name == model.outcome.name } ?? 0
    let rows = try AnalysedRows(
      model.trial, outcome: index, formula: formula, visitColumn: request.visitColumn,
      subjectColumn: request.subjectColumn, constrainsBaseline: request.constrainsBaseline)
    let isClustered =
      !formula.randomTerms.isEmpty || rows.times != nil || formula.residual == nil && !model.formula.randomTerms.isEmpty
    let found =
      isClustered
      ? try fittedClustered(model.trial, outcome: model.outcome, formula: formula, rows: rows, request: request)
      : try fitted(model.trial, outcome: model.outcome, formula: formula, rows: rows, request: request)
    return found.model
  }
}
