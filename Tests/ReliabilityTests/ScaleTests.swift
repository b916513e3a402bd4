import Reliability
import TestSupport
import Testing

/// Alpha, omega, item statistics and the error of the sum.
@Suite struct ScaleTests {
  @Test func alphaAndItemsAgreeWithR() throws {
    let fixture = try ReliabilityFixture.read()
    #expect(fixture.scales.count == 11)
    for scale in fixture.scales {
      let moments = try #require(ItemMoments(scale.items))
      let alpha = CronbachAlpha(moments, level: scale.level)
      let compared = { (measure: String, method: String?) in
        Compared(measure, method, scale.name, by: fixture.reference)
      }
      #expect(
        compared("cronbach_alpha", "feldt").agrees(
          alpha.coefficient, estimate: scale.alpha, error: nil, low: scale.alphaLow, high: scale.alphaHigh,
          within: 1e-10), "\(scale.name) \(alpha)")
      #expect(alpha.coefficient.df == scale.df)
      let sem = MeasurementError.ofSum(moments, alpha: alpha, level: scale.level)
      #expect(
        compared("sem", "cronbach_alpha").agrees(
          sem, estimate: scale.sem, error: nil, low: scale.semLow, high: scale.semHigh, within: 1e-10), "\(scale.name)")
      #expect(
        compared("mdc95", "cronbach_alpha").agrees(
          "estimate", MeasurementError.minimalDetectableChange(sem).estimate, scale.mdc95, within: 1e-10))
      #expect(compared("mean", "complete_cases").agrees("sum", moments.totalMean, scale.totalMean, within: 1e-13))
      #expect(
        compared("sd", "complete_cases").agrees("sum", moments.totalVariance.squareRoot(), scale.totalSd, within: 1e-11)
      )
      for item in scale.items.indices {
        let own = ItemStatistics(moments, item: item)
        let name = "\(scale.name), item \(item + 1)"
        let agrees = { (measure: String, ours: Double?, theirs: Double?) in
          Compared(measure, ["mean", "sd"].contains(measure) ? "complete_cases" : nil, name, by: fixture.reference)
            .agrees(
              "estimate", ours, theirs, within: 1e-10, floor: 0.1)
        }
        #expect(agrees("mean", own.mean, scale.means[item]))
        #expect(agrees("sd", own.sd, scale.sds[item]))
        #expect(agrees("item_rest_correlation", own.itemRest, scale.itemRest[item]), "\(name)")
        #expect(agrees("alpha_if_deleted", own.alphaWithout, scale.alphaWithout?[item]), "\(name)")
      }
    }
  }

  @Test func omegaAgreesWithAPolishedFit() throws {
    let fixture = try ReliabilityFixture.read()
    let scales = fixture.scales.filter { $0.omega != nil }
    #expect(scales.count == 8)
    for scale in scales {
      let theirs = try #require(scale.omega)
      #expect(theirs.largestGradient < 1e-14)
      let omega = McDonaldOmega(try #require(ItemMoments(scale.items)), level: scale.level)
      let compared = Compared("mcdonald_omega", "ml_logit", scale.name, by: fixture.reference)
      #expect(
        compared.agrees(
          omega.coefficient, estimate: theirs.estimate, error: theirs.stdError, low: theirs.confLow,
          high: theirs.confHigh, within: 1e-9), "\(scale.name) \(omega.coefficient)")
      let sign = omega.loadings.reduce(0, +) < 0 ? -1.0 : 1
      #expect(omega.loadings.count == theirs.loadings.count)
      for (ours, loading) in zip(omega.loadings, theirs.loadings) {
        #expect(compared.agrees("loading", sign * ours, loading, within: 1e-8))
      }
      for (ours, unique) in zip(omega.uniquenesses, theirs.uniquenesses) {
        #expect(compared.agrees("uniqueness", ours, unique, within: 1e-8))
      }
    }
  }

  @Test func whatHasNoOmegaSaysWhy() throws {
    let two = McDonaldOmega(try #require(ItemMoments([[1, 2, 3, 5], [2, 2, 4, 4]])), level: 0.95)
    #expect(two.coefficient.estimate == nil && two.coefficient.cause == "Omega needs three items or more")
    let few = McDonaldOmega(try #require(ItemMoments([[1, 2, 3], [2, 1, 4], [0, 2, 2]])), level: 0.95)
    #expect(few.coefficient.cause == "Omega needs more subjects than items")
    let constant = McDonaldOmega(
      try #require(ItemMoments([[1, 2, 3, 4, 6], [2, 1, 4, 4, 3], [7, 7, 7, 7, 7]])), level: 0.95)
    #expect(constant.coefficient.cause == "Omega needs every item to vary")
    let twice = McDonaldOmega(
      try #require(ItemMoments([[1, 2, 3, 4, 6], [2, 1, 4, 4, 3], [2, 1, 4, 4, 3]])), level: 0.95)
    #expect(twice.coefficient.cause == "Items that determine one another have no factor model, so there is no omega")
    // Two items correlate with the first as 0.8 and 0.7 and with one another as 0.3: its variance would be 0.8·0.7/0.3 > 1.
    var stream = Draws(seed: 5)
    var items: [[Double]] = [[], [], []]
    for _ in 0..<200 {
      let (a, b) = (stream.normal(), stream.normal())
      items[0].append(a + b)
      items[1].append(a + 0.2 * stream.normal())
      items[2].append(b + 0.2 * stream.normal())
    }
    let heywood = McDonaldOmega(try #require(ItemMoments(items)), level: 0.95)
    #expect(heywood.improperItem == 0 && heywood.coefficient.estimate == nil)
  }

  @Test(arguments: 1...20) func alphaIsTheConsistencyOfTheMean(seed: Int) throws {
    var draws = Draws(seed: UInt64(seed))
    let items = draws.table(n: 4 + seed, k: 2 + seed % 7)
    let alpha = CronbachAlpha(try #require(ItemMoments(items)), level: 0.9).coefficient
    let icc = IntraclassCorrelation.consistencyMean.coefficient(of: try #require(TwoWayAnova(items)), level: 0.9)
    for field in [\Coefficient.estimate, \.low, \.high, \.df] {
      let (ours, theirs) = (try #require(alpha[keyPath: field]), try #require(icc[keyPath: field]))
      #expect(abs(ours - theirs) < 1e-11 * max(1, abs(theirs)), "\(alpha) \(icc)")
    }
  }

  /// Shifting every item, scaling all alike and reordering subjects changes no reliability; scaling items apart changes
  /// omega's loadings by as much.
  @Test(arguments: 1...10) func shiftScaleAndOrderChangeNothing(seed: Int) throws {
    var draws = Draws(seed: UInt64(100 + seed))
    let items = draws.table(n: 60, k: 3 + seed % 4)
    let changed = items.enumerated().map { place, item in item.reversed().map { 7 * $0 + Double(3 * place) } }
    let (first, second) = (try #require(ItemMoments(items)), try #require(ItemMoments(changed)))
    let close = { (a: Double?, b: Double?) in a != nil && abs((a ?? 0) - (b ?? 1)) < 1e-9 }
    let alphas = [first, second].map { CronbachAlpha($0, level: 0.95).coefficient }
    #expect(close(alphas[0].estimate, alphas[1].estimate) && close(alphas[0].low, alphas[1].low))
    let omegas = [first, second].map { McDonaldOmega($0, level: 0.95) }
    #expect(close(omegas[0].coefficient.estimate, omegas[1].coefficient.estimate))
    #expect(close(omegas[0].coefficient.standardError, omegas[1].coefficient.standardError))
    for (a, b) in zip(omegas[0].loadings, omegas[1].loadings) { #expect(close(abs(7 * a), abs(b))) }
    let errors = [first, second].map {
      MeasurementError.ofSum($0, alpha: CronbachAlpha($0, level: 0.95), level: 0.95)
    }
    #expect(close(errors[0].estimate.map { 7 * $0 }, errors[1].estimate))
  }

  @Test func aScaleThatCannotBeJudgedSaysWhy() throws {
    #expect(ItemMoments([[1, 2, 3]]) == nil)
    #expect(ItemMoments([[1], [2]]) == nil)
    #expect(ItemMoments([[1, 2], [2]]) == nil)
    let opposite = CronbachAlpha(try #require(ItemMoments([[1, 2, 3], [3, 2, 1]])), level: 0.95)
    #expect(opposite.coefficient.cause == "The sum of the items does not vary, so there is no alpha")
    let same = CronbachAlpha(try #require(ItemMoments([[0.1, 0.2, 0.7], [0.1, 0.2, 0.7]])), level: 0.95)
    #expect(same.coefficient.estimate == 1 && same.coefficient.low == nil && same.coefficient.cause != nil)
    #expect(MeasurementError.standardError(sd: 4, reliability: 0.75) == 2)
    #expect(MeasurementError.standardError(sd: 4, reliability: 1.2) == nil)
  }
}

/// A small fixed stream for tests (SplitMix64).
struct Draws {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
  }

  /// Near enough to normal: a sum of twelve.
  mutating func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + uniform() } }

  /// k measurements of n subjects with something in common.
  mutating func table(n: Int, k: Int) -> [[Double]] {
    let common = (0..<n).map { _ in normal() }
    return (0..<k).map { place in common.map { $0 + normal() + Double(place) } }
  }
}
