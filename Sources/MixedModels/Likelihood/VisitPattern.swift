package import LinearAlgebra

/// The subjects of one covariance group who were observed at the same visits, compressed: as few rows of numbers as
/// have their cross-products.
///
/// With covariance Σ of a pattern's visits, everything in the likelihood but n log|Σ| is a sum over subjects of products
/// of two linear functions of (design, outcome), so any set of vectors with the same sum of outer products, centred
/// cross-products and mean together, gives the same sums. The design's own variables ask for at most as many vectors as
/// there are of them, and one for the mean; what the outcome varies beside them has no design and is a matrix.
package struct VisitPattern: Sendable {
  /// Index of the covariance group.
  package let group: Int
  /// Indices of the visits observed, ascending: m of them.
  package let visits: [Int]
  /// Number of subjects.
  package let subjects: Int
  /// Number of vectors, r.
  package let rank: Int
  /// m × r(k + 1): element (t, c + r j) is design column j of vector c at the pattern's visit t; j = k is the outcome.
  ///
  /// The same memory, read as an mr × (k + 1) matrix, is the stacked design beside the outcome.
  package let rows: Matrix
  /// m × m: the outcomes' cross-products beyond those of the vectors, where every design column is zero.
  package let rest: Matrix

  package init(group: Int, visits: [Int], subjects: Int, rank: Int, rows: Matrix, rest: Matrix) {
    self.group = group
    self.visits = visits
    self.subjects = subjects
    self.rank = rank
    self.rows = rows
    self.rest = rest
  }
}
