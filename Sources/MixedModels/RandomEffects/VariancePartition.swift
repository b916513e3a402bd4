internal import Distributions
internal import Estimates
internal import Glibc
internal import LinearAlgebra
internal import Trials

/// The outcome's variance by what it comes from, as means over the analysed rows, in the outcome's squared units.
///
///     fixed      Σ(x'β̂ − mean)²/(N − 1)
///     term       mean of z'Gz
///     residual   mean of the residual's variance
///
/// Sources: Nakagawa & Schielzeth (2013); Johnson (2014) for random slopes, named by author and year.
struct VariancePartition {
  let fixed: Double
  /// By random term.
  let random: [Double]
  let residual: Double

  var total: Double { fixed + random.reduce(0, +) + residual }

  init?(_ model: FittedModel) {
    guard let fit = model.clustered else { return nil }
    let table = RowTable(model.rows)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
    var fitted: [Double] = []
    for row in 0..<table.count {
      let (subject, visit) = (Int(table.subjects[row]), Int(table.visits[row]))
      var sum = 0.0
      for (coefficient, column) in zip(fit.coefficients, fit.data.kept) {
        sum += coefficient * model.rows.design.value(model.rows.design.columns[column], subject: subject, visit: visit)
      }
      fitted.append(sum)
    }
    let center = mean(fitted)
    let squares = fitted.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    fixed = squares / Double(max(1, fitted.count - 1))
    random = fit.randomVariances(table).map { fit.units * mean($0) }
    residual = fit.units * mean(fit.residualVariances(table))
  }
}

extension FittedModel {
  /// Whether every random effect is a level of a group and the residual has one variance: then a term's share of the
  /// variance is the same for every value.
  fileprivate var hasInterceptsAlone: Bool {
    guard let fit = clustered, case .independent = fit.trial.residual else { return false }
    return !rows.random.isEmpty && rows.random.allSatisfy { $0.design.columns.map(\.atoms) == [[]] }
  }
}

extension MixedModel {
  /// Shares of the variance, R², and where every effect is a level of a group the intraclass correlation of each term and
  /// of all together, with intervals on the logit scale by the information about the variances.
  static func partitionRows(_ model: FittedModel) -> [Estimate] {
    guard let fit = model.clustered, !model.rows.random.isEmpty, let parts = VariancePartition(model) else { return [] }
    let method = fit.isRestricted ? "reml" : "ml"
    let isOfEffects = fit.negativeTerms.isEmpty
    func row(_ measure: Measure, _ term: String?, _ value: Double) -> Estimate {
      Estimate(outcome: model.outcome.name, term: term, measure: measure, method: method, estimate: value)
    }
    var rows: [Estimate] = []
    if parts.total > 0, isOfEffects {
      rows.append(row(.varianceShare, "fixed effects", parts.fixed / parts.total))
      for (random, value) in zip(model.rows.random, parts.random) {
        let columns = random.columnNames.map { $0 == "(Intercept)" ? "1" : $0 }.joined(separator: " + ")
        rows.append(row(.varianceShare, "\(columns) | \(random.groups.name)", value / parts.total))
      }
      rows.append(row(.varianceShare, "residual", parts.residual / parts.total))
      rows.append(row(.rSquaredMarginal, nil, parts.fixed / parts.total))
      rows.append(row(.rSquaredConditional, nil, (parts.total - parts.residual) / parts.total))
    }
    guard model.hasInterceptsAlone else { return rows }
    let terms = Array(model.rows.random.indices)
    rows += terms.map { index in
      correlationRow(model, fit, of: [index], term: model.rows.random[index].groups.name)
    }
    if terms.count > 1 { rows.append(correlationRow(model, fit, of: terms, term: "all groups")) }
    return rows
  }

  /// ρ = part / whole of the variances of some terms; its interval by the delta method for log(part) − log(rest), with
  /// the inverse of the information about the variances.
  private static func correlationRow(
    _ model: FittedModel, _ fit: RandomEffectsFit, of terms: [Int], term: String
  ) -> Estimate {
    // Every G is 1 × 1, every unit of an intercept 1: θ are the variances, the residual's last.
    let isPart = fit.theta.indices.map { terms.contains($0) }
    let part = zip(fit.theta, isPart).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
    let rest = zip(fit.theta, isPart).reduce(0) { $0 + ($1.1 ? 0 : $1.0) }
    let share = part / (part + rest)
    var row = Estimate(
      outcome: model.outcome.name, term: term, measure: .icc, method: "\(fit.isRestricted ? "reml" : "ml")_logit",
      estimate: share, n: terms.count == 1 ? fit.trial.terms[terms[0]].levels : nil)
    guard let root = try? Cholesky(of: fit.information(model.request.informationInForce)) else { return row }
    if fit.isUnconstrained {
      // Where it may be negative it has no logit.
      let total = part + rest
      let slope = fit.jacobian.crossProduct(with: isPart.map { ($0 ? rest : -part) / (total * total) })
      let error = zip(slope, root.solve(slope)).reduce(0) { $0 + $1.0 * $1.1 }.squareRoot()
      guard error > 0, error.isFinite else { return row }
      let reach = Normal().quantile((1 - model.request.level) / 2, tail: .upper) * error
      row.method = "\(fit.isRestricted ? "reml" : "ml")_wald"
      row.standardError = error
      row.confidenceLow = share - reach
      row.confidenceHigh = share + reach
      row.confidenceLevel = model.request.level
      return row
    }
    guard part > 0, rest > 0 else { return row }
    let slope = fit.jacobian.crossProduct(with: isPart.map { $0 ? 1 / part : -1 / rest })
    let error = zip(slope, root.solve(slope)).reduce(0) { $0 + $1.0 * $1.1 }.squareRoot()
    guard error > 0, error.isFinite else { return row }
    let reach = Normal().quantile((1 - model.request.level) / 2, tail: .upper) * error
    let logit = log(part / rest)
    row.standardError = share * (1 - share) * error
    row.confidenceLow = 1 / (1 + exp(-(logit - reach)))
    row.confidenceHigh = 1 / (1 + exp(-(logit + reach)))
    row.confidenceLevel = model.request.level
    return row
  }
}
