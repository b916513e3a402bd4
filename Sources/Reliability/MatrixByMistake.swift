/// A table of items that is a matrix of covariances or correlations: as many rows as items, symmetric, with variances on
/// the diagonal.
///
/// Two items may be so by chance; only three or more are judged. One triangle may be empty, as it is often printed.
struct MatrixByMistake {
  let isCorrelation: Bool

  /// - Parameter columns: one for each item, NaN missing.
  /// - Returns: nil where it is no such matrix.
  init?(_ columns: [[Double]]) {
    let k = columns.count
    guard k > 2, columns[0].count == k else { return nil }
    let diagonal = (0..<k).map { columns[$0][$0] }
    guard diagonal.allSatisfy({ $0 > 0 }) else { return nil }
    var lower = 0
    var upper = 0
    for j in 0..<k {
      for i in 0..<j {
        let above = columns[j][i]
        let below = columns[i][j]
        if !above.isNaN { upper += 1 }
        if !below.isNaN { lower += 1 }
        // As printed, the two agree to a rounding; neither is above the root of the variances' product.
        let largest = (diagonal[i] * diagonal[j]).squareRoot() * (1 + 1e-6)
        if !above.isNaN, !below.isNaN, abs(above - below) > 1e-6 * largest { return nil }
        if abs(above) > largest || abs(below) > largest { return nil }
      }
    }
    let all = k * (k - 1) / 2
    guard (lower == all || lower == 0) && (upper == all || upper == 0), lower + upper > 0 else { return nil }
    isCorrelation = diagonal.allSatisfy { $0 == 1 }
  }
}
