import Distributions
import EffectSizes
import Foundation
import MetaAnalysis
import TestSupport
import Testing

/// What `Fixtures/small-studies.R` computed.
struct SmallStudyReference: Decodable, Sendable {
  struct Trimmed: Decodable, Sendable {
    let estimator, side: String
    let k0, seK0, b, se: Double
  }
  struct Case: Decodable, Sendable {
    let method: String
    let slope, slopeSe, z, p, limit, limitLow, limitHigh: Double
    let trimfill: [Trimmed]
  }
  struct Small: Decodable, Sendable {
    let name: String
    let yi, vi, pet, peese: [Double]
    let cases: [Case]
    let tau, tauP: Double
  }
  struct Ranks: Decodable, Sendable {
    let yi, vi: [Double]
    let tau, p: Double
  }
  struct Multilevel: Decodable, Sendable {
    let name: String
    let yi, vi, column, b, se, cr2Se, cr2Df: [Double]
    let study: [Int]
    let sigma2Study, sigma2Effect, logLikelihood, q: Double
  }
  struct Peto: Decodable, Sendable {
    let a, b, c, d: [Int]
    let log, se: Double
  }
  struct Item: Decodable, Sendable {
    let small: [Small]
    let ranks: [Ranks]
    let multilevel: [Multilevel]
    let peto: Peto
  }
  let items: [Item]
}

struct SmallStudyReferenceTests {
  let fixture: Referenced<SmallStudyReference>
  let all: SmallStudyReference.Item

  init() throws {
    fixture = try Fixtures.read(SmallStudyReference.self, "small-studies.json")
    all = try #require(fixture.items.first)
  }

  private func check(
    _ compared: Compared, _ fields: [(String, Double?, Double)], within tolerance: Double, unit: Double? = nil
  ) {
    for (name, ours, theirs) in fields {
      #expect(
        compared.agrees(name, ours, theirs, within: tolerance, floor: 1e-3, unit: unit),
        "\(name): \(ours as Any), not \(theirs)")
    }
  }

  @Test func eggerAndTrimAndFillAreMetafors() throws {
    for set in all.small {
      for reference in set.cases {
        let estimator: HeterogeneityEstimator = ["REML": .reml, "DL": .dl, "FE": .fixed][reference.method] ?? .reml
        let model = try #require(RandomEffectsModel(values: set.yi, variances: set.vi, estimator: estimator))
        let egger = try #require(EggerTest(model))
        let error = egger.model.standardError(1)
        let place = "\(set.name) \(reference.method)"
        check(
          Compared("small_study_effects", "egger", place, by: fixture.reference),
          [
            ("slope", egger.slope, reference.slope), ("std_error", error, reference.slopeSe),
            ("p_value", error.map { Normal().twoSidedPValue(egger.slope / $0) }, reference.p),
            ("limit", egger.limit, reference.limit),
          ], within: 1e-9)
        for theirs in reference.trimfill {
          let ours = try #require(TrimAndFill(model, estimator: theirs.estimator == "L0" ? .l0 : .r0))
          #expect(ours.side.rawValue == theirs.side, "\(place)")
          #expect(ours.count == Int(theirs.k0), "\(place)")
          check(
            Compared("pooled", "trim_and_fill", "\(place) \(theirs.estimator)", by: fixture.reference),
            [
              ("estimate", ours.model.coefficients[0], theirs.b), ("std_error", ours.model.standardError(0), theirs.se),
              ("count's standard error", ours.countStandardError, theirs.seK0),
            ], within: 1e-9)
        }
      }
    }
  }

  @Test func rankCorrelationsAreMetafors() throws {
    func hold(_ name: String, _ values: [Double], _ variances: [Double], _ tau: Double, _ p: Double) throws {
      let test = try #require(RankCorrelationTest(values: values, variances: variances))
      check(
        Compared("small_study_effects", "begg", name, by: fixture.reference),
        [("estimate", test.tau, tau), ("p_value", test.pValue, p)], within: 1e-11)
    }
    for set in all.small { try hold(set.name, set.yi, set.vi, set.tau, set.tauP) }
    for (place, set) in all.ranks.enumerated() { try hold("set \(place)", set.yi, set.vi, set.tau, set.p) }
  }

  @Test func precisionEffectTestsAreRs() throws {
    for set in all.small {
      for (kind, theirs) in [(PrecisionEffectTest.Kind.pet, set.pet), (.peese, set.peese)] {
        let test = try #require(PrecisionEffectTest(kind, values: set.yi, variances: set.vi))
        let fields = (0..<2).flatMap { column -> [(String, Double?, Double)] in
          [
            ("b\(column)", test.coefficients[column], theirs[4 * column]),
            ("std_error \(column)", test.standardErrors[column], theirs[4 * column + 1]),
            ("p_value \(column)", test.pValue(column), theirs[4 * column + 3]),
          ]
        }
        check(Compared("small_study_effects", kind.rawValue, set.name, by: fixture.reference), fields, within: 1e-10)
      }
    }
  }

  @Test func threeLevelModelsAreMetafors() throws {
    for set in all.multilevel {
      let columns = [set.yi.map { _ in 1.0 }] + (set.column.isEmpty ? [] : [set.column])
      let model = try #require(
        ThreeLevelModel(values: set.yi, variances: set.vi, studies: set.study, columns: columns))
      let robust = try #require(model.clusterRobust)
      check(
        Compared("tau2", "three_level", set.name, by: fixture.reference),
        [
          ("study", model.components.study, set.sigma2Study), ("effect", model.components.effect, set.sigma2Effect),
          ("log_likelihood", model.logLikelihood, set.logLikelihood), ("q", model.q, set.q),
        ], within: 1e-9)
      check(
        Compared("pooled", "three_level", set.name, by: fixture.reference),
        columns.indices.flatMap { column -> [(String, Double?, Double)] in
          [
            ("b\(column)", model.coefficients[column], set.b[column]),
            ("std_error \(column)", model.standardError(column), set.se[column]),
            ("CR2 std_error \(column)", robust.standardError(column), set.cr2Se[column]),
            ("CR2 df \(column)", robust.df[column], set.cr2Df[column]),
          ]
        }, within: 1e-8)
      #expect(model.relativeSlopes.allSatisfy { $0 < 1e-8 }, "\(model.relativeSlopes)")
    }
  }

  @Test func petosOddsRatioIsMetafors() throws {
    let theirs = all.peto
    let tables = theirs.a.indices.map { row in
      TwoByTwoTable(
        treatment: Proportion(successes: theirs.a[row], n: theirs.a[row] + theirs.b[row]),
        control: Proportion(successes: theirs.c[row], n: theirs.c[row] + theirs.d[row]))
    }
    let effect = try #require(MantelHaenszel(tables).petoOddsRatio(level: 0.95))
    check(
      Compared("odds_ratio", "peto", "bcg", by: fixture.reference),
      [
        ("estimate", effect.estimate, exp(theirs.log)),
        ("std_error", effect.standardError.map { $0 / effect.estimate }, theirs.se),
      ], within: 1e-12)
  }

  /// The order of the effects, a shift and a turn of the signs change what they must.
  @Test func ordersShiftsAndSignsAreFollowed() throws {
    let set = try #require(all.multilevel.first)
    let model = try #require(ThreeLevelModel(values: set.yi, variances: set.vi, studies: set.study))
    let order = set.yi.indices.sorted { ($0 * 37) % 101 < ($1 * 37) % 101 }
    let mixed = try #require(
      ThreeLevelModel(
        values: order.map { 3 - 2 * set.yi[$0] }, variances: order.map { 4 * set.vi[$0] },
        studies: order.map { 9 - set.study[$0] }))
    #expect(abs(mixed.coefficients[0] - (3 - 2 * model.coefficients[0])) < 1e-9)
    #expect(abs(mixed.components.study - 4 * model.components.study) < 1e-9)
    let (ours, theirs) = (try #require(model.clusterRobust), try #require(mixed.clusterRobust))
    #expect(abs(ours.df[0] - theirs.df[0]) < 1e-7)
    #expect(abs(2 * ours.standardError(0) - theirs.standardError(0)) < 1e-9)
  }

  @Test func whatCannotBeEstimatedIsNil() {
    #expect(ThreeLevelModel(values: [1, 2, 3], variances: [1, 1, 1], studies: [0, 0, 0]) == nil)
    #expect(ThreeLevelModel(values: [1], variances: [1], studies: [0]) == nil)
    #expect(PrecisionEffectTest(.pet, values: [1, 2], variances: [1, 2]) == nil)
    #expect(PrecisionEffectTest(.pet, values: [1, 2, 3], variances: [1, 1, 1]) == nil)
    #expect(RankCorrelationTest(values: [1, 2, 3], variances: [1, 1, 1]) == nil)
  }
}
