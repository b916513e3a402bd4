internal import LinearAlgebra

/// How a column of the fixed effects differs: what degrees of freedom by the design alone go by.
enum DesignColumnKind: Sendable {
  /// 1 in every row.
  case intercept
  /// The same in all of a subject's rows.
  case between
  case within

  /// The kind of a column of patterns whose rows hold the design as it is.
  ///
  /// A pattern's compressed rows have the cross-products of its subjects' rows, so two visits differ in the one where
  /// they differ in the other. The last vector of each pattern is the mean times √n.
  init(of column: Int, in patterns: [VisitPattern]) {
    var (isOne, varies) = (true, false)
    for pattern in patterns where !pattern.visits.isEmpty {
      let visits = 0..<pattern.visits.count
      let one = Double(pattern.subjects).squareRoot()
      // What the pivoted factor of the centred cross-products leaves of a number that is a copy of another.
      let centred = (0..<pattern.rank - 1).map { vector in
        visits.map { pattern.rows[$0, vector + pattern.rank * column] }
      }
      let rounding = 1e-8 * centred.joined().reduce(0) { max($0, abs($1)) }
      for values in centred {
        if values.contains(where: { $0 != 0 }) { isOne = false }
        if values.contains(where: { abs($0 - values[0]) > rounding }) { varies = true }
      }
      let mean = pattern.rank - 1 + pattern.rank * column
      let first = pattern.rows[0, mean]
      for visit in visits {
        let value = pattern.rows[visit, mean]
        if abs(value - one) > 1e-12 * one { isOne = false }
        if abs(value - first) > 1e-12 * max(abs(value), abs(first)) { varies = true }
      }
    }
    self = varies ? .within : isOne ? .intercept : .between
  }
}
