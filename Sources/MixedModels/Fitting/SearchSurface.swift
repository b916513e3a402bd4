internal import LinearAlgebra

/// A log-likelihood as a function of free numbers, as `ScoringSearch` climbs it.
protocol SearchSurface {
  /// The value at one place, and what its derivatives are made of.
  associatedtype Point
  /// What every step from a point needs.
  associatedtype Detail

  /// Nil where the likelihood cannot be computed.
  func point(at free: [Double]) -> Point?
  func value(of point: Point) -> Double
  func detail(of point: Point) -> Detail
  /// The first derivatives, and minus the second (`isObserved`) or something positive definite that stands for them far
  /// from a top; nil where they are not finite.
  func quadratic(at free: [Double], _ detail: Detail, isObserved: Bool) -> (slope: [Double], information: Matrix)?
  /// Whether the search follows a likelihood that rises towards the edge of what is possible.
  func isEndless(at free: [Double]) -> Bool
}
