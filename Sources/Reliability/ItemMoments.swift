public import LinearAlgebra

/// Means and covariances of the items of a scale over the subjects who answered them all.
public struct ItemMoments: Sendable, Equatable {
  /// Subjects.
  public let n: Int
  public let means: [Double]
  /// k × k, denominator n − 1.
  public let covariance: Matrix

  /// Items.
  public var k: Int { means.count }

  /// - Parameter items: one array of n finite answers for each item.
  /// - Returns: nil where there are fewer than two subjects or two items.
  public init?(_ items: [[Double]]) {
    guard items.count > 1, let n = items.first?.count, n > 1, items.allSatisfy({ $0.count == n }) else { return nil }
    var means: [Double] = []
    var centred: [[Double]] = []
    for item in items {
      // Shifted by an answer of its own, an item that does not vary has deviations of exactly 0.
      let shifted = item.map { $0 - item[0] }
      let mean = compensatedSum(shifted) / Double(n)
      means.append(item[0] + mean)
      centred.append(shifted.map { $0 - mean })
    }
    self.n = n
    self.means = means
    covariance = 1 / Double(n - 1) * Matrix(columns: centred).crossProduct()
  }

  /// Variance of the sum of all items; 0 where it is no more than rounding.
  public var totalVariance: Double { Self.variance(ofSum: covariance, of: Array(0..<k)) }

  /// Mean of the sum of all items.
  public var totalMean: Double { compensatedSum(means) }

  /// Variance of the sum of some items.
  static func variance(ofSum covariance: Matrix, of items: [Int]) -> Double {
    var sum = CompensatedSum()
    var size = 0.0
    for i in items {
      for j in items {
        sum.add(covariance[i, j])
        size += abs(covariance[i, j])
      }
    }
    return sum.value <= 64 * size.ulp ? 0 : sum.value
  }

  /// Items whose answers are all the same.
  var constantItems: [Int] { (0..<k).filter { covariance[$0, $0] == 0 } }
}
