internal import Glibc
internal import LinearAlgebra

/// The (restricted) log-likelihood of a compressed trial as a function of the covariance matrices of its groups, with
/// derivatives by the matrices' own elements; what a structure makes of them follows by the chain rule.
///
/// With Σ the covariance of a pattern's visits, W = Σ⁻¹, e = W(y − Xβ̂), Φ = (Σ X'WX)⁻¹ and, by pattern,
/// G = Σ ee', H = Σ WXΦX'W, the score by element (a, b) is that of
///
///     S = ½ Σ (G + H − nW)          (REML; without H for ML)
///
/// twice off the diagonal. Documentation/Methods/mmrm.md.
struct ResidualLikelihood {
  let data: CompressedTrial
  let isRestricted: Bool

  /// Elements of one group's matrix.
  var elements: Int { packedCount(data.visitCount) }

  /// The log-likelihood and what its derivatives are made of.
  struct Point {
    /// In the units inside; `CompressedTrial.logLikelihoodShift` belongs to it.
    let logLikelihood: Double
    /// β̂ in the basis.
    let coefficients: [Double]
    /// L of X'V⁻¹X = LL'.
    let root: Cholesky
    /// By pattern: the factor of Σ and the rows whitened by it, m × r(k + 1).
    let factors: [Cholesky]
    let whitened: [Matrix]
  }

  /// - Parameter covariance: for each group the packed lower triangle of its matrix.
  /// - Returns: nil where a matrix is not positive definite in floating point.
  func point(_ covariance: [[Double]]) -> Point? {
    let k = data.rank
    var cross = Matrix(rows: k + 1, columns: k + 1)
    var logDeterminant = 0.0
    var beside = 0.0
    var factors: [Cholesky] = []
    var whitened: [Matrix] = []
    factors.reserveCapacity(data.patterns.count)
    whitened.reserveCapacity(data.patterns.count)
    for pattern in data.patterns {
      let sigma = Self.matrix(covariance[pattern.group], visits: pattern.visits)
      guard let factor = try? Cholesky(of: sigma) else { return nil }
      let rows = factor.whiten(pattern.rows)
      logDeterminant += Double(pattern.subjects) * factor.logDeterminant
      cross += Matrix(rows: pattern.visits.count * pattern.rank, columns: k + 1, columnMajor: rows.elements)
        .crossProduct()
      beside += factor.solve(pattern.rest).diagonal.reduce(0, +)
      factors.append(factor)
      whitened.append(rows)
    }
    var normal = Matrix(rows: k, columns: k)
    for j in 0..<k { for i in 0..<k { normal[i, j] = cross[i, j] } }
    guard let root = try? Cholesky(of: normal) else { return nil }
    let right = (0..<k).map { cross[$0, k] }
    let coefficients = root.solve(right)
    let residual = cross[k, k] + beside - zip(right, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    var deviance = logDeterminant + residual
    var count = Double(data.observations)
    if isRestricted {
      deviance += root.logDeterminant
      count -= Double(k)
    }
    let value = -0.5 * (count * log(2 * Double.pi) + deviance)
    guard value.isFinite else { return nil }
    return Point(
      logLikelihood: value, coefficients: coefficients, root: root, factors: factors, whitened: whitened)
  }

  /// The part of a packed matrix that belongs to some visits, full.
  static func matrix(_ packed: [Double], visits: [Int]) -> Matrix {
    var result = Matrix(rows: visits.count, columns: visits.count)
    for (j, b) in visits.enumerated() {
      for (i, a) in visits.enumerated() { result[i, j] = packed[symmetricIndex(a, b)] }
    }
    return result
  }
}

/// What one pattern gives to the derivatives.
struct PatternDerivatives {
  let pattern: VisitPattern
  /// W = Σ⁻¹, m × m.
  let inverse: Matrix
  /// e = W(y − Xβ̂) of each vector, m × r.
  let errors: Matrix
  /// WXL⁻ᵀ of each vector, m × rk, with element (t, c + r j): the design in coordinates where Φ is the identity.
  let design: Matrix
  /// G and H.
  let errorProducts: Matrix
  let designProducts: Matrix
}

extension ResidualLikelihood {
  func derivatives(_ point: Point) -> [PatternDerivatives] {
    let k = data.rank
    let rootInverse = ((try? point.root.lower.inverse(.lower)) ?? .identity(k)).transposed
    return data.patterns.indices.map { place in
      let pattern = data.patterns[place]
      let (m, r) = (pattern.visits.count, pattern.rank)
      let factor = point.factors[place]
      let rows =
        (try? factor.lower.solve(.lower, transposed: true, point.whitened[place])) ?? point.whitened[place]
      let stacked = Matrix(rows: m * r, columns: k + 1, columnMajor: rows.elements)
      let design = stacked.selecting(columns: Array(0..<k))
      let fitted = design * point.coefficients
      var errors = [Double](repeating: 0, count: m * r)
      for i in errors.indices { errors[i] = stacked[i, k] - fitted[i] }
      let errorMatrix = Matrix(rows: m, columns: r, columnMajor: errors)
      let inverse = factor.inverse
      let turned = design * rootInverse
      let wide = Matrix(rows: m, columns: r * k, columnMajor: turned.elements)
      return PatternDerivatives(
        pattern: pattern, inverse: inverse, errors: errorMatrix, design: wide,
        errorProducts: errorMatrix.transposedCrossProduct() + inverse * pattern.rest * inverse,
        designProducts: wide.transposedCrossProduct())
    }
  }

  /// The score by the packed elements of the groups' matrices, one group after another.
  func score(_ derivatives: [PatternDerivatives]) -> [Double] {
    var result = [Double](repeating: 0, count: elements * data.groupCount)
    for part in derivatives {
      let start = part.pattern.group * elements
      let n = Double(part.pattern.subjects)
      for (i, a) in part.pattern.visits.enumerated() {
        for (j, b) in part.pattern.visits[...i].enumerated() {
          var value = part.errorProducts[i, j] - n * part.inverse[i, j]
          if isRestricted { value += part.designProducts[i, j] }
          result[start + packedIndex(a, b)] += i == j ? value / 2 : value
        }
      }
    }
    return result
  }
}
