internal import LinearAlgebra

/// Climbs the (restricted) log-likelihood in the structure's free numbers: Fisher scoring with a ridge while far away,
/// Newton steps by the observed information near the top.
///
/// The ridge (Levenberg and Marquardt, relative to the information's diagonal) shrinks after a step that climbs and
/// grows after one that does not, so the likelihood never falls. The search ends where the Newton decrement
/// s'J⁻¹s, twice what a quadratic surface still has to gain, can no longer be made smaller.
struct ScoringSearch<Surface: SearchSurface> {
  let surface: Surface

  /// Where the search ended.
  struct Outcome {
    let free: [Double]
    let point: Surface.Point
    let detail: Surface.Detail
    let iterations: Int
  }

  private static var iterationLimit: Int { 200 }
  /// A search that is not near a top after this many steps, and has gone where less than this share of a visit's variance
  /// is left by the other visits, follows a likelihood that rises towards a singular matrix.
  private static var patience: Int { 40 }
  /// Below this decrement Newton's steps take over from scoring.
  private static var near: Double { 1e-2 }
  /// Below this decrement the parameters are within 1e-8 of their standard errors of the top.
  private static var top: Double { 1e-16 }

  /// - Returns: nil where the likelihood cannot be computed at the start.
  func run(from start: [Double]) -> Outcome? {
    var free = start
    guard var point = surface.point(at: free) else { return nil }
    var detail = surface.detail(of: point)
    var ridge = 1e-3
    var isNear = false
    var lastDecrement = Double.infinity
    var iterations = 0
    while iterations < Self.iterationLimit {
      if !isNear, iterations >= Self.patience, surface.isEndless(at: free) { break }
      guard let (slope, information) = surface.quadratic(at: free, detail, isObserved: isNear) else { break }
      guard let full = Self.step(information, slope, ridge: isNear ? 0 : ridge) else {
        if isNear {
          // The observed information is not positive definite: not near after all.
          isNear = false
          ridge = max(ridge, 1e-3)
          continue
        }
        ridge = max(10 * ridge, 1e-8)
        if ridge > 1e12 { break }
        iterations += 1
        continue
      }
      let decrement = zip(full, slope).reduce(0) { $0 + $1.0 * $1.1 }
      if isNear, decrement < Self.top || decrement > 0.25 * lastDecrement && decrement < 1e-10 { break }
      iterations += 1
      guard let (next, reached) = climb(free, full, from: surface.value(of: point), gain: decrement) else {
        if isNear {
          // No higher point along Newton's step: the last digits of the likelihood are used up.
          break
        }
        ridge = max(10 * ridge, 1e-8)
        if ridge > 1e12 { break }
        continue
      }
      if !isNear { ridge = max(ridge / 10, 1e-12) }
      lastDecrement = isNear ? decrement : .infinity
      isNear = isNear || decrement < Self.near
      free = next
      point = reached
      detail = surface.detail(of: point)
    }
    return Outcome(free: free, point: point, detail: detail, iterations: iterations)
  }

  /// (I + ridge diag I)⁻¹ s; nil where that is not positive definite.
  private static func step(_ information: Matrix, _ slope: [Double], ridge: Double) -> [Double]? {
    var ridged = information
    let largest = information.diagonal.reduce(0) { max($0, abs($1)) }
    for i in 0..<ridged.rows where ridge > 0 { ridged[i, i] += ridge * max(abs(ridged[i, i]), 1e-8 * largest) }
    // Scaled to a unit diagonal: the free numbers have units of their own.
    let scale = ridged.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : .nan }
    guard scale.allSatisfy(\.isFinite) else { return nil }
    for j in 0..<ridged.columns { for i in 0..<ridged.rows { ridged[i, j] *= scale[i] * scale[j] } }
    guard let factor = try? Cholesky(of: ridged) else { return nil }
    let step = factor.solve(zip(slope, scale).map { $0 * $1 })
    return zip(step, scale).map { $0 * $1 }
  }

  /// The first point along the step, halved at most 8 times, where the likelihood does not fall (beyond its last digits).
  private func climb(
    _ free: [Double], _ step: [Double], from value: Double, gain: Double
  ) -> (free: [Double], point: Surface.Point)? {
    // A step of more than 3 in a logarithm or a hyperbolic arctangent leaves the region that it was computed for.
    let longest = step.reduce(0) { max($0, abs($1)) }
    var factor = min(1, 3 / longest)
    let slack = 1e-13 * (abs(value) + 1)
    for _ in 0..<8 {
      let next = zip(free, step).map { $0 + factor * $1 }
      if let point = surface.point(at: next) {
        let risen = surface.value(of: point) - value
        if risen > 1e-4 * factor * gain || gain < 1e-6 && risen > -slack { return (next, point) }
      }
      factor /= 2
    }
    return nil
  }
}
