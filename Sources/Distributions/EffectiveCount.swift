internal import Glibc

/// How many independent elements would have the same largest one: k with P(max |Tᵢ| > t) = 1 − P(|T₁| ≤ t)ᵏ.
///
/// It lies between 1 and the number of elements and hardly depends on t, so a few t tell those of all others.
struct EffectiveCount: Sendable {
  /// k at one t.
  struct Point: Sendable {
    let logT: Double
    let logCount: Double

    /// - Returns: nil where rounding leaves no k.
    init?(_ t: Double, _ probability: Double, df: Double) {
      logT = log(t)
      logCount = log(log1p(-probability) / log1p(-StudentT(df: df).twoSidedPValue(t)))
      guard logCount.isFinite else { return nil }
    }
  }

  private let df: Double
  /// At Chebyshev's places of log t, in falling order.
  private let points: [Point]
  /// Relative errors of the probabilities that the points were made of, the largest.
  private let error: Double
  /// What the interpolation is off by, for each unit by which every other point is off.
  private var convergence = 1.0

  /// The t at which so many independent elements have a larger one with probability p.
  static func place(_ p: Double, count: Double, df: Double) -> Double {
    StudentT(df: df).quantile(-expm1(log1p(-p) / count) / 2, tail: .upper)
  }

  /// - Parameters:
  ///   - count: of the points, at least 3.
  ///   - upper: P(max |Tᵢ| > t).
  /// - Returns: nil where a point has none.
  init?(_ count: Int, from low: Double, to high: Double, df: Double, upper: (Double) -> MultivariateTMaximum.Value) {
    self.df = df
    let (center, half) = ((log(low) + log(high)) / 2, (log(high) - log(low)) / 2)
    guard half > 0 else { return nil }
    var points: [Point] = []
    var error = 0.0
    for place in 0..<count {
      let t = exp(center + half * cos(.pi * Double(place) / Double(count - 1)))
      let value = upper(t)
      guard let point = Point(t, value.probability, df: df) else { return nil }
      points.append(point)
      error = max(error, value.error / value.probability)
    }
    self.points = points
    self.error = error
  }

  /// Compares the interpolation with an integral where it is least certain.
  mutating func check(_ ts: [Double], upper: (Double) -> MultivariateTMaximum.Value) {
    let within = ts.filter { $0 > 0 && log($0) >= points[points.count - 1].logT && log($0) <= points[0].logT }
    func doubt(_ t: Double) -> Double { abs(1 - value(t, everyOther) / value(t, points)) }
    guard let worst = within.max(by: { doubt($0) < doubt($1) }), doubt(worst) > 1e-12 else { return }
    let found = abs(1 - value(worst, points) / upper(worst).probability)
    convergence = min(1, 2 * found / doubt(worst))
  }

  /// Interpolated, with what the integrals and the interpolation are off by.
  func upper(_ t: Double) -> MultivariateTMaximum.Value {
    let every = value(t, points)
    return .init(
      probability: every, error: min(1, every * error + convergence * abs(every - value(t, everyOther)))
    )
  }

  private var everyOther: [Point] { stride(from: 0, to: points.count, by: 2).map { points[$0] } }

  private func value(_ t: Double, _ points: [Point]) -> Double {
    let single = StudentT(df: df).twoSidedPValue(t)
    return -expm1(exp(logCount(log(t), points)) * log1p(-single))
  }

  /// By the barycentric formula, whose weights at these places are 1 and −1 in turn, half of that at the ends. Constant
  /// beyond them.
  private func logCount(_ logT: Double, _ points: [Point]) -> Double {
    let logT = min(max(logT, points.last?.logT ?? logT), points.first?.logT ?? logT)
    var (sum, weights) = (0.0, 0.0)
    for (place, point) in points.enumerated() {
      if logT == point.logT { return point.logCount }
      let end = place == 0 || place == points.count - 1
      let weight = (place % 2 == 0 ? 1.0 : -1.0) * (end ? 0.5 : 1) / (logT - point.logT)
      sum += weight * point.logCount
      weights += weight
    }
    return sum / weights
  }
}

extension MultivariateTMaximum {
  /// P(max |Tᵢ| > t) of several t: each by its own integral where they are few, else by interpolation of
  /// ``EffectiveCount`` between nine, with an error that says so. Below the t of probability 0.999 it is the one there.
  public func upper(_ ts: [Double]) -> [Value] {
    let positive = ts.filter { $0 > 0 && $0.isFinite }
    guard positive.count > 9, let most = positive.max(), let least = positive.min() else { return ts.map { upper($0) } }
    let high = min(most, EffectiveCount.place(1e-280, count: 1, df: df))
    let typical = StudentT(df: df).quantile(0.025, tail: .upper)
    guard let middle = EffectiveCount.Point(typical, upper(typical).probability, df: df) else {
      return ts.map { upper($0) }
    }
    let low = max(least, EffectiveCount.place(0.999, count: exp(middle.logCount), df: df))
    guard var curve = EffectiveCount(9, from: low, to: max(high, 2 * low), df: df, upper: { upper($0) }) else {
      return ts.map { upper($0) }
    }
    curve.check(positive) { upper($0) }
    return ts.map { $0 > 0 && $0.isFinite ? curve.upper($0) : upper($0) }
  }
}
