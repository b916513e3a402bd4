internal import Distributions
internal import Estimates
internal import LinearAlgebra
internal import Tables
internal import Trials

/// A predicted random effect b̂ of one group (best linear unbiased prediction), in the outcome's units per unit of its
/// column. Documentation/Methods/random-effects.md.
public struct GroupPrediction: Sendable, Equatable {
  public let outcome: String
  /// The grouping factor (`subject`, `site:subject`), and the group's label.
  public let group: String
  public let level: String
  /// The column of the random term: `(Intercept)`, `month`.
  public let effect: String
  /// Analysed values of the group.
  public let values: Int
  public let estimate: Double
  /// Root of Var(b̂ − b), with the coefficients' uncertainty; 0 where the variance of b is.
  public let standardError: Double
  /// Root of Var(b | y) with the coefficients known. R: lme4's `condVar`.
  public let conditionalSD: Double
  /// estimate ± normal quantile × standardError; nil where that is 0.
  public let interval: ClosedRange<Double>?
  /// What the fixed effects say of the same in this group; nil where the fixed part has the column's variable in another
  /// form.
  public let fixed: Double?
  /// fixed + estimate, with its error of prediction: the group's own level or slope.
  public let own: Own?

  public struct Own: Sendable, Equatable {
    public let estimate: Double
    public let standardError: Double
    public let interval: ClosedRange<Double>
  }

  static let fields = [
    "outcome", "group", "level", "effect", "values", "estimate", "std_error", "conditional_sd", "conf_low", "conf_high",
    "fixed", "own", "own_std_error", "own_low", "own_high",
  ]

  /// Comma-separated values under a header, UTF-8: one line for each effect of each group, what is nil empty, numbers in
  /// the shortest form that reads back.
  public static func csv(_ predictions: [GroupPrediction]) -> [UInt8] {
    var writer = DelimitedWriter()
    writer.writeGuarded(fields)
    for row in predictions {
      let numbers: [Double?] = [
        row.estimate, row.standardError, row.conditionalSD, row.interval?.lowerBound, row.interval?.upperBound,
        row.fixed,
        row.own?.estimate, row.own?.standardError, row.own?.interval.lowerBound, row.own?.interval.upperBound,
      ]
      writer.writeGuarded(
        [row.outcome, row.group, row.level, row.effect, "\(row.values)"] + numbers.map { $0?.shortText ?? "" })
    }
    return writer.bytes
  }
}

/// The effects of one group with their covariances, in the units inside.
struct GroupEffects {
  let level: Int
  /// Rows of the table.
  let rows: [Int]
  let estimate: [Double]
  /// Var(b | y) with β known, and Var(b̂ − b).
  let conditional: Matrix
  let prediction: Matrix
  /// Cov(β̂, b̂ − b) in coordinates where Φ is the identity, k × q.
  let cross: Matrix
}

extension ClusteredRows {
  /// Every group of a random term that has rows, in the order of its levels.
  func effects(of index: Int) -> [GroupEffects] {
    let term = fit.trial.terms[index]
    switch term.place {
    case .inner(let place): return blocks.map { innerEffects($0, index, place) }.sorted { $0.level < $1.level }
    case .outer(let start):
      let groups = RowTable.grouped(table.codes[index])
      return groups.map { rows in
        outerEffects(level: Int(table.codes[index][rows[0]]), rows: rows, start: start, size: term.covariance.size)
      }
    }
  }

  /// b̂ = GZ'e; Var(b | y) = G − GZ'V⁻¹ZG; Var(b̂ − b) = G − GZ'PZG.
  private func innerEffects(_ block: Block, _ index: Int, _ place: Int) -> GroupEffects {
    let covariance = fit.derivatives.point.covariance.random(index)
    let design = block.inner[place]
    var products = design.crossProduct(with: block.solvedInner[place])
    if !block.outerIndices.isEmpty {
      let side = block.outer.crossProduct(with: block.solvedInner[place])
      products = products - side.crossProduct(with: gain(block.outerIndices) * side)
    }
    let onDesign = block.solvedDesign.crossProduct(with: design) * covariance
    let conditional = covariance - covariance * products * covariance
    return GroupEffects(
      level: Int(table.codes[index][block.rows[0]]), rows: block.rows,
      estimate: covariance * design.crossProduct(with: block.errors), conditional: conditional,
      prediction: conditional + onDesign.crossProduct(), cross: -1 * onDesign)
  }

  /// Blocks of K and of the inverse of the mixed-model equations.
  private func outerEffects(level: Int, rows: [Int], start: Int, size: Int) -> GroupEffects {
    let indices = (0..<size).map { start + level * size + $0 }
    let carried = carried.selecting(rows: indices)
    let conditional = gain(indices)
    return GroupEffects(
      level: level, rows: rows, estimate: indices.map { fit.derivatives.point.outerEffects[$0] },
      conditional: conditional, prediction: conditional + carried.transposedCrossProduct(),
      cross: -1 * carried.transposed)
  }

  private func gain(_ indices: [Int]) -> Matrix {
    let whole = fit.derivatives.point.gain
    var part = Matrix(rows: indices.count, columns: indices.count)
    for (j, b) in indices.enumerated() { for (i, a) in indices.enumerated() { part[i, j] = whole[a, b] } }
    return part
  }
}

extension FittedModel {
  /// Every effect of every group, term by term; empty without random effects.
  var groupPredictions: [GroupPrediction] {
    guard let fit = clustered, let table = ClusteredRows(fit, rows: rows) else { return [] }
    let reach = Normal().quantile((1 - request.level) / 2, tail: .upper)
    func interval(_ estimate: Double, _ error: Double) -> ClosedRange<Double> {
      estimate - reach * error...estimate + reach * error
    }
    var found: [GroupPrediction] = []
    let negative = fit.negativeTerms
    for (index, random) in rows.random.enumerated() where !negative.contains(index) {
      let counterparts = random.design.columns.map { FixedCounterpart($0, of: random, in: rows, kept: fit.data.kept) }
      let scales = fit.scales[index]
      for group in table.effects(of: index) {
        for (place, column) in random.design.columns.enumerated() {
          let unit = fit.data.scale / scales[place]
          let estimate = unit * group.estimate[place]
          let error = unit * max(0, group.prediction[place, place]).squareRoot()
          let weights = counterparts[place]?.weights(group.rows, table.table)
          let fixed = weights.map { zip($0, fit.coefficients).reduce(0) { $0 + $1.0 * $1.1 } }
          let own = weights.flatMap { weights -> GroupPrediction.Own? in
            let coordinates = fit.coordinates([weights]).column(0)
            let square = coordinates.reduce(0) { $0 + $1 * $1 }
            let cross = zip(coordinates, group.cross.column(place)).reduce(0) { $0 + $1.0 * $1.1 }
            let inner =
              square + 2 * cross / scales[place] + group.prediction[place, place] / (scales[place] * scales[place])
            let ownError = fit.data.scale * max(0, inner).squareRoot()
            guard let fixed, ownError > 0 else { return nil }
            return GroupPrediction.Own(
              estimate: fixed + estimate, standardError: ownError, interval: interval(fixed + estimate, ownError))
          }
          found.append(
            GroupPrediction(
              outcome: outcome.name, group: random.groups.name, level: random.groups.labels[group.level],
              effect: column.name, values: group.rows.count, estimate: estimate, standardError: error,
              conditionalSD: unit * max(0, group.conditional[place, place]).squareRoot(),
              interval: error > 0 ? interval(estimate, error) : nil, fixed: fixed, own: own))
        }
      }
    }
    return found
  }
}

extension MixedModel {
  /// The predicted effects as rows, where they are asked for by name.
  static func predictionRows(_ model: FittedModel) -> [Estimate] {
    model.groupPredictions.map { prediction in
      let isSite = prediction.group == model.trial.site?.name
      return Estimate(
        outcome: prediction.outcome, site: isSite ? prediction.level : nil,
        term: "\(prediction.effect) | \(prediction.group)" + (isSite ? "" : "[\(prediction.level)]"),
        measure: .randomEffect, method: model.fit.isRestricted ? "reml" : "ml", estimate: prediction.estimate,
        standardError: prediction.interval.map { _ in prediction.standardError },
        confidenceLow: prediction.interval?.lowerBound,
        confidenceHigh: prediction.interval?.upperBound,
        confidenceLevel: prediction.interval.map { _ in model.request.level }, n: prediction.values)
    }
  }
}
