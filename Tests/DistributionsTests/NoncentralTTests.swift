import Distributions
import Foundation
import Testing

@Suite struct NoncentralTTests {
  @Test func agreesWithQuadratureInBothTails() throws {
    try ReferenceTable.load("noncentral-t").check(tolerance: 1e-12)
  }

  @Test func agreesWithQuadratureFarOut() throws {
    try ReferenceTable.load("noncentral-t-extreme").check(tolerance: 2e-12)
  }

  /// The two ends turn the test round: each puts (1 − level)/2 beyond t.
  @Test(arguments: [1.0, 2.5, 12, 58, 4321, 1e6], [-100.0, -2.2, 0, 1e-9, 0.8, 7, 100])
  func intervalsInvertTheTest(df: Double, t: Double) {
    for level in [0.5, 0.9, 0.95, 0.9999] {
      let (low, high) = NoncentralT.noncentralityInterval(df: df, t: t, level: level)
      let beyond = (1 - level) / 2
      #expect(low < high)
      let atLow = NoncentralT(df: df, noncentrality: low).probability(t, tail: .upper)
      let atHigh = NoncentralT(df: df, noncentrality: high).probability(t, tail: .lower)
      // Rounding an end near 100 moves the probability by about 100 units of its last place.
      #expect(abs(atLow / beyond - 1) < 1e-12, "low end at df \(df), t \(t), level \(level)")
      #expect(abs(atHigh / beyond - 1) < 1e-12, "high end at df \(df), t \(t), level \(level)")
      let mirrored = NoncentralT.noncentralityInterval(df: df, t: -t, level: level)
      #expect(mirrored.low == -high && mirrored.high == -low)
    }
  }

  /// Where quadrature over the denominator meets a step. Reference: P = E P(U ≥ (Z + δ)/t) by quadrature over Z instead, and its
  /// root by secants, both with 25 digits in mpmath.
  @Test(arguments: [
    (3e4, 1.0, 0.95, 940.139461165098097, 67242.0818655050631),
    (3e5, 5, 0.95, 122318.473827918328, 480609.026029862417),
    (1496077.7205910499, 29, 0.95, 1112892.08340943614, 1878534.27569383608),
    (5404898750818.86, 10, 0.95, 3079831004874.96384, 7735461437455.21241),
    (1e7, 58, 0.9, 8458005.23434700311, 11505456.2135920712),
  ])
  func intervalsOfLargeT(t: Double, df: Double, level: Double, low: Double, high: Double) {
    let interval = NoncentralT.noncentralityInterval(df: df, t: t, level: level)
    #expect(abs(interval.low / low - 1) < 1e-11)
    #expect(abs(interval.high / high - 1) < 1e-11)
    let mirrored = NoncentralT.noncentralityInterval(df: df, t: -t, level: level)
    #expect(mirrored.low == -interval.high && mirrored.high == -interval.low)
  }

  @Test func noncentralityAtTheEnds() {
    #expect(NoncentralT.noncentrality(df: 5, t: 2, probability: 0) == .infinity)
    #expect(NoncentralT.noncentrality(df: 5, t: 2, probability: 1) == -.infinity)
    #expect(NoncentralT.noncentrality(df: .infinity, t: 2, probability: 0.5) == 2)
    for (df, t, p) in [(0, 1, 0.5), (.nan, 1, 0.5), (5, .infinity, 0.5), (5, .nan, 0.5), (5, 1, -0.1), (5, 1, .nan)] {
      #expect(NoncentralT.noncentrality(df: df, t: t, probability: p).isNaN)
    }
    for level in [-0.1, 1, .nan] {
      let (low, high) = NoncentralT.noncentralityInterval(df: 5, t: 2, level: level)
      #expect(low.isNaN && high.isNaN)
    }
    let point = NoncentralT.noncentralityInterval(df: 5, t: 2, level: 0)
    #expect(abs(point.low / point.high - 1) < 1e-14)
  }

  /// At t = 0 the denominator does not matter: T ≤ 0 just if Z ≤ −δ.
  @Test(arguments: [0.7, 3, 100, 1e5])
  func zeroIsNormal(df: Double) {
    for delta in [0.1, 2, 8, 30] {
      let it = NoncentralT(df: df, noncentrality: delta)
      #expect(abs(it.probability(0) / Normal().probability(-delta) - 1) < 1e-12)
      #expect(
        abs(NoncentralT.noncentrality(df: df, t: 0, probability: Normal().probability(-delta)) / delta - 1) < 1e-12)
    }
  }

  /// δ → 0 is Student's t, and a noncentrality found for a central probability is 0.
  @Test(arguments: [1.0, 4, 30, 1e4])
  func centralIsStudents(df: Double) {
    let nearly = NoncentralT(df: df, noncentrality: 1e-300)
    for x in [-30, -2, 0.3, 5] {
      #expect(abs(nearly.probability(x) / StudentT(df: df).probability(x) - 1) < 1e-12)
      #expect(abs(nearly.density(x) / StudentT(df: df).density(x) - 1) < 1e-12)
      // A probability near 1 has lost the digits of its complement.
      let p = StudentT(df: df).probability(-abs(x))
      #expect(abs(NoncentralT.noncentrality(df: df, t: -abs(x), probability: p)) < 1e-12)
    }
  }

  @Test(arguments: 0..<20)
  func probabilityFallsAsTheNoncentralityRises(_ index: UInt64) {
    var random = RandomStream(seed: 81).split(index)
    let df = 1 / random.uniform()
    let t = 10 * random.normal()
    var (lower, upper) = (2.0, -1.0)
    for delta in stride(from: t - 6, through: t + 6, by: 0.5) {
      let it = NoncentralT(df: df, noncentrality: delta)
      let (below, above) = (it.probability(t, tail: .lower), it.probability(t, tail: .upper))
      #expect(below < lower || below > 1 - 1e-12, "df \(df), t \(t), δ \(delta)")
      #expect(above > upper || above > 1 - 1e-12, "df \(df), t \(t), δ \(delta)")
      (lower, upper) = (below, above)
    }
  }

  /// A d of 0.5 between two groups of 30, as in every power table: P(T > t₀.₉₇₅ | δ) read by two routes.
  @Test func tailsMirror() {
    let it = NoncentralT(df: 58, noncentrality: 1.9364916731037085)
    let mirrored = NoncentralT(df: 58, noncentrality: -1.9364916731037085)
    for x in [-6.0, 0, 2.0017, 9] {
      #expect(it.probability(x, tail: .upper) == mirrored.probability(-x, tail: .lower))
      #expect(it.density(x) == mirrored.density(-x))
    }
  }
}
