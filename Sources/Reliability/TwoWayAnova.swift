internal import LinearAlgebra

/// The mean squares of a complete table of n subjects by k measurements (items, raters or visits).
///
/// Notation of Shrout & Fleiss (1979) and McGraw & Wong (1996): rows are subjects, columns are measurements.
public struct TwoWayAnova: Sendable, Equatable {
  /// Subjects.
  public let n: Int
  /// Measurements of each subject.
  public let k: Int
  /// Mean square between subjects, n − 1 degrees of freedom.
  public let subjects: Double
  /// Mean square between measurements, k − 1 degrees of freedom.
  public let measurements: Double
  /// Residual mean square, (n − 1)(k − 1) degrees of freedom.
  public let residual: Double
  /// Mean square within subjects, n(k − 1) degrees of freedom.
  public let within: Double

  /// - Parameter columns: one array of n finite values for each measurement.
  /// - Returns: nil where there are fewer than two subjects or two measurements.
  ///
  /// Sums of squares are taken of deviations; what is no more than rounding is 0.
  public init?(_ columns: [[Double]]) {
    guard columns.count > 1, let n = columns.first?.count, n > 1, columns.allSatisfy({ $0.count == n }) else {
      return nil
    }
    let k = columns.count
    // An offset that all values share would only cost digits.
    let origin = columns[0][0]
    let values = columns.map { column in column.map { $0 - origin } }
    let grand = compensatedSum(values.lazy.flatMap { $0 }) / Double(n * k)
    let subjectEffects = (0..<n).map { i in compensatedSum(values.lazy.map { $0[i] }) / Double(k) - grand }
    let measurementEffects = values.map { compensatedSum($0) / Double(n) - grand }
    var residual = CompensatedSum()
    for (column, effect) in zip(values, measurementEffects) {
      for i in 0..<n {
        let deviation = (column[i] - grand) - subjectEffects[i] - effect
        residual.addProduct(deviation, deviation)
      }
    }
    let largest = values.lazy.flatMap { $0 }.reduce(0) { max($0, abs($1)) }
    let rounding = 16 * largest.ulp * largest.ulp
    func sum(of effects: [Double], times: Int) -> Double {
      let sum = Double(times) * effects.reduce(0) { $0 + $1 * $1 }
      return sum <= rounding * Double(n * k) ? 0 : sum
    }
    let residualSum = residual.value <= rounding * Double(n * k) ? 0 : residual.value
    let subjectSum = sum(of: subjectEffects, times: k)
    let measurementSum = sum(of: measurementEffects, times: n)
    self.n = n
    self.k = k
    subjects = subjectSum / Double(n - 1)
    measurements = measurementSum / Double(k - 1)
    self.residual = residualSum / Double((n - 1) * (k - 1))
    within = (measurementSum + residualSum) / Double(n * (k - 1))
  }

  /// Whether no value differs from any other.
  var isConstant: Bool { subjects == 0 && within == 0 }
}
