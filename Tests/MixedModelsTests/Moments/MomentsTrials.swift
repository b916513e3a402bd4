import Distributions
import Estimates
import Foundation
import MixedModels
import Tables
import Testing
import Trials

/// Trials for moments files, and the ways between a trial and its files.
enum MomentsTrials {
  static let beatTheBlues = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Datasets/beat-the-blues/beat-the-blues.csv").path

  /// Beat the Blues, or the part of it that the filters keep, with the levels that the whole has.
  static func beatTheBlues(where filters: [String] = []) throws -> Trial {
    var plan = StudyPlan()
    plan.subject = "subject"
    plan.visit = "month"
    plan.arm = "treatment"
    plan.outcomes = ["bdi"]
    plan.covariates = ["drug", "length"]
    plan.levels = ["treatment=TAU,BtheB", "drug=No,Yes", "length=<6m,>6m"]
    plan.visits = "0,2,3,5,8"
    plan.filters = filters
    plan.keepsAbsentLevels = true
    return try Trial(reading: .file(beatTheBlues), plan: plan, options: ReadOptions())
  }

  /// A trial of four sites with gaps anywhere, a covariate that varies over visits, and three arms; one line a subject
  /// and visit.
  static func simulated(subjects: Int, seed: UInt64) -> String {
    var random = RandomStream(seed: seed)
    var text = "id,site,arm,sex,age,visit,dose,y\n"
    for subject in 1...subjects {
      let site = ["S1", "S2", "S3", "S4"][random.integer(below: 4)]
      let arm = ["C", "A", "B"][random.integer(below: 3)]
      let sex = random.uniform() < 0.5 ? "F" : "M"
      let age = 1000 + (20 * random.normal()).rounded()
      let own = 5 * random.normal()
      for visit in 0...4 {
        let dose = (3 * random.uniform()).rounded()
        let y = 40 + own + Double(visit) * (arm == "C" ? 1 : 2) + 0.1 * (age - 1000) + dose + 4 * random.normal()
        let isMissing = visit > 0 && random.uniform() < 0.2
        text += "\(subject),\(site),\(arm),\(sex),\(age),\(visit),\(dose),\(isMissing ? "" : "\(y)")\n"
      }
    }
    return text
  }

  static func simulated(_ text: String, where filters: [String] = []) throws -> Trial {
    try trial(
      text, covariates: ["sex", "age", "dose"], levels: ["arm=C,A,B", "sex=F,M"], visits: "0,1,2,3,4", where: filters)
  }

  static func trial(
    _ text: String, covariates: [String] = [], levels: [String] = [], visits: String? = nil,
    where filters: [String] = []
  ) throws -> Trial {
    var plan = StudyPlan()
    plan.subject = "id"
    plan.visit = "visit"
    plan.outcomes = ["y"]
    plan.arm = text.hasPrefix("id,site,arm") || text.contains(",arm,") ? "arm" : nil
    plan.covariates = covariates
    plan.levels = levels
    plan.visits = visits
    plan.filters = filters
    plan.keepsAbsentLevels = true
    return try Trial(reading: .bytes(Array(text.utf8), name: "made.csv"), plan: plan, options: ReadOptions())
  }

  static func request(_ formula: String, visit: String) throws -> MixedModelRequest {
    var request = MixedModelRequest()
    request.formula = try ModelFormula(parsing: formula)
    request.visitColumn = visit
    return request
  }

  static let trusted = DisclosureRule(isTrusted: true)

  /// Written and read again.
  static func file(
    _ trial: Trial, _ request: MixedModelRequest, rule: DisclosureRule = trusted, name: String = "a.json"
  ) throws -> MomentsFile {
    let release = try MomentsFile.release(of: trial, outcome: 0, request: request, rule: rule, name: name)
    return try MomentsFile(parsing: release.file.bytes, name: name)
  }
}

/// A file's cells as another reader of JSON finds them.
struct RawMoments: Decodable {
  struct Cell: Decodable {
    let group: String?
    let visits: [String]
    let columns: [Int]
    let count: Int
    let mean: [Double]
    let crossProducts: [Double]

    /// Σ (x − x̄)(z − z̄) of two of the cell's variables.
    func cross(_ i: Int, _ j: Int) -> Double {
      let (a, b) = (max(i, j), min(i, j))
      return crossProducts[a * (a + 1) / 2 + b]
    }
  }
  let columns: [String]
  let subjects: Int
  let identical: Bool
  let minCell: Int
  let withinTrustedNetwork: Bool
  let cells: [Cell]

  init(_ bytes: [UInt8]) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(RawMoments.self, from: Data(bytes))
  }
}

/// Rows and log-likelihood agree but for rounding.
func expectSame(_ found: Results, _ wanted: Results, to tolerance: Double = 1e-9) {
  #expect(found.rows.count == wanted.rows.count)
  for (row, reference) in zip(found.rows, wanted.rows) {
    #expect(row.term == reference.term)
    #expect(row.visit == reference.visit)
    #expect(row.n == reference.n)
    let pairs = [
      (row.estimate, reference.estimate), (row.standardError, reference.standardError), (row.df, reference.df),
      (row.pValue, reference.pValue), (row.confidenceLow, reference.confidenceLow),
      (row.confidenceHigh, reference.confidenceHigh),
    ]
    for (value, other) in pairs {
      #expect((value == nil) == (other == nil))
      guard let value, let other else { continue }
      // An estimate near zero is judged by its standard error, which says what its size is.
      let size = max(abs(other), 1e-3 * (reference.standardError ?? 0))
      #expect(abs(value - other) <= tolerance * size, "\(reference.measure) \(reference.term ?? ""): \(value) \(other)")
    }
  }
  for (fit, reference) in zip(found.fits, wanted.fits) {
    guard case .number(let value?)? = fit["log_likelihood"], case .number(let other?)? = reference["log_likelihood"]
    else {
      Issue.record("no log-likelihood")
      continue
    }
    #expect(abs(value - other) <= tolerance * abs(other))
    for name in ["observations", "subjects", "parameters_fixed", "parameters_covariance", "converged"] {
      #expect(fit[name] == reference[name])
    }
  }
}
