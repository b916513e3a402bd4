internal import Distributions
package import LinearAlgebra
internal import Optimization

/// The ratio of two variances, between groups and within them, in y = Xβ + u[group] + e: an interval that is exact where
/// u and e are normal, whatever the sizes of the groups (Wald 1940; Harville & Fenech 1985).
///
/// With M the projection off X, Z the groups' indicators, C = Z'MZ = Σ δᵢpᵢpᵢ' and tᵢ = pᵢ'Z'My / √δᵢ,
///
///     F(ρ) = (Σ tᵢ²/(1 + ρδᵢ) / k) / (residual sum of squares of X and groups / df)
///
/// has the F distribution with k and df degrees of freedom at the true ratio ρ, and falls with ρ.
package struct VarianceRatio {
  /// tᵢ² and δᵢ of the k that are not zero.
  private let squares: [Double]
  private let weights: [Double]
  private let meanSquare: Double
  private let df: Double

  /// - Parameter groups: of each row, numbers from 0.
  /// - Returns: nil where nothing is left between groups or within them.
  package init?(design: Matrix, groups: [Int], outcome: [Double]) {
    let qr = QR(design)
    let basis = qr.thinQ
    func rest(_ vector: [Double]) -> [Double] {
      zip(vector, basis * basis.crossProduct(with: vector)).map { $0 - $1 }
    }
    let residuals = rest(outcome)
    let sizes = Self.sums(of: [Double](repeating: 1, count: groups.count), by: groups)
    let used = sizes.indices.filter { sizes[$0] > 0 }
    guard used.count > 1 else { return nil }
    // C = Z'Z − (Q'Z)'(Q'Z): no column as long as the data for each group.
    let shared = (0..<basis.columns).map { column in
      let sums = Self.sums(of: basis.column(column), by: groups)
      return used.map { sums[$0] }
    }
    var cross = Matrix(rows: used.count, columns: used.count)
    for i in used.indices {
      for j in 0...i {
        let common = shared.reduce(0) { $0 + $1[i] * $1[j] }
        cross[i, j] = (i == j ? sizes[used[i]] : 0) - common
        cross[j, i] = cross[i, j]
      }
    }
    guard let eigen = try? SymmetricEigen(of: cross) else { return nil }
    let all = Self.sums(of: residuals, by: groups)
    let sums = used.map { all[$0] }
    let largest = eigen.values.last ?? 0
    let kept = eigen.values.indices.filter { eigen.values[$0] > 1e-10 * largest && largest > 0 }
    weights = kept.map { eigen.values[$0] }
    squares = kept.map { place in
      let product = zip(eigen.vectors.column(place), sums).reduce(0) { $0 + $1.0 * $1.1 }
      return product * product / eigen.values[place]
    }
    let total = residuals.reduce(0) { $0 + $1 * $1 }
    let within = total - squares.reduce(0, +)
    let df = outcome.count - qr.rank - kept.count
    guard !kept.isEmpty, df > 0, within.isFinite, within > 1e-12 * total else { return nil }
    meanSquare = within / Double(df)
    self.df = Double(df)
  }

  /// The sum of the rows of each group.
  private static func sums(of values: some Sequence<Double>, by groups: [Int]) -> [Double] {
    var sums = [Double](repeating: 0, count: (groups.max() ?? -1) + 1)
    for (group, value) in zip(groups, values) { sums[group] += value }
    return sums
  }

  private func statistic(_ ratio: Double) -> Double {
    zip(squares, weights).reduce(0) { $0 + $1.0 / (1 + ratio * $1.1) } / (Double(squares.count) * meanSquare)
  }

  /// The ratio by analysis of variance (Henderson's third method), below 0 where groups differ by less than chance:
  /// (F(0) − 1) / (Σ δᵢ/k), δᵢ being what a group counts for. In one-way layouts the mean of δ is (N − Σn²/N)/(K − 1).
  package var momentEstimate: Double {
    (statistic(0) - 1) * Double(weights.count) / weights.reduce(0, +)
  }

  /// Both limits, cut off at 0 below; nil where a limit cannot be found.
  package func interval(level: Double) -> ClosedRange<Double>? {
    let distribution = FDistribution(df1: Double(squares.count), df2: df)
    guard let low = root(distribution.quantile((1 - level) / 2, tail: .upper)),
      let high = root(distribution.quantile((1 - level) / 2, tail: .lower)), low <= high
    else { return nil }
    return low...high
  }

  /// Where F(ρ) has a value; 0 where it is smaller throughout.
  private func root(_ value: Double) -> Double? {
    guard statistic(0) > value else { return 0 }
    var far = 1.0
    while statistic(far) > value {
      far *= 4
      guard far < 1e100 else { return nil }
    }
    return findRoot(in: 0...far) { statistic($0) - value }
  }
}
