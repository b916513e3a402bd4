internal import Distributions
internal import Inference

/// A statistic on the data and on its resamples, and the intervals that follow. Documentation/Methods/resampling.md.
///
/// R: `boot::boot(strata = )` and `boot::boot.ci`, with `L` the jackknife's values over the strata's sizes.
package struct BootstrapReplicates {
  package let estimate: Double
  private let standardError: Double
  /// Finite replicates, and their own standard errors.
  package let replicates: [Double]
  private let standardErrors: [Double]
  /// Resamples in which the statistic is not defined.
  package let undefined: Int
  /// Jackknife influence of each unit, over its stratum's size.
  private let influences: [Double]

  package init(_ statistic: ResampledStatistic, units: ResamplingUnits, sums: [Double], needsInfluence: Bool) {
    (estimate, standardError) = statistic.evaluate(units.observed[...])
    var replicates: [Double] = []
    var standardErrors: [Double] = []
    let count = sums.count / max(1, units.width)
    replicates.reserveCapacity(count)
    standardErrors.reserveCapacity(count)
    for replicate in 0..<count {
      let (value, error) = statistic.evaluate(sums[replicate * units.width..<(replicate + 1) * units.width])
      guard value.isFinite else { continue }
      replicates.append(value)
      standardErrors.append(error)
    }
    self.replicates = replicates
    self.standardErrors = standardErrors
    undefined = count - replicates.count
    let estimate = estimate
    influences =
      needsInfluence
      ? units.leavingOneOut().flatMap { left in
        let size = Double(left.count)
        return left.map { (size - 1) / size * (estimate - statistic.evaluate($0[...]).estimate) }
      } : []
  }

  /// SD of the replicates.
  package var bootstrapStandardError: Double? { SampleSummary(replicates).sd }

  /// Nil where the replicates do not allow the interval.
  package func limits(_ interval: Resampling.Interval, level: Double) -> (low: Double, high: Double)? {
    guard replicates.count > 1, estimate.isFinite else { return nil }
    let tail = (1 - level) / 2
    switch interval {
    case .percentile:
      let sorted = replicates.sorted()
      return (bootstrapQuantile(sorted, tail), bootstrapQuantile(sorted, 1 - tail))
    case .basic:
      let sorted = replicates.sorted()
      return (2 * estimate - bootstrapQuantile(sorted, 1 - tail), 2 * estimate - bootstrapQuantile(sorted, tail))
    case .studentised:
      guard standardError > 0 else { return nil }
      let ratios = zip(replicates, standardErrors).map { ($0 - estimate) / $1 }.filter(\.isFinite)
      guard ratios.count > 1 else { return nil }
      let sorted = ratios.sorted()
      return (
        estimate - standardError * bootstrapQuantile(sorted, 1 - tail),
        estimate - standardError * bootstrapQuantile(sorted, tail)
      )
    case .bca:
      let below = Double(replicates.count { $0 < estimate }) / Double(replicates.count)
      guard below > 0, below < 1 else { return nil }
      let w = Normal().quantile(below, tail: .lower)
      // In units of the largest, since cubes of large or small ones would overflow or vanish.
      let largest = influences.reduce(0) { max($0, abs($1)) }
      let cubes = influences.reduce(0) { $0 + $1 / largest * ($1 / largest) * ($1 / largest) }
      let squares = influences.reduce(0) { $0 + $1 / largest * ($1 / largest) }
      let a = cubes / (6 * squares * squares.squareRoot())
      guard a.isFinite else { return nil }
      let z = Normal().quantile(tail, tail: .upper)
      let sorted = replicates.sorted()
      func adjusted(_ z: Double) -> Double { Normal().probability(w + (w + z) / (1 - a * (w + z)), tail: .lower) }
      return (bootstrapQuantile(sorted, adjusted(-z)), bootstrapQuantile(sorted, adjusted(z)))
    }
  }
}
