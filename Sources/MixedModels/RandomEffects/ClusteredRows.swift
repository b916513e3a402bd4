internal import LinearAlgebra

/// The rows behind a fit with random effects, block by block, at its optimum: what predictions of the effects,
/// residuals and a sandwich take from the data themselves.
///
/// Outcome and effects are in the units inside; the design is in coordinates where the coefficients' covariance Φ is the
/// identity.
struct ClusteredRows {
  let fit: RandomEffectsFit
  let table: RowTable
  let blocks: [Block]
  /// By row of the table: its block, and its place there.
  let places: [(block: Int, row: Int)]
  /// K A_wx, u × k.
  let carried: Matrix

  struct Block {
    /// Of the table.
    let rows: [Int]
    /// X, m × k.
    let design: Matrix
    /// V⁻¹X.
    let solvedDesign: Matrix
    /// y − Xβ̂.
    let residuals: [Double]
    /// V⁻¹(y − Xβ̂).
    let errors: [Double]
    /// Z of each inner term, m × q.
    let inner: [Matrix]
    /// Σ⁻¹Z of each inner term.
    let solvedInner: [Matrix]
    /// W, m × w, and which of the outer effects its columns are.
    let outer: Matrix
    let outerIndices: [Int]
  }

  /// - Returns: nil where a block's covariance is not positive definite in floating point.
  init?(_ fit: RandomEffectsFit, rows: AnalysedRows) {
    let table = RowTable(rows)
    let trial = fit.trial
    let hasResidual = if case .independent = trial.residual { false } else { true }
    let usesVisits = if case .visits = trial.residual { true } else { false }
    let (isInner, blocks) = table.blocks(rows, hasResidual: hasResidual)
    let k = trial.data.rank
    let turn = fit.coordinates((0..<k).map { column in (0..<k).map { $0 == column ? 1 : 0 } }).transposed
    let covariance = fit.derivatives.point.covariance
    let carried = fit.carried
    var factors: [BlockPattern: Cholesky] = [:]
    var found: [Block] = []
    var places = [(block: Int, row: Int)](repeating: (0, 0), count: table.count)
    for block in blocks {
      for (row, index) in block.enumerated() { places[index] = (found.count, row) }
      let m = block.count
      let pattern = BlockPattern(
        rows: m,
        designs: trial.terms.indices.filter { isInner[$0] }.map { index in
          table.random[index].flatMap { column in block.map { column[$0] } }
        }, visits: usesVisits ? block.map { Int(table.visits[$0]) } : [],
        times: rows.times != nil ? block.map { table.times[$0] } : [],
        group: usesVisits ? Int(table.groups[block[0]]) : 0)
      if factors[pattern] == nil {
        guard let factor = try? Cholesky(of: covariance.matrix(pattern)) else { return nil }
        factors[pattern] = factor
      }
      guard let factor = factors[pattern] else { return nil }
      let raw = table.rows(block)
      let kept = raw.selecting(columns: trial.data.kept)
      let fitted = kept * fit.coefficients
      let residuals = (0..<m).map { (raw[$0, raw.columns - 1] - fitted[$0]) / trial.data.scale }
      let design = kept * turn
      let (outerIndices, values) = table.outerEffects(of: block, trial.terms)
      let outer = Matrix(rows: m, columns: outerIndices.count, columnMajor: values)
      var errors = residuals
      var solvedDesign = factor.solve(design)
      if !outerIndices.isEmpty {
        let effects = outer * outerIndices.map { fit.derivatives.point.outerEffects[$0] }
        errors = zip(residuals, effects).map { $0 - $1 }
        let local = carried.selecting(rows: outerIndices)
        solvedDesign = factor.solve(design - outer * local)
      }
      let inner = pattern.designs.map { Matrix(rows: m, columns: $0.count / m, columnMajor: $0) }
      found.append(
        Block(
          rows: block, design: design, solvedDesign: solvedDesign, residuals: residuals, errors: factor.solve(errors),
          inner: inner, solvedInner: inner.map { factor.solve($0) }, outer: outer, outerIndices: outerIndices))
    }
    self.fit = fit
    self.table = table
    self.blocks = found
    self.places = places
    self.carried = carried
  }

  /// Zb̂ of all random terms, by row of the table.
  func effects() -> [Double] {
    var sums = [Double](repeating: 0, count: table.count)
    let covariance = fit.derivatives.point.covariance
    for block in blocks {
      var own = [Double](repeating: 0, count: block.rows.count)
      for (index, term) in fit.trial.terms.enumerated() {
        guard case .inner(let place) = term.place else { continue }
        let design = block.inner[place]
        let part = design * (covariance.random(index) * design.crossProduct(with: block.errors))
        for i in own.indices { own[i] += part[i] }
      }
      if !block.outerIndices.isEmpty {
        let part = block.outer * block.outerIndices.map { fit.derivatives.point.outerEffects[$0] }
        for i in own.indices { own[i] += part[i] }
      }
      for (place, row) in block.rows.enumerated() { sums[row] = own[place] }
    }
    return sums
  }
}

extension RandomEffectsFit {
  /// z'Gz of each random term, by row of the table.
  func randomVariances(_ table: RowTable) -> [[Double]] {
    trial.terms.indices.map { index in
      let matrix = derivatives.point.covariance.random(index)
      let columns = table.random[index]
      return (0..<table.count).map { row in
        var sum = 0.0
        for b in columns.indices {
          for a in columns.indices { sum += columns[a][row] * matrix[a, b] * columns[b][row] }
        }
        return sum
      }
    }
  }

  /// Variance of the residual, by row of the table.
  func residualVariances(_ table: RowTable) -> [Double] {
    let own = Array(theta[trial.starts[trial.terms.count]...])
    switch trial.residual {
    case .independent, .times: return [Double](repeating: own[0], count: table.count)
    case .visits(let structure, let groups):
      let count = structure.parameterCount
      let packed = (0..<groups).map { group in
        structure.covariance(parameters: Array(own[group * count..<(group + 1) * count]))
      }
      return (0..<table.count).map { row in
        packed[Int(table.groups[row])][packedIndex(Int(table.visits[row]), Int(table.visits[row]))]
      }
    }
  }

  /// K A_wx of the outer effects, u × k, in coordinates where Φ is the identity.
  fileprivate var carried: Matrix { derivatives.point.gain * derivatives.point.crossOuter.transposed }
}
