internal import LinearAlgebra

extension ClusteredDerivatives.Pattern {
  /// - Parameters:
  ///   - rootInverse: L⁻ᵀ of X'V⁻¹X = LL', which turns the design.
  ///   - carried: (KA_wx)' in turned coordinates, k × u.
  init(
    _ shape: CondensedTrial.Pattern, _ whitened: ClusteredLikelihood.Point.Pattern, _ point: ClusteredLikelihood.Point,
    _ rootInverse: Matrix, _ carried: Matrix, isRestricted: Bool
  ) {
    let k = rootInverse.rows
    let m = whitened.rows.rows
    let vectors = whitened.rows.columns / (k + 1)
    let lower = whitened.factor.lower
    let rows = (try? lower.solve(.lower, transposed: true, whitened.rows)) ?? whitened.rows
    outer = (try? lower.solve(.lower, transposed: true, whitened.outer)) ?? whitened.outer
    let stacked = rows.stacked(columns: k + 1)
    let plain = stacked.selecting(columns: Array(0..<k))
    let fitted = plain * point.coefficients
    var errors = Matrix(
      rows: m, columns: vectors, columnMajor: zip(stacked.column(k), fitted).map { $0 - $1 })
    design = (plain * rootInverse).reshaped(rows: m)
    var adjusted = design
    let products = shape.subtractOuter(
      outer, effects: point.outerEffects, carried: carried, gain: point.gain, from: &errors, &adjusted)
    inverse = whitened.factor.inverse
    slopes = point.covariance.slopes(shape.shape)
    errorProducts = errors.transposedCrossProduct()
    designProducts = isRestricted ? products + adjusted.transposedCrossProduct() : products
    self.errors = errors
    self.adjusted = adjusted
  }
}

extension CondensedTrial.Pattern {
  /// Takes SWû from the errors, and SWKA_wx from SX, of every cell's vector.
  ///
  /// - Returns: Σ SWKW'S over blocks, m × m.
  fileprivate func subtractOuter(
    _ outer: Matrix, effects: [Double], carried: Matrix, gain: Matrix, from errors: inout Matrix,
    _ adjusted: inout Matrix
  ) -> Matrix {
    let m = outer.rows
    let (k, u) = (carried.rows, carried.columns)
    let vectors = errors.columns
    // Of the pairs of effects those above the diagonal, and half of it.
    var half = Matrix(rows: m, columns: m)
    var products = [Double](repeating: 0, count: m)
    for (c, cell) in cells.enumerated() {
      for a in cell.columns {
        let index = outerIndices[a]
        for i in 0..<m { errors[i, c] -= cell.one * outer[i, a] * effects[index] }
        for j in 0..<k {
          let value = cell.one * carried[j, index]
          for i in 0..<m { adjusted[i, c + vectors * j] -= value * outer[i, a] }
        }
      }
      let blocks = cell.one * cell.one
      let indices = outerIndices.span
      outer.withSpan { outer in
        gain.withSpan { gain in
          for a in cell.columns {
            let start = u * indices[a]
            let own = 0.5 * gain[start + indices[a]]
            for i in 0..<m {
              var product = own * outer[i + m * a]
              for b in a + 1..<cell.columns.upperBound { product += gain[start + indices[b]] * outer[i + m * b] }
              products[i] = product
            }
            for j in 0..<m { for i in 0..<m { half[i, j] += blocks * products[i] * outer[j + m * a] } }
          }
        }
      }
    }
    return half + half.transposed
  }
}

extension ClusteredDerivatives.Within {
  init(
    _ within: CondensedTrial.Within, _ point: ClusteredLikelihood.Point, _ rootInverse: Matrix, _ carried: Matrix,
    isRestricted: Bool
  ) {
    let (k, u) = (carried.columns, carried.rows)
    let variance = point.covariance.residualVariance
    let square = 1 / (variance * variance)
    // T'(y − Xβ̂ − Wû) of the design, the outcome and the outer effects.
    let products = within.rows * (point.coefficients.map { -$0 } + [1])
    let effects = within.side * point.outerEffects
    let left = zip(products, effects).map { $0 - $1 }
    let back = within.side.crossProduct(with: point.coefficients.map { -$0 } + [1])
    let right = zip(back, within.outer * point.outerEffects).map { $0 - $1 }
    var squares = left[k]
    for j in 0..<k { squares -= point.coefficients[j] * left[j] }
    for j in 0..<u { squares -= point.outerEffects[j] * right[j] }
    errorSquares = square * squares
    designErrors = rootInverse.crossProduct(with: Array(left[..<k])).map { square * $0 }
    outerErrors = right.map { square * $0 }

    let inner = Array(0..<k)
    let turned = rootInverse.crossProduct(
      with: within.rows.selecting(rows: inner).selecting(columns: inner) * rootInverse)
    let side = rootInverse.crossProduct(with: within.side.selecting(rows: inner))
    let rest = side.transposed - within.outer * carried
    // X'X − X'WC − C'(W'X − W'WC), C = KA_wx.
    let own = turned - side * carried - carried.crossProduct(with: rest)
    adjusted = 0.5 * square * (own + own.transposed)
    adjustedSide = square * rest
    let gains = square * ClusteredDerivatives.dot(point.gain, within.outer)
    trace = isRestricted ? gains + adjusted.diagonal.reduce(0, +) : gains
    design = square * turned
    self.side = square * side
  }
}

extension Matrix {
  /// The same elements in columns of so many.
  fileprivate func reshaped(rows count: Int) -> Matrix {
    Matrix(rows: count, columns: rows * columns / max(1, count), columnMajor: elements)
  }
}
