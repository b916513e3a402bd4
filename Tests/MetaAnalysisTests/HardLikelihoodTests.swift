import Distributions
import Estimates
import Foundation
import MetaAnalysis
import TestSupport
import Testing

/// What `Fixtures/hard-likelihoods.R` found.
private struct HardFixture: Decodable, Sendable {
  struct Case: Decodable, Sendable {
    let effects, variances, maxima: [Double]
    let metafor: Double?
  }
  let cases: [Case]
}

@Suite struct HardLikelihoodTests {
  /// All maxima are found and the highest is taken, also where Fisher scoring stops elsewhere or nowhere.
  @Test func theHighestMaximumIsTaken() throws {
    let fixture = try Fixtures.read(HardFixture.self, "hard-likelihoods.json")
    #expect(fixture.cases.contains { $0.maxima.count > 1 })
    for (number, hard) in fixture.cases.enumerated() {
      let model = try #require(RandomEffectsModel(values: hard.effects, variances: hard.variances))
      #expect(model.maxima.count == hard.maxima.count, "\(number)")
      let compared = Compared("tau2", "reml", "hard likelihood \(number)", by: fixture.reference)
      for (ours, theirs) in zip(model.maxima, hard.maxima) {
        #expect(compared.agrees("estimate", ours, theirs, within: 1e-8, floor: 1e-6), "\(number): \(ours), \(theirs)")
      }
      let notes = Synthesis.results(for: table(hard.effects, hard.variances)).notes
      #expect(notes.contains { $0.contains("likelihood has \(hard.maxima.count) maxima") } == (hard.maxima.count > 1))
    }
  }

  /// At the estimate no other τ² has a higher restricted likelihood.
  @Test(arguments: 41...60 as ClosedRange<UInt64>)
  func theVarianceIsAMaximumOfTheRestrictedLikelihood(seed: UInt64) throws {
    var random = RandomStream(seed: seed)
    let values = (0..<6).map { _ in 3 * random.normal() }
    let variances = (0..<6).map { _ in 0.01 + 5 * random.uniform() }
    let model = try #require(RandomEffectsModel(values: values, variances: variances))
    func likelihood(_ tau2: Double) -> Double {
      let w = variances.map { 1 / ($0 + tau2) }
      let sum = w.reduce(0, +)
      let mean = zip(w, values).reduce(0) { $0 + $1.0 * $1.1 } / sum
      let square = zip(w, values).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
      return -0.5 * (square - w.reduce(0) { $0 + log($1) } + log(sum))
    }
    let best = likelihood(model.tau2)
    for step in 0...400 { #expect(likelihood(Double(step) / 10) <= best + 1e-10) }
  }
}
