/// What the order and the third moment of a sample tell: quartiles, fences, skewness.
package struct SampleShape {
  /// Ascending.
  package let values: [Double]

  package init(_ values: [Double]) { self.values = values.sorted() }

  /// The quantile by linear interpolation between order statistics at 1 + (n − 1)p: type 7 of Hyndman & Fan (1996), The
  /// American Statistician 50, 361–365, R's default. Nil for no values.
  package func quantile(_ p: Double) -> Double? {
    guard let last = values.last else { return nil }
    let place = Double(values.count - 1) * p
    let below = Int(place)
    guard below + 1 < values.count else { return last }
    let share = place - Double(below)
    // A weighted mean, not a step from the lower one: the difference of two huge values may overflow.
    return share == 0 ? values[below] : (1 - share) * values[below] + share * values[below + 1]
  }

  /// Values beyond Tukey's outer fences, which lie three interquartile ranges (type 7) outside the quartiles.
  ///
  /// Source: Tukey (1977), Exploratory Data Analysis, section 2D. R: `boxplot.stats(x, coef = 3)`, save that it takes
  /// hinges.
  package var outliers: Int {
    guard let low = quantile(0.25), let high = quantile(0.75) else { return 0 }
    let reach = 3 * (high - low)
    return values.count { $0 < low - reach || $0 > high + reach }
  }

  /// The adjusted Fisher–Pearson coefficient G₁ = √(n(n − 1))/(n − 2) · m₃/m₂^{3/2}, with central moments over n. Nil for
  /// fewer than three values and where they do not vary. Positive: the long tail is to the right.
  ///
  /// Source: Joanes & Gill (1998), The Statistician 47, 183–189. R: `e1071::skewness(x, type = 2)`; SAS, SPSS, Stata's
  /// `summarize` has the unadjusted g₁.
  package var skewness: Double? {
    let summary = SampleSummary(values)
    guard values.count > 2, let sd = summary.sd, let first = values.first, let last = values.last,
      !isConstant(sd: sd, magnitude: max(abs(first), abs(last)))
    else { return nil }
    let n = Double(values.count)
    // In units of the SD, so that cubes of large values do not overflow.
    let third = values.reduce(0) { sum, value in
      let z = (value - summary.mean) / sd
      return sum + z * z * z
    }
    return n / ((n - 1) * (n - 2)) * third
  }

  /// The share of values equal to a limit.
  package func share(at limit: Double) -> Double? {
    values.isEmpty ? nil : Double(values.count { $0 == limit }) / Double(values.count)
  }
}
