internal import LinearAlgebra

/// Climbs to the neighbourhood of a maximum in short steps, by the observed information from the first one on.
///
/// Where the data determine little, the steps of scoring are long: they can jump over a maximum onto a slope that rises
/// towards a singular matrix. Here every step is Newton's, with the ridge that makes the information positive definite and
/// the step no longer than a radius, which grows while a quadratic surface foretells what is gained (Levenberg and
/// Marquardt's trust region).
struct CautiousSearch {
  let surface: FreeSurface

  private static let iterationLimit = 60
  private static let shortest = 1e-6
  private static let longest = 1.0
  /// Twice what a quadratic surface may still gain where the search is near enough.
  private static let near = 1e-2

  /// - Returns: free numbers near a maximum, from where `ScoringSearch` goes to its top; nil where none was met.
  func run(from start: [Double]) -> [Double]? {
    var free = start
    guard var value = surface.value(at: free) else { return nil }
    var radius = 0.5
    for _ in 0..<Self.iterationLimit {
      guard let (slope, information) = surface.quadratic(at: free),
        let step = Self.step(slope, information, radius: radius)
      else { return nil }
      let climb = Self.product(step.numbers, slope)
      if step.ridge == 0, climb < Self.near { return free }
      let foretold = climb - 0.5 * Self.product(step.numbers, information * step.numbers)
      let next = zip(free, step.numbers).map { $0 + $1 }
      let gained = surface.value(at: next).map { $0 - value } ?? -.infinity
      if gained > 0.1 * foretold {
        free = next
        value += gained
        if gained > 0.75 * foretold { radius = min(Self.longest, 1.5 * radius) }
      } else {
        radius *= 0.4
        if radius < Self.shortest { return nil }
      }
      if surface.isEndless(at: free) { return nil }
    }
    return nil
  }

  /// (J + ridge |diag J|)⁻¹ s with the smallest ridge tried that makes it positive definite and the step short enough.
  private static func step(
    _ slope: [Double], _ information: Matrix, radius: Double
  ) -> (numbers: [Double], ridge: Double)? {
    let diagonal = information.diagonal.map(abs)
    let floor = 1e-3 * (diagonal.max() ?? 0)
    var ridge = 0.0
    while ridge < 1e12 {
      var ridged = information
      for i in 0..<ridged.rows { ridged[i, i] += ridge * max(diagonal[i], floor) }
      if let numbers = (try? Cholesky(of: ridged))?.solve(slope), numbers.allSatisfy({ abs($0) <= radius }) {
        return (numbers, ridge)
      }
      ridge = max(1e-3, 4 * ridge)
    }
    return nil
  }

  private static func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}
