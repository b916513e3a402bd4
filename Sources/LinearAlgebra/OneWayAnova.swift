/// One-way analysis of variance: F for the equality of the means of k groups (R's `oneway.test(var.equal = TRUE)`,
/// `anova(lm(y ~ g))`; the p-value is the upper tail of F with these degrees of freedom).
///
///     SSB = Σ nᵢ(x̄ᵢ − x̄)²,  SSW = Σᵢ Σⱼ (xᵢⱼ − x̄ᵢ)²,  F = (SSB / (k − 1)) / (SSW / (N − k))
///
/// Means are kept as a double and the remainder it could not hold, so that data with many constant leading digits lose
/// nothing beyond their own rounding: deviations are taken from the double (exact where the values are close
/// together), and the remainder corrects the sums (Chan, Golub & LeVeque 1983, The American Statistician 37).
///
/// Empty groups do not count. Edge cases: one group, or no degree of freedom within: `f` nil; no variation within:
/// `f` nil too, since the data then hold no measure of chance.
public struct OneWayAnova: Sendable {
  /// k − 1.
  public let betweenDegreesOfFreedom: Int
  /// N − k.
  public let withinDegreesOfFreedom: Int
  public let betweenSumOfSquares: Double
  public let withinSumOfSquares: Double

  /// - Parameter groups: the finite values of each group, in any order.
  public init(groups: [[Double]]) {
    let filled = groups.filter { !$0.isEmpty }
    let means = filled.map(PreciseMean.init)
    let total = filled.reduce(0) { $0 + $1.count }
    betweenDegreesOfFreedom = max(filled.count - 1, 0)
    withinDegreesOfFreedom = total - filled.count

    var within = CompensatedSum()
    for (group, mean) in zip(filled, means) {
      for value in group {
        let deviation = (value - mean.value) - mean.remainder
        within.addProduct(deviation, deviation)
      }
    }
    withinSumOfSquares = within.value

    let grand = PreciseMean(filled.flatMap { $0 })
    var between = CompensatedSum()
    for (group, mean) in zip(filled, means) {
      let deviation = (mean.value - grand.value) + (mean.remainder - grand.remainder)
      between.addProduct(Double(group.count) * deviation, deviation)
    }
    betweenSumOfSquares = between.value
  }

  /// The F statistic; nil where a degree of freedom or the variation within is zero.
  public var f: Double? {
    guard betweenDegreesOfFreedom > 0, withinDegreesOfFreedom > 0, withinSumOfSquares > 0 else { return nil }
    return (betweenSumOfSquares / Double(betweenDegreesOfFreedom))
      / (withinSumOfSquares / Double(withinDegreesOfFreedom))
  }

  /// SSB / (SSB + SSW), η²; nil where all values are equal.
  public var rSquared: Double? {
    let total = betweenSumOfSquares + withinSumOfSquares
    return total > 0 ? betweenSumOfSquares / total : nil
  }

  /// The pooled standard deviation within groups, √(SSW / (N − k)); nil with no degree of freedom.
  public var withinStandardDeviation: Double? {
    guard withinDegreesOfFreedom > 0 else { return nil }
    return (withinSumOfSquares / Double(withinDegreesOfFreedom)).squareRoot()
  }
}

/// A mean as the nearest double and what that double left over.
private struct PreciseMean {
  let value: Double
  let remainder: Double

  init(_ values: [Double]) {
    guard !values.isEmpty else {
      value = 0
      remainder = 0
      return
    }
    let count = Double(values.count)
    let mean = compensatedSum(values) / count
    value = mean
    remainder = compensatedSum(values.lazy.map { $0 - mean }) / count
  }
}
