internal import LinearAlgebra

/// The visit whose variance the other visits explain best, and the share of it that they leave: 1/(σⱼⱼ (Σ⁻¹)ⱼⱼ), 1 − R².
/// Zero for a singular matrix. And the visit whose own variance is the smallest.
struct UnexplainedVariance: Sendable, Equatable {
  let visit: Int
  let share: Double
  /// The visit with the smallest variance, and its part of the largest one.
  let smallest: Int
  let ratio: Double

  /// - Parameter packed: the lower triangle of a covariance matrix, row by row.
  init(of packed: [Double], order: Int) {
    let matrix = ResidualLikelihood.matrix(packed, visits: Array(0..<order))
    let variances = matrix.diagonal
    smallest = variances.indices.min { variances[$0] < variances[$1] } ?? 0
    let largest = variances.max() ?? 0
    ratio = largest > 0 ? variances[smallest] / largest : 0
    guard let factor = try? Cholesky(of: matrix) else {
      (visit, share) = (order - 1, 0)
      return
    }
    let inverse = factor.inverse
    let shares = (0..<order).map { 1 / (matrix[$0, $0] * inverse[$0, $0]) }
    visit = shares.indices.min { shares[$0] < shares[$1] } ?? 0
    share = shares[visit]
  }

  /// Of several groups' matrices the one that is nearest to singular.
  init(ofGroups matrices: [[Double]], order: Int) {
    let all = matrices.map { UnexplainedVariance(of: $0, order: order) }
    self = all.min { min($0.share, $0.ratio) < min($1.share, $1.ratio) } ?? UnexplainedVariance(of: [1], order: 1)
  }
}
