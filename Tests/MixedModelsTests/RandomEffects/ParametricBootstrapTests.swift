import Estimates
import Foundation
import MixedModels
import TestSupport
import Testing

/// The parametric bootstrap: the same digits on any number of threads, known distributions, and an exact p-value.
struct ParametricBootstrapTests {
  private let made: ModelTestCase

  init() throws { made = try ModelTestCase() }

  @Test func isTheSameOnAnyNumberOfThreads() throws {
    func rows(_ threads: Int) throws -> [Estimate] {
      try made.results("sleepstudy", "Reaction ~ Days + (1 | Subject)", against: "Reaction ~ Days") {
        $0.bootstrap = ParametricBootstrap(count: 20, seed: 7, threads: threads)
      }.rows
    }
    let one = try rows(1)
    #expect(try rows(3) == one)
    #expect(one.contains { $0.measure == .icc && $0.method == "bootstrap_percentile" })
    #expect(one.contains { $0.measure == .coefficient && $0.method == "bootstrap_basic" })
  }

  /// Least squares' coefficients and the variance within subjects, where everybody is measured at the same times.
  @Test func hasTheKnownDistributionsOfABalancedLayout() throws {
    let fixture = try Fixtures.read(BootstrapReferences.self, "RandomEffects/bootstrap.json").value
    let count = 1000
    let rows = try made.results("sleepstudy", fixture.formula) {
      $0.bootstrap = ParametricBootstrap(count: count, seed: 11)
    }.rows.filter { $0.method == "bootstrap_percentile" }
    let share = 1 / Double(count).squareRoot()
    for number in fixture.numbers {
      let row = try #require(rows.first { $0.measure.rawValue == number.measure && $0.term == number.term })
      let error = try #require(row.standardError)
      // Standard errors of a standard deviation and of a quantile in the tail, times four.
      #expect(abs(error / number.sd - 1) < 4 * 0.71 * share, "\(number.term): \(error) \(number.sd)")
      let (low, high) = (try #require(row.confidenceLow), try #require(row.confidenceHigh))
      #expect(abs(low - number.low) < 4 * 2.7 * share * number.sd, "\(number.term): \(low) \(number.low)")
      #expect(abs(high - number.high) < 4 * 2.7 * share * number.sd, "\(number.term): \(high) \(number.high)")
    }
  }

  /// In a balanced one-way layout the restricted likelihood ratio rises with F alone.
  @Test func testOfAVarianceIsTheExactOne() throws {
    let exact = try Fixtures.read(BootstrapReferences.self, "RandomEffects/bootstrap.json").value.oneWay
    let count = 4000
    let row = try #require(
      try made.results(exact.data, "Yield ~ 1 + (1 | Batch)", against: "Yield ~ 1") {
        $0.bootstrap = ParametricBootstrap(count: count, seed: 3)
      }.rows.first { $0.measure == .likelihoodRatio && $0.method == "bootstrap" })
    let error = (exact.pValue * (1 - exact.pValue) / Double(count)).squareRoot()
    let p = try #require(row.pValue)
    #expect(abs(p - exact.pValue) < 4 * error + 1 / Double(count), "\(p) \(exact.pValue)")
  }
}
