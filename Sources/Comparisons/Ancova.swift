internal import Distributions
internal import Estimates
internal import LinearAlgebra
package import Trials

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
  /// Column of each arm's indicator; arms without subjects have none, nor has `base`.
  private let armColumns: [Int: Int]
  /// For each arm column that follows from others: the sum of arms' coefficients that the data cannot tell from 0, by
  /// column. A contrast must not have it in it.
  private let undetermined: [[Int: Double]]
  /// The arm without an indicator: the control, or where nobody of it is in the model the first arm with subjects.
  private let base: Int?
  /// Whether the model reproduces the response up to rounding, so that there is no error to test against.
  private let isPerfect: Bool
  /// Whether every subject in the model has the same outcome.
  private let isConstant: Bool
  /// Root mean square of the sizes of the terms that make up a fitted value: the scale on which residuals are rounded.
  private let termSize: Double

  init(_ model: AncovaColumns) {
    n = model.subjects.count
    withoutCovariates = model.withoutCovariates
    var columns: [(name: String, values: [Double])] = [
      ("(Intercept)", [Double](repeating: 1, count: n)), model.baseline,
    ]
    let arm = model.arm
    let counts = model.armCounts
    let base = counts[arm.reference] > 0 ? arm.reference : counts.firstIndex { $0 > 0 }
    var armColumns: [Int: Int] = [:]
    for level in arm.levels.indices where level != base && counts[level] > 0 {
      armColumns[level] = columns.count
      columns.append(("\(arm.name)[\(arm.levels[level])]", model.indicator(level)))
    }
    columns += model.covariates
    self.armColumns = armColumns
    self.base = base

    isConstant = model.isConstant
    guard n > 0, !armColumns.isEmpty, !isConstant else {
      fit = nil
      aliased = []
      undetermined = []
      isPerfect = false
      termSize = 0
      return
    }
    let design = Matrix(rows: n, columns: columns.count, columnMajor: columns.flatMap(\.values))
    // Which columns follow from the others is read off the columns as they are; the model is fitted with the covariates about
    // their means, which changes no difference of arms and keeps the digits of HC3 where values share a large offset.
    let follow = Set(QR(design).aliased)
    let fitted = columns.indices.map { column -> [Double] in
      let values = columns[column].values
      if follow.contains(column) { return [Double](repeating: 0, count: values.count) }
      return column == 0 || armColumns.values.contains(column) ? values : centred(values)
    }
    let centredDesign = Matrix(rows: n, columns: columns.count, columnMajor: fitted.flatMap { $0 })
    let fit = LeastSquares(design: centredDesign, response: model.response)
    self.fit = fit
    undetermined = armColumns.values.filter(follow.contains).map { column in
      let others = LeastSquares(design: centredDesign, response: columns[column].values).coefficients
      let parts = armColumns.values.map { ($0, $0 == column ? 1 : -(others[$0] ?? 0)) }
      return Dictionary(uniqueKeysWithValues: parts)
    }
    aliased = fit.aliased.map { columns[$0].name }
    let squares = fit.squaredTermSizes(columns: columns.map(\.values), response: model.response)
    termSize = (squares / Double(n)).squareRoot()
    isPerfect = fit.isPerfect(squaredTermSizes: squares)
  }

  /// Where the two arms' coefficients stand among those of the fit; nil in either place for the arm whose coefficient
  /// is 0 by definition. Nil altogether where the model cannot tell the arms apart or an arm has no subjects in it.
  private func places(_ treatment: Int, _ control: Int) -> (treatment: Int?, control: Int?)? {
    guard let fit else { return nil }
    func place(_ arm: Int) -> (Int?)? {
      if arm == base { return .some(nil) }
      guard let column = armColumns[arm], fit.coefficients[column] != nil else { return nil }
      return column
    }
    guard let a = place(treatment), let b = place(control) else { return nil }
    func part(_ sum: [Int: Double], _ arm: Int?) -> Double { arm.flatMap { sum[$0] } ?? 0 }
    guard undetermined.allSatisfy({ abs(part($0, a) - part($0, b)) < 1e-8 }) else { return nil }
    return (a, b)
  }

  /// Variance of the difference of two coefficients under a covariance of the unaliased ones.
  private func variance(_ treatment: Int, _ control: Int, _ matrix: Matrix) -> Double? {
    covariance(of: (treatment, control), and: (treatment, control), matrix)
  }

  /// Covariance of two contrasts, each of two arms, under a covariance of the unaliased coefficients.
  private func covariance(of one: (Int, Int), and other: (Int, Int), _ matrix: Matrix) -> Double? {
    guard let fit, let first = places(one.0, one.1), let second = places(other.0, other.1) else { return nil }
    func entry(_ a: Int?, _ b: Int?) -> Double {
      guard let a, let b else { return 0 }
      return matrix[a - fit.aliased.count { $0 < a }, b - fit.aliased.count { $0 < b }]
    }
    return entry(first.treatment, second.treatment) - entry(first.treatment, second.control)
      - entry(first.control, second.treatment) + entry(first.control, second.control)
  }

  /// Correlation of the model's estimates of two contrasts; nil where one of them cannot be estimated.
  func correlation(of one: (Int, Int), and other: (Int, Int)) -> Double? {
    guard let unscaled = fit?.unscaledCovariance, let shared = covariance(of: one, and: other, unscaled),
      let first = variance(one.0, one.1, unscaled), let second = variance(other.0, other.1, unscaled)
    else { return nil }
    return shared / (first.squareRoot() * second.squareRoot())
  }

  /// The adjusted difference of two arms with the model's standard error (`ancova`) and with HC3's (`ancova_hc3`), both
  /// with t(n − p). R: `lm`, `sandwich::vcovHC(type = "HC3")`, `lmtest::coeftest(df = )`.
  func rows(treatment: Int, control: Int, level: Double) -> [Estimate] {
    var classical = Estimate(measure: .meanDifference, method: "ancova", n: n)
    var robust = Estimate(measure: .meanDifference, method: "ancova_hc3", n: n)
    guard let fit, let places = places(treatment, control) else { return [classical, robust] }
    func coefficient(_ place: Int?) -> Double { place.flatMap { fit.coefficients[$0] } ?? 0 }
    let estimate = coefficient(places.treatment) - coefficient(places.control)
    classical.estimate = estimate
    robust.estimate = estimate
    guard let sigma = fit.sigma, !isPerfect else { return [classical, robust] }
    let df = Double(fit.residualDegreesOfFreedom)
    if let variance = variance(treatment, control, fit.unscaledCovariance) {
      classical = classical.tested(standardError: sigma * variance.squareRoot(), df: df, level: level)
    }
    if let covariance = fit.covarianceHC3, let variance = variance(treatment, control, covariance),
      !isRounding(variance, treatment, control)
    {
      robust = robust.tested(standardError: variance.squareRoot(), df: df, level: level)
    }
    return [classical, robust]
  }

  /// Whether a contrast's HC3 variance is nothing but rounding: the arms of a contrast fit exactly while another one does
  /// not.
  private func isRounding(_ robust: Double, _ treatment: Int, _ control: Int) -> Bool {
    guard let fit, let unscaled = variance(treatment, control, fit.unscaledCovariance) else { return false }
    return Comparisons.isRounding(robust: robust, unscaled: unscaled, termSize: termSize)
  }

  /// Why the rows of a contrast are empty, or not quite what was asked for.
  func causes(treatment: Int, control: Int) -> [String] {
    let hasBoth = [treatment, control].allSatisfy { $0 == base || armColumns[$0] != nil }
    if hasBoth, isConstant { return ["The outcome is the same for everybody in the model, so no ANCOVA"] }
    guard let fit, hasBoth else { return ["No subject of one of the two arms has all that ANCOVA needs"] }
    if places(treatment, control) == nil {
      return ["The arm cannot be told from baseline and covariates among the subjects in the model, so no ANCOVA"]
    }
    if fit.sigma == nil { return ["As many columns as subjects, so ANCOVA has an estimate and nothing else"] }
    if isPerfect { return ["The model fits the outcome exactly, so ANCOVA has an estimate and nothing else"] }
    guard let covariance = fit.covarianceHC3 else {
      return ["A subject determines a coefficient alone (leverage 1), so ancova_hc3 has an estimate and nothing else"]
    }
    if let robust = variance(treatment, control, covariance), isRounding(robust, treatment, control) {
      return ["The model fits both arms exactly, so ancova_hc3 has an estimate and nothing else"]
    }
    return []
  }
}

extension Covariate {
  /// A covariate that varies has its value at that visit.
  private func place(_ visit: Int, of count: Int) -> Int { varies && count > visit ? visit : 0 }

  package func isObserved(subject: Int, visit: Int) -> Bool {
    switch values {
    case .numeric(let numbers): !numbers[place(visit, of: numbers.count)][subject].isNaN
    case .factor(_, let codes): codes[place(visit, of: codes.count)][subject] >= 0
    }
  }

  /// Columns of the model: the numbers, or an indicator of each level that occurs among the subjects except the first
  /// of those (treatment coding).
  package func columns(subjects: [Int], visit: Int) -> [(name: String, values: [Double])] {
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
