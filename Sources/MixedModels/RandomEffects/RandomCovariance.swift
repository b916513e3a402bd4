/// The covariance matrix G of one random term's effects on a group, q × q: its parameters θ and the free numbers in
/// which a fit searches.
///
/// θ are the variances and covariances themselves, the lower triangle row by row (`|`) or the variances alone (`||`).
/// The free numbers are the elements of a factor Λ with G = ΛΛ', so that every value of them is a covariance matrix, and
/// a variance of zero or a correlation of ±1 is a point like any other, where the likelihood is smooth and not an edge.
/// A matrix that turned out to be singular has a factor with fewer columns.
///
/// An unconstrained term searches in θ itself: then G is any symmetric matrix with which the outcome's covariance is still
/// one, with variances below zero where values of one group are less alike than values of different groups.
struct RandomCovariance: Sendable, Equatable {
  /// q.
  let size: Int
  let isCorrelated: Bool
  /// Columns of Λ: of `|` the first ones of a lower triangle, of `||` those of a diagonal matrix.
  let columns: [Int]
  /// Whether the free numbers are θ.
  let isUnconstrained: Bool

  init(size: Int, isCorrelated: Bool, columns: [Int]? = nil, isUnconstrained: Bool = false) {
    self.size = size
    self.isCorrelated = isCorrelated
    self.columns = columns ?? Array(0..<size)
    self.isUnconstrained = isUnconstrained
  }

  /// (a, b) with b ≤ a of each θ.
  var pairs: [(Int, Int)] {
    isCorrelated ? (0..<size).flatMap { a in (0...a).map { (a, $0) } } : (0..<size).map { ($0, $0) }
  }

  var parameterCount: Int { isCorrelated ? packedCount(size) : size }

  /// The same without the constraint.
  var unconstrained: RandomCovariance {
    RandomCovariance(size: size, isCorrelated: isCorrelated, isUnconstrained: true)
  }

  /// (row, column) in Λ, or in G, of each free number.
  var places: [(row: Int, column: Int)] {
    isUnconstrained
      ? pairs.map { ($0.0, $0.1) }
      : isCorrelated
        ? columns.indices.flatMap { column in (column..<size).map { ($0, column) } }
        : columns.indices.map { (columns[$0], $0) }
  }

  var freeCount: Int { places.count }

  /// θ at the free numbers.
  func parameters<S: SmoothScalar>(free: [S]) -> [S] {
    guard !isUnconstrained else { return free }
    var rows = [[(Int, S)]](repeating: [], count: size)
    for (place, number) in zip(places, free) { rows[place.row].append((place.column, number)) }
    return pairs.map { a, b in
      var sum: S?
      for (column, left) in rows[a] {
        for (other, right) in rows[b] where other == column {
          let product = left * right
          sum = sum.map { $0 + product } ?? product
        }
      }
      return sum ?? S(0)
    }
  }
}
