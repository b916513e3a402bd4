internal import LinearAlgebra
package import Trials

/// Count, mean and centred sum of squares of one variable in one set of subjects.
package struct SampleSummary: Sendable, Equatable {
  package var count = 0
  /// 0 where there are no values.
  package var mean = 0.0
  /// What rounding has left over of the mean, where that is known.
  package var meanRemainder = 0.0
  /// Σ (x − x̄)²
  package var sumOfSquares = 0.0

  package init() {}

  /// Variance with denominator n − 1; nil for fewer than two values.
  package var variance: Double? { count > 1 ? sumOfSquares / Double(count - 1) : nil }
  package var sd: Double? { variance?.squareRoot() }
}

extension SampleSummary {
  /// One variable of a summary of several.
  package init(_ summary: MomentSummary, variable: Int = 0) {
    guard summary.count > 0 else { return }
    count = summary.count
    mean = summary.mean[variable]
    meanRemainder = summary.meanRemainder[variable]
    sumOfSquares = notBelowZero(summary.crossProducts[variable, variable])
  }

  /// Two passes over the values: a mean summed in twice the precision, and squares about it, less what its rounding
  /// adds to them.
  package init(_ values: [Double]) {
    guard !values.isEmpty else { return }
    count = values.count
    let size = Double(count)
    mean = compensatedSum(values) / size
    var residual = 0.0
    for value in values {
      let deviation = value - mean
      residual += deviation
      sumOfSquares += deviation * deviation
    }
    sumOfSquares = notBelowZero(sumOfSquares - residual * residual / size)
  }

  /// The mean less another's. Means near 1e9 are rounded to 1e-7, and the difference of two is not, if they have their
  /// remainders.
  func difference(minus other: SampleSummary) -> Double {
    (mean - other.mean) + (meanRemainder - other.meanRemainder)
  }

  /// Both sets of subjects together (Chan, Golub & LeVeque 1983, The American Statistician 37, 242–247).
  package mutating func merge(_ other: SampleSummary) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let a = Double(count)
    let b = Double(other.count)
    let difference = other.difference(minus: self)
    mean += difference * b / (a + b)
    meanRemainder = 0
    sumOfSquares += other.sumOfSquares + difference * difference * a * b / (a + b)
    count += other.count
  }
}

/// Whether an SD is nothing but rounding of numbers of the given size. Differences of decimals that a person would call
/// equal leave an SD near one unit in the last place; R's `t.test` draws the line at the same ten units.
func isConstant(sd: Double, magnitude: Double) -> Bool { sd <= 10 * Double.ulpOfOne * magnitude }

/// A sum of squares that rounding may have left below 0. Not `max(0, x)`, which turns the NaN of an overflow into 0.
func notBelowZero(_ value: Double) -> Double { value < 0 ? 0 : value }
