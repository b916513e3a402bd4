internal import Glibc
internal import LinearAlgebra
internal import Trials

extension VisitPattern {
  /// The compressed rows of a cell.
  ///
  /// - Parameter layout: of the design whose columns the rows are to have.
  init(_ cell: PatternCell, layout: DesignLayout) {
    let (visits, factors, places) = (cell.visits, layout.factors, layout.places)
    let cell = (group: cell.group, moments: cell.moments)
    let products = cell.moments.mean.count - visits.count
    let (m, k) = (visits.count, factors.count)
    var (vectors, rest) = Self.centredVectors(cell.moments, products: products)
    let root = Double(cell.moments.count).squareRoot()
    vectors.append(cell.moments.mean.map { $0 * root })
    let r = vectors.count
    var rows = Matrix(rows: m, columns: r * (k + 1))
    for (c, vector) in vectors.enumerated() {
      for (t, visit) in visits.enumerated() {
        for j in 0..<k where factors[j][visit] != 0 {
          rows[t, c + r * j] = factors[j][visit] * vector[places[j][visit]]
        }
        rows[t, c + r * k] = vector[products + t]
      }
    }
    if cell.moments.count < 2 { rest = Matrix(rows: m, columns: m) }
    self.init(group: cell.group, visits: visits, subjects: cell.moments.count, rank: r, rows: rows, rest: rest)
  }

  /// Vectors with the cell's centred cross-products of the products with one another and with the outcomes, and what
  /// the outcomes' cross-products are beyond: the pivoted Cholesky factor of the former, carried on over the latter.
  private static func centredVectors(_ cell: MomentSummary, products: Int) -> ([[Double]], Matrix) {
    let order = cell.mean.count
    let m = order - products
    let count = Double(cell.count)
    let cross = cell.crossProducts
    var rest = Matrix(rows: m, columns: m)
    for b in 0..<m { for a in 0..<m { rest[a, b] = cross[products + a, products + b] } }
    // A product that is the same for every subject of the cell has left nothing but rounding.
    let units = (0..<products).map { place -> Double in
      let size = cross[place, place] / count
      return size > 1e-26 * cell.mean[place] * cell.mean[place] ? size.squareRoot() : 0
    }
    let varying = units.indices.filter { units[$0] > 0 }
    guard cell.count > 1, !varying.isEmpty else { return ([], rest) }
    var scaled = Matrix(rows: varying.count, columns: varying.count)
    for (j, b) in varying.enumerated() {
      for (i, a) in varying.enumerated() { scaled[i, j] = cross[a, b] / (units[a] * units[b] * count) }
    }
    guard let factor = try? PivotedCholesky(of: scaled, tolerance: 4e-15) else { return ([], rest) }
    let rank = min(factor.rank, cell.count - 1)
    let root = count.squareRoot()
    var vectors: [[Double]] = []
    for column in 0..<rank {
      var vector = [Double](repeating: 0, count: order)
      for (row, pivot) in factor.pivots.enumerated() {
        vector[varying[pivot]] = factor.lower[row, column] * units[varying[pivot]] * root
      }
      let pivot = varying[factor.pivots[column]]
      for outcome in 0..<m {
        var value = cross[pivot, products + outcome]
        for earlier in vectors { value -= earlier[pivot] * earlier[products + outcome] }
        vector[products + outcome] = value / vector[pivot]
      }
      vectors.append(vector)
      for b in 0..<m { for a in 0..<m { rest[a, b] -= vector[products + a] * vector[products + b] } }
    }
    return (vectors, rest)
  }
}
