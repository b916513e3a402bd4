import Comparisons
import EffectSizes
import Estimates
import TestSupport
import Testing
import Trials

@Suite struct BinaryComparisonTests {
  private struct Binary: Decodable {
    struct Data: Decodable {
      let treatment, sex: [String]
      let before: [Double]
      let age, doubled, y: [Double?]
    }
    let data: Data
    let rows, adjusted: [ReferenceRow]
  }

  private func responders() throws -> Trial {
    try Trial.beatTheBlues(covariates: true).responders(by: ResponderRule("percent <= -50"))
  }

  private func check(_ rows: [Estimate], _ reference: ReferenceRow, by program: Reference) throws {
    let row = try #require(
      rows.first {
        $0.arm == reference.arm && $0.contrast == reference.contrast && $0.visit == reference.visit
          && $0.measure.rawValue == reference.measure && $0.method == reference.method
      }, "\(reference.label)")
    // An iterated fit, and limits near 0 that cancel.
    let tolerance = reference.method == "g_computation" ? 1e-10 : 1e-12
    let compared = Compared(reference.measure, reference.method, reference.label, by: program)
    let fields: [(String, Double?, Double?)] = [
      ("estimate", row.estimate, reference.estimate), ("std_error", row.standardError, reference.stdError),
      ("df", row.df, reference.df), ("statistic", row.statistic, reference.statistic),
      ("p_value", row.pValue, reference.pValue), ("conf_low", row.confidenceLow, reference.confLow),
      ("conf_high", row.confidenceHigh, reference.confHigh),
    ]
    for (field, ours, theirs) in fields {
      #expect(
        compared.agrees(field, ours, theirs, within: tolerance),
        "\(reference.label): \(ours as Any), reference \(theirs as Any)")
    }
    #expect(row.n == reference.n)
  }

  @Test func respondersOfBeatTheBluesAgreeWithR() throws {
    let reference = try Fixtures.read(Binary.self, "compare-binary.json")
    let results = BinaryComparison.results(for: try responders())
    #expect(reference.rows.count == 44)
    for row in reference.rows { try check(results.rows, row, by: reference.reference) }
    noteGiven(results.rows)
  }

  @Test func threeArmsAreAdjustedInOneModel() throws {
    let reference = try Fixtures.read(Binary.self, "compare-binary.json")
    let data = reference.data
    func numbers(_ values: [Double?]) -> [Double] { values.map { $0 ?? .nan } }
    let covariates = [
      Covariate(name: "age", values: .numeric([numbers(data.age)]), varies: false),
      Covariate(
        name: "sex", values: .factor(levels: ["f", "m"], codes: [data.sex.map { $0 == "f" ? 0 : 1 }]), varies: false),
      Covariate(name: "doubled", values: .numeric([numbers(data.doubled)]), varies: false),
    ]
    let trial = Trial.made(
      arms: data.treatment, levels: ["low", "placebo", "high"], control: "placebo", covariates: covariates, data.before,
      numbers(data.y))
    let results = BinaryComparison.results(for: trial, measures: [.riskDifference])
    #expect(reference.adjusted.count == 2)
    for row in reference.adjusted { try check(results.rows, row, by: reference.reference) }
    noteGiven(results.rows)
    #expect(
      results.notes == [
        "Subjects left out of g_computation because a covariate or the baseline is missing: y, visit post, 2 of them.",
        "g_computation leaves out a column that follows from the others: y, visit post, doubled.",
      ])
  }

  @Test func rowsStandInOrder() throws {
    let rows = BinaryComparison.results(for: try responders()).rows
    #expect(Set(rows.map(\.visit)) == ["2", "3", "5", "8"])
    #expect(rows.prefix(6).map(\.measure) == [.n, .events, .proportion, .n, .events, .proportion])
    #expect(
      rows[6..<14].map { $0.method ?? "" } == [
        "newcombe", "g_computation", "katz_log", "woolf_log", "newcombe_through_infinity", "newcombe_through_infinity",
        "exact", "pearson",
      ])
  }

  @Test func onlyWhatIsAskedForIsGiven() throws {
    let trial = try responders()
    let all = BinaryComparison.results(for: trial).rows
    for measure in BinaryComparison.measures {
      let some = BinaryComparison.results(for: trial, measures: [measure]).rows
      #expect(some == all.filter { $0.measure == measure }, "\(measure.rawValue)")
    }
  }

  private func small(
    _ treated: [Double], _ control: [Double], sites: [Int32]? = nil, covariates: [Covariate] = []
  ) -> Trial {
    let arms = treated.map { _ in "B" } + control.map { _ in "A" }
    let site = sites.map { Factor(name: "site", levels: ["s1", "s2"], codes: $0, reference: 0) }
    return .made(
      arms: arms, visits: ["post"], baselineVisit: nil, site: site, covariates: covariates, treated + control)
  }

  private func rows(_ results: Results, _ measure: Measure) -> [Estimate] {
    results.rows.filter { $0.measure == measure }
  }

  @Test func aBadEventTurnsBenefitRound() {
    let trial = small([1, 1, 1, 1, 0], [0, 0, 0, 0, 0, 1])
    let good = rows(BinaryComparison.results(for: trial), .numberNeededToTreat)
    let bad = rows(BinaryComparison.results(for: trial, eventIsGood: false), .numberNeededToTreat)
    #expect(good.map(\.term) == ["benefit", "harm"] && bad.map(\.term) == ["benefit", "harm"])
    #expect(isClose(good[0].estimate, 1 / (0.8 - 1.0 / 6), 1e-12))
    #expect(good[0].method == "newcombe" && good[0].confidenceHigh != nil && good[0].confidenceLevel == 0.95)
    #expect(good[1].estimate == nil && good[1].confidenceLow == nil && good[1].confidenceLevel == nil)
    #expect(bad[1].estimate == good[0].estimate && bad[0].estimate == nil)
  }

  @Test func anOpenEndIsNull() {
    let rows = rows(BinaryComparison.results(for: small([1, 1, 0, 0], [1, 0, 0, 0])), .numberNeededToTreat)
    #expect(rows.map(\.method) == ["newcombe_through_infinity", "newcombe_through_infinity"])
    #expect(rows[0].confidenceLow != nil && rows[0].confidenceHigh == nil && rows[0].confidenceLevel == 0.95)
    #expect(rows[1].estimate == nil && rows[1].confidenceLow != nil && rows[1].confidenceHigh == nil)
  }

  @Test func emptyCellsAreNoted() {
    let results = BinaryComparison.results(for: small([1, 1, 1], [0, 0, 1, 1]), measures: [.riskRatio])
    #expect(isClose(results.rows[0].estimate, (3.5 / 4) / (2.5 / 5), 1e-12))
    #expect(
      results.notes == [
        "An arm has no event, or nothing but events, so 0.5 is added to each of the four counts for risk_ratio (katz_log) "
          + "and odds_ratio (woolf_log): y, visit post, B - A."
      ])
  }

  @Test func nobodyHasTheEvent() {
    let results = BinaryComparison.results(for: small([0, 0, 0], [0, 0, 0, 0]))
    #expect(rows(results, .riskDifference)[0].estimate == 0)
    #expect(rows(results, .numberNeededToTreat).map(\.estimate) == [nil, nil])
    #expect(rows(results, .chiSquared)[0].pValue == nil)
    #expect(rows(results, .fisherExact)[0].pValue == 1)
    #expect(
      results.notes.suffix(2) == [
        "The risks are the same, so the number needed to treat has no estimate: y, visit post, B - A.",
        "All subjects have the event or none has, so there is no chi-squared test: y, visit post, B - A.",
      ])
  }

  @Test func anEmptyArmHasNothing() {
    let results = BinaryComparison.results(for: small([.nan, .nan], [0, 1, 1]))
    for row in results.rows where row.contrast != nil {
      #expect(row.estimate == nil && row.pValue == nil && row.confidenceLow == nil && row.confidenceLevel == nil)
    }
    #expect(results.notes.last == "No value in one of the two arms, so nothing is compared: y, visit post, B - A.")
  }

  @Test func separationIsSaidInWords() {
    // Nobody with the covariate has the event.
    let flag = Covariate(name: "flag", values: .numeric([[0, 1, 0, 1, 0, 0, 1, 0, 1, 0]]), varies: false)
    let trial = small([1, 0, 1, 0, 0], [1, 0, 0, 0, 1], covariates: [flag])
    let results = BinaryComparison.results(for: trial, measures: [.riskDifference])
    #expect(results.rows.map(\.method) == ["newcombe", "g_computation"])
    #expect(results.rows[1].estimate == nil && results.rows[1].n == 10)
    #expect(
      results.notes == [
        "Some subjects' events follow without exception from the model's columns (separation: flag), so the logistic "
          + "regression has no finite estimate and no g_computation is given; leave a covariate out or merge its "
          + "levels: y, visit post, B - A."
      ])
  }

  @Test func noEventInTheModel() {
    let age = Covariate(name: "age", values: .numeric([[30, 41, 35, 52, 28]]), varies: false)
    let results = BinaryComparison.results(
      for: small([0, 0], [0, 0, 0], covariates: [age]), measures: [.riskDifference])
    #expect(results.rows[1].estimate == nil)
    #expect(results.notes == ["No subject in the model has the event, so no g_computation: y, visit post, B - A."])
  }

  @Test func sitesArePooledAndCounted() {
    let trial = small([1, 0, 1, 1], [0, 0, 1, 0], sites: [0, 0, 1, -1, 0, 0, 1, 1])
    let results = BinaryComparison.results(for: trial, measures: [.riskDifference, .breslowDay])
    let pooled = results.rows.first { $0.method == "mantel_haenszel" }
    // By hand: site 1 has 1/2 against 0/2, weight 1; site 2 has 1/1 against 1/2, weight 2/3.
    #expect(isClose(pooled?.estimate, (0.5 * 1 + 0.5 * 2 / 3) / (1 + 2.0 / 3), 1e-14))
    #expect(pooled?.n == 7)
    #expect(
      results.notes.contains(
        "Subjects left out of what is pooled over sites: their site is unknown or has one of the two arms only: "
          + "y, visit post, B - A, 1 of them."))
  }

  @Test func scoreIntervalReachesTheNumberNeededToTreat() {
    let results = BinaryComparison.results(for: small([1, 1, 0, 0], [1, 0, 0, 0]), interval: .miettinenNurminen)
    let difference = rows(results, .riskDifference)[0]
    #expect(difference.method == "miettinen_nurminen" && difference.pValue != nil)
    let number = rows(results, .numberNeededToTreat)[0]
    #expect(number.method == "miettinen_nurminen_through_infinity")
    #expect(isClose(number.confidenceLow, 1 / (difference.confidenceHigh ?? 0), 1e-14))
  }

  @Test func needsTwoArms() {
    #expect(
      BinaryComparison.results(for: .made([1, 0], [0, 1])).notes == ["There is no arm, so nothing is compared."])
    let one = BinaryComparison.results(for: .made(arms: ["A", nil], [1, 0], [0, 1]))
    #expect(
      one.notes == [
        "There is one arm only (A), so nothing is compared.",
        "Subjects whose arm is unknown are left out of every comparison: 1.",
      ])
  }
}
