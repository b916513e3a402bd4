internal import Distributions
internal import Estimates
internal import LinearAlgebra
internal import Trials

/// Follow-up on baseline, arm and covariates by least squares on the subjects with all of them, one common slope for
/// each: one model for all arms. Documentation/Methods/ancova.md.
struct Ancova {
  /// Subjects in the model.
  let n: Int
  /// Subjects with outcome, baseline and arm who are left out for a missing covariate.
  let withoutCovariates: Int
  /// Names of columns that are combinations of earlier ones, in the order of the model.
  let aliased: [String]
  private let fit: LeastSquares?
  /// Column of each arm's indicator; the control and arms without subjects have none.
  private let armColumns: [Int: Int]
  /// Whether the control has subjects in the model.
  private let hasControl: Bool
  /// Whether the model reproduces the response up to rounding, so that there is no error to test against.
  private let isPerfect: Bool
  /// Root mean square of the sizes of the terms that make up a fitted value: the scale on which residuals are rounded.
  private let termSize: Double

  init(trial: Trial, outcome: Outcome, baseline: [Double], visit: Int, arm: Factor) {
    let response = outcome.values[visit]
    var subjects: [Int] = []
    var withoutCovariates = 0
    for subject in response.indices {
      guard arm.codes[subject] >= 0, !response[subject].isNaN, !baseline[subject].isNaN else { continue }
      if trial.covariates.allSatisfy({ $0.isObserved(subject: subject, visit: visit) }) {
        subjects.append(subject)
      } else {
        withoutCovariates += 1
      }
    }
    n = subjects.count
    self.withoutCovariates = withoutCovariates

    var columns: [(name: String, values: [Double])] = [
      ("(Intercept)", [Double](repeating: 1, count: n)), ("baseline", subjects.map { baseline[$0] }),
    ]
    var armColumns: [Int: Int] = [:]
    var armCounts = [Int](repeating: 0, count: arm.levels.count)
    for subject in subjects { armCounts[Int(arm.codes[subject])] += 1 }
    for level in arm.levels.indices where level != arm.reference && armCounts[level] > 0 {
      armColumns[level] = columns.count
      columns.append(
        ("\(arm.name)[\(arm.levels[level])]", subjects.map { arm.codes[$0] == Int32(level) ? 1 : 0 }))
    }
    for covariate in trial.covariates { columns += covariate.columns(subjects: subjects, visit: visit) }
    self.armColumns = armColumns
    hasControl = armCounts[arm.reference] > 0

    guard n > 0, hasControl, !armColumns.isEmpty else {
      fit = nil
      aliased = []
      isPerfect = false
      termSize = 0
      return
    }
    let observed = subjects.map { response[$0] }
    let design = Matrix(rows: n, columns: columns.count, columnMajor: columns.flatMap(\.values))
    let fit = LeastSquares(design: design, response: observed)
    self.fit = fit
    aliased = fit.aliased.map { columns[$0].name }
    // Large terms may cancel to a small response, so the response's own size would not do.
    var sizes = observed.map(abs)
    for (column, coefficient) in zip(columns, fit.coefficients) {
      guard let coefficient else { continue }
      for row in sizes.indices { sizes[row] += abs(coefficient * column.values[row]) }
    }
    let squares = sizes.reduce(0) { $0 + $1 * $1 }
    termSize = (squares / Double(n)).squareRoot()
    // R's `summary.lm` warns at the same fraction, of the fitted values.
    isPerfect = fit.residualSumOfSquares <= 1e-30 * squares
  }

  /// The adjusted difference arm − control with the model's standard error (`ancova`) and with HC3's (`ancova_hc3`),
  /// both with t(n − p). R: `lm`, `sandwich::vcovHC(type = "HC3")`, `lmtest::coeftest(df = )`.
  func rows(arm: Int, level: Double) -> [Estimate] {
    var classical = Estimate(measure: .meanDifference, method: "ancova", n: n)
    var robust = Estimate(measure: .meanDifference, method: "ancova_hc3", n: n)
    guard let fit, let column = armColumns[arm], let coefficient = fit.coefficients[column] else {
      return [classical, robust]
    }
    classical.estimate = coefficient
    robust.estimate = coefficient
    guard let sigma = fit.sigma, !isPerfect else { return [classical, robust] }
    let place = column - fit.aliased.count { $0 < column }
    let df = Double(fit.residualDegreesOfFreedom)
    classical = classical.tested(
      standardError: sigma * fit.unscaledCovariance[place, place].squareRoot(), df: df, level: level)
    if let covariance = fit.covarianceHC3, !isRounding(covariance[place, place], place) {
      robust = robust.tested(standardError: covariance[place, place].squareRoot(), df: df, level: level)
    }
    return [classical, robust]
  }

  /// Whether a coefficient's HC3 variance is nothing but the rounding of residuals that ought to be 0, at ten units in
  /// the last place of what they are the residuals of: the arms of a contrast fit exactly while another one does not.
  private func isRounding(_ variance: Double, _ place: Int) -> Bool {
    guard let fit else { return false }
    return variance.squareRoot()
      <= 10 * Double.ulpOfOne * termSize * fit.unscaledCovariance[place, place].squareRoot()
  }

  /// Why the rows of an arm are empty, or not quite what was asked for.
  func causes(arm: Int) -> [String] {
    guard let fit else { return ["No subject of one of the two arms has all that ANCOVA needs"] }
    guard let column = armColumns[arm] else { return ["No subject of one of the two arms has all that ANCOVA needs"] }
    if fit.coefficients[column] == nil {
      return ["The arm cannot be told from baseline and covariates among the subjects in the model, so no ANCOVA"]
    }
    if fit.sigma == nil { return ["As many columns as subjects, so ANCOVA has an estimate and nothing else"] }
    if isPerfect { return ["The model fits the outcome exactly, so ANCOVA has an estimate and nothing else"] }
    guard let covariance = fit.covarianceHC3 else {
      return ["A subject determines a coefficient alone (leverage 1), so ancova_hc3 has an estimate and nothing else"]
    }
    let place = column - fit.aliased.count { $0 < column }
    if isRounding(covariance[place, place], place) {
      return ["The model fits both arms exactly, so ancova_hc3 has an estimate and nothing else"]
    }
    return []
  }
}

extension Covariate {
  /// A covariate that varies has its value at that visit.
  private func place(_ visit: Int, of count: Int) -> Int { varies && count > visit ? visit : 0 }

  func isObserved(subject: Int, visit: Int) -> Bool {
    switch values {
    case .numeric(let numbers): !numbers[place(visit, of: numbers.count)][subject].isNaN
    case .factor(_, let codes): codes[place(visit, of: codes.count)][subject] >= 0
    }
  }

  /// Columns of the model: the numbers, or an indicator of each level that occurs among the subjects except the first
  /// of those (treatment coding).
  func columns(subjects: [Int], visit: Int) -> [(name: String, values: [Double])] {
    switch values {
    case .numeric(let numbers):
      let here = numbers[place(visit, of: numbers.count)]
      return [(name, subjects.map { here[$0] })]
    case .factor(let levels, let codes):
      let here = codes[place(visit, of: codes.count)]
      var occurs = [Bool](repeating: false, count: levels.count)
      for subject in subjects { occurs[Int(here[subject])] = true }
      return levels.indices.filter { occurs[$0] }.dropFirst().map { level in
        ("\(name)[\(levels[level])]", subjects.map { here[$0] == Int32(level) ? 1 : 0 })
      }
    }
  }
}
