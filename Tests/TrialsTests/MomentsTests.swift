import Foundation
import LinearAlgebra
import TestSupport
import Testing
import Trials

/// A trial made of columns, without a file.
private func trial(
  _ values: [[Double]], arms: [Int32]? = nil, sites: [Int32]? = nil, baselineColumn: [Double]? = nil,
  covariates: [Covariate] = []
) -> Trial {
  func factor(_ name: String, _ codes: [Int32]?) -> Factor? {
    codes.map { codes in
      let levels = (0...max(0, Int(codes.max() ?? 0))).map { "\(name)\($0)" }
      return Factor(name: name, levels: levels, codes: codes, reference: 0)
    }
  }
  return Trial(
    source: "made", rowCount: values[0].count, sha256: nil, subjectCount: values[0].count, arm: factor("arm", arms),
    site: factor("site", sites), visits: values.indices.map { "\($0)" },
    baselineVisit: baselineColumn == nil ? 0 : nil,
    outcomes: [Outcome(name: "y", values: values, baseline: baselineColumn ?? values[0])], covariates: covariates,
    notes: [])
}

/// Scores as trials have them, each missing with probability `missing`.
private func scores(subjects: Int, visits: Int, missing: Double, seed: UInt64) -> [[Double]] {
  var random = SplitMix(state: seed)
  return (0..<visits).map { visit in
    (0..<subjects).map { _ in
      let value = 50 + Double(visit) + 10 * (random.unit() + random.unit() + random.unit() - 1.5)
      return random.unit() < missing ? .nan : value
    }
  }
}

/// The textbook's two passes over the complete cases, by another route than the module's: no blocks, no packing.
private func direct(_ columns: [[Double]], keep: (Int) -> Bool = { _ in true }) -> MomentSummary {
  let rows = columns[0].indices.filter { row in keep(row) && columns.allSatisfy { !$0[row].isNaN } }
  let mean = columns.map { column in
    let rough = rows.reduce(0.0) { $0 + column[$1] } / Double(rows.count)
    return rough + rows.reduce(0.0) { $0 + (column[$1] - rough) } / Double(rows.count)
  }
  var products = Matrix(rows: columns.count, columns: columns.count)
  for i in columns.indices {
    for j in columns.indices {
      products[i, j] = rows.reduce(0.0) { $0 + (columns[i][$1] - mean[i]) * (columns[j][$1] - mean[j]) }
    }
  }
  return MomentSummary(count: rows.count, mean: mean, crossProducts: products)
}

/// Whether two summaries agree within a relative tolerance; cross-products relative to the variances they stand between.
private func agree(_ a: MomentSummary, _ b: MomentSummary, within tolerance: Double) -> Bool {
  guard a.count == b.count, a.mean.count == b.mean.count else { return false }
  for i in a.mean.indices {
    guard abs(a.mean[i] - b.mean[i]) <= tolerance * abs(b.mean[i]) else { return false }
    for j in a.mean.indices {
      let scale = (b.crossProducts[i, i] * b.crossProducts[j, j]).squareRoot()
      guard abs(a.crossProducts[i, j] - b.crossProducts[i, j]) <= tolerance * scale else { return false }
    }
  }
  return true
}

private func summary(of values: [Double]) -> MomentSummary {
  Moments(of: trial([values]), outcome: 0).summary(arm: nil, visits: [0])
}

@Suite struct MomentsTests {
  // NIST StRD, the sets made by a rule; certified means and SDs are those of the rule. A double's nearest value to 0.1
  // at 10⁶ and 10⁷ leaves 9.4 and 8.2 digits of the SD of NumAcc3 and NumAcc4 (the SD of the numbers as stored).
  @Test(arguments: [
    ("NumAcc1", 10_000_001.0, 10_000_003.0, 10_000_002.0, 1, 10_000_002.0, 1.0, 15.0),
    ("NumAcc2", 1.2, 1.1, 1.3, 500, 1.2, 0.1, 14.0),
    ("NumAcc3", 1_000_000.2, 1_000_000.1, 1_000_000.3, 500, 1_000_000.2, 0.1, 9.0),
    ("NumAcc4", 10_000_000.2, 10_000_000.1, 10_000_000.3, 500, 10_000_000.2, 0.1, 8.0),
  ])
  func numericalAccuracySets(
    name: String, first: Double, odd: Double, even: Double, pairs: Int, mean: Double, sd: Double, sdDigits: Double
  ) throws {
    let values = [first] + (0..<pairs).flatMap { _ in [odd, even] }
    let summary = summary(of: values)
    let nist = Certified(name, isMadeByRule: true)
    #expect(nist.digits("mean", summary.mean[0], mean) >= 15)
    #expect(nist.digits("SD", summary.standardDeviation(0), sd) >= sdDigits)
  }

  @Test(
    .enabled(if: NISTDataset.isAvailable, "needs NIST's files: set ENDLINE_NIST"),
    arguments: ["Lew", "Lottery", "Mavro", "Michelso"])
  func observedSets(name: String) throws {
    let data = try NISTDataset(name)
    let values = data.rows.map { $0[0] }
    #expect(values.count > 2)
    let summary = summary(of: values)
    let nist = Certified(name, isMadeByRule: false)
    #expect(nist.digits("mean", summary.mean[0], data.certified("Sample", "Mean")) >= 14.9)
    #expect(nist.digits("SD", summary.standardDeviation(0), data.certified("Sample", "Standard", "Deviation")) >= 13)
  }

  @Test(arguments: [[0], [4], [0, 1], [3, 1], [0, 1, 2, 3, 4], []])
  func summaryIsTheTwoPassResultOnCompleteCases(visits: [Int]) {
    let values = scores(subjects: 20_000, visits: 5, missing: 0.3, seed: 1)
    let arms = (0..<20_000).map { Int32($0 % 3) - 1 }
    let moments = Moments(of: trial(values, arms: arms, sites: arms.map { ($0 * 7 + 8) % 5 }), outcome: 0)
    guard !visits.isEmpty else {
      #expect(moments.summary(arm: nil, visits: []).count == 20_000)
      #expect(moments.summary(arm: 1, visits: []).count == arms.count { $0 == 1 })
      return
    }
    let columns = visits.map { values[$0] }
    #expect(agree(moments.summary(arm: nil, visits: visits), direct(columns), within: 1e-12))
    for arm in 0..<2 {
      #expect(
        agree(moments.summary(arm: arm, visits: visits), direct(columns) { arms[$0] == arm }, within: 1e-12))
    }
  }

  @Test func anyPartitionOfTheSubjectsInAnyOrderGivesTheSame() {
    let subjects = 9_000
    let values = scores(subjects: subjects, visits: 4, missing: 0.2, seed: 2)
    let arms = (0..<subjects).map { Int32($0 % 2) }
    let whole = Moments(of: trial(values, arms: arms), outcome: 0)
    var random = SplitMix(state: 3)
    for _ in 0..<5 {
      let order = (0..<subjects).shuffled(using: &random)
      var cuts = (0..<random.below(6)).map { _ in random.below(subjects) }.sorted()
      cuts = [0] + cuts + [subjects]
      let parts = zip(cuts, cuts.dropFirst()).filter { $0 < $1 }.map { low, high in
        let chosen = order[low..<high]
        // The last subject's codes fix the levels, so that every part has both arms.
        return Moments(
          of: trial(values.map { column in chosen.map { column[$0] } }, arms: chosen.map { arms[$0] }), outcome: 0)
      }
      let merged = parts.shuffled(using: &random).reduce(nil as Moments?) { $0?.merged(with: $1) ?? $1 }
      let pairs = zip(merged?.cellSummaries ?? [], whole.cellSummaries)
      #expect(merged?.cellSummaries.map(\.key) == whole.cellSummaries.map(\.key))
      for (a, b) in pairs { #expect(agree(a.summary, b.summary, within: 1e-12)) }
      for visits in [[0], [0, 3], [0, 1, 2, 3]] {
        guard let merged else { continue }
        #expect(
          agree(merged.summary(arm: 1, visits: visits), whole.summary(arm: 1, visits: visits), within: 1e-12))
      }
    }
  }

  @Test func anyNumberOfThreadsGivesTheSameBits() {
    let values = scores(subjects: 50_001, visits: 5, missing: 0.25, seed: 4)
    let arms = (0..<50_001).map { Int32($0 % 2) }
    let trial = trial(values, arms: arms)
    let one = Moments(of: trial, outcome: 0, covariates: [], threads: 1)
    for threads in [2, 3, 7, 64] { #expect(Moments(of: trial, outcome: 0, covariates: [], threads: threads) == one) }
    #expect(Moments(of: trial, outcome: 0) == one)
  }

  @Test func theBaselineColumnComesFirst() {
    let values = scores(subjects: 500, visits: 3, missing: 0.2, seed: 5)
    let moments = Moments(of: trial([values[1], values[2]], baselineColumn: values[0]), outcome: 0)
    #expect(moments.variables == [.baselineColumn, .visit(0), .visit(1)])
    #expect(agree(moments.summary(arm: nil, visits: [-1, 1]), direct([values[0], values[2]]), within: 1e-12))
    #expect(agree(moments.summary(arm: nil, visits: [1, -1]), direct([values[2], values[0]]), within: 1e-12))
  }

  @Test func covariatesAreVariablesAndPartOfThePattern() {
    let values = scores(subjects: 3_000, visits: 2, missing: 0.2, seed: 6)
    let age = scores(subjects: 3_000, visits: 1, missing: 0.1, seed: 7)
    let sex = (0..<3_000).map { Int32($0 % 4) - 1 }
    let trial = trial(
      values,
      covariates: [
        Covariate(name: "age", values: .numeric(age), varies: false),
        Covariate(name: "sex", values: .factor(levels: ["f", "m", "x"], codes: [sex]), varies: false),
      ])
    let moments = Moments(of: trial, outcome: 0, covariates: [1, 0], threads: 1)
    #expect(
      moments.variables == [
        .visit(0), .visit(1), .level(covariate: 1, 1), .level(covariate: 1, 2), .covariate(0),
      ])
    let dummies = (1...2).map { level in sex.map { $0 < 0 ? Double.nan : $0 == level ? 1 : 0 } }
    #expect(
      agree(
        moments.summary(arm: nil, of: [.covariate(0), .visit(1), .level(covariate: 1, 2)]),
        direct([age[0], values[1], dummies[1]]), within: 1e-12))
    // Nobody is left out for a covariate.
    #expect(moments.summary(arm: nil, visits: [0]).count == values[0].count { !$0.isNaN })
  }

  private struct Offset: Decodable {
    struct Summary: Decodable {
      let visits: [Int]
      let n: Int
      let means, remainders, sds: [Double]
      let correlation: Double?
    }
    let values: [[Double?]]
    let summaries: [Summary]
  }

  /// Values near 1e9 in sixteen patterns, against exact rational arithmetic (`moments-offset.py`).
  @Test func aCommonOffsetCostsNoDigits() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/moments-offset.json")
    let fixture = try JSONDecoder().decode(Offset.self, from: Data(contentsOf: file))
    let values = fixture.values.map { $0.map { $0 ?? .nan } }
    let arms = values[0].indices.map { Int32($0 % 2) }
    // All at once, and from two files whose subjects differ.
    let whole = Moments(of: trial(values, arms: arms), outcome: 0)
    let parts = [0..<31, 31..<90].map { part in
      Moments(of: trial(values.map { Array($0[part]) }, arms: Array(arms[part])), outcome: 0)
    }
    for moments in [whole, parts[0].merged(with: parts[1])] {
      for exact in fixture.summaries {
        let found = moments.summary(arm: nil, visits: exact.visits)
        #expect(found.count == exact.n)
        for place in exact.visits.indices {
          let sd = found.standardDeviation(place) ?? .nan
          #expect(abs(sd / exact.sds[place] - 1) < 1e-14, "\(exact.visits)")
          // Both halves together: half a unit may be rounded up or down.
          let distance = found.mean[place] - exact.means[place] + (found.meanRemainder[place] - exact.remainders[place])
          #expect(abs(distance) < 1e-15 && abs(found.meanRemainder[place]) < 1.2e-7, "\(exact.visits)")
        }
        if let correlation = exact.correlation {
          let product = exact.sds[0] * exact.sds[1]
          #expect(abs((found.covariance(0, 1) ?? .nan) / product - correlation) < 1e-14)
        }
      }
    }
  }

  @Test func anyNumberOfVisits() {
    for visits in [17, 64, 65, 130] {
      let values = scores(subjects: 300, visits: visits, missing: 0.05, seed: UInt64(visits))
      let moments = Moments(of: trial(values), outcome: 0)
      let wanted = [visits - 1, 0, visits / 2]
      #expect(agree(moments.summary(arm: nil, visits: wanted), direct(wanted.map { values[$0] }), within: 1e-12))
    }
  }

  @Test func nobodyObservedAndOneSubject() {
    let nobody = Moments(of: trial([[.nan, .nan]]), outcome: 0).summary(arm: nil, visits: [0])
    #expect(nobody == MomentSummary(variables: 1))
    #expect(nobody.standardDeviation(0) == nil)
    let one = summary(of: [3, .nan])
    #expect(one.count == 1 && one.mean == [3] && one.crossProducts[0, 0] == 0)
    let none = Moments(of: trial([[]]), outcome: 0)
    #expect(none.summary(arm: nil, visits: [0]).count == 0)
  }

  @Test func aShiftOfScaleMovesMeansOnly() {
    let values = scores(subjects: 2_000, visits: 2, missing: 0.1, seed: 9)
    let plain = Moments(of: trial(values), outcome: 0).summary(arm: nil, visits: [0, 1])
    let shifted = Moments(of: trial(values.map { $0.map { $0 + 1e6 } }), outcome: 0).summary(arm: nil, visits: [0, 1])
    // What the shift itself rounds off the values is 1e-10 of their spread.
    for i in 0..<2 {
      #expect(abs(shifted.mean[i] - plain.mean[i] - 1e6) < 1e-9)
      #expect(abs(shifted.crossProducts[i, i] / plain.crossProducts[i, i] - 1) < 1e-9)
    }
  }
}
