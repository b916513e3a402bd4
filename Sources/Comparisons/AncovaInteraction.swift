internal import Estimates
internal import LinearAlgebra
internal import Trials

/// Follow-up on arm × (baseline and covariates), every column centred at its mean over the subjects in the model (Lin
/// 2013): the difference of the arms' adjusted means, with slopes of their own in each arm and HC3 standard errors.
///
/// With every slope free the model falls apart into one regression per arm, so that is how it is fitted: an arm's
/// adjusted mean is the intercept of its own regression on the centred columns, the arms' errors are independent, and
/// the leverages, and with them HC3, are those of the model as a whole. Documentation/Methods/ancova.md (4).
struct AncovaInteraction {
  /// One arm's adjusted mean.
  private struct Fit {
    /// Nil where baseline and covariates do not reach their common mean within the arm.
    let mean: Double?
    /// HC3; nil where a subject has leverage 1.
    let variance: Double?
    let rank: Int
    let hasResidualFreedom: Bool
    /// Whether the arm's residuals are nothing but rounding.
    let isPerfect: Bool
  }

  /// Subjects in the model.
  let n: Int
  private let fits: [Int: Fit]

  init(_ model: AncovaColumns) {
    n = model.subjects.count
    // The mean is the same for all arms: the average of the trial's subjects is what is compared.
    let raw = ([model.baseline] + model.covariates).map(\.values)
    let centred = raw.map(Comparisons.centred)
    // About one value for all arms, so that their means differ by the same.
    let response = Comparisons.centred(model.response)
    var fits: [Int: Fit] = [:]
    for level in model.arm.levels.indices {
      let members = model.subjects.indices.filter { model.arm.codes[model.subjects[$0]] == Int32(level) }
      guard !members.isEmpty, !model.isConstant else { continue }
      func own(_ column: [Double]) -> [Double] { members.map { column[$0] } }
      fits[level] = Self.fit(
        columns: centred.map(own), response: own(response),
        sizes: (raw.map(own), own(model.response)))
    }
    self.fits = fits
  }

  /// `sizes` are the columns and the response as they were given: the scale on which they are rounded.
  private static func fit(
    columns: [[Double]], response: [Double], sizes: (columns: [[Double]], response: [Double])
  ) -> Fit {
    let rows = response.count
    // The intercept comes last: it is left out exactly where it follows from the slopes' columns.
    let design = Matrix(
      rows: rows, columns: columns.count + 1, columnMajor: columns.flatMap { $0 } + [Double](repeating: 1, count: rows))
    let fit = LeastSquares(design: design, response: response)
    let squares = fit.squaredTermSizes(
      columns: sizes.columns + [[Double](repeating: 1, count: rows)], response: sizes.response)
    // The intercept's place among the unaliased columns, where it is one.
    let last = fit.rank - 1
    let variance = fit.covarianceHC3.map { $0[last, last] }
    let rounding = variance.map {
      isRounding(
        robust: $0, unscaled: fit.unscaledCovariance[last, last], termSize: (squares / Double(rows)).squareRoot())
    }
    return Fit(
      mean: fit.coefficients[columns.count],
      variance: variance,
      rank: fit.rank, hasResidualFreedom: fit.residualDegreesOfFreedom > 0,
      isPerfect: fit.isPerfect(squaredTermSizes: squares) || (rounding ?? false))
  }

  /// The adjusted difference with HC3 and t(n − p), p the columns of the whole model.
  /// R: `lm(later ~ arm * (earlier_c + …))`, `sandwich::vcovHC(type = "HC3")`, `lmtest::coeftest(df = )`.
  func row(treatment: Int, control: Int, level: Double) -> Estimate {
    var row = Estimate(measure: .meanDifference, method: "ancova_interaction", n: n)
    guard let a = fits[treatment], let b = fits[control], let first = a.mean, let second = b.mean else { return row }
    row.estimate = first - second
    guard a.hasResidualFreedom, b.hasResidualFreedom, !(a.isPerfect && b.isPerfect), let v1 = a.variance,
      let v2 = b.variance
    else { return row }
    let df = n - fits.values.reduce(0) { $0 + $1.rank }
    return row.tested(standardError: (v1 + v2).squareRoot(), df: Double(df), level: level)
  }

  /// Why the row is empty, or not quite what was asked for.
  func causes(treatment: Int, control: Int) -> [String] {
    guard let a = fits[treatment], let b = fits[control] else { return [] }  // `Ancova` has said so
    if a.mean == nil || b.mean == nil {
      return [
        "Within an arm, baseline and covariates do not vary enough for its mean at their overall mean, so no "
          + "ancova_interaction"
      ]
    }
    if !a.hasResidualFreedom || !b.hasResidualFreedom {
      return ["As many columns as subjects in an arm, so ancova_interaction has an estimate and nothing else"]
    }
    if a.isPerfect && b.isPerfect {
      return ["Each arm's own model fits exactly, so ancova_interaction has an estimate and nothing else"]
    }
    if a.variance == nil || b.variance == nil {
      return [
        "A subject determines a coefficient of its arm alone (leverage 1), so ancova_interaction has an estimate and "
          + "nothing else"
      ]
    }
    return []
  }
}
