internal import LinearAlgebra

/// What score, information and small-sample inference take from one point.
struct ClusteredDerivatives {
  let likelihood: ClusteredLikelihood
  let point: ClusteredLikelihood.Point
  let patterns: [Pattern]
  /// Nil where the residual is more than one variance.
  let within: Within?
  /// KA_wx in turned coordinates, u × k.
  let carried: Matrix
  /// W'Pe-like: W'V⁻¹(y − Xβ̂).
  let outerErrors: [Double]
  /// Λ⁻¹ of the outer effects and (I + Λ'A_wwΛ)⁻¹; nil where there is no Λ or its inverse loses digits.
  let inverseFactor: (factor: BlockFactor, inverse: Matrix)?
  /// W'V⁻¹X in turned coordinates, u × k.
  let outerDesign: Matrix

  struct Pattern {
    let inverse: Matrix
    let slopes: [(parameter: Int, matrix: Matrix)]
    /// Sums over blocks of ee' and of the traces' ST B T'S.
    let errorProducts: Matrix
    let designProducts: Matrix
    /// S(y − Xβ̂ − Wû) of each vector, m × v.
    let errors: Matrix
    /// SX in turned coordinates, m × vk; SW of the cells.
    let design: Matrix
    let outer: Matrix
    /// V⁻¹X in turned coordinates, m × vk.
    let adjusted: Matrix
  }

  /// The same sums over the rows that vary by the residual's variance alone.
  struct Within {
    /// X'SSX and X'SSW in turned coordinates.
    let design: Matrix
    let side: Matrix
    /// e'e, X'Se in turned coordinates and W'Se.
    let errorSquares: Double
    let designErrors: [Double]
    let outerErrors: [Double]
    /// tr of the traces' ST B T'S.
    let trace: Double
    /// X'V⁻¹V⁻¹X, and W'SV⁻¹X, u × k.
    let adjusted: Matrix
    let adjustedSide: Matrix
  }

  var trial: ClusteredTrial { likelihood.trial }

  init(_ likelihood: ClusteredLikelihood, _ point: ClusteredLikelihood.Point) {
    self.likelihood = likelihood
    self.point = point
    let trial = likelihood.trial
    let (k, u) = (trial.data.rank, trial.outerCount)
    let (side, outer, gain) = (point.crossOuter, point.outer, point.gain)
    let carried = gain * side.transposed
    self.carried = carried

    let rootInverse = ((try? point.root.lower.inverse(.lower)) ?? .identity(k)).transposed
    let across = carried.transposed
    patterns = zip(likelihood.condensed.patterns, point.patterns).map { shape, whitened in
      Pattern(shape, whitened, point, rootInverse, across, isRestricted: likelihood.isRestricted)
    }
    within = likelihood.condensed.within.map {
      Within($0, point, rootInverse, carried, isRestricted: likelihood.isRestricted)
    }
    // W'V⁻¹r = W'S(r − Wû), with r = y − Xβ̂.
    let fitted = side.crossProduct(with: point.root.lower.crossProduct(with: point.coefficients))
    let back = outer * point.outerEffects
    outerErrors = (0..<u).map { point.outerRight[$0] - fitted[$0] - back[$0] }
    outerDesign = side.transposed - outer * carried
    inverseFactor = point.outerFactor.flatMap { own in
      u > 0 ? own.factor.inverse(beside: outer).map { ($0, own.inverse) } : nil
    }
  }

  /// B for the traces (of REML, or of ML without the fixed effects' part), (k + u)².
  var inverse: Matrix {
    let (k, u) = (carried.columns, carried.rows)
    var result = Matrix(rows: k + u, columns: k + u)
    for j in 0..<u { for i in 0..<u { result[k + i, k + j] = point.gain[i, j] } }
    guard likelihood.isRestricted else { return result }
    let spread = carried.transposedCrossProduct()
    for j in 0..<u {
      for i in 0..<u { result[k + i, k + j] += spread[i, j] }
      for i in 0..<k {
        result[i, k + j] = -carried[j, i]
        result[k + j, i] = -carried[j, i]
      }
    }
    for i in 0..<k { result[i, i] = 1 }
    return result
  }

  /// B with the fixed effects' part, times a matrix of k + u rows.
  func fullInverse(times right: Matrix) -> Matrix {
    let k = carried.columns
    let lower = right.selecting(rows: Array(k..<right.rows))
    let upper = right.selecting(rows: Array(0..<k)) - carried.crossProduct(with: lower)
    let rest = point.gain * lower - carried * upper
    var result = right
    for j in 0..<right.columns {
      for i in 0..<k { result[i, j] = upper[i, j] }
      for i in 0..<rest.rows { result[k + i, j] = rest[i, j] }
    }
    return result
  }

  /// W'V⁻¹W, u × u: A_ww − A_wwKA_ww, which is Λ⁻ᵀ(I − M⁻¹)Λ⁻¹ with M = I + Λ'A_wwΛ.
  var outerPrecision: Matrix {
    if let precision = point.outerPrecision { return precision }
    guard let inverseFactor else {
      let projection = point.outer - point.outer * point.gain * point.outer
      return 0.5 * (projection + projection.transposed)
    }
    var rest = -1 * inverseFactor.inverse
    for i in 0..<rest.rows { rest[i, i] += 1 }
    return inverseFactor.factor.around(rest)
  }

  /// W'PW of the traces, u × u.
  var outerProjection: Matrix {
    likelihood.isRestricted ? outerPrecision - outerDesign.transposedCrossProduct() : outerPrecision
  }

  /// `traces` of the projection, of which the levels' own blocks are enough where Λ has an inverse.
  private var outerProjectionBlocks: (ClusteredTrial.Term) -> [Double] {
    guard point.outerPrecision == nil, let inverseFactor else {
      let projection = outerProjection
      return { Self.traces(projection, $0) }
    }
    return { term in
      guard case .outer(let start) = term.place,
        let part = inverseFactor.factor.parts.first(where: { $0.start == start })
      else { return [] }
      let q = term.covariance.size
      var sum = Matrix(rows: q, columns: q)
      for level in 0..<term.levels {
        let base = start + level * q
        for b in 0..<q { for a in 0..<q { sum[a, b] += (a == b ? 1 : 0) - inverseFactor.inverse[base + a, base + b] } }
      }
      sum = part.root.crossProduct(with: sum * part.root)
      if likelihood.isRestricted {
        let rows = outerDesign.selecting(rows: Array(start..<start + term.levels * q))
        for level in 0..<term.levels {
          for b in 0..<q {
            for a in 0..<q {
              for column in 0..<rows.columns { sum[a, b] -= rows[level * q + a, column] * rows[level * q + b, column] }
            }
          }
        }
      }
      return term.covariance.pairs.map { a, b in a == b ? sum[a, a] : sum[a, b] + sum[b, a] }
    }
  }

  /// I − KA_ww, u × u: ΛM⁻¹Λ⁻¹.
  var outerRemainder: Matrix {
    guard let inverseFactor, let own = point.outerFactor else {
      return .identity(trial.outerCount) - point.gain * point.outer
    }
    // (Λ⁻ᵀ(ΛM⁻¹)')'
    return inverseFactor.factor.times(own.factor.transposedTimes(own.inverse).transposed).transposed
  }

  /// Σ over a term's levels of M[level a, level b] for each of its θ, twice off the diagonal.
  static func traces(_ matrix: Matrix, _ term: ClusteredTrial.Term) -> [Double] {
    guard case .outer(let start) = term.place else { return [] }
    let q = term.covariance.size
    return term.covariance.pairs.map { a, b in
      var sum = 0.0
      for level in 0..<term.levels {
        let base = start + level * q
        sum += a == b ? matrix[base + a, base + a] : matrix[base + a, base + b] + matrix[base + b, base + a]
      }
      return sum
    }
  }

  /// E v for each θ of an outer term: E has ones at (level a, level b) and (level b, level a).
  func turned(_ vector: [Double], _ term: ClusteredTrial.Term) -> [[Double]] {
    guard case .outer(let start) = term.place else { return [] }
    let q = term.covariance.size
    return term.covariance.pairs.map { a, b in
      var result = [Double](repeating: 0, count: vector.count)
      for level in 0..<term.levels {
        let base = start + level * q
        result[base + a] = vector[base + b]
        result[base + b] = vector[base + a]
      }
      return result
    }
  }

  /// ∂ log-likelihood / ∂θ.
  var score: [Double] {
    var result = [Double](repeating: 0, count: trial.parameterCount)
    for (place, pattern) in patterns.enumerated() {
      let weight = weight(place)
      for (parameter, slope) in pattern.slopes { result[parameter] += Self.dot(weight, slope) }
    }
    if let within {
      let plain = Double(withinCount) / point.covariance.residualVariance
      result[trial.parameterCount - 1] += 0.5 * (within.errorSquares + within.trace - plain)
    }
    guard trial.outerCount > 0 else { return result }
    let starts = trial.starts
    let blocks = outerProjectionBlocks
    for (index, term) in trial.terms.enumerated() {
      guard case .outer = term.place else { continue }
      let traces = blocks(term)
      let turned = turned(outerErrors, term)
      for offset in traces.indices {
        let square = zip(turned[offset], outerErrors).reduce(0) { $0 + $1.0 * $1.1 }
        result[starts[index] + offset] = 0.5 * (square - traces[offset])
      }
    }
    return result
  }

  /// Rows that vary by the residual's variance alone.
  var withinCount: Int { likelihood.condensed.within?.count ?? 0 }

  /// ½ (G + H − nΣ⁻¹): what multiplies the derivatives of a pattern's Σ.
  func weight(_ place: Int) -> Matrix {
    let pattern = patterns[place]
    let count = Double(likelihood.condensed.patterns[place].blocks)
    return 0.5 * (pattern.errorProducts + pattern.designProducts - count * pattern.inverse)
  }

  static func dot(_ left: Matrix, _ right: Matrix) -> Double {
    left.withSpan { a in
      right.withSpan { b in
        var sum = 0.0
        for i in a.indices { sum += a[i] * b[i] }
        return sum
      }
    }
  }
}
