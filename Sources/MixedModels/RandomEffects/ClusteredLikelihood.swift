internal import Glibc
internal import LinearAlgebra

/// The (restricted) log-likelihood of a model with random effects as a function of θ, with first and second derivatives.
///
/// With S = blockdiag(Σₛ⁻¹), T = [X W] and A = T'ST everything about V = blockdiag(Σₛ) + WHW' follows from matrices of
/// order k + u:
///
///     V⁻¹ = S − S W K W'S,            K = (H⁻¹ + A_ww)⁻¹ = Λ(I + Λ'A_wwΛ)⁻¹Λ',  H = ΛΛ'
///     P   = S − S T B T'S,            B the inverse of the mixed-model equations
///
/// so an outer variance of zero needs no case of its own. X is kept in coordinates where (X'V⁻¹X)⁻¹ is the identity.
/// Documentation/Methods/random-effects.md.
struct ClusteredLikelihood: Sendable {
  let trial: ClusteredTrial
  let condensed: CondensedTrial
  let isRestricted: Bool
  /// Whether products of matrices of the order of the outer effects are dear: then the search goes by the average
  /// information, and the trace of the residual's variance follows from the others'.
  let isLarge: Bool

  init(trial: ClusteredTrial, isRestricted: Bool, isLarge: Bool? = nil) {
    self.trial = trial
    condensed = CondensedTrial(trial)
    self.isRestricted = isRestricted
    self.isLarge = isLarge ?? (trial.outerCount > 200)
  }

  /// The log-likelihood at one θ and what its derivatives are made of.
  struct Point {
    let theta: [Double]
    let covariance: BlockCovariance
    /// In the units inside; `CompressedTrial.logLikelihoodShift` belongs to it.
    let logLikelihood: Double
    /// β̂ in the basis.
    let coefficients: [Double]
    /// û, the outer effects' predictions, in the units inside.
    let outerEffects: [Double]
    /// L of X'V⁻¹X = LL'.
    let root: Cholesky
    /// By pattern.
    let patterns: [Pattern]
    /// A_xw in turned coordinates (k × u), A_ww and K (u × u).
    let crossOuter: Matrix
    let outer: Matrix
    let gain: Matrix
    /// Λ, and (I + Λ'A_wwΛ)⁻¹; nil where H is not positive semidefinite.
    let outerFactor: (factor: BlockFactor, inverse: Matrix)?
    /// (H + A_ww⁻¹)⁻¹ where there is no Λ.
    let outerPrecision: Matrix?
    /// W'S(y − Xβ̂ of least squares).
    let outerRight: [Double]

    /// The factor of its Σ, and rows and outer designs, whitened.
    struct Pattern {
      let factor: Cholesky
      let rows: Matrix
      let outer: Matrix
    }
  }

  /// - Returns: nil where a matrix is not positive definite in floating point.
  func point(_ theta: [Double]) -> Point? {
    guard theta.allSatisfy(\.isFinite) else { return nil }
    let k = trial.data.rank
    let u = trial.outerCount
    let covariance = BlockCovariance(trial, theta: theta)
    var logDeterminant = 0.0
    var cross = Matrix(rows: k + 1, columns: k + 1)
    var side = Matrix(rows: k + 1, columns: u)
    var outer = Matrix(rows: u, columns: u)
    if let within = condensed.within {
      let variance = covariance.residualVariance
      guard variance > 0 else { return nil }
      logDeterminant = Double(within.count) * log(variance)
      cross = (1 / variance) * within.rows
      side = (1 / variance) * within.side
      outer = (1 / variance) * within.outer
    }
    var patterns: [Point.Pattern] = []
    patterns.reserveCapacity(condensed.patterns.count)
    for pattern in condensed.patterns {
      guard let factor = try? Cholesky(of: covariance.matrix(pattern.shape)) else { return nil }
      logDeterminant += Double(pattern.blocks) * factor.logDeterminant
      let rows = factor.whiten(pattern.rows)
      let own = factor.whiten(pattern.outer)
      cross += rows.stacked(columns: k + 1).crossProduct()
      pattern.addSide(rows, columns: k + 1, own, to: &side)
      // Below the diagonal alone, mirrored at the end.
      pattern.addSquares(own, own, to: &outer)
      patterns.append(.init(factor: factor, rows: rows, outer: own))
    }
    outer.mirrorLowerTriangle()
    guard let solved = gain(outer, covariance) else { return nil }
    let gain = solved.gain
    var sideDesign = Matrix(rows: k, columns: u)
    for j in 0..<u { for i in 0..<k { sideDesign[i, j] = side[i, j] } }
    let outerRight = (0..<u).map { side[k, $0] }
    var normal = Matrix(rows: k, columns: k)
    for j in 0..<k { for i in 0..<k { normal[i, j] = cross[i, j] } }
    let carried = sideDesign * gain
    if u > 0 { normal = normal - carried * sideDesign.transposed }
    guard let root = try? Cholesky(of: 0.5 * (normal + normal.transposed)) else { return nil }
    let shift = carried * outerRight
    let right = (0..<k).map { cross[$0, k] - shift[$0] }
    let coefficients = root.solve(right)
    let rest = zip(outerRight, sideDesign.crossProduct(with: coefficients)).map { $0 - $1 }
    let outerEffects = gain * rest
    let explained =
      (0..<k).reduce(0.0) { $0 + cross[$1, k] * coefficients[$1] }
      + zip(outerRight, outerEffects).reduce(0) { $0 + $1.0 * $1.1 }
    var deviance = logDeterminant + solved.logDeterminant + cross[k, k] - explained
    var count = Double(trial.data.observations)
    if isRestricted {
      deviance += root.logDeterminant
      count -= Double(k)
    }
    let value = -0.5 * (count * log(2 * Double.pi) + deviance)
    guard value.isFinite else { return nil }
    return Point(
      theta: theta, covariance: covariance, logLikelihood: value, coefficients: coefficients,
      outerEffects: outerEffects, root: root, patterns: patterns, crossOuter: root.whiten(sideDesign), outer: outer,
      gain: gain, outerFactor: solved.factor,
      outerPrecision: solved.precision, outerRight: outerRight)
  }

  /// K, what it came from and log|I + HA_ww|.
  private struct Gain {
    let gain: Matrix
    var factor: (factor: BlockFactor, inverse: Matrix)?
    var precision: Matrix?
    let logDeterminant: Double
  }

  private func gain(_ outer: Matrix, _ covariance: BlockCovariance) -> Gain? {
    let u = trial.outerCount
    guard u > 0 else {
      return Gain(gain: outer, factor: (BlockFactor(parts: []), outer), logDeterminant: 0)
    }
    guard let factor = outerFactor(covariance) else { return indefiniteGain(outer, covariance) }
    var inner = factor.around(outer)
    for i in 0..<u { inner[i, i] += 1 }
    guard let root = try? Cholesky(of: inner) else { return nil }
    // K = ΛM⁻¹Λ'.
    let inverse = root.inverse
    return Gain(
      gain: factor.transposed.around(inverse), factor: (factor, inverse), logDeterminant: root.logDeterminant)
  }

  /// The same without a root of H, by one of A_ww = R'R: with M = I + RHR', which is positive definite where V is,
  ///
  ///     (H + A_ww⁻¹)⁻¹ = R'M⁻¹R,    K = H − HR'M⁻¹RH.
  private func indefiniteGain(_ outer: Matrix, _ covariance: BlockCovariance) -> Gain? {
    guard let root = Self.root(of: outer) else { return nil }
    let effects = outerCovariance(covariance)
    var inner = root.crossProduct(with: effects * root)
    for i in 0..<inner.rows { inner[i, i] += 1 }
    guard let factor = try? Cholesky(of: 0.5 * (inner + inner.transposed)) else { return nil }
    let half = factor.whiten(root.transposed)
    let precision = half.crossProduct()
    let gain = effects - effects * precision * effects
    return Gain(
      gain: 0.5 * (gain + gain.transposed), precision: precision, logDeterminant: factor.logDeterminant)
  }

  /// H, u × u.
  private func outerCovariance(_ covariance: BlockCovariance) -> Matrix {
    var result = Matrix(rows: trial.outerCount, columns: trial.outerCount)
    for (index, term) in trial.terms.enumerated() {
      guard case .outer(let start) = term.place else { continue }
      let own = covariance.random(index)
      for level in 0..<term.levels {
        let base = start + level * own.rows
        for b in 0..<own.columns { for a in 0..<own.rows { result[base + a, base + b] = own[a, b] } }
      }
    }
    return result
  }

  /// Λ of the outer effects, by levels of terms.
  private func outerFactor(_ covariance: BlockCovariance) -> BlockFactor? {
    var parts: [BlockFactor.Part] = []
    for (index, term) in trial.terms.enumerated() {
      guard case .outer(let start) = term.place else { continue }
      guard let root = Self.root(of: covariance.random(index)) else { return nil }
      parts.append(.init(start: start, levels: term.levels, root: root))
    }
    return BlockFactor(parts: parts)
  }

  /// A root R with RR' = G of a matrix that may be singular; nil where it is not positive semidefinite.
  static func root(of matrix: Matrix) -> Matrix? {
    if matrix.rows == 1 {
      return matrix[0, 0] >= 0 ? Matrix(rows: 1, columns: 1, repeating: matrix[0, 0].squareRoot()) : nil
    }
    if let factor = try? Cholesky(of: matrix) { return factor.lower }
    guard let eigen = try? SymmetricEigen(of: matrix) else { return nil }
    let largest = eigen.values.reduce(0) { max($0, abs($1)) }
    guard eigen.values.allSatisfy({ $0 >= -1e-12 * largest }) else { return nil }
    var result = eigen.vectors
    for j in 0..<result.columns {
      let scale = max(eigen.values[j], 0).squareRoot()
      for i in 0..<result.rows { result[i, j] *= scale }
    }
    return result
  }
}

/// Λ of all outer effects: a q × q block for each level of each term.
struct BlockFactor {
  struct Part {
    let start: Int
    let levels: Int
    let root: Matrix
  }
  let parts: [Part]

  /// Λ⁻¹ as a factor of the same blocks; nil where a block is singular or so small beside `outer` that what is left of
  /// I − (I + Λ'A_wwΛ)⁻¹ would be rounding.
  func inverse(beside outer: Matrix) -> BlockFactor? {
    var parts: [Part] = []
    for part in self.parts {
      let q = part.root.rows
      let smallest = (0..<q).map { row in
        (0..<part.levels).reduce(Double.infinity) {
          let value = outer[part.start + $1 * q + row, part.start + $1 * q + row]
          return value > 0 ? min($0, value) : $0
        } * part.root[row, row] * part.root[row, row]
      }
      guard smallest.allSatisfy({ $0 > 1e-5 }), (try? Cholesky(of: part.root.transposedCrossProduct())) != nil,
        let inverse = try? part.root.inverse(.lower)
      else { return nil }
      parts.append(Part(start: part.start, levels: part.levels, root: inverse))
    }
    return BlockFactor(parts: parts)
  }

  /// Λ'.
  var transposed: BlockFactor {
    BlockFactor(parts: parts.map { Part(start: $0.start, levels: $0.levels, root: $0.root.transposed) })
  }

  /// The diagonal, where every block is one number.
  private func diagonal(_ order: Int) -> [Double]? {
    var result = [Double](repeating: 0, count: order)
    for part in parts {
      guard part.root.rows == 1 else { return nil }
      for level in 0..<part.levels { result[part.start + level] = part.root[0, 0] }
    }
    return result
  }

  /// Λ'MΛ of a symmetric M.
  func around(_ matrix: Matrix) -> Matrix {
    guard let diagonal = diagonal(matrix.rows) else { return times(times(matrix).transposed) }
    var result = matrix
    let order = matrix.rows
    result.withMutableSpan { elements in
      for j in 0..<order { for i in 0..<order { elements[i + order * j] *= diagonal[i] * diagonal[j] } }
    }
    return result
  }

  /// Λ'M.
  func times(_ matrix: Matrix) -> Matrix { applied(matrix) { $0[$2, $1] } }

  /// ΛM.
  func transposedTimes(_ matrix: Matrix) -> Matrix { applied(matrix) { $0[$1, $2] } }

  /// Block by block with element (row, column) of what stands for the block.
  private func applied(_ matrix: Matrix, _ element: (Matrix, Int, Int) -> Double) -> Matrix {
    var result = Matrix(rows: matrix.rows, columns: matrix.columns)
    for part in parts {
      let q = part.root.rows
      var block = Matrix(rows: q, columns: q)
      for j in 0..<q { for i in 0..<q { block[i, j] = element(part.root, i, j) } }
      for column in 0..<matrix.columns {
        for level in 0..<part.levels {
          let start = part.start + level * q
          if q == 1 {
            result[start, column] = block[0, 0] * matrix[start, column]
            continue
          }
          for i in 0..<q {
            var sum = 0.0
            for j in 0..<q { sum += block[i, j] * matrix[start + j, column] }
            result[start + i, column] = sum
          }
        }
      }
    }
    return result
  }
}
