package import LinearAlgebra

extension LeastSquares {
  /// Σ over subjects of the square of |y| + Σ|coefficient × value|: the scale on which residuals are rounded. Large terms may
  /// cancel to a small response, so the response's own size would not do.
  package func squaredTermSizes(columns: [[Double]], response: [Double]) -> Double {
    var sizes = response.map(abs)
    for (column, coefficient) in zip(columns, coefficients) {
      guard let coefficient else { continue }
      for row in sizes.indices { sizes[row] += abs(coefficient * column[row]) }
    }
    return sizes.reduce(0) { $0 + $1 * $1 }
  }

  /// Whether residuals are nothing but rounding of terms of that size. R's `summary.lm` warns at the same fraction, of the
  /// fitted values.
  package func isPerfect(squaredTermSizes squares: Double) -> Bool { residualSumOfSquares <= 1e-30 * squares }
}

/// Whether a robust variance is nothing but the rounding of residuals that ought to be 0: at ten units in the last place
/// of `termSize`, the root mean square of the terms that they are left from. `unscaled` is the variance for residuals of 1.
func isRounding(robust: Double, unscaled: Double, termSize: Double) -> Bool {
  robust.squareRoot() <= 10 * Double.ulpOfOne * termSize * unscaled.squareRoot()
}

/// The values less their mean, and less what the mean's own rounding leaves: near 1e9 that is 1e-7.
package func centred(_ values: [Double]) -> [Double] {
  let mean = SampleSummary(values).mean
  let deviations = values.map { $0 - mean }
  let rest = SampleSummary(deviations).mean
  return deviations.map { $0 - rest }
}
