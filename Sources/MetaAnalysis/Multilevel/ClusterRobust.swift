public import LinearAlgebra

/// Standard errors of a model's coefficients that hold whatever the errors of one study have in common: the sandwich with
/// the bias-reduced adjustment CR2, and Satterthwaite degrees of freedom, which are few where few studies carry the
/// coefficient.
///
/// A study's residuals are multiplied by Aᵢ = Dᵢ'(Dᵢ(Mᵢ − XᵢCXᵢ')Dᵢ')^(−1/2)Dᵢ, Dᵢ the upper Cholesky factor of Mᵢ and
/// C = (X'M⁻¹X)⁻¹, so that the sandwich is unbiased if M is right. df = (tr Ω)²/tr Ω², Ω the matrix of pᵢ'Mpⱼ.
///
/// Source: Pustejovsky & Tipton (2018), Journal of Business & Economic Statistics 36, 672–683.
/// R: `clubSandwich::coef_test(x, vcov = "CR2", cluster = study)`.
public struct ClusterRobust: Sendable {
  public let covariance: Matrix
  /// Of each coefficient.
  public let df: [Double]
  /// Studies.
  public let clusters: Int

  public func standardError(_ column: Int) -> Double { covariance[column, column].squareRoot() }
}

extension ThreeLevelModel {
  /// Nil where a study's adjustment cannot be made.
  public var clusterRobust: ClusterRobust? {
    let likelihood = ThreeLevelLikelihood(values: values, variances: variances, studies: studies, columns: columns)
    let blocks = likelihood.blocks
    let residuals = values.indices.map { row in
      values[row] - columns.indices.reduce(0) { $0 + columns[$1][row] * coefficients[$1] }
    }
    let p = columns.count
    // For each study Aᵢ'Mᵢ⁻¹XᵢC, whose columns are the weights that its residuals have in each coefficient.
    var weights: [Matrix] = []
    for block in blocks {
      let design = Matrix(columns: columns.map { likelihood.part(block, $0) })
      let solved = Matrix(columns: (0..<p).map { likelihood.solve(block, design.column($0), components) })
      guard let adjustment = adjustment(block, design) else { return nil }
      weights.append(adjustment.crossProduct(with: solved * covariance))
    }
    var robust = Matrix(rows: p, columns: p)
    for (block, weight) in zip(blocks, weights) {
      let score = weight.crossProduct(with: likelihood.part(block, residuals))
      for i in 0..<p { for j in 0..<p { robust[i, j] += score[i] * score[j] } }
    }
    let df = (0..<p).map { satterthwaite($0, weights, likelihood) }
    return ClusterRobust(covariance: robust, df: df, clusters: blocks.count)
  }

  /// Mᵢ, a study's covariance.
  private func blockCovariance(_ block: [Int]) -> Matrix {
    var matrix = Matrix(rows: block.count, columns: block.count, repeating: components.study)
    for (place, row) in block.enumerated() { matrix[place, place] += components.effect + variances[row] }
    return matrix
  }

  /// Aᵢ.
  private func adjustment(_ block: [Int], _ design: Matrix) -> Matrix? {
    let whole = blockCovariance(block)
    guard let factor = try? Cholesky(of: whole) else { return nil }
    let upper = factor.lower.transposed
    let left = whole - (design * covariance) * design.transposed
    let inner = (upper * left) * upper.transposed
    guard let eigen = try? SymmetricEigen(of: inner), let largest = eigen.values.map(abs).max() else { return nil }
    // A direction that the coefficients take up wholly has no residual and no weight.
    let root = eigen.map { $0 > 1e-12 * largest ? 1 / $0.squareRoot() : 0 }
    return (upper.transposed * root) * upper
  }

  /// (tr Ω)²/tr Ω² with Ωᵢⱼ = pᵢ'Mpⱼ, pᵢ = (I − H)ᵢ'gᵢ: since M(I − H)' takes XC out, Ωᵢⱼ = [i = j] gᵢ'Mᵢgᵢ − gᵢ'XᵢCXⱼ'gⱼ.
  private func satterthwaite(_ column: Int, _ weights: [Matrix], _ likelihood: ThreeLevelLikelihood) -> Double {
    let p = columns.count
    var own: [Double] = []
    var shared: [[Double]] = []
    for (block, weight) in zip(likelihood.blocks, weights) {
      let g = weight.column(column)
      own.append(dot(g, blockCovariance(block) * g))
      shared.append((0..<p).map { dot(g, likelihood.part(block, columns[$0])) })
    }
    let projected = shared.map { row in (0..<p).map { j in (0..<p).reduce(0) { $0 + row[$1] * covariance[$1, j] } } }
    var (trace, squares) = (0.0, 0.0)
    for i in own.indices {
      for j in own.indices {
        let element = (i == j ? own[i] : 0) - dot(projected[i], shared[j])
        if i == j { trace += element }
        squares += element * element
      }
    }
    return trace * trace / squares
  }
}
