import Foundation
import MixedModels
import TestSupport
import Testing

/// Trials whose likelihood has two maxima, or a maximum beside a slope that rises towards a singular matrix.
/// `Fixtures/mixed-optima.R`.
struct OptimaTests {
  struct Trials: Decodable {
    let trials: [Item]
  }
  struct Item: Decodable {
    struct Optimum: Decodable {
      let loglik: Double
      let matrix: [[Double]]
      let beta, stdError: [Double]
    }
    let name, file, formula: String
    let columns: [String]
    let mmrm: Double
    let optima: [Optimum]
  }
  static let fixture = Result { try Fixtures.read(Trials.self, "mixed-optima.json") }

  private func fitted(_ item: Item) throws -> FittedCase {
    let file = Fixtures.root.appending(path: "Tests/MixedModelsTests/Fixtures/\(item.file)")
    let table = try LongTable(csv: file)
    let trial = table.trial(
      .init(
        subject: "subject", visit: "visit", outcome: item.formula.hasPrefix("y") ? "y" : "change", arm: "arm",
        numbers: table.columns.keys.contains("baseline") ? ["baseline"] : []))
    return try FittedCase(
      trial,
      formula: item.formula.replacing(" visit +", with: " factor(visit) +").replacing(
        "* visit", with: "* factor(visit)"),
      visitColumn: "visit", covariance: "us", isRestricted: true)
  }

  @Test(arguments: [("two maxima", 2), ("beside a slope", 1)]) func findsTheHighestMaximum(name: String, count: Int)
    throws
  {
    let fixture = try Self.fixture.get()
    let item = try #require(fixture.trials.first { $0.name == name })
    try #require(item.optima.count == count)
    let found = try fitted(item)
    let best = item.optima[0]
    #expect(found.fit.proof.holds)
    let whole = Compared("log_likelihood", "us", name, by: fixture.reference)
    #expect(whole.agrees("log_likelihood", found.fit.logLikelihood, best.loglik, within: Closeness.logLikelihood))
    try found.compareCovariance(best.matrix, group: 0, name, by: fixture.reference)
    let inference = try found.inference(.satterthwaite)
    for column in item.columns.indices {
      let test = inference.test(kept: item.columns.indices.map { $0 == column ? 1 : 0 })
      #expect(abs(test.estimate - best.beta[column]) < Closeness.estimate * best.stdError[column])
      #expect(abs(try #require(test.standardError) / best.stdError[column] - 1) < Closeness.standardError)
    }
    // Every maximum that the reference knows, highest first; mmrm's own is among them.
    let trail = found.fit.trail
    #expect(trail.optima.count == count)
    for (ours, theirs) in zip(trail.optima, item.optima) { #expect(abs(ours / theirs.loglik - 1) < 1e-9) }
    #expect(trail.optima.contains { abs($0 - item.mmrm) < 1e-6 })
    #expect(trail.starts > 1)
  }

  /// One search from the usual start ends at the lower maximum, or on the slope.
  @Test func oneSearchIsNotEnough() throws {
    for item in try Self.fixture.get().trials {
      let found = try fitted(item)
      let structure = try found.family.structure(order: found.rows.visits.count, times: nil)
      let surface = FreeSurface(found.data, structure: structure, isRestricted: true)
      let single = try #require(
        RepeatedMeasuresFit(found.data, structure: structure, isRestricted: true, start: surface.start))
      #expect(!single.proof.holds || single.logLikelihood < item.optima[0].loglik - 0.05, "\(item.name)")
      #expect(single.trail.starts == 1)
    }
  }

  /// A usual trial is searched once.
  @Test func manySubjectsNeedOneSearch() throws {
    for covariance in ["us", "toeph", "cs"] {
      let fitted = try FittedCase(
        RandomTrial(seed: 3, subjects: 200).trial, formula: "y ~ before + arm * factor(visit)", visitColumn: "visit",
        covariance: covariance, isRestricted: true)
      #expect(fitted.fit.trail == SearchTrail(starts: 1, optima: [fitted.fit.logLikelihood], risesBeyond: false))
    }
  }
}
