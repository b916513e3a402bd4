internal import LinearAlgebra

/// A trial of which the outcome changes and nothing else.
///
/// The blocks of a cell have one covariance and one outer design, so any rotation of them has the same likelihood. One
/// that carries the design and the 1 that every block has into as few vectors as they span leaves of the outcome beyond
/// these only its cross-products, which as many vectors have as a block has rows. Refits then cost what the patterns of
/// design cost, however many blocks there are.
struct OutcomeFrame: Sendable {
  private let trial: ClusteredTrial
  private let cells: [Cell]
  /// By row: what least squares says, in the outcome's units.
  private let leastSquares: [Double]
  let rowCount: Int

  fileprivate struct Cell: Sendable {
    /// Rows of the blocks, m × r by column.
    let rows: [Int]
    /// Orthonormal, r × p; nil where the vectors are the blocks themselves.
    let basis: Matrix?
    /// With an outcome of zero.
    let template: BlockCell
  }

  init(_ trial: ClusteredTrial) {
    self.trial = trial
    let design = RowDesign(trial)
    rowCount = design.rowCount
    leastSquares = design.fitted(trial.data.leastSquares)
    cells = trial.cells.map { Cell($0, of: trial) }
  }

  /// The same trial with another outcome, by row in its own units.
  func trial(outcome: [Double]) -> ClusteredTrial {
    let scale = 1 / trial.data.scale
    let inside = zip(outcome, leastSquares).map { ($0 - $1) * scale }
    return ClusteredTrial(
      data: trial.data, terms: trial.terms, residual: trial.residual, patterns: trial.patterns, counts: trial.counts,
      cells: cells.map { $0.filled(inside) }, outerCount: trial.outerCount, blockRows: trial.blockRows)
  }
}

extension OutcomeFrame.Cell {
  init(_ cell: BlockCell, of trial: ClusteredTrial) {
    rows = cell.members.flatMap { trial.blockRows[$0] }
    let (m, r, k) = (trial.patterns[cell.pattern].rows, cell.members.count, trial.data.rank)
    // By block: 1, and the design of each row.
    var stacked = Matrix(rows: r, columns: 1 + m * k)
    for (c, block) in cell.members.enumerated() {
      let own = trial.data.patterns[block].rows
      stacked[c, 0] = 1
      for j in 0..<k { for i in 0..<m { stacked[c, 1 + i + m * j] = own[i, j] } }
    }
    let qr = r > m + 1 ? QR(stacked) : nil
    let basis = qr.flatMap { $0.rank + m < r ? $0.thinQ : nil }
    let turned = basis.map { $0.crossProduct(with: stacked) } ?? stacked
    let vectors = turned.rows + (basis == nil ? 0 : m)
    var elements = Matrix(rows: m, columns: vectors * (k + 1))
    for c in 0..<turned.rows {
      for j in 0..<k { for i in 0..<m { elements[i, c + vectors * j] = turned[c, 1 + i + m * j] } }
    }
    self.basis = basis
    template = BlockCell(
      pattern: cell.pattern, rows: elements,
      ones: (0..<vectors).map { $0 < turned.rows ? turned[$0, 0] : 0 }, outerIndices: cell.outerIndices,
      outer: cell.outer, blocks: r, members: cell.members)
  }

  /// The cell with an outcome, by row inside.
  func filled(_ outcome: [Double]) -> BlockCell {
    let m = template.rows.rows
    let vectors = template.rank
    let columns = template.rows.columns
    let own = Matrix(rows: m, columns: rows.count / max(1, m), columnMajor: rows.map { outcome[$0] })
    var elements = template.rows
    let start = columns - vectors
    func put(_ matrix: Matrix, at column: Int) {
      for c in 0..<matrix.columns { for i in 0..<m { elements[i, start + column + c] = matrix[i, c] } }
    }
    if let basis {
      let turned = own * basis
      put(turned, at: 0)
      let rest = (own - turned * basis.transposed).transposedCrossProduct()
      put(ClusteredLikelihood.root(of: rest) ?? Matrix(rows: m, columns: m), at: basis.columns)
    } else {
      put(own, at: 0)
    }
    return BlockCell(
      pattern: template.pattern, rows: elements, ones: template.ones, outerIndices: template.outerIndices,
      outer: template.outer, blocks: template.blocks, members: template.members)
  }
}

/// The orthonormal design of a trial, row by row.
struct RowDesign {
  let rowCount: Int
  private let trial: ClusteredTrial

  init(_ trial: ClusteredTrial) {
    self.trial = trial
    rowCount = trial.blockRows.reduce(0) { $0 + $1.count }
  }

  /// By row: its design times coefficients of the basis.
  func fitted(_ coefficients: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: rowCount)
    for (block, rows) in trial.blockRows.enumerated() {
      let design = trial.data.patterns[block].rows
      for (i, row) in rows.enumerated() {
        result[row] = coefficients.indices.reduce(0) { $0 + design[i, $1] * coefficients[$1] }
      }
    }
    return result
  }
}
