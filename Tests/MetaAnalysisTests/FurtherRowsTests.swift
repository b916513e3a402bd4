import Estimates
import MetaAnalysis
import TestSupport
import Testing

/// Rows of small-study effects, of three levels and of counts pooled as tables: each number is held against a reference
/// elsewhere, so these ask whether the right one stands in the right row.
struct FurtherRowsTests {
  private func rows(_ table: EffectTable, _ options: SynthesisOptions) -> [Estimate] {
    let rows = Synthesis.results(for: table, options: options).rows
    for row in rows { Records.add(.given(measure: row.measure.rawValue, method: row.method ?? "")) }
    return rows
  }

  private let effects = [0.1, 0.5, 0.35, 0.9, -0.05, 0.6, 0.2]
  private let variances = [0.02, 0.09, 0.04, 0.16, 0.03, 0.12, 0.05]

  @Test func smallStudyEffectsHaveTheirRows() throws {
    let options = SynthesisOptions(testsSmallStudies: true)
    let rows = rows(table(effects, variances), options)
    let model = try #require(RandomEffectsModel(values: effects, variances: variances))
    let egger = try #require(EggerTest(model))
    let filled = try #require(TrimAndFill(model))
    func row(_ measure: Measure, _ method: String) throws -> Estimate {
      try #require(rows.first { $0.measure == measure && $0.method == method }, "\(method)")
    }
    #expect(try row(.smallStudyEffects, "egger_reml").estimate == egger.slope)
    #expect(try row(.pooled, "egger_reml").estimate == egger.limit)
    #expect(try row(.smallStudyEffects, "trim_and_fill_l0").estimate == Double(filled.count))
    #expect(try row(.pooled, "reml_trim_and_fill").estimate == filled.model.coefficients[0])
    #expect(try row(.smallStudyEffects, "begg_exact").pValue != nil)
    let peese = try #require(PrecisionEffectTest(.peese, values: effects, variances: variances))
    #expect(try row(.pooled, "peese").estimate == peese.coefficients[0])
    #expect(try row(.pooled, "pet").df == 5)
  }

  @Test func ratiosAreShownAsRatiosAndSlopesAreNot() throws {
    let rows = rows(table(effects, variances, measure: .or), SynthesisOptions(testsSmallStudies: true))
    let model = try #require(RandomEffectsModel(values: effects, variances: variances))
    let egger = try #require(EggerTest(model))
    let slope = try #require(rows.first { $0.measure == .smallStudyEffects && $0.method == "egger_reml" })
    let limit = try #require(rows.first { $0.measure == .pooled && $0.method == "egger_reml" })
    #expect(slope.estimate == egger.slope)
    #expect(limit.estimate != egger.limit && (limit.estimate ?? 0) > 0)
  }

  @Test func twoStudiesAreTooFew() {
    let found = Synthesis.results(
      for: table([0.1, 0.4], [0.02, 0.03]), options: SynthesisOptions(testsSmallStudies: true))
    #expect(!found.rows.contains { $0.measure == .smallStudyEffects })
    #expect(found.notes.contains { $0.hasPrefix("Small-study effects need three studies") })
  }

  @Test func threeLevelsHaveTheirRows() throws {
    let labels = ["a", "b", "a", "c", "b", "d", "c"]
    let rows = rows(table(effects, variances, labels: labels), SynthesisOptions(hasThreeLevels: true))
    let model = try #require(
      ThreeLevelModel(values: effects, variances: variances, studies: [0, 1, 0, 2, 1, 3, 2]))
    let plain = try #require(rows.first { $0.method == "three_level_reml" && $0.measure == .pooled })
    let robust = try #require(rows.first { $0.method == "three_level_cr2" })
    #expect(plain.estimate == model.coefficients[0] && plain.standardError == model.standardError(0))
    #expect(robust.df == model.clusterRobust?.df[0])
    let parts = rows.filter { $0.measure == .tau2 && $0.method == "three_level_reml" }
    #expect(parts.map(\.term) == ["between studies", "within studies"])
    #expect(parts.map(\.estimate) == [model.components.study, model.components.effect])
    let one = Synthesis.results(for: table(effects, variances), options: SynthesisOptions(hasThreeLevels: true))
    #expect(!one.rows.contains { $0.method == "three_level_reml" })
    #expect(one.notes.contains { $0.contains("Every study has one effect") })
  }

  @Test func countsArePooledAsTables() throws {
    var counts = table(effects, variances, measure: .or)
    for index in counts.studies.indices {
      counts.studies[index].treatment = .events(index + 1, n: 20 + index)
      counts.studies[index].control = .events(index, n: 25)
    }
    let rows = rows(counts, SynthesisOptions(pooledTables: [.mantelHaenszel, .peto]))
    #expect(rows.filter { $0.method == "mantel_haenszel" || $0.method == "peto" }.count == 2)
  }
}
