/// A linear least-squares fit: coefficients b that minimize ‖y − Xb‖, by QR and iterative refinement.
///
///     let fit = LeastSquares(design: x, response: y)
///     fit.coefficients        // nil where a column is aliased
///     fit.sigma               // residual standard deviation
///     fit.standardErrors
///
/// Everything derives from X and y themselves, never from X'X, and is refined until coefficients, residuals and
/// (X'X)⁻¹ are those of the given doubles to about working precision, for condition numbers up to about 1e14: the
/// coefficients by Björck's iteration on the augmented system with residuals in doubled precision, the covariance by a
/// correction of R⁻¹ (`RefinedInverse`). What then limits the digits is the rounding of X and y on the way in.
/// Formulas are in Documentation/Methods/least-squares.md.
///
/// Edge cases: no column or only aliased ones (coefficients nil, fitted 0); as many independent columns as rows
/// (residuals 0, `sigma` nil); a response with an infinite or not-a-number element gives not-a-number throughout, a
/// design column with one is aliased (tables refuse such numbers before they come here).
///
/// Source: Björck (1967), Solving linear least squares problems by Gram–Schmidt orthogonalization, BIT 7; Björck,
/// Numerical Methods for Least Squares Problems (1996). R: `lm.fit`, which does not refine.
public struct LeastSquares: Sendable {
  /// Coefficients in column order; nil for an aliased column (R's NA).
  public let coefficients: [Double?]
  /// Numerical rank of the design.
  public let rank: Int
  /// Columns that are linear combinations of the earlier ones, in increasing order: the *later* of two collinear
  /// columns is aliased, as R's `lm` does. `QR` states the test.
  public let aliased: [Int]
  /// Xb, one per row.
  public let fitted: [Double]
  /// y − Xb, one per row.
  public let residuals: [Double]
  /// Residual sum of squares.
  public let residualSumOfSquares: Double
  /// Rows minus rank.
  public let residualDegreesOfFreedom: Int
  /// (X'X)⁻¹ over the unaliased columns in column order (R's `cov.unscaled`), rank × rank.
  public let unscaledCovariance: Matrix
  /// Diagonal of the hat matrix X(X'X)⁻¹X', between 0 and 1, one per row (R's `hatvalues`); they sum to the rank.
  public let leverages: [Double]
  /// 2-norm condition number of the unaliased columns, each scaled to unit norm. Above 1e8 or so the coefficients
  /// hang on the last digits of the data and deserve a note.
  public let conditionNumber: Double

  /// The unaliased columns of the design, m × rank: what the HC3 covariance sums over.
  private let keptDesign: Matrix

  /// Fits `response`, m elements, on the columns of `design`, m × n. There is no implied intercept.
  public init(design: Matrix, response: [Double]) {
    precondition(
      response.count == design.rows, "the design has \(design.rows) rows, the response \(response.count) elements")
    let factor = QR(design)
    let kept = factor.aliased.isEmpty ? design : design.selecting(columns: factor.kept)
    let solution = refinedSolution(factor, kept, response)

    var all = [Double?](repeating: nil, count: design.columns)
    for (position, column) in factor.kept.enumerated() { all[column] = solution.coefficients[position] }
    coefficients = all
    rank = factor.rank
    aliased = factor.aliased
    residuals = solution.residuals
    fitted = zip(response, solution.residuals).map { $0 - $1 }
    residualDegreesOfFreedom = design.rows - factor.rank
    var squares = CompensatedSum()
    for residual in solution.residuals { squares.addProduct(residual, residual) }
    residualSumOfSquares = squares.value
    conditionNumber = factor.conditionNumber
    let inverse = RefinedInverse(factor, kept, conditionNumber: conditionNumber)
    unscaledCovariance = inverse.covariance
    leverages = inverse.leverages
    keptDesign = kept
  }

  /// Residual standard deviation √(RSS / df), nil with no residual degrees of freedom.
  public var sigma: Double? {
    guard residualDegreesOfFreedom > 0 else { return nil }
    return (residualSumOfSquares / Double(residualDegreesOfFreedom)).squareRoot()
  }

  /// σ √diag (X'X)⁻¹ in column order; nil for an aliased column, and throughout with no residual degrees of freedom.
  public var standardErrors: [Double?] {
    let sigma = sigma
    return spread(unscaledCovariance.diagonal.map { variance in sigma.map { $0 * variance.squareRoot() } })
  }

  /// R² = SSR / (SSR + RSS), SSR being the sum of squares of the fitted values: about their mean when the model has an
  /// intercept (or columns that add up to one), about zero when it has none, as in R's `summary.lm`. nil where the
  /// fitted values and the residuals are all zero.
  public func rSquared(withIntercept: Bool) -> Double? {
    let mean = withIntercept && !fitted.isEmpty ? compensatedSum(fitted) / Double(fitted.count) : 0
    var regression = CompensatedSum()
    for value in fitted { regression.addProduct(value - mean, value - mean) }
    let total = regression.value + residualSumOfSquares
    return total > 0 ? regression.value / total : nil
  }

  /// Heteroscedasticity-consistent covariance HC3 of the unaliased coefficients, rank × rank:
  ///
  ///     (X'X)⁻¹ X' diag(eᵢ² / (1 − hᵢ)²) X (X'X)⁻¹
  ///
  /// nil where a leverage is 1 to rounding (1 − h < 1e-10): that row is fitted exactly whatever its response, and its
  /// residual says nothing of its variance.
  ///
  /// Source: MacKinnon & White (1985), J. Econometrics 29, in the form of Davidson & MacKinnon (1993), without the
  /// factor (n − 1)/n of the jackknife. R: `sandwich::vcovHC(fit, type = "HC3")`.
  public var covarianceHC3: Matrix? {
    guard leverages.allSatisfy({ 1 - $0 >= 1e-10 }) else { return nil }
    var weighted = keptDesign
    for row in 0..<weighted.rows {
      let scale = residuals[row] / (1 - leverages[row])
      for column in 0..<weighted.columns { weighted[row, column] *= scale }
    }
    // The rows of (weighted X)(X'X)⁻¹ are the jackknife's influences; their cross-product is symmetric as computed.
    return (weighted * unscaledCovariance).crossProduct()
  }

  /// Robust standard errors √diag HC3 in column order; nil for an aliased column, and throughout where a leverage is 1.
  public var standardErrorsHC3: [Double?] {
    spread(covarianceHC3?.diagonal.map { $0.squareRoot() } ?? [Double?](repeating: nil, count: rank))
  }

  /// Values of the unaliased columns, put into column order with nil for the aliased ones.
  private func spread(_ values: [Double?]) -> [Double?] {
    var result = [Double?](repeating: nil, count: coefficients.count)
    var position = 0
    for column in coefficients.indices where coefficients[column] != nil {
      result[column] = values[position]
      position += 1
    }
    return result
  }
}

/// Björck's refinement of the augmented system r + Xb = y, X'r = 0.
///
/// Each round computes f = y − r − Xb and g = −X'r in doubled precision, solves the same system for the corrections by
/// the QR factor, and adds them; the errors shrink by about (condition number × ε) a round, so that two or three
/// rounds suffice. It ends when no coefficient moves by half a unit in its last place, or when the corrections stop
/// halving, which is rounding's own noise (or, beyond condition 1e15, failure: the last good iterate is kept).
private func refinedSolution(
  _ factor: QR, _ design: Matrix, _ response: [Double]
) -> (coefficients: [Double], residuals: [Double]) {
  let rank = factor.rank
  var b = [Double](repeating: 0, count: rank)
  var r = [Double](repeating: 0, count: response.count)
  guard rank > 0 else { return (b, response) }
  var previous = Double.infinity
  for _ in 0..<10 {
    var (w, g) = augmentedResiduals(design, response, b, r)
    let h = factor.backSubstitute(g, transposed: true)
    factor.apply(transposed: true, to: &w)
    let step = factor.backSubstitute((0..<rank).map { w[$0] - h[$0] }, transposed: false)
    // Sizes in units of the response, so that columns of any scale are comparable.
    let size = (0..<rank).reduce(0.0) { max($0, abs(step[$1] * factor.upper[$1, $1])) }
    guard size <= previous / 2 || previous == .infinity else { break }
    previous = size
    for index in 0..<rank { w[index] = h[index] }
    factor.apply(transposed: false, to: &w)
    let settled = (0..<rank).allSatisfy { abs(step[$0]) <= Double.ulpOfOne / 2 * abs(b[$0]) }
    for index in b.indices { b[index] += step[index] }
    for index in r.indices { r[index] += w[index] }
    if settled || size == 0 { break }
  }
  return (b, r)
}

/// f = y − r − Xb and g = −X'r, each rounded once from about twice the working precision.
private func augmentedResiduals(
  _ design: Matrix, _ response: [Double], _ b: [Double], _ r: [Double]
) -> (f: [Double], g: [Double]) {
  var sums = response.map { CompensatedSum($0) }
  for row in sums.indices { sums[row].add(-r[row]) }
  var g: [Double] = []
  g.reserveCapacity(b.count)
  for column in b.indices {
    let slope = -b[column]
    let correlation = design.withColumn(column) { x in
      var sum = CompensatedSum()
      for row in 0..<x.count {
        sums[row].addProduct(x[row], slope)
        sum.addProduct(x[row], r[row])
      }
      return sum.value
    }
    g.append(-correlation)
  }
  return (sums.map(\.value), g)
}
