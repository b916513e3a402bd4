/// The place of (row, column), row ≥ column, in a lower triangle that is packed row by row.
func packedIndex(_ row: Int, _ column: Int) -> Int { row * (row + 1) / 2 + column }

/// A lower triangle, row by row, from its elements.
func lowerTriangle<Element>(_ order: Int, _ element: (_ row: Int, _ column: Int) -> Element) -> [Element] {
  var result: [Element] = []
  result.reserveCapacity(order * (order + 1) / 2)
  for row in 0..<order {
    for column in 0...row { result.append(element(row, column)) }
  }
  return result
}

/// σ²R: one variance at all visits. `correlation` is asked below the diagonal only.
func covariance<S: SmoothScalar>(
  order: Int, variance: S, _ correlation: (_ row: Int, _ column: Int) -> S
) -> [S] {
  lowerTriangle(order) { row, column in row == column ? variance : variance * correlation(row, column) }
}

/// DRD, D diagonal with the standard deviations: a variance for each visit. `correlation` is asked below the diagonal
/// only.
func covariance<S: SmoothScalar>(
  variances: some Collection<S>, _ correlation: (_ row: Int, _ column: Int) -> S
) -> [S] {
  let variances = Array(variances)
  let deviations = variances.map { S.sqrt($0) }
  return lowerTriangle(variances.count) { row, column in
    row == column ? variances[row] : deviations[row] * deviations[column] * correlation(row, column)
  }
}

/// `variance[1]` … `variance[T]`.
func visitVarianceNames(_ order: Int) -> [String] { (1...order).map { "variance[\($0)]" } }
