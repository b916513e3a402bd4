public import Estimates
internal import Glibc
internal import LinearAlgebra
public import Trials

/// Mixed models for repeated measures: a mean for every subject and visit by a formula, and a covariance matrix of a
/// subject's visits, by REML or ML. Documentation/Methods/mmrm.md.
public enum MixedModel {
  /// Every measure that `results` knows, in the order of its rows.
  public static let measures: [Measure] =
    [
      .coefficient, .marginalMean, .contrast, .equivalence, .nonInferiority, .superiorityByMargin,
      .standardizedContrast, .jointTest, .variance, .correlation, .range, .varianceShare, .rSquaredMarginal,
      .rSquaredConditional, .icc, .designEffect, .randomEffect, .likelihoodRatio,
    ] + diagnosticMeasures

  /// Those that `MixedModelRequest.hasDiagnostics` gives.
  public static let diagnosticMeasures: [Measure] = FitCheck.measures

  /// For each outcome: coefficients, then variances and correlations of the visits; what the fit was, and notes.
  ///
  /// A model that cannot be estimated has coefficients without numbers, a fit that says `converged: false`, and notes
  /// that say why.
  ///
  /// - Throws: where formula and trial do not fit one another.
  public static func results(
    for trial: Trial, measures: Set<Measure>? = nil, request: MixedModelRequest
  ) throws(ModelSpecificationError) -> Results {
    try MixedModelAnalysis(trial, measures: measures, request: request).results
  }

  static func results(_ models: [Fitted], measures: Set<Measure>?, request: MixedModelRequest)
    throws(ModelSpecificationError) -> Results
  {
    var results = Results()
    let checksFit = request.hasDiagnostics && measures.map { !$0.isDisjoint(with: diagnosticMeasures) } ?? true
    for found in models {
      results.notes += found.notes.filter { !results.notes.contains($0) }
      let rows: [Estimate]
      if let model = found.model {
        // Words are about the contrasts, whatever rows are asked for.
        let wanted = request.explains ? measures?.union([.contrast]) : measures
        rows =
          try coefficientRows(model) + meanRows(model, measures: wanted, notes: &results.notes)
          + covarianceRows(model) + profiled(randomRows(model), of: model, notes: &results.notes)
          + groupRows(model, notes: &results.notes)
          + partitionRows(model) + (measures?.contains(.randomEffect) == true ? predictionRows(model) : [])
          + likelihoodRatioRows(model, notes: &results.notes) + bootstrapRows(model, notes: &results.notes)
          + (checksFit ? FitCheck.rows(of: model, notes: &results.notes) : [])
        results.notes += try notesWithoutGroups(model, rows: rows)
      } else {
        rows = found.columns.map {
          Estimate(outcome: found.outcome, term: $0, measure: .coefficient, method: request.rowName)
        }
      }
      var fit = found.fit
      if request.explains, let source = found.source {
        fit.entries.append(
          ModelExplanation(source, model: found.model, estimates: rows, fit: fit, request: request).entry)
      }
      results.fits.append(fit)
      results.rows += rows.filter { measures?.contains($0.measure) ?? true }
    }
    return results
  }

  /// One outcome's model, or why there is none.
  struct Fitted {
    let outcome: String
    /// Nil where it cannot be estimated.
    let model: FittedModel?
    /// Names of the fixed effects' columns.
    let columns: [String]
    let notes: [String]
    let fit: FitSummary
    /// What the model was asked of.
    var source: ModelExplanation.Source?
  }

  static func fitted(
    _ trial: Trial, outcome index: Int, request: MixedModelRequest
  ) throws(ModelSpecificationError) -> Fitted {
    let outcome = trial.outcomes[index]
    if request.constrainsBaseline, let error = BaselineConstraint.objection(trial, formula: request.formula) {
      throw .means(error)
    }
    let formula =
      if let given = request.formula { given } else {
        try ModelFormula.standard(
          for: trial, outcome: outcome, request: request)
      }
    let rows = try AnalysedRows(
      trial, outcome: index, formula: formula, visitColumn: request.visitColumn,
      subjectColumn: request.subjectColumn, personColumn: request.personColumn,
      constrainsBaseline: request.constrainsBaseline,
      therapy: formula.namesGroups(of: trial) ? nil : try GroupTherapy(trial))
    if request.allowsNegativeVariances, rows.random.isEmpty {
      throw .noRandomEffects("--negative-variances")
    }
    var found =
      !rows.random.isEmpty || rows.times != nil
      ? try fittedClustered(trial, outcome: outcome, formula: formula, rows: rows, request: request)
      : try fitted(trial, outcome: outcome, formula: formula, rows: rows, request: request)
    found.source = .init(trial: trial, outcome: outcome, formula: formula, rows: rows)
    return found
  }

  static func fitted(
    _ trial: Trial, outcome: Outcome, formula: ModelFormula, rows: AnalysedRows, request: MixedModelRequest
  ) throws(ModelSpecificationError) -> Fitted {
    try checkSize(rows, source: trial.source)
    lazy var shape = DataShape(rows, trial: trial, outcome: outcome)
    let columns = rows.design.columns.map(\.name)
    var notes = rows.notes + choiceNotes(rows, formula: formula, request: request)
    let data: CompressedTrial
    do {
      data = try rows.compressed()
    } catch {
      notes += shape.notes(on: error)
      let fit = FitSummary.ofNothing(formula, trial: trial, outcome: outcome, shape: shape, request: request)
      return Fitted(outcome: outcome.name, model: nil, columns: columns, notes: notes, fit: fit)
    }
    var families = request.covariances
    if families.isEmpty {
      families = [formula.residual.flatMap { CovarianceFamily(named: $0.structure) } ?? .us]
    }
    let times = rows.design.visits.compactMap(Double.init)
    let ladder = CovarianceLadder(
      families, data: data, times: times.count == rows.visits.count ? times : nil,
      isRestricted: !request.isMaximumLikelihood, visits: rows.design.visits)
    notes += ladder.notes(outcome: outcome.name) + aliasNotes(data, design: rows.design, outcome: outcome.name)
    guard let chosen = ladder.chosen, let fit = chosen.fit else {
      notes += shape.notes(onLadder: ladder, fixedParameters: data.rank)
      let fit = FitSummary.ofNothing(
        formula, trial: trial, outcome: outcome, shape: shape, request: request, ladder: ladder)
      return Fitted(outcome: outcome.name, model: nil, columns: columns, notes: notes, fit: fit)
    }
    notes += searchNotes(fit, outcome: outcome.name)
    func model(_ inference: ModelInference?) -> FittedModel {
      FittedModel(
        trial: trial, outcome: outcome, request: request, formula: formula, rows: rows, family: chosen.family, fit: fit,
        inference: inference)
    }
    var sandwich: Sandwich?
    if let kind = request.robust {
      let clusters = try request.cluster.map { (column) throws(ModelSpecificationError) in
        try RobustClusters.ofSubjects(model(nil), column: column)
      }
      notes += clusters.map { [$0.note(outcome: outcome.name)] } ?? []
      sandwich = Sandwich(fit, rows: rows, kind: kind, clusterOf: clusters.map { clusters in { clusters.codes[$0] } })
    }
    let inference =
      request.robust != nil && sandwich == nil
      ? nil
      : ModelInference(
        fit, method: request.dfMethod, information: request.informationInForce, sandwich: sandwich,
        conventions: request.conventions)
    notes += inferenceNotes(inference, outcome: outcome.name, request: request)
    let found = model(inference)
    notes += found.conventionNotes
    return Fitted(
      outcome: outcome.name, model: found, columns: columns, notes: notes, fit: FitSummary(found, ladder: ladder))
  }

  /// Every column's coefficient in the model without the columns that are left out, which have none.
  static func coefficientRows(_ model: FittedModel) -> [Estimate] {
    let kept = model.fit.data.kept
    return model.rows.design.columns.indices.map { index in
      let test =
        kept.contains(index) ? model.inference?.test(kept: kept.map { $0 == index ? 1 : 0 }) : nil
      var row = model.row(.coefficient, test, n: model.subjects)
      row.term = model.rows.design.columns[index].name
      return row
    }
  }

  /// Variance of each visit and correlation of each pair, by group.
  ///
  /// A group that is an arm fills that field; of any other factor `drug[Yes]` stands in `term`, before the `with 2` that
  /// names a correlation's other visit.
  static func covarianceRows(_ model: FittedModel) -> [Estimate] {
    let visits = model.rows.design.visits
    var rows: [Estimate] = []
    for (group, matrix) in (model.repeated?.covariance ?? []).enumerated() {
      let label = model.rows.groupLabels.isEmpty ? nil : model.rows.groupLabels[group]
      let isArm = model.formula.residual?.group == model.trial.arm?.name
      let factor = isArm ? nil : label.map { "\(model.formula.residual?.group ?? "")[\($0)]" }
      func row(_ measure: Measure, visit: Int, with other: Int? = nil, _ value: Double) -> Estimate {
        let term = [factor, other.map { "with \(visits[$0])" }].compactMap { $0 }.joined(separator: " ")
        return Estimate(
          outcome: model.outcome.name, arm: isArm ? label : nil, visit: visits[visit].isEmpty ? nil : visits[visit],
          term: term.isEmpty ? nil : term, measure: measure, method: model.family.rawValue, estimate: value)
      }
      rows += visits.indices.map { row(.variance, visit: $0, matrix[packedIndex($0, $0)]) }
      for a in visits.indices {
        for b in 0..<a {
          // One root at a time: the variances' product can leave the range of a Double.
          let perRow = matrix[packedIndex(a, b)] / matrix[packedIndex(a, a)].squareRoot()
          rows.append(row(.correlation, visit: a, with: b, perRow / matrix[packedIndex(b, b)].squareRoot()))
        }
      }
    }
    return rows
  }
}
