import Estimates
import Foundation
import MixedModels
import TestSupport
import Testing
import Trials

/// What was observed beside what a model says of it.
@Suite struct FitCheckTests {
  private struct Fixture: Decodable {
    struct Children: Decodable {
      let subject, sex: [String]
      let age, distance: [Double]
    }
    struct Row: Decodable {
      let measure: String
      let arm, visit, term: String?
      let estimate: Double
      let n: Int
    }
    struct Case: Decodable {
      let `case`: String
      let rows: [Row]
    }
    let orthodont: Children
    let cases: [Case]
  }

  private struct Key: Hashable {
    let measure: String
    let arm, visit, term: String?
  }

  private static func results(_ trial: Trial, _ formula: String, visit: String) throws -> Results {
    var request = try MomentsTrials.request(formula, visit: visit)
    request.hasDiagnostics = true
    return try MixedModel.results(for: trial, measures: Set(MixedModel.diagnosticMeasures), request: request)
  }

  private func compare(_ results: Results, with name: String, of fixture: Referenced<Fixture>) throws {
    let theirs = try #require(fixture.value.cases.first { $0.case == name })
    #expect(results.rows.count == theirs.rows.count)
    let rows = Dictionary(
      uniqueKeysWithValues: results.rows.map {
        (Key(measure: $0.measure.rawValue, arm: $0.arm, visit: $0.visit, term: $0.term), $0)
      })
    for other in theirs.rows {
      let key = Key(measure: other.measure, arm: other.arm, visit: other.visit, term: other.term)
      let row = try #require(rows[key], "\(key)")
      let place = [other.arm, other.visit, other.term].compactMap { $0 }.joined(separator: ", ")
      let compared = Compared(other.measure, row.method, "\(name), \(place)", by: fixture.reference)
      let isCorrelation = other.measure.contains("correlation")
      #expect(row.n == other.n)
      #expect(
        compared.agrees("estimate", row.estimate, other.estimate, within: 1e-8, floor: isCorrelation ? 0.1 : 1),
        "\(key) \(row.estimate ?? .nan) \(other.estimate)")
    }
  }

  @Test func beatTheBluesAgrees() throws {
    let (_, trial, formula) = try RealTrialTests.beatTheBlues()
    let results = try Self.results(trial, formula, visit: "month")
    try compare(results, with: "us", of: Fixtures.read(Fixture.self, "mixed-observed.json"))
    #expect(results.notes.last?.contains("nothing here can test that values are missing at random") == true)
  }

  /// A covariance for each level of a factor that is not the arm.
  @Test func aCovarianceOfEachGroupAgrees() throws {
    let (_, trial, _) = try RealTrialTests.beatTheBlues()
    let file = Fixtures.root.appending(path: "Datasets/beat-the-blues/beat-the-blues.csv")
    let grouped = try LongTable(csv: file).trial(
      .init(
        subject: "subject", visit: "month", outcome: "bdi", arm: "treatment", control: "TAU", baselineVisit: "0",
        factors: ["drug"]))
    #expect(trial.subjectCount == grouped.subjectCount)
    let formula =
      "bdi ~ baseline(bdi) * factor(month) + treatment * factor(month) + cs(month | drug / subject)"
    try compare(
      Self.results(grouped, formula, visit: "month"), with: "cs by drug",
      of: Fixtures.read(Fixture.self, "mixed-observed.json"))
  }

  /// Some miss an age and come back; a covariance for each arm.
  @Test func gapsAgree() throws {
    let fixture = try Fixtures.read(Fixture.self, "mixed-observed.json")
    let children = fixture.value.orthodont
    let table = LongTable(columns: [
      "subject": children.subject, "sex": children.sex, "age": children.age.map { "\(Int($0))" },
      "distance": children.distance.map { "\($0)" },
    ])
    let trial = table.trial(.init(subject: "subject", visit: "age", outcome: "distance", arm: "sex", control: "Male"))
    let results = try Self.results(trial, "distance ~ sex * age + us(age | sex / subject)", visit: "age")
    #expect(Set(results.rows.compactMap(\.term)).isSuperset(of: ["intermittent", "last visit 10", "every visit"]))
    try compare(results, with: "us by sex", of: fixture)
  }

  private static let simulated = MomentsTrials.simulated(subjects: 80, seed: 21)
  private static let formula = "y ~ arm*factor(visit) + dose + us(visit | id)"

  /// Of y in other units and from another zero: means and SDs follow, covariances by the square, correlations stay.
  @Test func unitsAndOffsetsFollow() throws {
    let lines = Self.simulated.split(separator: "\n", omittingEmptySubsequences: true)
    let moved = lines.enumerated().map { place, line -> String in
      var fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      if place > 0, let y = Double(fields[7]) { fields[7] = "\(1000 + 8 * y)" }
      return fields.joined(separator: ",")
    }.joined(separator: "\n")
    let plain = try Self.results(MomentsTrials.simulated(Self.simulated), Self.formula, visit: "visit")
    let other = try Self.results(MomentsTrials.simulated(moved), Self.formula, visit: "visit")
    #expect(plain.rows.count == other.rows.count && plain.rows.count > 300)
    for (row, image) in zip(plain.rows, other.rows) {
      let value = try #require(row.estimate)
      let expected =
        switch row.measure {
        case .observedMean, .modelledMean: 1000 + 8 * value
        case .meanMisfit, .observedSD, .modelledSD: 8 * value
        case .observedCovariance, .modelledCovariance, .covarianceMisfit: 64 * value
        default: value
        }
      #expect(abs(try #require(image.estimate) - expected) < 1e-7 * max(1, abs(expected)), "\(row)")
      #expect((row.n, row.arm, row.visit, row.term) == (image.n, image.arm, image.visit, image.term))
    }
  }

  @Test func theOrderOfRowsDoesNotMatter() throws {
    let lines = Self.simulated.split(separator: "\n").map(String.init)
    let turned = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n")
    let plain = try Self.results(MomentsTrials.simulated(Self.simulated), Self.formula, visit: "visit")
    let other = try Self.results(MomentsTrials.simulated(turned), Self.formula, visit: "visit")
    #expect(plain.rows.count == other.rows.count)
    for (row, image) in zip(plain.rows, other.rows) {
      #expect(abs(try #require(row.estimate) - #require(image.estimate)) < 1e-9)
    }
  }

  /// Each row is in one pattern: the patterns' means, weighted, are the mean of all.
  @Test func patternsAddUp() throws {
    let rows = try Self.results(MomentsTrials.simulated(Self.simulated), Self.formula, visit: "visit").rows
    for all in rows where all.term == nil && [.observedMean, .modelledMean, .meanMisfit].contains(all.measure) {
      let parts = rows.filter {
        $0.term != nil && $0.measure == all.measure && $0.arm == all.arm && $0.visit == all.visit
      }
      #expect(parts.reduce(0) { $0 + ($1.n ?? 0) } == all.n)
      let sum = parts.reduce(0) { $0 + Double($1.n ?? 0) * ($1.estimate ?? .nan) }
      #expect(abs(sum / Double(all.n ?? 0) - (all.estimate ?? .nan)) < 1e-10)
    }
    let sizes = rows.filter { $0.measure == .patternSubjects }
    #expect(sizes.reduce(0) { $0 + ($1.estimate ?? 0) } == 80)
  }

  /// Cells of one and of nobody have no SD and no covariance, and notes that say so.
  @Test func whatIsTooFewIsNullAndSaidSo() throws {
    var text = "id,arm,visit,y\n"
    for subject in 1...30 {
      let arm = subject % 3 == 0 ? "B" : "A"
      for visit in 1...3 {
        // Of B one subject has visit 2 and none visit 3.
        if arm == "B", visit == 3 || (visit == 2 && subject != 6) { continue }
        text += "\(subject),\(arm),\(visit),\((subject * 7 + visit * visit * 5 + subject * visit * 3) % 11)\n"
      }
    }
    let results = try Self.results(
      MomentsTrials.trial(text), "y ~ arm + factor(visit) + us(visit | id)", visit: "visit")
    func row(_ measure: Measure, _ visit: String, _ term: String? = nil) throws -> Estimate {
      try #require(
        results.rows.first { $0.measure == measure && $0.arm == "B" && $0.visit == visit && $0.term == term })
    }
    #expect(try row(.observedMean, "2").estimate == Double((42 + 20 + 36) % 11))
    #expect(try row(.observedSD, "2").estimate == nil && row(.modelledSD, "2").estimate == nil)
    #expect(try row(.observedMean, "3").n == 0 && row(.modelledMean, "3").estimate == nil)
    #expect(try row(.observedCovariance, "2", "with 1").estimate == nil)
    #expect(try row(.covarianceMisfit, "3", "with 1").estimate == nil)
    #expect(try row(.modelledCovariance, "3", "with 1").estimate != nil)
    #expect(results.notes.contains("y: no analysed value, and so no mean: B at visit 3."))
    #expect(results.notes.contains("y: one analysed value, and so no SD: B at visit 2."))
    #expect(
      results.notes.contains {
        $0.hasPrefix("y: fewer than two subjects have values, and so no observed covariance: B at visits 1 and 2, ")
      })
  }

  @Test func nothingIsAddedUnasked() throws {
    let trial = try MomentsTrials.simulated(Self.simulated)
    let request = try MomentsTrials.request(Self.formula, visit: "visit")
    let rows = try MixedModel.results(for: trial, request: request).rows
    #expect(!rows.contains { MixedModel.diagnosticMeasures.contains($0.measure) })
  }

  /// Who was never seen is in no pattern; a single visit has none.
  @Test func oneVisitHasNoPatterns() throws {
    var text = "id,visit,y\n"
    for subject in 1...12 { text += "\(subject),a,\(subject * subject % 7)\n" }
    let rows = try Self.results(MomentsTrials.trial(text), "y ~ 1 + us(visit | id)", visit: "visit").rows
    #expect(rows.map(\.measure).contains(.observedSD) && !rows.map(\.measure).contains(.patternSubjects))
    #expect(rows.filter { $0.term != nil }.map(\.term) == ["with a", "with a", "with a"])
  }
}
