package import LinearAlgebra
package import Trials

/// ANCOVA from moments alone: what remains of `Ancova` where subjects may not travel.
///
/// With the arms' indicators in the model, least squares for the other columns is that on deviations from the arms'
/// own means, so b = W_xx⁻¹ W_xy with W the sum of the arms' centred cross-products, and an adjusted difference is
/// (ȳ_T − ȳ_C) − (x̄_T − x̄_C)'b with variance s²(1/n_T + 1/n_C + (x̄_T − x̄_C)'W_xx⁻¹(x̄_T − x̄_C)).
/// Documentation/Methods/ancova.md (3). `Ancova` is what `compare` prints; this is its check.
package struct AncovaFromMoments {
  private let arms: [MomentSummary]
  private let slopes: [Double]
  private let factor: Cholesky
  private let residualVariance: Double
  package let df: Int

  /// - Parameter arms: for each arm the summary of its complete cases: baseline, covariates, and last the follow-up.
  /// - Throws: where baseline and covariates are collinear within the arms.
  package init(arms: [MomentSummary]) throws(LinearAlgebraError) {
    precondition(!arms.isEmpty, "ANCOVA needs an arm")
    let order = arms[0].mean.count - 1
    var within = Matrix(rows: order, columns: order)
    var products = [Double](repeating: 0, count: order)
    var total = 0.0
    for arm in arms {
      for j in 0..<order {
        for i in 0..<order { within[i, j] += arm.crossProducts[i, j] }
        products[j] += arm.crossProducts[j, order]
      }
      total += arm.crossProducts[order, order]
    }
    self.arms = arms
    factor = try Cholesky(of: within)
    slopes = factor.solve(products)
    df = arms.reduce(0) { $0 + $1.count } - arms.count - order
    residualVariance = (total - zip(slopes, products).reduce(0) { $0 + $1.0 * $1.1 }) / Double(df)
  }

  /// The adjusted difference of two arms and its standard error.
  package func difference(_ treatment: Int, minus control: Int) -> (estimate: Double, standardError: Double) {
    let a = arms[treatment]
    let b = arms[control]
    let order = slopes.count
    let distance = (0..<order).map { a.mean[$0] - b.mean[$0] }
    let solved = factor.solve(distance)
    let adjustment = zip(slopes, distance).reduce(0) { $0 + $1.0 * $1.1 }
    let spread = zip(solved, distance).reduce(0) { $0 + $1.0 * $1.1 }
    let variance = residualVariance * (1 / Double(a.count) + 1 / Double(b.count) + spread)
    return (a.mean[order] - b.mean[order] - adjustment, variance.squareRoot())
  }
}
