internal import Glibc
internal import Optimization

/// The largest absolute value of a multivariate t vector with any correlations, singular ones included: what contrasts of
/// one model are compared with when they are tested together.
///
/// The tail is taken apart by the first element that lies beyond ±t:
///
///     P(max |Tᵢ| > t) = P(|T₁| > t) Σᵢ P(|T₁|, …, |Tᵢ₋₁| ≤ t given |Tᵢ| > t)
///
/// and each term is the mean over Tᵢ in its tail, over S given Tᵢ and over the elements before it, one after the other, by
/// the separation of variables of Genz & Bretz. The mean is taken over shifted lattices with Korobov's generators, so the
/// error is known from the shifts and stays small in proportion to the probability, however small that is.
///
/// Use ``MaximumModulus`` where the correlations are products: it has no such error. R: `mvtnorm::pmvt`.
/// Documentation/Methods/multiplicity.md.
public struct MultivariateTMaximum: Sendable {
  public let df: Double
  private let terms: [SequentialTail]
  private let rule: ShiftedLattice
  private let quantiles: QuantileTable

  /// A probability and how far it may be off: three standard errors over the shifts.
  public struct Value: Sendable, Equatable {
    public let probability: Double
    public let error: Double
  }

  /// Points times dimensions that one probability may cost: beyond, the error is what it is.
  private static let mostWork = 300_000

  /// - Parameters:
  ///   - correlation: symmetric with a unit diagonal, positive semidefinite; at least one element.
  ///   - df: above 0, whole or not, or ∞.
  ///   - relativeError: where the search for more points ends. Many elements end it earlier: probabilities then have the
  ///     larger error that they come with.
  public init(correlation: [[Double]], df: Double, seed: UInt64, relativeError: Double = 1e-5) {
    self.df = df
    terms = correlation.indices.dropFirst().map { SequentialTail(correlation, first: $0) }
    let t = StudentT(df: df)
    quantiles = QuantileTable(.tail, end: 60) {
      t.quantile($0, tail: .upper)
    } slope: {
      -1 / t.density($1)
    }
    let chi = df.isFinite ? Self.chi(df: df + 1) : nil
    let width = terms.reduce(0) { max($0, $1.variableCount) } + 1
    let work = terms.reduce(0) { $0 + $1.variableCount }
    // As many points as the probability of 0.05 of one element asks for; other values are near enough to that.
    let typical = StudentT(df: df).quantile(0.025, tail: .upper)
    let least = 509 * work > 5 * Self.mostWork ? 127 : 509
    var rule = ShiftedLattice(points: least, dimensions: width, chi: chi, seed: seed)
    for points in [2039, 8191] where points * work <= Self.mostWork {
      let value = Self.upper(typical, df, terms, rule, quantiles)
      guard value.error > relativeError * value.probability else { break }
      rule = ShiftedLattice(points: points, dimensions: width, chi: chi, seed: seed)
    }
    self.rule = rule
  }

  /// How many points each integral is the mean of.
  public var pointCount: Int { rule.points * rule.shifts }

  /// P(max |Tᵢ| > t).
  public func upper(_ t: Double) -> Value {
    guard df > 0, !t.isNaN else { return Value(probability: .nan, error: .nan) }
    if t <= 0 { return Value(probability: 1, error: 0) }
    return Self.upper(t, df, terms, rule, quantiles)
  }

  /// The t with `upper(t) == p`.
  ///
  /// As of so many independent elements as give the probability at the last t: a number that hardly depends on t, so that
  /// a few steps suffice.
  public func critical(_ p: Double) -> Double {
    guard df > 0, p > 0, p < 1 else { return .nan }
    if terms.isEmpty { return StudentT(df: df).quantile(p / 2, tail: .upper) }
    var t = EffectiveCount.place(p, count: Double(terms.count + 1), df: df)
    var last: EffectiveCount.Point?
    for _ in 0..<20 {
      let found = upper(t).probability
      if abs(found - p) <= 1e-9 * p { return t }
      guard let point = EffectiveCount.Point(t, found, df: df) else { break }
      let slope = last.map { (point.logCount - $0.logCount) / (point.logT - $0.logT) } ?? 0
      last = point
      for _ in 0..<50 {
        t = EffectiveCount.place(p, count: exp(point.logCount + slope * (log(t) - point.logT)), df: df)
      }
      guard t > 0, t.isFinite, log(t) != point.logT else { return t }
    }
    return bracketed(p)
  }

  /// The same by halving.
  private func bracketed(_ p: Double) -> Double {
    let guess = StudentT(df: df).quantile(p / 2, tail: .upper)
    let miss = { (logT: Double) in log(upper(exp(logT)).probability) - log(p) }
    guard let bracket = expandBracket(from: log(guess)...log(guess) + 0.3, within: -20...20, growth: 1, miss),
      let root = findRoot(in: bracket, relativeTolerance: 1e-9, miss)
    else { return .nan }
    return exp(root)
  }

  /// √χ² with so many degrees of freedom.
  private static func chi(df: Double) -> QuantileTable {
    let square = ChiSquared(df: df)
    return QuantileTable(.logit, end: 38) {
      square.quantile($0, tail: .lower).squareRoot()
    } slope: {
      0.5 / ($1 * square.density($1 * $1))
    }
  }

  private static func upper(
    _ t: Double, _ df: Double, _ terms: [SequentialTail], _ rule: ShiftedLattice, _ quantiles: QuantileTable
  ) -> Value {
    let single = StudentT(df: df).twoSidedPValue(t)
    guard !terms.isEmpty else { return Value(probability: single, error: 0) }
    let tail = StudentT(df: df)
    let means = mapPieces(rule.shifts) { shift in
      var sum = 0.0
      var y = [Double](repeating: 0, count: rule.dimensions + 1)
      for point in 0..<rule.points {
        let u = rule.offset(shift, point)
        let p = 0.5 * single * rule.values[u]
        let beyond = quantiles(p) ?? tail.quantile(p, tail: .upper)
        let s = df.isFinite ? rule.chi[shift * rule.points + point] / (df + beyond * beyond).squareRoot() : 1
        for term in terms {
          y[0] = beyond * s
          sum += term.inside(t * s, &y) { rule.values[u + 1 + $0] }
        }
      }
      return sum / Double(rule.points)
    }
    let count = Double(means.count)
    let mean = means.reduce(0, +) / count
    let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count * (count - 1))
    return Value(probability: min(1, single * (1 + mean)), error: 3 * single * variance.squareRoot())
  }
}

/// The elements before one that lies in its tail, as linear functions of independent normal variables, of which the first
/// is the one in the tail.
private struct SequentialTail: Sendable {
  /// Those elements that the first variable decides alone, by their coefficients.
  private var decided: [Double] = []
  /// How many constraints |Σ cᵢ yᵢ| ≤ bound each further variable ends.
  private let counts: [Int]
  /// The constraints' coefficients one after the other; the last of each belongs to the variable that ends it.
  private let coefficients: [Double]

  var variableCount: Int { counts.count }

  init(_ correlation: [[Double]], first: Int) {
    var pivots: [(element: Int, row: [Double])] = [(first, [1])]
    var rows: [[Double]] = []
    for j in 0..<first {
      var row: [Double] = []
      for pivot in pivots {
        let known = zip(row, pivot.row).reduce(0) { $0 + $1.0 * $1.1 }
        row.append((correlation[j][pivot.element] - known) / (pivot.row.last ?? 1))
      }
      let rest = 1 - row.reduce(0) { $0 + $1 * $1 }
      if rest > 1e-9 {
        row.append(rest.squareRoot())
        pivots.append((j, row))
      }
      rows.append(row)
    }
    var ended = [[[Double]]](repeating: [], count: pivots.count - 1)
    for row in rows {
      let last = row.lastIndex { abs($0) > 1e-6 } ?? 0
      if last == 0 { decided.append(abs(row[0])) } else { ended[last - 1].append(Array(row[...last])) }
    }
    counts = ended.map(\.count)
    coefficients = Array(ended.joined().joined())
  }

  /// The probability that all constraints hold, at one point of the unit cube.
  func inside(_ bound: Double, _ y: inout [Double], _ uniform: (Int) -> Double) -> Double {
    for coefficient in decided where coefficient * y[0] > bound { return 0 }
    var product = 1.0
    var at = 0
    for place in counts.indices {
      var (low, high) = (-Double.infinity, Double.infinity)
      for _ in 0..<counts[place] {
        var known = 0.0
        for q in 0...place { known += coefficients[at + q] * y[q] }
        let own = coefficients[at + place + 1]
        let (a, b) = ((-bound - known) / own, (bound - known) / own)
        low = max(low, min(a, b))
        high = min(high, max(a, b))
        at += place + 2
      }
      guard high > low else { return 0 }
      let (width, below) = Self.mass(low, high)
      product *= width
      guard place + 1 < counts.count, product > 0 else { continue }
      let share = uniform(place + 1) * width
      // From the tail that is nearer, so that no digits are lost.
      if low < 0 {
        y[place + 1] = below + share < 0.5 ? -normalTailQuantile(below + share) : normalTailQuantile(1 - below - share)
      } else {
        y[place + 1] = normalTailQuantile(below - share)
      }
    }
    return product
  }

  /// The probability of an interval, and of what lies below it, or where it begins above 0 from its beginning on upwards.
  private static func mass(_ low: Double, _ high: Double) -> (width: Double, beside: Double) {
    let beside = normalUpper(abs(low))
    if high - low < 0.5 { return (normalBetween(low, width: high - low), beside) }
    if low >= 0 { return (beside - normalUpper(high), beside) }
    return (low + high < 0 ? normalUpper(-high) - beside : 1 - normalUpper(high) - beside, beside)
  }
}

/// A lattice of one generator with several random shifts, folded so that every function is periodic on it, and √χ² with
/// df + 1 at its second coordinate.
private struct ShiftedLattice: Sendable {
  let points: Int
  let dimensions: Int
  let shifts = 8
  /// `[shift][point][dimension]`.
  let values: [Double]
  let chi: [Double]

  /// - Parameter points: prime.
  init(points: Int, dimensions: Int, chi quantile: QuantileTable?, seed: UInt64) {
    self.points = points
    self.dimensions = max(2, dimensions)
    let generator = Self.generator(points: points, dimensions: self.dimensions)
    var values: [Double] = []
    var chi: [Double] = []
    values.reserveCapacity(points * shifts * self.dimensions)
    for shift in 0..<shifts {
      var random = RandomStream(seed: seed).split(UInt64(points)).split(UInt64(shift))
      let offsets = (0..<self.dimensions).map { _ in random.uniform() }
      for point in 0..<points {
        for d in 0..<self.dimensions {
          let x = Double(point * generator[d] % points) / Double(points) + offsets[d]
          let folded = abs(2 * (x - x.rounded(.down)) - 1)
          values.append(min(max(folded, 0x1p-53), 1 - 0x1p-53))
        }
        if let quantile { chi.append(quantile(values[values.count - self.dimensions + 1]) ?? .nan) }
      }
    }
    self.values = values
    self.chi = chi
  }

  func offset(_ shift: Int, _ point: Int) -> Int { (shift * points + point) * dimensions }

  /// 1, a, a², … modulo the number of points, a the best of some by the worst-case error of smooth periodic functions.
  private static func generator(points: Int, dimensions: Int) -> [Int] {
    func powers(_ a: Int) -> [Int] {
      var powers = [1]
      while powers.count < dimensions { powers.append(powers[powers.count - 1] * a % points) }
      return powers
    }
    let bernoulli = (0..<points).map { (point: Int) -> Double in
      let x = Double(point) / Double(points)
      return 1 + 2 * Double.pi * Double.pi * (x * x - x + 1.0 / 6)
    }
    let candidates = (1...48).map { 2 + $0 * (points / 2 - 2) / 49 }
    let errors = candidates.map { a in
      let z = powers(a)
      return (0..<points).reduce(0.0) { sum, point in sum + z.reduce(1) { $0 * bernoulli[point * $1 % points] } }
    }
    let best = errors.indices.min { errors[$0] < errors[$1] } ?? 0
    return powers(candidates[best])
  }
}
