internal import Glibc

/// A quantile function by cubic interpolation between exact values, to about ten digits: for integrands that take it at
/// millions of points.
struct QuantileTable: Sendable {
  /// The logarithmic scale of probabilities that the values stand on.
  enum Scale: Sendable {
    /// −log p of an upper tail up to one half.
    case tail
    /// log(p/(1 − p)) of a lower tail.
    case logit
  }
  private let scale: Scale
  private let start: Double
  private let step = 1.0 / 32
  private let values: [Double]
  /// Slopes times the step.
  private let slopes: [Double]

  /// - Parameters:
  ///   - end: the largest place on the scale.
  ///   - value: the quantile of a probability.
  ///   - slope: its derivative by the probability.
  init(_ scale: Scale, end: Double, value: (Double) -> Double, slope: (_ p: Double, _ value: Double) -> Double) {
    self.scale = scale
    start = scale == .tail ? M_LN2 : -end
    let count = Int(((end - start) * 32).rounded(.up)) + 1
    var values: [Double] = []
    var slopes: [Double] = []
    for place in 0..<count {
      let y = start + Double(place) * step
      let p = scale == .tail ? exp(-y) : 1 / (1 + exp(-y))
      let x = value(p)
      values.append(x)
      slopes.append(step * slope(p, x) * (scale == .tail ? -p : p / (1 + exp(y))))
    }
    self.values = values
    self.slopes = slopes
  }

  /// Nil beyond the table.
  func callAsFunction(_ p: Double) -> Double? {
    let y = scale == .tail ? -log(p) : log(p / (1 - p))
    let place = (y - start) * 32
    guard place >= 0, place < Double(values.count - 1) else { return nil }
    let i = Int(place)
    let f = place - Double(i)
    let g = 1 - f
    return g * g * ((1 + 2 * f) * values[i] + f * slopes[i]) + f * f * ((1 + 2 * g) * values[i + 1] - g * slopes[i + 1])
  }

  /// Of the standard normal distribution's upper tail.
  static let normalTail = QuantileTable(.tail, end: 45) {
    Normal().quantile($0, tail: .upper)
  } slope: {
    -1 / normalDensity($1)
  }
}

/// The x with P(Z > x) = p, for p below or above one half.
func normalTailQuantile(_ p: Double) -> Double {
  QuantileTable.normalTail(p) ?? Normal().quantile(p, tail: .upper)
}
