internal import LinearAlgebra

/// Mean and deviations of some finite values, in two passes, so that an offset that they share costs no digits.
struct SampleMoments {
  /// Nil of no values.
  let mean: Double?
  private let deviations: [Double]

  init(_ values: [Double]) {
    guard !values.isEmpty else {
      (mean, deviations) = (nil, [])
      return
    }
    let first = values[0]
    let mean = first + compensatedSum(values.lazy.map { $0 - first }) / Double(values.count)
    self.mean = mean
    deviations = values.map { $0 - mean }
  }

  /// Over n − 1; nil of fewer than two values. R: `var`.
  var variance: Double? { covariance(with: self) }

  /// Of two samples of the same length, over n − 1; nil of fewer than two values. R: `cov`.
  func covariance(with other: SampleMoments) -> Double? {
    guard deviations.count > 1, deviations.count == other.deviations.count else { return nil }
    var sum = CompensatedSum()
    for (a, b) in zip(deviations, other.deviations) { sum.addProduct(a, b) }
    return sum.value / Double(deviations.count - 1)
  }

  /// Pearson's; nil where either does not vary. R: `cor`.
  func correlation(with other: SampleMoments) -> Double? {
    guard let covariance = covariance(with: other), let own = variance, let others = other.variance, own > 0, others > 0
    else { return nil }
    return min(1, max(-1, covariance / own.squareRoot() / others.squareRoot()))
  }
}
