internal import Distributions
internal import Glibc
internal import LinearAlgebra
internal import MixedModels

/// One trial after another of a plan, without any difference between its arms.
struct TrialDrawing: Sendable {
  private let plan: VisitPlan
  private let treatment: Int
  private let control: Int
  /// L of the covariance of the visits given the baseline. The baseline is drawn standard normal, and what the visits have
  /// of it is left out, since the model has a slope on it at every visit.
  private let factor: Matrix
  private let structure: Unstructured

  init(plan: VisitPlan, treatment: Int, control: Int) {
    self.plan = plan
    self.treatment = treatment
    self.control = control
    factor = (try? Cholesky(of: plan.covariance).lower) ?? .identity(plan.visitCount)
    structure = Unstructured(order: plan.visitCount)
  }

  /// Treatment minus control at each visit; nil where the model cannot be fitted, or its inference fails.
  func contrasts(_ stream: inout RandomStream) -> [ModelInference.Test?]? {
    let t = plan.visitCount
    let patterns = patterns(&stream)
    let columns = plan.hasBaseline ? 3 : 2
    guard isDetermined(patterns, columns: columns),
      let data = try? CompressedTrial(raw: patterns, visitCount: t, groupCount: 1, designColumns: columns * t),
      let fit = fit(data), fit.isConverged,
      let inference = ModelInference(fit, method: .kenwardRoger, information: .observed)
    else { return nil }
    return (0..<t).map { visit in
      var weights = [Double](repeating: 0, count: columns * t)
      weights[visit * columns + columns - 1] = 1
      return inference.test(weights)
    }
  }

  /// Whether each visit has more subjects than its regression on the earlier visits and the design has coefficients. Where
  /// nobody comes back the likelihood is the product of these regressions, and one that leaves nothing over has no
  /// maximum.
  private func isDetermined(_ patterns: [VisitPattern], columns: Int) -> Bool {
    (0..<plan.visitCount).allSatisfy { visit in
      patterns.reduce(0) { $1.visits.count > visit ? $0 + $1.subjects : $0 } > visit + columns
    }
  }

  /// From the true covariance, which is near; where that search ends nowhere, as `endline mixed` searches.
  private func fit(_ data: CompressedTrial) -> RepeatedMeasuresFit? {
    let units = 1 / (data.scale * data.scale)
    let t = plan.visitCount
    var packed: [Double] = []
    for a in 0..<t { for b in 0...a { packed.append(plan.covariance[a, b] * units) } }
    let found = RepeatedMeasuresFit(
      data, structure: structure, isRestricted: true, start: structure.start(near: packed))
    if let found, found.isConverged { return found }
    return RepeatedMeasuresFit(data, structure: structure, isRestricted: true)
  }

  /// How many of each arm leave after each visit.
  private func lastVisits(_ count: Int, _ retention: [Double], _ stream: inout RandomStream) -> [Int] {
    var counts = [Int](repeating: 0, count: plan.visitCount)
    if retention[0] == retention[plan.visitCount - 1], retention[0] == 1 {
      counts[plan.visitCount - 1] = count
      return counts
    }
    for _ in 0..<count {
      let u = stream.uniform()
      let visits = retention.reduce(0) { $1 > u ? $0 + 1 : $0 }
      if visits > 0 { counts[visits - 1] += 1 }
    }
    return counts
  }

  private func patterns(_ stream: inout RandomStream) -> [VisitPattern] {
    let treated = lastVisits(treatment, plan.retention, &stream)
    let controls = lastVisits(control, plan.controlRetention, &stream)
    return treated.indices.compactMap { last in
      pattern(visits: last + 1, treated: treated[last], controls: controls[last], &stream)
    }
  }

  /// Vectors with the moments of the subjects who have so many visits.
  private func pattern(
    visits m: Int, treated: Int, controls: Int, _ stream: inout RandomStream
  ) -> VisitPattern? {
    let arms = [(treated, 1.0), (controls, 0.0)].filter { $0.0 > 0 }
    guard !arms.isEmpty else { return nil }
    let n = treated + controls
    let covariates = plan.hasBaseline ? 1 : 0
    let scatter = Self.scatter(order: m + covariates, df: n - arms.count, &stream)
    let columns = 2 + covariates
    let designColumns = columns * plan.visitCount
    let r = arms.count + covariates
    var rows = Matrix(rows: m, columns: r * (designColumns + 1))
    func put(_ vector: Int, one: Double, baseline: Double, arm: Double, outcome: [Double]) {
      for visit in 0..<m {
        rows[visit, vector + r * (visit * columns)] = one
        if covariates > 0 { rows[visit, vector + r * (visit * columns + 1)] = baseline }
        rows[visit, vector + r * (visit * columns + columns - 1)] = arm
        rows[visit, vector + r * designColumns] = outcome[visit]
      }
    }
    for (vector, (count, arm)) in arms.enumerated() {
      let root = Double(count).squareRoot()
      // √n times the mean: the mean's own errors have the covariance Σ/n.
      let baseline = covariates > 0 ? stream.normal() : 0
      let errors = (0..<m).map { _ in stream.normal() }
      put(vector, one: root, baseline: baseline, arm: root * arm, outcome: turned(errors, m))
    }
    if covariates > 0 {
      // The first column of the scatter's factor: the baseline's own products, and the outcomes' with it.
      put(
        arms.count, one: 0, baseline: scatter[0, 0], arm: 0,
        outcome: turned((0..<m).map { scatter[1 + $0, 0] }, m))
    }
    var rest = Matrix(rows: m, columns: m)
    for column in covariates..<scatter.columns {
      let vector = turned((0..<m).map { scatter[covariates + $0, column] }, m)
      for b in 0..<m { for a in 0..<m { rest[a, b] += vector[a] * vector[b] } }
    }
    return VisitPattern(group: 0, visits: Array(0..<m), subjects: n, rank: r, rows: rows, rest: rest)
  }

  /// L times a vector of as many visits.
  private func turned(_ vector: [Double], _ m: Int) -> [Double] {
    (0..<m).map { i in (0...i).reduce(0) { $0 + factor[i, $1] * vector[$1] } }
  }

  /// A with AA' Wishart around the identity: lower trapezoidal, with roots of χ² on its diagonal (Bartlett); of as many
  /// columns as there are degrees of freedom where those are fewer than rows.
  private static func scatter(order: Int, df: Int, _ stream: inout RandomStream) -> Matrix {
    var result = Matrix(rows: order, columns: max(order, 1))
    for column in 0..<min(order, df) {
      result[column, column] = chiSquared(df - column, &stream).squareRoot()
      for row in (column + 1)..<max(order, column + 1) { result[row, column] = stream.normal() }
    }
    return result
  }

  /// Of one degree a squared normal; of more twice a gamma variable.
  ///
  /// Source: G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables", ACM Transactions on Mathematical
  /// Software 26 (2000) 363–372.
  static func chiSquared(_ df: Int, _ stream: inout RandomStream) -> Double {
    if df == 1 {
      let z = stream.normal()
      return z * z
    }
    let d = Double(df) / 2 - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let z = stream.normal()
      let v = (1 + c * z) * (1 + c * z) * (1 + c * z)
      guard v > 0 else { continue }
      if log(stream.uniform()) < z * z / 2 + d - d * v + d * log(v) { return 2 * d * v }
    }
  }
}
