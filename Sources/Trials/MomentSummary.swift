public import LinearAlgebra

/// Count, mean vector and centred cross-products of several variables over one set of subjects; merges exactly
/// (Chan, Golub & LeVeque 1983).
public struct MomentSummary: Sendable, Equatable {
  public let count: Int
  /// x̄, zeros where the count is 0.
  public let mean: [Double]
  /// What rounding has left over of x̄: together they are the mean to twice the precision, so that means near 1e9 tell apart
  /// what differs in the ninth digit after the point, and summaries of different subjects merge without loss.
  public let meanRemainder: [Double]
  /// Σ (x − x̄)(x − x̄)', symmetric, both halves stored.
  public let crossProducts: Matrix

  package init(count: Int, mean: [Double], meanRemainder: [Double]? = nil, crossProducts: Matrix) {
    precondition(
      crossProducts.rows == mean.count && crossProducts.columns == mean.count,
      "\(mean.count) means need cross-products of that order, not \(crossProducts.rows) × \(crossProducts.columns)")
    self.count = count
    self.mean = mean
    self.meanRemainder = meanRemainder ?? [Double](repeating: 0, count: mean.count)
    self.crossProducts = crossProducts
  }

  /// The summary of no subjects.
  package init(variables: Int) {
    self.init(
      count: 0, mean: [Double](repeating: 0, count: variables),
      crossProducts: Matrix(rows: variables, columns: variables))
  }

  /// Covariance of two variables over count − 1; nil for fewer than two subjects.
  public func covariance(_ i: Int, _ j: Int) -> Double? {
    count > 1 ? crossProducts[i, j] / Double(count - 1) : nil
  }

  /// Standard deviation of a variable over count − 1; nil for fewer than two subjects. R: `sd`.
  public func standardDeviation(_ i: Int) -> Double? { covariance(i, i).map { $0.squareRoot() } }

  /// The summary of both sets of subjects, which must not overlap, over the same variables in the same order.
  ///
  /// Equal in algebra to the summary of all subjects at once; in doubles the order of merging shows in the last digits.
  /// Chan, Golub & LeVeque's (1983) pairwise formula, for vectors; Documentation/Methods/moments.md (3) and (4).
  public func merged(with other: MomentSummary) -> MomentSummary {
    precondition(mean.count == other.mean.count, "\(mean.count) variables cannot merge with \(other.mean.count)")
    var packed = PackedMoments(self)
    packed.merge(with: PackedMoments(other))
    return packed.summary
  }
}

/// Moments as one run of numbers: the means, what their rounding left over, then the upper triangle of cross-products by
/// columns.
struct PackedMoments {
  var count: Int
  let order: Int
  var numbers: [Double]

  /// How many numbers moments of `order` variables are.
  static func size(_ order: Int) -> Int { 2 * order + order * (order + 1) / 2 }

  /// Where the cross-product of variables `i` ≤ `j` stands.
  static func place(_ i: Int, _ j: Int, order: Int) -> Int { 2 * order + j * (j + 1) / 2 + i }

  /// Moments of no subjects.
  init(order: Int) {
    self.init(count: 0, order: order, numbers: [Double](repeating: 0, count: Self.size(order)))
  }

  init(count: Int, order: Int, numbers: [Double]) {
    self.count = count
    self.order = order
    self.numbers = numbers
  }

  init(_ summary: MomentSummary) {
    count = summary.count
    order = summary.mean.count
    numbers = summary.mean + summary.meanRemainder
    for j in 0..<order { for i in 0...j { numbers.append(summary.crossProducts[i, j]) } }
  }

  var summary: MomentSummary {
    var full = [Double](repeating: 0, count: order * order)
    for j in 0..<order {
      for i in 0...j {
        let product = numbers[Self.place(i, j, order: order)]
        full[i + j * order] = product
        full[j + i * order] = product
      }
    }
    return MomentSummary(
      count: count, mean: Array(numbers[..<order]), meanRemainder: Array(numbers[order..<2 * order]),
      crossProducts: Matrix(rows: order, columns: order, columnMajor: full))
  }

  mutating func merge(with other: PackedMoments) {
    Self.merge(&numbers, at: 0, count: count, with: other.numbers, at: 0, count: other.count, order: order)
    count += other.count
  }

  /// Takes the moments of a second set of subjects, which start at `b[q]`, into those of a first, at `a[p]`: with δ the
  /// difference of the means, x̄ = x̄₁ + δ n₂/n and C = C₁ + C₂ + δδ' n₁n₂/n.
  static func merge(
    _ a: inout [Double], at p: Int, count n1: Int, with b: [Double], at q: Int, count n2: Int, order: Int
  ) {
    guard n2 > 0 else { return }
    guard n1 > 0 else {
      for i in 0..<size(order) { a[p + i] = b[q + i] }
      return
    }
    let share = Double(n2) / Double(n1 + n2)
    let weight = Double(n1) * share
    // δ from both halves of the means: their own rounding would be taken for a difference.
    func difference(_ a: [Double], _ i: Int) -> Double {
      (b[q + i] - a[p + i]) + (b[q + order + i] - a[p + order + i])
    }
    var place = 2 * order
    for j in 0..<order {
      let weighted = difference(a, j) * weight
      for i in 0...j {
        a[p + place] += b[q + place] + difference(a, i) * weighted
        place += 1
      }
    }
    // Only now: the cross-products need the first set's own means.
    for j in 0..<order {
      let (high, low) = exactSum(a[p + j], difference(a, j) * share)
      (a[p + j], a[p + order + j]) = exactSum(high, low + a[p + order + j])
    }
  }
}

/// a + b, rounded, and what the rounding left over (Knuth).
func exactSum(_ a: Double, _ b: Double) -> (sum: Double, remainder: Double) {
  let sum = a + b
  let other = sum - a
  return (sum, (a - (sum - other)) + (b - other))
}
