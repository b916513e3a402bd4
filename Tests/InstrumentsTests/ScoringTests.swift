import Diagnostics
import Instruments
import TestSupport
import Testing

/// Scores of made-up answers beside R's `rowSums` and `rowMeans`, item-rest correlations beside `psych::alpha`.
@Suite struct ScoringTests {
  struct Case: Decodable, Sendable {
    let instrument: String
    let method: String?
    let variant: String?
    let maxMissing: Int?
    let answers: [[Double?]]
    let scores: [String: [Double?]]
  }
  struct ItemRest: Decodable, Sendable {
    let instrument: String
    let answers: [[Double]]
    let rDrop: [Double]
  }
  struct File: Decodable, Sendable {
    let cases: [Case]
    let itemRest: ItemRest
  }

  private static func file() throws -> Referenced<File> { try Fixtures.read(File.self, "scoring.json") }

  private static func plan(_ scored: Case) throws -> ScoringPlan {
    try ScoringPlan(
      Catalogue.instrument(named: scored.instrument), itemCount: scored.answers[0].count,
      method: scored.method.flatMap { Instrument.Method(rawValue: $0) }, variant: scored.variant,
      maxMissing: scored.maxMissing.map { .items($0) })
  }

  @Test func scoresAreThoseOfR() throws {
    let cases = try Self.file().cases
    #expect(cases.count == 13)
    for scored in cases {
      let plan = try Self.plan(scored)
      // The fixture's keys went through a decoder that makes wellBeing of well_being.
      let expected = Dictionary(uniqueKeysWithValues: scored.scores.map { ($0.lowercased(), $1) })
      let suffixes = plan.scales.map { $0.suffix.filter { $0 != "_" } }
      #expect(Set(suffixes) == Set(expected.keys.map { $0.filter { $0 != "_" } }), "\(scored.instrument)")
      var compared = 0
      for (row, answers) in scored.answers.enumerated() {
        for (scale, score) in zip(plan.scales, plan.scores(answers.map { $0 ?? .nan })) {
          let key = try #require(expected.keys.first { $0.filter { $0 != "_" } == scale.suffix.filter { $0 != "_" } })
          let reference = expected[key]?[row] ?? nil
          #expect((score.value == nil) == (reference == nil), "\(scored.instrument) \(key), row \(row + 1)")
          guard let value = score.value, let reference else { continue }
          #expect(abs(value - reference) <= 1e-14 * abs(reference), "\(scored.instrument) \(key), row \(row + 1)")
          compared += 1
        }
      }
      #expect(compared > 5, "\(scored.instrument)")
    }
  }

  @Test func itemRestCorrelationsAreThoseOfR() throws {
    let file = try Self.file()
    let plan = try ScoringPlan(Catalogue.instrument(named: file.itemRest.instrument), itemCount: 12)
    let rows = file.itemRest.answers.map { row in row.indices.map { plan.oriented(row[$0], item: $0) } }
    let found = ItemRestCorrelation.all(rows: rows, items: Array(0..<12))
    for (item, expected) in zip(found, file.itemRest.rDrop) {
      let value = try #require(item.value)
      #expect(abs(value - expected) < 1e-12, "item \(item.item + 1)")
    }
    #expect(found.filter { ($0.value ?? 0) < 0 }.map(\.item) == [2])
  }

  @Test func anItemThatNeverVariesHasNoCorrelation() {
    let rows = [[3.0, 1, 2], [3, 2, 3], [3, 5, 4]]
    #expect(ItemRestCorrelation.all(rows: rows, items: [0, 1, 2]).map { $0.value == nil } == [true, false, false])
  }

  /// Roosenschoon 2016, Table 4: the ratings of six groups on 13 items, their means and the mean of these, as printed.
  @Test func theFidelityOfTheDutchPilotIsAsPrinted() throws {
    let items: [[Double]] = [
      [4, 5, 5, 5, 4, 5], [5, 5, 5, 5, 5, 5], [5, 5, 5, 5, 5, 5], [5, 5, 5, 5, 5, 5], [3, 1, 3, 3, 3, 3],
      [5, 5, 5, 5, 5, 5], [5, 4, 2, 5, 1, 2], [5, 4, 4, 5, 5, 5], [5, 5, 5, 5, 5, 5], [5, 4, 4, 5, 4, 4],
      [3, 2, 2, 4, 3, 2], [2, 2, 3, 1, 3, 3], [2, 2, 2, 2, 1, 3],
    ]
    let plan = try ScoringPlan(Catalogue.instrument(named: "imr_fidelity"), itemCount: 13)
    let means = try (0..<6).map { group in try #require(plan.scores(items.map { $0[group] })[0].value) }
    #expect(means.map { ($0 * 10).rounded() } == [42, 38, 38, 42, 38, 40])
    let mean = means.reduce(0, +) / 6
    let sd = (means.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 5).squareRoot()
    #expect((mean * 10).rounded() == 40 && (sd * 100).rounded() == 20)
  }

  /// Turning every answer round turns the score round; the order of persons does not matter; a constant adds up.
  @Test func scoresFollowTheAnswers() throws {
    let plan = try ScoringPlan(Catalogue.instrument(named: "imrs_client"), itemCount: 15, method: .total)
    var seed: UInt64 = 7
    for _ in 0..<200 {
      let answers = (0..<15).map { _ -> Double in
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(seed >> 33 & 3) + 1
      }
      let score = try #require(plan.scores(answers)[0].value)
      #expect(plan.scores(answers.map { 6 - $0 })[0].value == 90 - score)
      #expect(plan.scores(answers.reversed())[0].value == score)
      #expect(plan.scores(answers.map { $0 + 1 })[0].value == score + 15)
    }
  }

  @Test func whatIsNotSaidIsAskedFor() throws {
    let imrs = try Catalogue.instrument(named: "imrs_client")
    #expect(throws: InstrumentError.methodNotChosen(key: "imrs_client", methods: [.total, .mean])) {
      try ScoringPlan(imrs, itemCount: 15)
    }
    #expect(throws: InstrumentError.wrongItemCount(key: "imrs_client", expected: 15, found: 14)) {
      try ScoringPlan(imrs, itemCount: 14, method: .mean)
    }
    #expect(throws: InstrumentError.rangeIsKnown(key: "imrs_client", range: 1...5)) {
      try ScoringPlan(imrs, itemCount: 15, method: .mean, itemRange: 0...4)
    }
    let rses = try Catalogue.instrument(named: "rses")
    #expect(throws: InstrumentError.variantNotChosen(key: "rses", variants: ["satisfaction_first", "worth_first"])) {
      try ScoringPlan(rses, itemCount: 10)
    }
    #expect(throws: InstrumentError.noMethod(key: "basis_24")) {
      try ScoringPlan(Catalogue.instrument(named: "basis_24"), itemCount: 24)
    }
    #expect(
      try ScoringPlan(Catalogue.instrument(named: "bprs_18"), itemCount: 18, variant: "from_0").scales[0].range
        == 0...108)
  }

  @Test func aShareMayBeMissingOfEachScale() throws {
    let plan = try ScoringPlan(Catalogue.instrument(named: "honos"), itemCount: 12, maxMissing: .share(0.25))
    #expect(plan.scales.map(\.atMostMissing) == [3, 0, 0, 0, 1])
    let count = try ScoringPlan(Catalogue.instrument(named: "honos"), itemCount: 12, maxMissing: .items(2))
    #expect(count.scales.map(\.atMostMissing) == [2, 0, 0, 0, 0])
  }
}
