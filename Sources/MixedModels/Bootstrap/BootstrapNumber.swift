internal import Estimates
internal import LinearAlgebra
internal import Trials

/// A number of a model with random effects whose distribution the bootstrap shows: the row that it fills, and how it
/// follows from a fit.
struct BootstrapNumber: Sendable {
  let row: Estimate
  /// Whether the interval round the estimate is of use beside that of the quantiles.
  let isBasic: Bool
  let value: @Sendable (Refitting.Result) -> Double?

  /// Coefficients, then variances and correlations of the random effects, the residual's variance, and the share of the
  /// variance between groups.
  static func all(_ model: FittedModel, _ fit: RandomEffectsFit) -> [BootstrapNumber] {
    coefficients(model) + covariances(model, fit)
  }

  private static func coefficients(_ model: FittedModel) -> [BootstrapNumber] {
    model.fit.data.kept.enumerated().map { place, column in
      BootstrapNumber(
        row: Estimate(
          outcome: model.outcome.name, term: model.rows.design.columns[column].name, measure: .coefficient,
          estimate: model.fit.coefficients[place], n: model.subjects),
        isBasic: true
      ) { $0.coefficients[place] }
    }
  }

  private static func covariances(_ model: FittedModel, _ fit: RandomEffectsFit) -> [BootstrapNumber] {
    let whole = Refitting.Result(theta: fit.theta, coefficients: [], logLikelihood: 0)
    let starts = fit.trial.starts
    let units = fit.units
    var numbers: [BootstrapNumber] = []
    func add(
      _ measure: Measure, _ term: String, n: Int? = nil, _ value: @escaping @Sendable (Refitting.Result) -> Double?
    ) {
      let row = Estimate(
        outcome: model.outcome.name, term: term, measure: measure, estimate: value(whole), n: n)
      numbers.append(BootstrapNumber(row: row, isBasic: false, value: value))
    }
    for (index, random) in model.rows.random.enumerated() {
      let covariance = fit.trial.terms[index].covariance
      let range = starts[index]..<starts[index + 1]
      let scales = fit.scales[index]
      let levels = fit.trial.terms[index].levels
      for a in random.columnNames.indices {
        let term = "\(random.columnNames[a]) | \(random.groups.name)"
        add(.variance, term, n: levels) {
          units * BlockCovariance.matrix(covariance, $0.theta[range])[a, a] / (scales[a] * scales[a])
        }
        for b in 0..<a where random.term.isCorrelated {
          let names = "\(random.columnNames[b]) with \(term)"
          add(.correlation, names, n: levels) {
            let matrix = BlockCovariance.matrix(covariance, $0.theta[range])
            let product = (matrix[a, a] * matrix[b, b]).squareRoot()
            // An effect that is nothing is correlated with nothing.
            return matrix[a, a] > 1e-8 && matrix[b, b] > 1e-8 ? max(-1, min(1, matrix[a, b] / product)) : nil
          }
        }
      }
    }
    let last = starts[fit.trial.terms.count]
    switch fit.trial.residual {
    case .visits: return numbers
    case .independent, .times: add(.variance, "residual") { units * $0.theta[last] }
    }
    // With levels of groups alone every value has one variance, and each group its share of it.
    guard !model.rows.random.isEmpty, model.rows.random.allSatisfy({ $0.columnNames == ["(Intercept)"] }) else {
      return numbers
    }
    for (index, random) in model.rows.random.enumerated() {
      add(.icc, random.groups.name, n: fit.trial.terms[index].levels) { result in
        let total = result.theta[...last].reduce(0, +)
        return result.theta[starts[index]] / total
      }
    }
    return numbers
  }
}
