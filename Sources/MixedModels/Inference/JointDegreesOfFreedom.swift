internal import LinearAlgebra

/// The denominator's degrees of freedom of a joint F test from those of its principal directions, put together so that
/// the statistic has the right mean. Source: Fai & Cornelius (1996).
///
/// - Parameters:
///   - coordinates: of the contrasts, k × ℓ.
///   - covariance: of the contrasts' estimates.
///   - df: of one direction by its coordinates.
/// - Returns: nil where a direction has none, or 2 or fewer, at which the mean does not exist.
func jointDegreesOfFreedom(_ coordinates: Matrix, covariance: Matrix, df: ([Double]) -> Double?) -> Double? {
  guard let eigen = try? SymmetricEigen(of: covariance) else { return nil }
  let largest = eigen.values.last ?? 0
  let turned = coordinates * eigen.vectors
  let found = eigen.values.indices.filter { eigen.values[$0] > 1e-12 * largest }.map { df(turned.column($0)) }
  guard !found.isEmpty, found.allSatisfy({ $0 != nil }) else { return nil }
  let each = found.compactMap { $0 }
  if each.count == 1 { return each[0] }
  if each.allSatisfy({ $0 == .infinity }) { return .infinity }
  guard each.allSatisfy({ $0 > 2 }) else { return nil }
  let expected = each.reduce(0) { $0 + ($1 == .infinity ? 1 : $1 / ($1 - 2)) }
  let count = Double(each.count)
  return expected > count ? 2 * expected / (expected - count) : nil
}
