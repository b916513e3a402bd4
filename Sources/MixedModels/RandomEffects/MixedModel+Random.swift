internal import Estimates
internal import Glibc
package import LinearAlgebra
internal import Trials

extension MixedModel {
  /// One outcome's model with random effects, or with a covariance over each row's own time.
  static func fittedClustered(
    _ trial: Trial, outcome: Outcome, formula: ModelFormula, rows: AnalysedRows, request: MixedModelRequest
  ) throws(ModelSpecificationError) -> Fitted {
    lazy var shape = DataShape(rows, trial: trial, outcome: outcome)
    let columns = rows.design.columns.map(\.name)
    var notes = rows.notes + choiceNotes(rows, formula: formula, request: request)
    func nothing(_ reasons: [String]) -> Fitted {
      let fit = FitSummary.ofNothing(formula, trial: trial, outcome: outcome, shape: shape, request: request)
      return Fitted(outcome: outcome.name, model: nil, columns: columns, notes: notes + reasons, fit: fit)
    }
    var family: CovarianceFamily? = rows.times == nil ? nil : .spExp
    var structure: (any CovarianceStructure)?
    if let residual = formula.residual, rows.times == nil {
      let chosen = request.covariances.first ?? CovarianceFamily(named: residual.structure) ?? .us
      family = chosen
      let times = rows.design.visits.compactMap(Double.init)
      do {
        structure = try chosen.structure(
          order: rows.visits.count, times: times.count == rows.visits.count ? times : nil)
      } catch {
        return nothing(error.problems.map { "\(outcome.name): \($0)." })
      }
    }
    let made: (trial: ClusteredTrial, scales: ClusteredTrial.Scales)
    do {
      made = try ClusteredTrial.make(rows, structure: structure)
    } catch {
      return nothing(shape.notes(on: error))
    }
    notes += aliasNotes(made.trial.data, design: rows.design, outcome: outcome.name)
    guard let fit = RandomEffectsFit(made.trial, scales: made.scales, isRestricted: !request.isMaximumLikelihood)
    else { return nothing(["\(outcome.name): the likelihood of this model cannot be computed."]) }
    guard fit.isConverged else { return nothing(["\(outcome.name): \(fit.failure)."]) }
    let inference = ModelInference(
      fit, method: request.dfMethod, information: request.informationInForce, conventions: request.conventions)
    notes += inferenceNotes(inference, outcome: outcome.name, request: request)
    notes += boundaryNotes(fit, rows: rows, outcome: outcome.name)
    let model = FittedModel(
      trial: trial, outcome: outcome, request: request, formula: formula, rows: rows, family: family ?? .vc, fit: fit,
      inference: inference)
    notes += model.conventionNotes
    return Fitted(
      outcome: outcome.name, model: model, columns: columns, notes: notes,
      fit: FitSummary(model, ladder: CovarianceLadder(ofNothing: ())))
  }

  /// What lies on the boundary, as an answer.
  private static func boundaryNotes(_ fit: RandomEffectsFit, rows: AnalysedRows, outcome: String) -> [String] {
    rows.random.indices.compactMap { index in
      guard fit.boundarySlopes[index] != nil else { return nil }
      let matrix = fit.randomCovariance(index)
      let random = rows.random[index]
      let group = random.groups.name
      let zero = (0..<matrix.rows).filter { matrix[$0, $0] <= 0 }.map { random.columnNames[$0] }
      if zero.count == matrix.rows {
        let what = zero.count == 1 ? "the variance of \(zero[0])" : "every variance"
        return
          "\(outcome): \(what) between levels of \(group) is estimated as 0, the most likely value; tests take it as known."
      }
      if !zero.isEmpty {
        return
          "\(outcome): between levels of \(group) the variance of \(listed(zero)) is estimated as 0, the most likely value; tests take it as known."
      }
      return
        "\(outcome): the effects of \(group) are estimated as perfectly correlated: one of them follows from the others."
    }
  }

  /// Variances of the random effects and of the residual, correlations of effects on one group, and the share of the
  /// variance that lies between groups.
  static func randomRows(_ model: FittedModel) -> [Estimate] {
    guard let fit = model.clustered else { return [] }
    var rows: [Estimate] = []
    let method = fit.isRestricted ? "reml" : "ml"
    func add(_ measure: Measure, _ term: String, _ value: Double?, n: Int? = nil) {
      rows.append(
        Estimate(outcome: model.outcome.name, term: term, measure: measure, method: method, estimate: value, n: n))
    }
    for (index, random) in model.rows.random.enumerated() {
      let matrix = fit.randomCovariance(index)
      let levels = fit.trial.terms[index].levels
      for a in 0..<matrix.rows {
        add(.variance, "\(random.columnNames[a]) | \(random.groups.name)", matrix[a, a], n: levels)
        for b in 0..<a where random.term.isCorrelated {
          let product = matrix[a, a].squareRoot() * matrix[b, b].squareRoot()
          add(
            .correlation, "\(random.columnNames[b]) with \(random.columnNames[a]) | \(random.groups.name)",
            product > 0 ? max(-1, min(1, matrix[a, b] / product)) : nil, n: levels)
        }
      }
    }
    rows += residualRows(model, fit, method: method)
    return rows
  }

  private static func residualRows(_ model: FittedModel, _ fit: RandomEffectsFit, method: String) -> [Estimate] {
    let theta = fit.residualParameters
    func row(_ measure: Measure, _ term: String?, _ value: Double, visit: String? = nil) -> Estimate {
      Estimate(
        outcome: model.outcome.name, visit: visit, term: term, measure: measure, method: method, estimate: value)
    }
    switch fit.trial.residual {
    case .independent: return [row(.variance, "residual", theta[0])]
    case .times: return [row(.variance, "residual", theta[0]), row(.range, "residual", theta[1])]
    case .visits(let structure, let groups):
      let visits = model.rows.design.visits
      return (0..<groups).flatMap { group -> [Estimate] in
        let packed = fit.residualCovariance(structure, group: group)
        let label = model.rows.groupLabels.isEmpty ? "" : "[\(model.rows.groupLabels[group])]"
        return visits.indices.flatMap { a -> [Estimate] in
          [row(.variance, "residual\(label)", packed[packedIndex(a, a)], visit: visits[a])]
            + (0..<a).map { b in
              let product = packed[packedIndex(a, a)].squareRoot() * packed[packedIndex(b, b)].squareRoot()
              return row(
                .correlation, "residual\(label) with \(visits[b])", packed[packedIndex(a, b)] / product,
                visit: visits[a])
            }
        }
      }
    }
  }
}

extension CovarianceLadder {
  /// No structures to try.
  init(ofNothing: Void) { rungs = [] }
}

extension RandomEffectsFit {
  /// G of a term in the data's units.
  package func randomCovariance(_ index: Int) -> Matrix {
    let inner = derivatives.point.covariance.random(index)
    var result = inner
    for b in 0..<inner.columns {
      for a in 0..<inner.rows { result[a, b] = units * inner[a, b] / (scales[index][a] * scales[index][b]) }
    }
    return result
  }

  /// θ of the residual, variances and covariances in the data's units where they are the structure's parameters as they
  /// stand.
  package var residualParameters: [Double] {
    let own = Array(theta[trial.starts[trial.terms.count]...])
    switch trial.residual {
    case .independent, .times: return [own[0] * units] + own.dropFirst()
    case .visits: return own
    }
  }

  /// A group's packed covariance of the visits in the data's units.
  func residualCovariance(_ structure: any CovarianceStructure, group: Int) -> [Double] {
    let own = theta[(trial.starts[trial.terms.count] + group * structure.parameterCount)...]
    return structure.covariance(parameters: Array(own.prefix(structure.parameterCount))).map { $0 * units }
  }

  /// Whether a variance is zero or a correlation 1 or −1.
  var isOnBoundary: Bool { !boundarySlopes.isEmpty }

  /// Why it does not hold, in words.
  var failure: String {
    if proof.smallestEigenvalue <= 1e-10 {
      return "the data do not determine this model: its likelihood is flat in some direction of the covariance"
    }
    if boundarySlopes.values.contains(where: { $0 > 1e-4 }) {
      return "the search for the covariance's best values ended on a boundary that is no maximum"
    }
    return "the search for the covariance's best values did not end"
  }
}
