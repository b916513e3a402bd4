import Estimates
import MixedModels
import TestSupport
import Testing

/// What a model with negative variances says, from rows to words.
struct NegativeVarianceTests {
  private static func results(
    _ data: String, _ formula: String, isRestricted: Bool = true, against: String? = nil, isNegative: Bool = true,
    explains: Bool = false
  ) throws -> Results {
    let references = try Fixtures.read(RandomReferences.self, "RandomEffects/unconstrained.json").value
    let read = try ReadCase(references.datasets[data]!, formula: formula, isRestricted: isRestricted)
    var request = read.request
    request.allowsNegativeVariances = isNegative
    request.explains = explains
    request.against = try against.map { (text) throws(FormulaError) in try ModelFormula(parsing: text) }
    return try MixedModel.results(for: read.trial, measures: nil, request: request)
  }

  /// Intraclass correlations below zero, with the delta method's error.
  @Test func intraclassCorrelations() throws {
    let fixture = try Fixtures.read(RandomReferences.self, "RandomEffects/unconstrained.json")
    var seen = 0
    for model in fixture.models {
      guard let expected = model.dense.icc else { continue }
      let rows = try Self.results(model.data, model.formula, isRestricted: model.isRestricted).rows
      let row = try #require(rows.first { $0.measure == .icc })
      let compared = Compared("icc", row.method ?? "", model.label, by: fixture.reference)
      #expect(compared.agrees("estimate", row.estimate, expected.estimate, within: 1e-8), "\(model.label)")
      #expect(compared.agrees("standard_error", row.standardError, expected.stdError, within: 1e-7), "\(model.label)")
      let reach = 1.9599639845400545 * expected.stdError
      #expect(compared.agrees("low", row.confidenceLow, expected.estimate - reach, within: 1e-7), "\(model.label)")
      #expect(compared.agrees("high", row.confidenceHigh, expected.estimate + reach, within: 1e-7), "\(model.label)")
      seen += 1
    }
    #expect(seen == 4)
  }

  @Test func saysThatItIsNegative() throws {
    let found = try Self.results("Dyestuff2", "Yield ~ 1 + (1 | Batch)", explains: true)
    let variance = try #require(found.rows.first { $0.measure == .variance && $0.term == "(Intercept) | Batch" })
    let references = try Fixtures.read(RandomReferences.self, "RandomEffects/unconstrained.json").value
    let expected = try #require(references.models[0].dense.covariance[0].covariance)[0][0]
    #expect(expected < -1 && abs(variance.estimate! - expected) < 1e-8)
    #expect(
      found.notes.contains(
        "Yield: the variance of (Intercept) between levels of Batch is negative: values of one level are less alike than "
          + "values of different levels."))
    #expect(!found.rows.contains { $0.measure == .varianceShare || $0.measure == .randomEffect })
    let words = "\(found.fits.map { $0["explanation"] as Any })"
    #expect(words.contains("less alike than values of different levels"))
    // What has a negative variance is no effect of a level that was drawn.
    #expect(
      words.contains("Values of one Batch vary together as (1 | Batch) says, in covariances that may be negative"))
    #expect(words.contains("different levels of Batch have nothing to do with one another"))
    #expect(!words.contains("drawn at random") && !words.contains("a level of its own"))
    #expect(!words.contains("nan") && !words.contains("NaN"))
  }

  @Test func withTheConstraintItIsZero() throws {
    let found = try Self.results("Dyestuff2", "Yield ~ 1 + (1 | Batch)", isNegative: false)
    #expect(found.rows.first { $0.measure == .variance }?.estimate == 0)
  }

  /// Zero is no edge: the plain chi-squared distribution.
  @Test func likelihoodRatioWithoutMixture() throws {
    let row = try #require(
      try Self.results("alternating", "y ~ arm * month + (1 | id)", against: "y ~ arm * month").rows.first {
        $0.measure == .likelihoodRatio
      })
    #expect(row.method == "chi_squared")
    #expect(row.df == 1)
    #expect(row.statistic! > 0.1)
  }

  @Test func needsRandomEffects() throws {
    #expect(throws: ModelSpecificationError.self) {
      _ = try Self.results("alternating", "y ~ arm * month + cs(month | id)")
    }
  }
}
