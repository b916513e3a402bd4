internal import Estimates
internal import Glibc
package import LinearAlgebra
internal import Trials

extension MixedModel {
  /// One outcome's model with random effects, or with a covariance over each row's own time.
  static func fittedClustered(
    _ trial: Trial, outcome: Outcome, formula: ModelFormula, rows: AnalysedRows, request: MixedModelRequest
  ) throws(ModelSpecificationError) -> Fitted {
    var request = request
    try checkRandom(request, formula: formula)
    let isRobustByDefault =
      rows.therapy != nil && request.df == nil && request.robust == nil && request.conventions == .endline
    if isRobustByDefault { request.robust = .cr2 }
    let support = RandomSupport(rows)
    // Without a row there is more to say than that no group has several.
    let hasRows = rows.outcome.contains { $0.contains { !$0.isNaN } }
    if rows.therapy?.objection == nil, hasRows {
      try support.check(hasNugget: rows.times == nil, source: trial.source) { index in
        rows.analysedKeys.first.map { rows.random[index].groups.label(of: $0) }
      }
    }
    lazy var shape = DataShape(rows, trial: trial, outcome: outcome)
    let columns = rows.design.columns.map(\.name)
    var notes = rows.notes + choiceNotes(rows, formula: formula, request: request)
    func nothing(_ reasons: [String], ladder: CovarianceLadder? = nil) -> Fitted {
      let fit = FitSummary.ofNothing(
        formula, trial: trial, outcome: outcome, shape: shape, request: request, ladder: ladder)
      return Fitted(outcome: outcome.name, model: nil, columns: columns, notes: notes + reasons, fit: fit)
    }
    if let objection = rows.therapy?.objection {
      return nothing(["\(outcome.name): not estimated, since \(objection)."])
    }
    let search: ClusteredSearch
    do {
      search = try ClusteredSearch(rows, support: support, formula: formula, request: request)
    } catch {
      return nothing(shape.notes(on: error))
    }
    if let data = search.data { notes += aliasNotes(data, design: rows.design, outcome: outcome.name) }
    notes += search.ladder.notes(outcome: outcome.name)
    guard let fit = search.fit else {
      return nothing(
        shape.notes(on: search, support: support, residual: formula.residual), ladder: search.ladder)
    }
    func model(_ inference: ModelInference?) -> FittedModel {
      FittedModel(
        trial: trial, outcome: outcome, request: request, formula: formula, rows: rows, family: search.family ?? .vc,
        fit: fit, inference: inference, support: support)
    }
    var inference: ModelInference?
    let byGroups = rows.therapy == nil ? nil : request.robust.flatMap { Sandwich(fit, groupsOf: rows, kind: $0) }
    if isRobustByDefault, byGroups == nil {
      request.robust = nil
      notes.append(
        "\(outcome.name): other random effects join the groups, so that tests are the model's own and not CR2's.")
    }
    if let byGroups {
      inference = ModelInference(
        fit, method: request.dfMethod, information: request.informationInForce, sandwich: byGroups,
        conventions: request.conventions)
    } else if let kind = request.robust {
      let (sandwich, clusters) = try RobustClusters.sandwich(model(nil), fit, kind: kind, column: request.cluster)
      notes.append(clusters.note(outcome: outcome.name))
      inference = sandwich.flatMap {
        ModelInference(
          fit, method: request.dfMethod, information: request.informationInForce, sandwich: $0,
          conventions: request.conventions)
      }
    } else {
      inference = ModelInference(
        fit, method: request.dfMethod, information: request.informationInForce, conventions: request.conventions)
    }
    notes += inferenceNotes(inference, outcome: outcome.name, request: request)
    notes += boundaryNotes(fit, rows: rows, outcome: outcome.name)
    notes += negativeNotes(fit, rows: rows, outcome: outcome.name)
    if fit.hasNoReach {
      notes.append(
        "\(outcome.name): the range of the correlation is estimated as 0: values of one subject are uncorrelated at the "
          + "times that there are, and the range printed is only where the search ended.")
    }
    let found = model(inference)
    notes += found.conventionNotes
    return Fitted(
      outcome: outcome.name, model: found, columns: columns, notes: notes,
      fit: FitSummary(found, ladder: search.ladder))
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
        "\(outcome): the effects of \(group) are estimated as perfectly correlated: one of them follows from the others, which "
        + "tests take as known."
    }
  }

  /// What has a negative variance, and what does not follow from it.
  private static func negativeNotes(_ fit: RandomEffectsFit, rows: AnalysedRows, outcome: String) -> [String] {
    let terms = fit.negativeTerms
    guard !terms.isEmpty else { return [] }
    return terms.map { index in
      let matrix = fit.randomCovariance(index)
      let random = rows.random[index]
      let negative = (0..<matrix.rows).filter { matrix[$0, $0] < 0 }.map { random.columnNames[$0] }
      guard !negative.isEmpty else {
        return
          "\(outcome): the variances and covariances of the effects of \(random.groups.name) are those of no random effects: "
          + "some combination of them has a negative variance."
      }
      return
        "\(outcome): the variance of \(listed(negative)) between levels of \(random.groups.name) is negative: values of one "
        + "level are less alike than values of different levels."
    } + [
      "\(outcome): where a variance is negative the random effects stand for covariances of the outcome alone; shares of the "
        + "variance, R² and correlations that would need them as effects are absent."
    ]
  }

  /// Variances of the random effects and of the residual, correlations of effects on one group, and the share of the
  /// variance that lies between groups.
  static func randomRows(_ model: FittedModel) -> [Estimate] {
    guard let fit = model.clustered, let support = model.support else { return [] }
    var rows: [Estimate] = []
    let method = fit.isRestricted ? "reml" : "ml"
    func add(_ measure: Measure, _ term: String, _ value: Double?, n: Int? = nil) {
      rows.append(
        Estimate(outcome: model.outcome.name, term: term, measure: measure, method: method, estimate: value, n: n))
    }
    for (index, random) in model.rows.random.enumerated() {
      let matrix = fit.randomCovariance(index)
      let levels = support.terms[index].levels
      for a in 0..<matrix.rows {
        add(.variance, "\(random.columnNames[a]) | \(random.groups.name)", matrix[a, a], n: levels)
        for b in 0..<a where random.term.isCorrelated {
          let product = matrix[a, a].squareRoot() * matrix[b, b].squareRoot()
          add(
            .correlation, "\(random.columnNames[b]) with \(random.columnNames[a]) | \(random.groups.name)",
            product > 0 ? fit.correlation(matrix[a, b] / product) : nil, n: levels)
        }
      }
    }
    rows += residualRows(model, fit, method: method)
    return rows
  }

  private static func residualRows(_ model: FittedModel, _ fit: RandomEffectsFit, method: String) -> [Estimate] {
    let theta = fit.residualParameters
    func row(_ measure: Measure, _ term: String, _ value: Double) -> Estimate {
      Estimate(outcome: model.outcome.name, term: term, measure: measure, method: method, estimate: value)
    }
    switch fit.trial.residual {
    case .independent: return [row(.variance, "residual", theta[0])]
    case .times: return [row(.variance, "residual", theta[0]), row(.range, "residual", theta[1])]
    case .visits(let structure, let groups):
      let visits = model.rows.design.visits
      return (0..<groups).flatMap { group -> [Estimate] in
        let packed = fit.residualCovariance(structure, group: group)
        let label = model.rows.groupLabels.isEmpty ? nil : model.rows.groupLabels[group]
        let isArm = model.rows.hasArmCovariances || model.formula.residual?.group == model.trial.arm?.name
        let factor = isArm ? nil : label.map { "\(model.formula.residual?.group ?? "")[\($0)]" }
        func row(_ measure: Measure, _ visit: Int, with other: Int? = nil, _ value: Double) -> Estimate {
          let term = ["residual", factor, other.map { "with \(visits[$0])" }].compactMap { $0 }
          return Estimate(
            outcome: model.outcome.name, arm: isArm ? label : nil, visit: visits[visit].isEmpty ? nil : visits[visit],
            term: term.joined(separator: " "), measure: measure, method: model.family.rawValue, estimate: value)
        }
        return visits.indices.map { row(.variance, $0, packed[packedIndex($0, $0)]) }
          + visits.indices.flatMap { a in
            (0..<a).map { b in
              let perRow = packed[packedIndex(a, b)] / packed[packedIndex(a, a)].squareRoot()
              return row(.correlation, a, with: b, perRow / packed[packedIndex(b, b)].squareRoot())
            }
          }
      }
    }
  }
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

  /// What is rounding beyond ±1 taken off; nil where effects with a covariance of no matrix have none.
  func correlation(_ value: Double) -> Double? {
    guard isUnconstrained else { return max(-1, min(1, value)) }
    return abs(value) <= 1 ? value : nil
  }

  /// The terms whose matrix is no covariance matrix, since a variance, or one of some combination of effects, is negative.
  var negativeTerms: [Int] {
    guard isUnconstrained else { return [] }
    return trial.terms.indices.filter { ClusteredLikelihood.root(of: derivatives.point.covariance.random($0)) == nil }
  }

  /// Whether a variance is zero or a correlation 1 or −1.
  var isOnBoundary: Bool { !boundarySlopes.isEmpty }

  /// Whether the correlation by times is nothing at the shortest distance between two rows of a block.
  var hasNoReach: Bool {
    guard case .times = trial.residual, let range = theta.last else { return false }
    let shortest = trial.patterns.reduce(Double.infinity) { least, pattern in
      let times = pattern.times.sorted()
      return zip(times, times.dropFirst()).reduce(least) { min($0, $1.1 - $1.0) }
    }
    return shortest.isFinite && shortest > 20 * range
  }

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
