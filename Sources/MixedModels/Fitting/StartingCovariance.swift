internal import LinearAlgebra

/// A positive definite matrix from which to start: the residuals' mean products by pairs of visits, drawn towards their
/// diagonal as far as needed.
enum StartingCovariance {
  /// Packed, one for each group, in the units inside.
  static func matrices(_ data: CompressedTrial) -> [[Double]] {
    (0..<data.groupCount).map { group in
      matrix(data.patterns.filter { $0.group == group }, data: data)
    }
  }

  /// The same variances with a correlation of neighbours that is multiplied by itself from visit to visit.
  static func matrices(_ data: CompressedTrial, neighbour: Double) -> [[Double]] {
    matrices(data).map { packed in
      lowerTriangle(data.visitCount) { row, column in
        let correlation = (column..<row).reduce(1.0) { product, _ in product * neighbour }
        return correlation * (packed[packedIndex(row, row)] * packed[packedIndex(column, column)]).squareRoot()
      }
    }
  }

  private static func matrix(_ patterns: [VisitPattern], data: CompressedTrial) -> [Double] {
    let t = data.visitCount
    var sums = [Double](repeating: 0, count: packedCount(t))
    var counts = [Double](repeating: 0, count: packedCount(t))
    for pattern in patterns {
      let (m, r) = (pattern.visits.count, pattern.rank)
      let elements = pattern.rows.elements[(m * r * data.rank)...]
      let first = elements.startIndex
      for (p, a) in pattern.visits.enumerated() {
        for (q, b) in pattern.visits[...p].enumerated() {
          let place = packedIndex(a, b)
          for c in 0..<r { sums[place] += elements[first + p + m * c] * elements[first + q + m * c] }
          sums[place] += pattern.rest[p, q]
          counts[place] += Double(pattern.subjects)
        }
      }
    }
    let totalVariance = (0..<t).reduce(0.0) { $0 + sums[packedIndex($1, $1)] }
    let totalCount = (0..<t).reduce(0.0) { $0 + counts[packedIndex($1, $1)] }
    let typical = totalVariance > 0 ? totalVariance / totalCount : 1
    let variances = (0..<t).map { visit in
      let place = packedIndex(visit, visit)
      let own = counts[place] > 0 ? sums[place] / counts[place] : 0
      return max(own, 1e-3 * typical)
    }
    var correlations = [Double](repeating: 0, count: packedCount(t))
    for a in 0..<t {
      for b in 0..<a where counts[packedIndex(a, b)] > 0 {
        let place = packedIndex(a, b)
        correlations[place] = sums[place] / counts[place] / (variances[a] * variances[b]).squareRoot()
      }
    }
    // Halfway to independence again and again until the matrix is comfortably positive definite.
    for shrink in [1, 0.9, 0.75, 0.5, 0.25, 0.1, 0] {
      var full = Matrix(diagonal: [Double](repeating: 1, count: t))
      for a in 0..<t {
        for b in 0..<a {
          let value = shrink * max(-1, min(1, correlations[packedIndex(a, b)]))
          full[a, b] = value
          full[b, a] = value
        }
      }
      guard let factor = try? Cholesky(of: full), factor.lower.diagonal.allSatisfy({ $0 > 0.05 }) else { continue }
      var packed = [Double](repeating: 0, count: packedCount(t))
      for a in 0..<t {
        for b in 0...a { packed[packedIndex(a, b)] = full[a, b] * (variances[a] * variances[b]).squareRoot() }
      }
      return packed
    }
    var packed = [Double](repeating: 0, count: packedCount(t))
    for a in 0..<t { packed[packedIndex(a, a)] = variances[a] }
    return packed
  }
}
