internal import LinearAlgebra

/// The rows of a trial in coordinates that leave its likelihood as few of them as it can have.
///
/// Within a block whose residual is one variance σ²: with all its random terms Z = QR, the rows of Q'(y, X, W) beyond as
/// many as it has effects vary by σ²I whatever θ is, so that of these only cross-products are kept.
///
/// Between the blocks of one pattern: of every cell one vector has all of the 1 that each block has of its outer effects,
/// the others none; of these, whatever their cells, as many are left as a block has numbers.
struct CondensedTrial: Sendable {
  struct Pattern: Sendable {
    /// m rows.
    let shape: BlockPattern
    /// Number of blocks.
    let blocks: Int
    /// Design and outcome, m × v(k + 1): column by column of the design, its v vectors, the cells' own first.
    let rows: Matrix
    let cells: [Cell]
    /// Designs of the cells' outer effects side by side, and which effects these are.
    let outer: Matrix
    let outerIndices: [Int]
  }

  /// Blocks with the same outer effects.
  struct Cell: Sendable {
    /// Of the pattern's `outer`; the indices ascend.
    let columns: Range<Int>
    /// What the cell's vector has of its outer effects: the root of the number of blocks.
    let one: Double
  }

  /// Rows that vary by the residual alone: their number, and cross-products of design and outcome, (k + 1)², of these with
  /// the outer effects' design, (k + 1) × u, and of that, u × u.
  struct Within: Sendable {
    var count: Int
    var rows: Matrix
    var side: Matrix
    var outer: Matrix
  }

  private(set) var patterns: [Pattern] = []
  /// Nil where the residual is more than one variance.
  private(set) var within: Within?

  init(_ trial: ClusteredTrial) {
    let (height, u) = (trial.data.rank + 1, trial.outerCount)
    if case .independent = trial.residual {
      within = Within(
        count: 0, rows: Matrix(rows: height, columns: height), side: Matrix(rows: height, columns: u),
        outer: Matrix(rows: u, columns: u))
    }
    var cells = [[BlockCell]](repeating: [], count: trial.patterns.count)
    for cell in trial.cells { cells[cell.pattern].append(cell) }
    for (place, shape) in trial.patterns.enumerated() {
      let whole = Pattern(shape, blocks: trial.counts[place], cells[place], columns: height)
      patterns.append(reduced(whole, columns: height).withFewestVectors(columns: height))
    }
    within?.outer.mirrorLowerTriangle()
  }

  /// The pattern with as many rows as a block has random effects; what is beyond goes to `within`.
  private mutating func reduced(_ pattern: Pattern, columns: Int) -> Pattern {
    let m = pattern.shape.rows
    let design = pattern.shape.designs.flatMap { $0 }
    let q = design.count / m
    guard within != nil, q < m else { return pattern }
    let factor = Householder(Matrix(rows: m, columns: q, columnMajor: design))
    let (rows, rest) = factor.transposedTimes(pattern.rows).split(rows: q)
    let (outer, outerRest) = factor.transposedTimes(pattern.outer).split(rows: q)
    within?.count += (m - q) * pattern.blocks
    within?.rows += rest.stacked(columns: columns).crossProduct()
    within?.addOuter(pattern, rest, outerRest)
    var next = 0
    let designs = pattern.shape.designs.map { design in
      let start = next
      next += q * (design.count / m)
      return Array(factor.upper.elements[start..<next])
    }
    let shape = BlockPattern(rows: q, designs: designs, visits: [], times: [], group: pattern.shape.group)
    return Pattern(
      shape: shape, blocks: pattern.blocks, rows: rows, cells: pattern.cells, outer: outer,
      outerIndices: pattern.outerIndices)
  }
}

extension CondensedTrial.Within {
  fileprivate mutating func addOuter(_ pattern: CondensedTrial.Pattern, _ rest: Matrix, _ outerRest: Matrix) {
    pattern.addSide(rest, columns: rows.rows, outerRest, to: &side)
    let m = outerRest.rows
    for cell in pattern.cells {
      let elements = Array(outerRest.elements[m * cell.columns.lowerBound..<m * cell.columns.upperBound])
      let squares = Matrix(rows: m, columns: cell.columns.count, columnMajor: elements).crossProduct()
      let indices = pattern.outerIndices[cell.columns]
      for (j, column) in indices.enumerated() {
        for (i, row) in indices.enumerated() where row >= column {
          outer[row, column] += cell.one * cell.one * squares[i, j]
        }
      }
    }
  }
}

extension CondensedTrial.Pattern {
  /// Each cell's vectors turned so that the first has all of its outer effects and the others nothing.
  fileprivate init(_ shape: BlockPattern, blocks: Int, _ members: [BlockCell], columns: Int) {
    let m = shape.rows
    let vectors = members.reduce(0) { $0 + $1.rank }
    let ownCount = members.count { !$0.outerIndices.isEmpty }
    var cells: [CondensedTrial.Cell] = []
    var all = Matrix(rows: m, columns: vectors * columns)
    var (next, rest) = (0, ownCount)
    for member in members {
      let isOuter = !member.outerIndices.isEmpty
      let (turned, one) = isOuter ? member.turned(columns: columns) : (member.rows, 0)
      for c in 0..<member.rank {
        let place = isOuter && c == 0 ? cells.count : rest
        if place == rest { rest += 1 }
        for j in 0..<columns {
          for i in 0..<m { all[i, place + vectors * j] = turned[i, c + member.rank * j] }
        }
      }
      guard isOuter else { continue }
      cells.append(.init(columns: next..<next + member.outerIndices.count, one: one))
      next += member.outerIndices.count
    }
    self.init(
      shape: shape, blocks: blocks, rows: all, cells: cells,
      outer: Matrix(rows: m, columns: next, columnMajor: members.flatMap { $0.outer.elements }),
      outerIndices: members.flatMap(\.outerIndices))
  }

  /// The vectors that have nothing of the outer effects replaced by as few of the same cross-products.
  fileprivate func withFewestVectors(columns: Int) -> Self {
    let m = shape.rows
    let vectors = rows.columns / columns
    let count = vectors - cells.count
    guard count > m * columns else { return self }
    var pool = Matrix(rows: count, columns: m * columns)
    for j in 0..<columns {
      for i in 0..<m { for c in 0..<count { pool[c, i + m * j] = rows[i, cells.count + c + vectors * j] } }
    }
    let upper = Householder(pool).upper
    let fewer = cells.count + upper.rows
    var result = Matrix(rows: m, columns: fewer * columns)
    for j in 0..<columns {
      for c in cells.indices { for i in 0..<m { result[i, c + fewer * j] = rows[i, c + vectors * j] } }
      for c in 0..<upper.rows { for i in 0..<m { result[i, cells.count + c + fewer * j] = upper[c, i + m * j] } }
    }
    return Self(shape: shape, blocks: blocks, rows: result, cells: cells, outer: outer, outerIndices: outerIndices)
  }

  /// Adds of every cell what each column of its vector in `rows`, of the shape of this pattern's, has in common with each
  /// of its columns of `outer`: to `side`, columns × u.
  func addSide(_ rows: Matrix, columns: Int, _ outer: Matrix, to side: inout Matrix) {
    let m = rows.rows
    let vectors = rows.columns / columns
    rows.withSpan { rows in
      outer.withSpan { outer in
        side.withMutableSpan { side in
          for (c, cell) in cells.enumerated() {
            for a in cell.columns {
              let start = columns * outerIndices[a]
              for j in 0..<columns {
                var sum = 0.0
                for i in 0..<m { sum += rows[i + m * (c + vectors * j)] * outer[i + m * a] }
                side[start + j] += cell.one * sum
              }
            }
          }
        }
      }
    }
  }

  /// Adds of every cell and each of its blocks left'right, which is symmetric: its lower triangle, to `sum`, u × u.
  func addSquares(_ left: Matrix, _ right: Matrix, to sum: inout Matrix) {
    let m = left.rows
    let u = sum.rows
    let indices = outerIndices.span
    left.withSpan { left in
      right.withSpan { right in
        sum.withMutableSpan { sum in
          for cell in cells {
            let blocks = cell.one * cell.one
            for a in cell.columns {
              let start = u * indices[a]
              for b in a..<cell.columns.upperBound {
                var product = 0.0
                for i in 0..<m { product += left[i + m * b] * right[i + m * a] }
                sum[start + indices[b]] += blocks * product
              }
            }
          }
        }
      }
    }
  }
}

extension BlockCell {
  /// The vectors after a reflection that carries what they have of 1 into the first, and how much that has then.
  fileprivate func turned(columns: Int) -> (rows: Matrix, one: Double) {
    guard rank > 1 else { return (rows, ones[0]) }
    let length = ones.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // Minus the first row of H = I − vv'/h, v = ones + length e₁ (of the first one's sign), is along `ones`.
    let sign = ones[0] < 0 ? -1.0 : 1.0
    var axis = ones
    axis[0] += sign * length
    let half = length * (length + abs(ones[0]))
    let m = rows.rows
    let r = rank
    var result = rows
    guard half > 0 else { return (result, 0) }
    for j in 0..<columns {
      for i in 0..<m {
        var along = 0.0
        for c in 0..<r { along += axis[c] * rows[i, c + r * j] }
        along /= half
        for c in 0..<r { result[i, c + r * j] -= along * axis[c] }
        result[i, r * j] *= -sign
      }
    }
    return (result, length)
  }
}

extension Matrix {
  /// The same elements in so many columns.
  func stacked(columns count: Int) -> Matrix {
    Matrix(rows: rows * columns / max(1, count), columns: count, columnMajor: elements)
  }

  /// The first rows, and the others.
  fileprivate func split(rows count: Int) -> (Matrix, Matrix) {
    var upper: [Double] = []
    var lower: [Double] = []
    upper.reserveCapacity(count * columns)
    lower.reserveCapacity((rows - count) * columns)
    withSpan { elements in
      for j in 0..<columns {
        for i in 0..<count { upper.append(elements[i + rows * j]) }
        for i in count..<rows { lower.append(elements[i + rows * j]) }
      }
    }
    return (
      Matrix(rows: count, columns: columns, columnMajor: upper),
      Matrix(rows: rows - count, columns: columns, columnMajor: lower)
    )
  }
}
