internal import Distributions

/// A quantile of bootstrap replicates, interpolated on the scale of normal quantiles (Davison & Hinkley 1997, equation
/// 5.8). R: `boot:::norm.inter`.
///
/// - Parameter sorted: in ascending order, at least one. Beyond the ranks that so many replicates have, the outermost.
package func bootstrapQuantile(_ sorted: [Double], _ p: Double) -> Double {
  let count = sorted.count
  let rank = Double(count + 1) * p
  let k = Int(rank)
  if k < 1 { return sorted[0] }
  if k >= count { return sorted[count - 1] }
  if Double(k) == rank { return sorted[k - 1] }
  func z(_ p: Double) -> Double { Normal().quantile(p, tail: .lower) }
  let size = Double(count + 1)
  let low = z(Double(k) / size)
  return sorted[k - 1] + (z(p) - low) / (z(Double(k + 1) / size) - low) * (sorted[k] - sorted[k - 1])
}
