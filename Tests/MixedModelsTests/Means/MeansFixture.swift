import Estimates
import Foundation
import MixedModels
import Trials

/// What R makes of Beat the Blues: `mmrm-btheb.json` and `mixed-means.json`.
struct MeansFixture: Decodable {
  struct Row: Decodable {
    let kind, spec, weights: String
    let contrast, treatment, visit, drug: String?
    let estimate, stdError: Double
  }
  struct Joint: Decodable {
    let term: String
    let df1, statistic: Double
  }
  struct Case: Decodable {
    let formula: String
    let rows: [Row]
    let joint: [Joint]
  }
  struct Tail: Decodable {
    struct Value: Decodable { let t, pValue: Double }
    let correlation: [[Double]]
    let df: Double
    let tails: [Value]
  }
  struct Count: Decodable {
    let treatment, visit: String
    let n: Int
  }
  let cases: [Case]
  let constrained: [Row]
  let tails: [Tail]
  let deviations: [String: Double]
  let counts: [Count]

  static func read() throws -> MeansFixture { try decode(from: "mixed-means.json") }
}

struct BeatTheBluesFixture: Decodable {
  struct Interval: Decodable {
    let name: String
    let estimate, stdError, df, statistic, pValue, confLow, confHigh: Double
  }
  struct Multiplicity: Decodable {
    let df, critical95: Double
    let pValue: [Double]
  }
  struct Tested: Decodable {
    struct Method: Decodable { let stdError, df: Double }
    let name: String
    let estimate: Double
    /// Nil for ML.
    let kenwardRoger: Method?
  }
  struct Joint: Decodable {
    struct Method: Decodable {
      let statistic, df2: Double
      let df1: Int
    }
    let name: String
    let kenwardRoger, satterthwaite: Method?
  }
  struct Model: Decodable {
    let loglik: Double?
    /// Nil where there is no optimum.
    let matrix: [[[Double]]]?
    let contrasts: [Tested]
    let joint: [Joint]
  }
  struct Constrained: Decodable {
    let multiplicity: Multiplicity
    let models: [Model]
  }
  let baselineMean, baselineMeanSubjects: Double
  let kenwardRogerIntervals: [Interval]
  let multiplicity: Multiplicity
  let models: [Model]
  let constrained: Constrained

  static func read() throws -> BeatTheBluesFixture { try decode(from: "mmrm-btheb.json") }
}

private func decode<Fixture: Decodable>(from name: String) throws -> Fixture {
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(Fixture.self, from: covarianceFixtureFile(name))
}

/// Beat the Blues with its arms, drug and length as covariates where asked, and a mean of its own at each visit.
func beatTheBluesTrial(
  covariates: [String] = [], control: Int = 0, subjects: Int = .max, factor: Double = 1,
  drugLevels: [String] = ["No", "Yes"]
) throws -> Trial {
  let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
  let file = root.appending(path: "Datasets/beat-the-blues/beat-the-blues-wide.csv")
  let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst().prefix(subjects)
    .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  func codes(_ place: Int, _ levels: [String]) -> [Int32] {
    rows.map { row in levels.firstIndex(of: row[place]).map(Int32.init) ?? -1 }
  }
  let known = [("drug", 2, drugLevels), ("length", 3, ["<6m", ">6m"])]
  let values = (4...8).map { column in rows.map { (Double($0[column]) ?? .nan) * factor } }
  return Trial(
    source: "made.csv", rowCount: rows.count, sha256: nil, subjectCount: rows.count,
    arm: Factor(
      name: "treatment", levels: ["TAU", "BtheB"], codes: codes(1, ["TAU", "BtheB"]), reference: control),
    site: nil, visits: ["0", "2", "3", "5", "8"], baselineVisit: 0,
    outcomes: [Outcome(name: "bdi", values: values, baseline: values[0])],
    covariates: known.filter { covariates.contains($0.0) }.map { name, place, levels in
      Covariate(name: name, values: .factor(levels: levels, codes: [codes(place, levels)]), varies: false)
    }, notes: [])
}

/// Relative difference, or absolute below 1.
func difference(_ ours: Double?, _ theirs: Double) -> Double {
  guard let ours else { return .infinity }
  return abs(ours - theirs) / max(1, abs(theirs))
}
