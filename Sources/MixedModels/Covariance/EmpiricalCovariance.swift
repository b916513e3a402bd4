internal import Glibc

/// A covariance matrix as data give it, and the averages of it that a search starts from.
struct EmpiricalCovariance {
  let order: Int
  private let elements: [Double]

  /// - Parameter packed: the lower triangle, row by row, with a positive diagonal.
  init(order: Int, packed: [Double]) {
    precondition(packed.count == packedIndex(order, 0), "order \(order) does not go with \(packed.count) elements")
    self.order = order
    elements = packed
  }

  subscript(row: Int, column: Int) -> Double { elements[packedIndex(max(row, column), min(row, column))] }

  var variances: [Double] { (0..<order).map { self[$0, $0] } }
  var logVariances: [Double] { variances.map { log($0) } }
  var meanVariance: Double { mean(variances) }

  /// The mean of all covariances of two visits.
  var meanCovariance: Double { mean(lowerTriangle(order) { $0 == $1 ? nil : self[$0, $1] }.compactMap { $0 }) }

  func correlation(_ row: Int, _ column: Int) -> Double {
    self[row, column] / (self[row, row] * self[column, column]).squareRoot()
  }

  /// The mean of all correlations of two visits; above −1/(T − 1) wherever the matrix is positive definite.
  var meanCorrelation: Double {
    mean(lowerTriangle(order) { $0 == $1 ? nil : correlation($0, $1) }.compactMap { $0 })
  }

  /// The correlations of visits 1 and 2, 2 and 3 …
  var adjacentCorrelations: [Double] { (1..<order).map { correlation($0, $0 - 1) } }

  /// The means of the correlations of visits that are 1, 2, … T − 1 apart.
  var lagCorrelations: [Double] {
    (1..<order).map { lag in mean((lag..<order).map { correlation($0, $0 - lag) }) }
  }

  private func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }
}

/// A start is kept this far from ±1.
private let margin = 1e-8

/// artanh of a correlation, which is first moved inside (−1, 1) by a margin: where a search starts.
func fisherZ(_ correlation: Double) -> Double {
  atanh(min(max(correlation, margin - 1), 1 - margin))
}
