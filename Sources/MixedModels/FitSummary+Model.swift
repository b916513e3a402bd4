internal import Estimates
internal import LinearAlgebra
internal import Trials

extension FitSummary {
  /// What the contract's `fit` says of a model, in its order, and what else a reader may ask.
  init(_ model: FittedModel, ladder: CovarianceLadder) {
    let fit = model.fit
    let deviance = -2 * fit.logLikelihood
    let covarianceCount = fit.covarianceCount
    let fixedCount = fit.data.rank
    let criteria = model.criteria
    let visits = model.rows.design.visits.count
    let covariances = model.repeated?.covariance ?? []
    func matrix(_ packed: [Double]) -> Value {
      .list((0..<visits).map { row in .list((0..<visits).map { .number(packed[symmetricIndex(row, $0)]) }) })
    }
    self.init(
      Self.head(
        model.formula, covariance: model.covarianceName == nil ? nil : model.family, outcome: model.outcome.name,
        isRestricted: fit.isRestricted) + [
          Entry("log_likelihood", .number(fit.logLikelihood)),
          Entry("deviance", .number(deviance)),
          Entry("aic", .number(criteria.aic)),
          Entry("bic", .number(criteria.bic)),
          Entry("bic_n", .count(criteria.bicCount)),
          Entry("parameters_fixed", .count(fixedCount)),
          Entry("parameters_covariance", .count(covarianceCount)),
          Entry("observations", .count(fit.data.observations)),
          Entry("subjects", .count(model.subjects)),
          Entry("covariance_structure", model.covarianceName.map { .text($0) } ?? .number(nil)),
          Entry(
            "covariance",
            covariances.isEmpty
              ? .number(nil) : covariances.count == 1 ? matrix(covariances[0]) : .list(covariances.map(matrix))),
          Entry("converged", .flag(fit.isConverged)),
          Entry("iterations", .count(fit.iterations)),
          Entry("starts", .count(model.repeated?.trail.starts ?? 1)),
          Entry("optima", .list((model.repeated?.trail.optima ?? [fit.logLikelihood]).map { .number($0) })),
          Entry("df_method", .text(model.request.dfMethod.rawValue)),
          Entry("information", .text(model.request.informationInForce.rawValue)),
          Entry("robust", model.request.robust.map { .text($0.rawValue) } ?? .number(nil)),
          Entry("conventions", .text(model.request.conventions.rawValue)),
          Entry("baseline_constrained", .flag(model.rows.design.constraint != nil)),
          Entry("subjects_in_trial", model.rows.persons == nil ? Self.trialSize(model.trial) : .number(nil)),
          Entry("relative_gradient", .number(fit.proof.relativeGradient)),
          Entry("smallest_eigenvalue", .number(fit.proof.smallestEigenvalue)),
          Entry("boundary", .flag(fit.proof.smallestEigenvalue <= 1e-10 || model.clustered?.isOnBoundary == true)),
          Entry("visits", .list(model.rows.design.visits.filter { !$0.isEmpty }.map { .text($0) })),
          Entry("covariance_title", model.covarianceName.map { _ in .text(model.family.title) } ?? .number(nil)),
          Entry("covariance_groups", .list(model.rows.groupLabels.map { .text($0) })),
          Entry("reference_levels", .object(Self.references(model.rows.design))),
          Entry("ladder", ladder.summary),
        ] + Self.randomEntries(model))
  }

  /// The column that tells who the subjects are; nil where the random terms' groups are all there is.
  private static func subjectName(_ model: FittedModel) -> String? {
    let named = model.request.subjectColumn ?? model.request.personColumn
    return named ?? (model.rows.persons == nil ? "row" : nil)
  }

  /// The random terms with their covariances, in the formula's order; nothing without random effects.
  private static func randomEntries(_ model: FittedModel) -> [Entry] {
    guard let fit = model.clustered, let support = model.support else { return [] }
    let terms = model.rows.random.enumerated().map { index, random -> Value in
      let matrix = fit.randomCovariance(index)
      return .object([
        Entry("group", .text(random.groups.name)), Entry("levels", .count(support.terms[index].levels)),
        Entry("effects", .list(random.columnNames.map { .text($0) })),
        Entry(
          "covariance",
          .list((0..<matrix.rows).map { row in .list((0..<matrix.columns).map { .number(matrix[row, $0]) }) })),
        Entry("boundary", .flag(fit.boundarySlopes[index] != nil)),
      ])
    }
    return [
      Entry("random_effects", .list(terms)),
      Entry("subject", subjectName(model).map { .text($0) } ?? .number(nil)),
    ]
  }

  /// The same where there is no fit: everything that it would have said is absent.
  static func ofNothing(
    _ formula: ModelFormula, trial: Trial, outcome: Outcome, shape: DataShape, request: MixedModelRequest,
    ladder: CovarianceLadder? = nil
  ) -> FitSummary {
    let absent = Value.number(nil)
    return FitSummary(
      head(formula, outcome: outcome.name, isRestricted: !request.isMaximumLikelihood)
        + ["log_likelihood", "deviance", "aic", "bic"].map { Entry($0, absent) } + [
          Entry("bic_n", .count(shape.subjects)),
          Entry("parameters_fixed", absent),
          Entry("parameters_covariance", absent),
          Entry("observations", .count(shape.observations)),
          Entry("subjects", .count(shape.subjects)),
          Entry("covariance_structure", absent),
          Entry("covariance", absent),
          Entry("converged", .flag(false)),
          Entry("iterations", absent),
          Entry("df_method", .text(request.dfMethod.rawValue)),
          Entry("information", .text(request.informationInForce.rawValue)),
          Entry("robust", request.robust.map { .text($0.rawValue) } ?? absent),
          Entry("conventions", .text(request.conventions.rawValue)),
          Entry("baseline_constrained", .flag(request.constrainsBaseline)),
          Entry("subjects_in_trial", trialSize(trial)),
          Entry("ladder", ladder?.summary ?? .list([])),
        ])
  }

  /// - Parameter covariance: the structure that was used; nil where none was.
  private static func head(
    _ formula: ModelFormula, covariance: CovarianceFamily? = nil, outcome: String, isRestricted: Bool
  ) -> [Entry] {
    [
      Entry("outcome", .text(outcome)), Entry("formula", .text(formula.onOneLine(with: covariance))),
      Entry("criterion", .text(isRestricted ? "REML" : "ML")),
    ]
  }

  /// Moments do not tell how many subjects there were without an analysed row.
  private static func trialSize(_ trial: Trial) -> Value {
    trial.subjectCount > 0 ? .count(trial.subjectCount) : .number(nil)
  }

  /// The reference of each categorical variable that has one, by its name.
  private static func references(_ design: FixedDesign) -> [Entry] {
    var entries: [Entry] = []
    for (index, variable) in design.variables.enumerated() where variable.isCategorical && variable.levels.count > 1 {
      let hasReference = !design.columns.contains { column in
        column.atoms.count == 1 && column.atoms[0] == DesignAtom(variable: index, level: variable.reference)
      }
      if hasReference, !entries.contains(where: { $0.name == variable.name }) {
        entries.append(Entry(variable.name, .text(variable.levels[variable.reference])))
      }
    }
    return entries
  }
}

extension ModelFormula {
  /// As it was given, however many lines that took, but for the covariance, which is the one that was used.
  fileprivate func onOneLine(with used: CovarianceFamily?) -> String {
    var text = Array(text)
    if let used, let residual, CovarianceFamily(named: residual.structure) != used,
      let tokens = try? FormulaLexer.tokens(self.text),
      let place = tokens.indices.dropLast().first(where: { tokens[$0].isStructure && tokens[$0 + 1].holdsBar }),
      let written = tokens[place].shownText
    {
      let start = tokens[place].position - 1
      text.replaceSubrange(start..<start + written.count, with: used.rawValue)
    }
    return String(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

extension FormulaToken {
  /// Whether it can name the covariance of the repeated measures.
  fileprivate var isStructure: Bool {
    if case .name(_, isQuoted: false) = kind { true } else { false }
  }
}

extension CovarianceLadder {
  /// The audit trail.
  fileprivate var summary: FitSummary.Value {
    .list(
      rungs.map { rung in
        .object([
          .init("covariance", .text(rung.family.rawValue)), .init("used", .flag(rung.reason == nil)),
          .init("reason", rung.reason.map { .text($0) } ?? .number(nil)),
        ])
      })
  }
}
