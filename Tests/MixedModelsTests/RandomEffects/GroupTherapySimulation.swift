import Distributions
import Foundation
import LinearAlgebra
import MixedModels
import Testing
import Trials

/// How often tests of a treatment that does nothing reject at 5 %, where one arm was treated in groups. Not part of a test
/// run:
///
///     ENDLINE_SIMULATE=1 swift test -c release --filter GroupTherapySimulation
///
/// Prints the table of Documentation/Methods/group-therapy.md. ENDLINE_SIMULATE_COUNT trials a cell (10,000).
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["ENDLINE_SIMULATE"] != nil))
struct GroupTherapySimulation {
  private let count = ProcessInfo.processInfo.environment["ENDLINE_SIMULATE_COUNT"].flatMap(Int.init) ?? 10_000

  /// A baseline with slope 0.5 and residual variance 1 in both arms, `correlation` of which a group shares; groups of 6 to
  /// 10, as many controls as treated.
  private static func trial(_ random: inout RandomStream, groups: Int, correlation: Double) -> Trial {
    var (arm, group, baseline, outcome): ([Int32], [Int32], [Double], [Double]) = ([], [], [], [])
    func add(_ arms: Int32, _ label: Int32, _ error: Double) {
      let before = random.normal()
      arm.append(arms)
      group.append(label)
      baseline.append(before)
      outcome.append(0.5 * before + error)
    }
    for label in 0..<groups {
      let shared = correlation.squareRoot() * random.normal()
      for _ in 0..<6 + random.integer(below: 5) {
        add(1, Int32(label), shared + (1 - correlation).squareRoot() * random.normal())
      }
    }
    for _ in 0..<arm.count { add(0, -1, random.normal()) }
    return Trial(
      source: "simulated", rowCount: arm.count, sha256: nil, subjectCount: arm.count,
      arm: Factor(name: "arm", levels: ["control", "groups"], codes: arm, reference: 0), site: nil, visits: [nil],
      baselineVisit: nil, outcomes: [Outcome(name: "y", values: [outcome], baseline: baseline)], covariates: [],
      notes: [], group: Factor(name: "group", levels: (0..<groups).map(String.init), codes: group, reference: 0))
  }

  private struct Cell {
    var rejected = [Int](repeating: 0, count: 3)
    var (fitted, boundary, covered) = (0, 0, 0)
  }

  @Test func typeOneErrors() throws {
    print("groups | ICC | ignoring groups | Kenward-Roger | CR2-Satterthwaite | ICC interval covers | variance at 0")
    for groups in [6, 10, 20] {
      for correlation in [0, 0.05, 0.15] {
        let found = mapPieces(count) { try? Self.one($0, groups: groups, correlation: correlation) }
        var cell = Cell()
        for found in found.compactMap({ $0 }) {
          cell.fitted += 1
          for (place, p) in found.p.enumerated() where p < 0.05 { cell.rejected[place] += 1 }
          if found.isOnBoundary { cell.boundary += 1 }
          if found.covers { cell.covered += 1 }
        }
        let shares = (cell.rejected + [cell.covered, cell.boundary]).map {
          String(format: "%.4f", Double($0) / Double(cell.fitted))
        }
        print("\(groups) | \(correlation) | " + shares.joined(separator: " | ") + " | of \(cell.fitted)")
        #expect(Double(cell.fitted) > 0.999 * Double(count))
      }
    }
  }

  private struct Found: Sendable {
    let p: [Double]
    let isOnBoundary, covers: Bool
  }

  private static func one(_ replicate: Int, groups: Int, correlation: Double) throws -> Found {
    var random = RandomStream(seed: 20_261_121, stream: UInt64(replicate))
      .split(UInt64(1000 * groups + Int((100 * correlation).rounded())))
    let trial = trial(&random, groups: groups, correlation: correlation)
    let rows = try AnalysedRows(
      trial, outcome: 0, formula: ModelFormula(parsing: "y ~ baseline(y) + arm"), visitColumn: nil,
      subjectColumn: "id", therapy: GroupTherapy(trial))
    let structure = EqualVariances(order: 1)
    let fit = try #require(try RandomEffectsFit(rows, structure: structure, isRestricted: true))
    let plain = try #require(
      RepeatedMeasuresFit(rows.withoutTherapy.compressed(threads: 1), structure: structure, isRestricted: true))
    let sandwich = try #require(Sandwich(fit, groupsOf: rows, kind: .cr2))
    let inferences = [
      ModelInference(plain, method: .kenwardRoger, information: .observed),
      ModelInference(fit, method: .kenwardRoger, information: .observed),
      ModelInference(fit, method: .satterthwaite, information: .observed, sandwich: sandwich),
    ]
    let p = try inferences.map { inference -> Double in
      let test = try #require(inference).test(kept: [0, 0, 1])
      let (error, df) = (try #require(test.standardError), try #require(test.df))
      return 2 * StudentT(df: df).probability(abs(test.estimate / error), tail: .upper)
    }
    let treated = trial.group!.codes.indices.filter { trial.group!.codes[$0] >= 0 }
    let before = trial.outcomes[0].baseline!
    let ratio = VarianceRatio(
      design: Matrix(columns: [treated.map { _ in 1 }, treated.map { before[$0] }]),
      groups: treated.map { Int(trial.group!.codes[$0]) }, outcome: treated.map { trial.outcomes[0].values[0][$0] })
    let limits = try #require(ratio?.interval(level: 0.95))
    return Found(
      p: p, isOnBoundary: fit.randomCovariance(0)[0, 0] == 0,
      covers: limits.contains(correlation / (1 - correlation)))
  }
}
