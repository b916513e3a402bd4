internal import Glibc
package import LinearAlgebra

/// The data of a repeated-measures model as its likelihood needs them: patterns of visits with their compressed rows,
/// the fixed-effects design orthonormalized, the outcome as residual from ordinary least squares in units of its
/// residual standard deviation.
///
/// The likelihood does not change but for a constant when the design is replaced by an orthonormal basis of its columns
/// and when multiples of its columns are taken from the outcome; so offsets and units of covariates and outcome cost no
/// digits in what is iterated.
package struct CompressedTrial: Sendable {
  package let visitCount: Int
  package let groupCount: Int
  package let patterns: [VisitPattern]
  package let subjects: Int
  package let observations: Int
  /// Columns of the design as it was asked for, and which of them are kept (the others follow from earlier ones).
  package let designColumns: Int
  package let kept: [Int]
  package let aliased: [Int]
  /// For each column of the design whether it is 1 throughout, and whether it differs within any subject.
  let columnKinds: [DesignColumnKind]
  /// X[kept] = Q R with orthonormal Q.
  package let upper: Matrix
  /// For each aliased column its coefficients on the kept ones: rank × aliased.
  package let aliasCoefficients: Matrix
  /// Least-squares coefficients of the outcome in the basis Q, in its own units.
  package let leastSquares: [Double]
  /// Residual standard deviation of least squares (over the number of observations): the unit of the outcome inside.
  package let scale: Double

  /// Independent columns, k.
  package var rank: Int { kept.count }

  /// What the log-likelihood of the data has beyond that of the scaled outcome over the orthonormal basis: the change of
  /// units, and for REML log|R|, since log|X'V⁻¹X| is that of the printed columns.
  func logLikelihoodShift(isRestricted: Bool) -> Double {
    let units = Double(observations - (isRestricted ? rank : 0)) * log(scale)
    let basis = isRestricted ? upper.diagonal.reduce(0) { $0 + log(abs($1)) } : 0
    return -units - basis
  }

  /// - Parameters:
  ///   - raw: patterns whose rows hold the design's columns and the outcome as they are.
  ///   - designColumns: number of columns of the design.
  /// - Throws: `MixedModelError` where no column is left, nothing varies or nothing is left over for an error.
  package init(raw: [VisitPattern], visitCount: Int, groupCount: Int, designColumns: Int) throws(MixedModelError) {
    self.visitCount = visitCount
    self.groupCount = groupCount
    self.designColumns = designColumns
    subjects = raw.reduce(0) { $0 + $1.subjects }
    observations = raw.reduce(0) { $0 + $1.subjects * $1.visits.count }
    guard observations > 0 else { throw .nothingObserved }

    columnKinds = (0..<designColumns).map { DesignColumnKind(of: $0, in: raw) }
    let total = raw.reduce(0) { $0 + $1.visits.count * $1.rank }
    var stacked = Matrix(rows: total, columns: designColumns)
    var outcome = [Double](repeating: 0, count: total)
    var offset = 0
    for pattern in raw {
      let height = pattern.visits.count * pattern.rank
      let elements = pattern.rows.elements
      for column in 0..<designColumns {
        for row in 0..<height { stacked[offset + row, column] = elements[row + height * column] }
      }
      for row in 0..<height { outcome[offset + row] = elements[row + height * designColumns] }
      offset += height
    }

    let qr = QR(stacked)
    guard qr.rank > 0 else { throw .nothingVaries }
    kept = qr.kept
    aliased = qr.aliased
    upper = qr.upper
    let basis = qr.thinQ
    let rank = qr.rank
    var alias = Matrix(rows: rank, columns: qr.aliased.count)
    func norm(_ column: [Double]) -> Double { column.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    for (place, column) in qr.aliased.enumerated() {
      let coefficients = qr.solve(stacked.column(column))
      let size = norm(stacked.column(column))
      // What is rounding beside the column must be 0, or functions that do not touch the others seem to.
      for row in 0..<rank where abs(coefficients[row]) * norm(upper.column(row)) > 1e-11 * size {
        alias[row, place] = coefficients[row]
      }
    }
    aliasCoefficients = alias

    // Twice: what the first pass leaves of a large outcome, the second takes out.
    var solution = basis.crossProduct(with: outcome)
    var residual = zip(outcome, basis * solution).map { $0 - $1 }
    let correction = basis.crossProduct(with: residual)
    solution = zip(solution, correction).map { $0 + $1 }
    residual = zip(residual, basis * correction).map { $0 - $1 }
    leastSquares = solution
    let beside = raw.reduce(0) { $0 + $1.rest.diagonal.reduce(0, +) }
    let size = outcome.reduce(beside) { $0 + $1 * $1 }
    let rest = residual.reduce(beside) { $0 + $1 * $1 }
    guard rest > 0, rest > size * 1e-26 else { throw .nothingLeftOver }
    guard observations > rank else { throw .tooFewObservations(observations: observations, columns: rank) }
    scale = (rest / Double(observations)).squareRoot()

    var patterns: [VisitPattern] = []
    patterns.reserveCapacity(raw.count)
    offset = 0
    for pattern in raw {
      let height = pattern.visits.count * pattern.rank
      var elements = [Double](repeating: 0, count: height * (rank + 1))
      for column in 0..<rank {
        for row in 0..<height { elements[row + height * column] = basis[offset + row, column] }
      }
      for row in 0..<height { elements[row + height * rank] = residual[offset + row] / scale }
      patterns.append(
        VisitPattern(
          group: pattern.group, visits: pattern.visits, subjects: pattern.subjects, rank: pattern.rank,
          rows: Matrix(rows: pattern.visits.count, columns: pattern.rank * (rank + 1), columnMajor: elements),
          rest: (1 / (scale * scale)) * pattern.rest))
      offset += height
    }
    self.patterns = patterns
  }

  /// Coefficients of the kept columns in the outcome's units, from those of the scaled residual in the basis.
  func coefficients(fromBasis inner: [Double]) -> [Double] {
    let outer = zip(leastSquares, inner).map { $0 + scale * $1 }
    return (try? upper.solve(.upper, outer)) ?? [Double](repeating: .nan, count: rank)
  }

  /// A linear function c of the kept columns' coefficients as one of the basis' coefficients: R⁻ᵀc.
  func functionOnBasis(_ weights: [Double]) -> [Double] {
    (try? upper.solve(.upper, transposed: true, weights)) ?? [Double](repeating: .nan, count: rank)
  }
}
