internal import EffectSizes
package import Estimates

/// A measure as a function of sums over subjects, with its standard error for studentising; NaN where it is not defined.
///
/// Between arms the sums are (n, Σx, Σx²) of the treatment, then of the control; within subjects they are n, then Σ and
/// Σ² of change, baseline and follow-up. Every variable is centred at some value; `centre` is that of the change, the
/// others do not matter.
package struct ResampledStatistic: Sendable {
  package let measure: Measure
  package let centre: Double

  package init(_ measure: Measure, centre: Double = 0) {
    self.measure = measure
    self.centre = centre
  }

  /// Those that resampling knows, between arms and within subjects.
  package static let betweenArms: [Measure] = [.meanDifference, .cohensD, .hedgesG, .glassDelta]
  package static let withinSubjects: [Measure] = [.meanChange, .dZ, .dAv, .dRm, .dBaseline, .gZ, .gAv]

  package func evaluate(_ sums: ArraySlice<Double>) -> (estimate: Double, standardError: Double) {
    let s = sums.startIndex
    func variance(_ n: Double, _ place: Int) -> Double {
      notBelowZero(sums[s + place + 1] - sums[s + place] * sums[s + place] / n) / (n - 1)
    }
    switch measure {
    case .meanDifference, .cohensD, .hedgesG, .glassDelta:
      return between(
        n1: sums[s], mean1: sums[s + 1] / sums[s], variance1: variance(sums[s], 1), n2: sums[s + 3],
        mean2: sums[s + 4] / sums[s + 3], variance2: variance(sums[s + 3], 4))
    default:
      return within(
        n: sums[s], mean: centre + sums[s + 1] / sums[s], change: variance(sums[s], 1), first: variance(sums[s], 3),
        second: variance(sums[s], 5))
    }
  }

  private func between(
    n1: Double, mean1: Double, variance1: Double, n2: Double, mean2: Double, variance2: Double
  ) -> (Double, Double) {
    let difference = mean1 - mean2
    if measure == .meanDifference { return (difference, (variance1 / n1 + variance2 / n2).squareRoot()) }
    if measure == .glassDelta {
      guard variance2 > 0 else { return (.nan, .nan) }
      let delta = difference / variance2.squareRoot()
      return (
        delta, (variance1 / variance2 / n1 + 1 / n2 + delta * delta / (2 * (n2 - 1))).squareRoot()
      )
    }
    let df = n1 + n2 - 2
    let pooled = ((variance1 * (n1 - 1) + variance2 * (n2 - 1)) / df).squareRoot()
    guard pooled > 0 else { return (.nan, .nan) }
    var d = difference / pooled
    if measure == .hedgesG { d *= smallSampleCorrection(df: df) ?? .nan }
    return (d, (1 / n1 + 1 / n2 + d * d / (2 * (n1 + n2))).squareRoot())
  }

  private func within(n: Double, mean: Double, change: Double, first: Double, second: Double) -> (Double, Double) {
    let nothing = (Double.nan, Double.nan)
    switch measure {
    case .meanChange: return (mean, (change / n).squareRoot())
    case .dZ, .gZ, .dRm:
      guard change > 0 else { return nothing }
      var d = mean / change.squareRoot()
      if measure == .gZ { d *= smallSampleCorrection(df: n - 1) ?? .nan }
      let error = (1 / n + d * d / (2 * n)).squareRoot()
      guard measure == .dRm else { return (d, error) }
      let factor = (2 * (1 - (first + second - change) / (2 * first.squareRoot() * second.squareRoot()))).squareRoot()
      return (d * factor, error * factor)
    case .dAv, .gAv:
      let average = (first + second) / 2
      guard average > 0 else { return nothing }
      let j = measure == .gAv ? smallSampleCorrection(df: n - 1) ?? .nan : 1
      let d = mean / average.squareRoot()
      let (a, b) = (first / average, second / average)
      let covariance = (first + second - change) / (2 * average)
      let variance = (d * d * (a * a + b * b + 2 * covariance * covariance) / 8 + change / average) / (n - 1)
      return (j * d, j * variance.squareRoot())
    case .dBaseline:
      guard first > 0 else { return nothing }
      let d = mean / first.squareRoot()
      return (d, ((d * d / 2 + change / first) / (n - 1)).squareRoot())
    default: return nothing
    }
  }
}
