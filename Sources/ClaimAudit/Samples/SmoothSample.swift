internal import Glibc

/// Builds a sample of whole numbers with a given sum and sum of squares that looks like data: the smoothest shape over
/// the range with that mean and variance, rounded to whole counts, then mended by small exchanges. May fail where a
/// sample exists; what it returns is right.
struct SmoothSample {
  private let samples: IntegerSamples
  private let squares: Int
  private var counts: [Int: Int] = [:]

  static func make(_ samples: IntegerSamples, squares: Int) -> [Int: Int]? {
    guard samples.allows(squares) else { return nil }
    if squares == samples.leastSquares { return samples.equalSample }
    if squares == samples.greatestSquares { return samples.unequalSample }
    var sample = SmoothSample(samples: samples, squares: squares)
    sample.counts = sample.shape()
    guard sample.mendSum(), sample.mendSquares() else { return nil }
    return sample.counts
  }

  private init(samples: IntegerSamples, squares: Int) {
    self.samples = samples
    self.squares = squares
  }

  // MARK: the shape

  /// Values of the range that the shape is built from: all of them, or evenly spaced ones in a wide range.
  private static let mostValues = 16

  private var mean: Double { Double(samples.sum) / Double(samples.count) }
  private var variance: Double { Double(squares) / Double(samples.count) - mean * mean }

  /// From 4 standard deviations below to 4 above the mean, further where a skewed sample needs it.
  private var window: ClosedRange<Int> {
    let room = (low: mean - Double(samples.low), high: Double(samples.high) - mean)
    func reach(opposite: Double) -> Double {
      max(1, 4 * variance.squareRoot(), opposite > 0 ? 2 * variance / opposite : .infinity)
    }
    // The nearer end first: what it cuts off the other has to make up.
    let nearer = min(room.low, room.high)
    let down = min(room.low, reach(opposite: nearer == room.low ? room.high : nearer))
    let up = min(room.high, reach(opposite: nearer == room.high && nearer != room.low ? room.low : nearer))
    return max(samples.low, Int((mean - down).rounded(.down)))...min(samples.high, Int((mean + up).rounded(.up)))
  }

  /// Counts whose shares are exp(a x + b x²) to the nearest whole count: the shape of largest entropy with a mean and a
  /// variance (b above 0 makes it a trough).
  private func shape() -> [Int: Int] {
    let window = window
    let steps = min(window.count - 1, Self.mostValues - 1)
    let values = (0...max(steps, 0)).map { window.lowerBound + (window.count - 1) * $0 / max(steps, 1) }
    let shares = shares(values.map { (Double($0) - mean) / variance.squareRoot() })
    var (share, placed, counts) = (0.0, 0, [Int: Int]())
    for (value, part) in zip(values, shares) {
      share += part
      let upTo =
        value == values.last ? samples.count : min(samples.count, Int((share * Double(samples.count)).rounded()))
      if upTo > placed { counts[value] = upTo - placed }
      placed = max(placed, upTo)
    }
    return counts
  }

  /// Shares ∝ exp(a z + b z²) of mean 0 and variance 1, by damped Newton steps on the convex log Σ exp(a z + b z²) − b.
  private func shares(_ z: [Double]) -> [Double] {
    func at(_ a: Double, _ b: Double) -> (value: Double, shares: [Double]) {
      let exponents = z.map { a * $0 + b * $0 * $0 }
      let top = exponents.reduce(-.infinity, max)
      let parts = exponents.map { exp($0 - top) }
      let total = parts.reduce(0, +)
      return (top + log(total) - b, parts.map { $0 / total })
    }
    var (a, b) = (0.0, -0.5)
    var now = at(a, b)
    for _ in 0..<30 {
      var moments = [1.0, 0, 0, 0, 0]
      for (z, share) in zip(z, now.shares) {
        var power = share
        for k in 1...4 {
          power *= z
          moments[k] += power
        }
      }
      let gradient = (moments[1], moments[2] - 1)
      if abs(gradient.0) + abs(gradient.1) < 1e-6 { break }
      let (aa, ab) = (moments[2] - moments[1] * moments[1] + 1e-12, moments[3] - moments[1] * moments[2])
      let bb = moments[4] - moments[2] * moments[2] + 1e-12
      let determinant = aa * bb - ab * ab
      guard determinant > 0 else { break }
      let step = (
        (bb * gradient.0 - ab * gradient.1) / determinant, (aa * gradient.1 - ab * gradient.0) / determinant
      )
      var length = 1.0
      var next = at(a - step.0, b - step.1)
      while next.value > now.value, length > 1e-6 {
        length /= 2
        next = at(a - length * step.0, b - length * step.1)
      }
      (a, b, now) = (a - length * step.0, b - length * step.1, next)
    }
    return now.shares
  }

  // MARK: mending

  private mutating func move(_ from: Int, by step: Int) {
    counts[from] = counts[from] == 1 ? nil : counts[from].map { $0 - 1 }
    counts[from + step, default: 0] += 1
  }

  /// Moves subjects from the fullest values until the sum is right.
  private mutating func mendSum() -> Bool {
    var missing = counts.reduce(samples.sum) { $0 - $1.key * $1.value }
    let spacing = max(1, window.count / Self.mostValues)
    while missing != 0 {
      let end = missing > 0 ? samples.high : samples.low
      let free = counts.filter { $0.key != end }
      guard let fullest = free.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { return false }
      let step = min(abs(missing), abs(end - fullest.key), spacing) * missing.signum()
      move(fullest.key, by: step)
      missing -= step
    }
    return true
  }

  /// Two numbers, the smaller first, and by how much both move.
  private struct Exchange {
    let x: Int
    let y: Int
    let step: Int
    /// Half of what it adds to Σx².
    var gain: Int { step * (y - x + step) }
  }

  /// Moves two subjects apart or towards each other by as much, which leaves the sum, until Σx² is right.
  private mutating func mendSquares() -> Bool {
    for _ in 0..<100 {
      let half = counts.reduce(squares) { $0 - $1.key * $1.key * $1.value } / 2
      if half == 0 { return true }
      guard let exchange = half > 0 ? apart(half) : together(-half) else { return false }
      move(exchange.x, by: -exchange.step)
      move(exchange.y, by: exchange.step)
    }
    return false
  }

  /// Of all pairs of numbers the first that `exchange` finds exact, else the one that `isBetter` than all others.
  private func best(
    _ half: Int, _ exchange: (Int, Int) -> Exchange?, _ isBetter: (Exchange, Exchange) -> Bool
  ) -> Exchange? {
    let values = counts.keys.sorted()
    var best: Exchange?
    for (index, x) in values.enumerated() {
      for y in values[index...] {
        guard x != y || (counts[x] ?? 0) > 1, let found = exchange(x, y) else { continue }
        if abs(found.gain) == half { return found }
        if best.map({ isBetter(found, $0) }) ?? true { best = found }
      }
    }
    return best
  }

  /// x and x + d moved apart by k add 2k(d + k): the most that does not pass what is missing.
  private func apart(_ half: Int) -> Exchange? {
    best(half) { x, y in
      let d = y - x
      // The largest k of k(d + k) ≤ half.
      let step = min((integerRoot(d * d + 4 * half) - d) / 2, x - samples.low, samples.high - y)
      return step > 0 ? Exchange(x: x, y: y, step: step) : nil
    } _: {
      $0.gain > $1.gain
    }
  }

  /// x and x + d moved towards each other by k take 2k(d − k): the most that does not pass what is too much, or else the
  /// least that does.
  private func together(_ half: Int) -> Exchange? {
    best(half) { x, y in
      let d = y - x
      guard d >= 2 else { return nil }
      let square = d * d - 4 * half
      // The largest k of k(d − k) ≤ half up to d/2.
      let step = square < 0 ? d / 2 : (d - integerRoot(square) - (isSquare(square) ? 0 : 1)) / 2
      return Exchange(x: x, y: y, step: -max(1, step))
    } _: { a, b in
      let (a, b) = (-a.gain, -b.gain)
      return a <= half ? b > half || a > b : b > half && a < b
    }
  }

  private func isSquare(_ x: Int) -> Bool { integerRoot(x) * integerRoot(x) == x }
}
