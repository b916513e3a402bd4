import Comparisons
import Distributions
import Foundation
import LinearAlgebra
import Testing

@Suite struct NegativeBinomialRegressionTests {
  private func intercept(_ n: Int) -> Matrix { Matrix(rows: n, columns: 1, repeating: 1) }

  private func fit(_ counts: [Double]) -> NegativeBinomialRegression? {
    let offset = [Double](repeating: 0, count: counts.count)
    let design = intercept(counts.count)
    let poisson = GeneralizedLinearModel(
      design: design, response: counts, offset: offset, family: .count(dispersion: 0))
    return NegativeBinomialRegression(design: design, counts: counts, offset: offset, poisson: poisson)
  }

  /// Of one sample the estimate exists where the variance (n as denominator) is above the mean, and there only.
  @Test func thetaIsFiniteJustWhereTheVarianceIsAboveTheMean() throws {
    // Mean 2, variance 2 and a little more or less.
    #expect(try #require(fit([0, 2, 2, 4])).theta == nil)
    #expect(try #require(fit([0, 1, 3, 4])).theta != nil)
    #expect(try #require(fit([1, 2, 2, 3])).theta == nil)
  }

  @Test func theLikelihoodIsLargestAtTheta() throws {
    let counts = [0.0, 0, 1, 7, 2, 0, 14, 3, 1, 0, 5, 2]
    let found = self.fit(counts)
    let fit = try #require(found)
    let theta = try #require(fit.theta)
    func likelihood(_ theta: Double) -> Double {
      counts.reduce(0) { $0 + log(NegativeBinomial(size: theta, mean: 35.0 / 12).density($1)) }
    }
    #expect(fit.fit.means.allSatisfy { isClose($0, 35.0 / 12, 1e-13) })
    for factor in [0.99, 0.999, 1.001, 1.01] { #expect(likelihood(theta) > likelihood(theta * factor)) }
    // The height is the same up to what does not depend on theta.
    let dispersion = DispersionLikelihood(counts)
    let (a, b) = (dispersion.height(0.5, means: fit.fit.means), dispersion.height(2, means: fit.fit.means))
    #expect(isClose(a - b, likelihood(2) - likelihood(0.5), 1e-11))
    #expect(abs(dispersion.score(1 / theta, means: fit.fit.means)) < 1e-11 * dispersion.size)
  }

  /// The score is the height's slope, also above the count from which sums are taken by a formula.
  @Test(arguments: [[3.0, 0, 9, 1], [5000, 4096, 9000, 3], [1e6, 4097, 2, 40000]])
  func theScoreIsTheSlope(counts: [Double]) {
    let likelihood = DispersionLikelihood(counts)
    let means = counts.map { 0.7 * $0 + 1.5 }
    for alpha in [1e-3, 0.04, 0.7, 30] {
      let step = alpha * 1e-3
      func height(_ times: Double) -> Double { likelihood.height(alpha + times * step, means: means) }
      let slope = (8 * (height(1) - height(-1)) - (height(2) - height(-2))) / (12 * step)
      #expect(isClose(likelihood.score(alpha, means: means), slope, 1e-6), "\(counts) \(alpha)")
    }
  }

  /// Σ over j < y taken one by one.
  @Test(arguments: [0.0, 1e-9, 1e-4, 0.3, 1e4])
  func sumsOverLargeCountsAreThoseTakenOneByOne(alpha: Double) {
    let (count, mean) = (20000.0, 15000.0)
    var sum = (0..<20000).reduce(0.0) { $0 + Double($1) / (1 + alpha * Double($1)) }
    let x = alpha * mean
    let bend = x < 1e-3 ? 0.5 - 2 * x / 3 + 0.75 * x * x : (log1p(x) - x / (1 + x)) / (x * x)
    sum += mean * mean * bend - count * mean / (1 + x)
    let score = DispersionLikelihood([count]).score(alpha, means: [mean])
    #expect(abs(score - sum) <= 1e-9 * (abs(sum) + count / max(alpha, 1 / count)))
  }

  @Test func aCountOfMillionsTakesNoTime() throws {
    let large = try #require(fit([4e9, 1e9, 3e9, 2.5e9])?.theta)
    // So far from Poisson it is a gamma distribution's shape, which does not know the unit.
    #expect(isClose(large, try #require(fit([4e7, 1e7, 3e7, 2.5e7])?.theta), 1e-4))
  }
}
