import Distributions
import Testing

@Suite struct MultivariateTMaximumTests {
  @Test func agreesWithR() throws {
    for tail in try MeansFixture.read().tails {
      let maximum = MultivariateTMaximum(correlation: tail.correlation, df: tail.df, seed: 1)
      for wanted in tail.tails {
        let found = maximum.upper(wanted.t)
        #expect(abs(found.probability - wanted.pValue) < 3e-6)
        #expect(abs(found.probability - wanted.pValue) < found.error + 1e-8)
        #expect(found.error < 2e-5)
      }
    }
  }

  /// Correlations that are products have a rule without random numbers; small probabilities keep their digits.
  @Test(arguments: [1.0, 2, 3, 6, 12]) func agreesWithTheMaximumModulus(t: Double) {
    let loadings = [0.3, 0.8, -0.6, 0.7, 0.5]
    let correlation = loadings.indices.map { i in loadings.indices.map { i == $0 ? 1 : loadings[i] * loadings[$0] } }
    for df in [4.5, 30, Double.infinity] {
      let exact = MaximumModulus(loadings: loadings, df: df).probability(t, tail: .upper)
      let found = MultivariateTMaximum(correlation: correlation, df: df, seed: 7).upper(t)
      #expect(abs(found.probability - exact) < 2e-5 * exact)
    }
  }

  /// All differences of four independent means: six contrasts of rank three.
  @Test(arguments: [1.5, 2.5, 4]) func agreesWithTheStudentizedRange(t: Double) {
    let pairs = (0..<4).flatMap { i in (0..<i).map { (i, $0) } }
    let vectors = pairs.map { pair in (0..<4).map { $0 == pair.0 ? 1.0 : $0 == pair.1 ? -1 : 0 } }
    let correlation = vectors.map { a in vectors.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / 2 } }
    let found = MultivariateTMaximum(correlation: correlation, df: 20, seed: 3).upper(t)
    let exact = StudentizedRange(groups: 4, df: 20).probability(t * 2.0.squareRoot(), tail: .upper)
    #expect(abs(found.probability - exact) < 5e-5 * exact)
  }

  /// All differences of so many independent means, of which the studentized range is the exact distribution.
  @Test(arguments: [(6, 5e-4), (10, 2e-3)]) func manyContrastsAreWithinTheirError(means: Int, most: Double) {
    let pairs = (0..<means).flatMap { i in (0..<i).map { (i, $0) } }
    let vectors = pairs.map { pair in (0..<means).map { $0 == pair.0 ? 1.0 : $0 == pair.1 ? -1 : 0 } }
    let correlation = vectors.map { a in vectors.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / 2 } }
    let maximum = MultivariateTMaximum(correlation: correlation, df: 40, seed: 2)
    let ts = (0..<30).map { 0.2 * Double($0 + 1) }
    let range = StudentizedRange(groups: means, df: 40)
    for t in ts {
      let found = maximum.upper(t)
      let exact = range.probability(t * 2.0.squareRoot(), tail: .upper)
      let off = abs(found.probability - exact)
      #expect(off < most * exact && off < 2 * found.error + 1e-6 * exact, "\(t): \(found), \(exact)")
    }
    let critical = range.quantile(0.05, tail: .upper) / 2.0.squareRoot()
    #expect(abs(maximum.critical(0.05) - critical) < most * critical)
  }

  @Test func criticalValueIsTheInverse() {
    let maximum = MultivariateTMaximum(
      correlation: [[1, 0.5, -0.2], [0.5, 1, 0.1], [-0.2, 0.1, 1]], df: 12, seed: 5)
    for p in [0.2, 0.05, 0.001] { #expect(abs(maximum.upper(maximum.critical(p)).probability - p) < 1e-7 * p) }
    let single = MultivariateTMaximum(correlation: [[1]], df: 9, seed: 1)
    #expect(abs(single.critical(0.05) - StudentT(df: 9).quantile(0.025, tail: .upper)) < 1e-14)
    #expect(single.upper(0).probability == 1)
  }

  @Test func theSeedDecides() {
    func value(_ seed: UInt64) -> Double {
      MultivariateTMaximum(correlation: [[1, 0.5, 0], [0.5, 1, -0.3], [0, -0.3, 1]], df: 10, seed: seed).upper(2)
        .probability
    }
    #expect(value(1) == value(1))
    #expect(value(1) != value(2))
  }
}
