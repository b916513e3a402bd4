import Estimates
import MixedModels
import TestSupport
import Testing

/// Likelihood-ratio tests against dense references, held against lme4 and lm, and what is refused.
struct LikelihoodRatioTests {
  private let fixture: Referenced<ModelTestReferences>
  private let made: ModelTestCase

  init() throws {
    fixture = try Fixtures.read(ModelTestReferences.self, "RandomEffects/tests.json")
    made = try ModelTestCase()
  }

  @Test func agreesWithDenseReferencesWhicheverModelIsTheLarger() throws {
    for test in fixture.value.likelihoodRatioTests {
      for isSwapped in [false, true] {
        // A formula without random effects has a covariance of its own unless it stands against one that has them.
        if isSwapped, !test.null.contains("|") { continue }
        let (first, second) = isSwapped ? (test.null, test.alternative) : (test.alternative, test.null)
        let results = try made.results(
          test.data, first, against: second, isRestricted: test.criterion == "REML")
        let row = try #require(results.rows.first { $0.measure == .likelihoodRatio })
        let label = "\(test.data), \(test.criterion), \(test.alternative) against \(test.null)"
        let compared = Compared("likelihood_ratio", "chi_squared_mixture", label, by: fixture.reference)
        #expect(row.term == second)
        #expect(row.method == "chi_squared_mixture", "\(label)")
        #expect(row.df == Double(test.mixtureDf[1]), "\(label)")
        #expect(
          compared.agrees("statistic", row.statistic, test.statistic, within: 1e-8, floor: 1),
          "\(label): \(String(describing: row.statistic)) \(test.statistic)")
        #expect(
          compared.agrees("p_value", row.pValue, test.pValue, within: 1e-7),
          "\(label): \(String(describing: row.pValue)) \(test.pValue)")
      }
    }
  }

  @Test func fixedEffectsAreComparedByMLAlone() throws {
    let (large, small) = ("Reaction ~ Days + (1 | Subject)", "Reaction ~ 1 + (1 | Subject)")
    let row = try #require(
      try made.results("sleepstudy", large, against: small, isRestricted: false).rows
        .first { $0.measure == .likelihoodRatio })
    #expect(row.method == "chi_squared")
    #expect(row.df == 1)
    #expect(throws: ModelSpecificationError.self) { try made.results("sleepstudy", large, against: small) }
  }

  @Test func severalVariancesAtZeroAreConservative() throws {
    let results = try made.results(
      "sleepstudy", "Reaction ~ Days + (Days | Subject)", against: "Reaction ~ Days")
    let row = try #require(results.rows.first { $0.measure == .likelihoodRatio })
    #expect(row.method == "chi_squared")
    #expect(row.df == 3)
    #expect(results.notes.contains { $0.contains("conservative") })
  }

  @Test func aCorrelationAloneIsInsideOfItsRange() throws {
    let row = try #require(
      try made.results(
        "sleepstudy", "Reaction ~ Days + (Days | Subject)", against: "Reaction ~ Days + (Days || Subject)"
      ).rows.first { $0.measure == .likelihoodRatio })
    #expect(row.method == "chi_squared")
    #expect(row.df == 1)
  }

  @Test(arguments: [
    ("Reaction ~ Days + (1 | Subject)", "Reaction ~ Days + (0 + Days | Subject)"),
    ("Reaction ~ Days + (1 | Subject)", "Reaction ~ 1 + Days + (1 | Subject)"),
  ])
  func modelsThatDoNotContainOneAnotherAreRefused(_ first: String, _ second: String) throws {
    #expect(throws: ModelSpecificationError.self) { try made.results("sleepstudy", first, against: second) }
  }
}
