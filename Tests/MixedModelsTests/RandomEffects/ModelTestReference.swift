import Estimates
import MixedModels
import Tables
import TestSupport
import Testing
import Trials

/// Likelihood-ratio tests and profile intervals of `tests.R`.
struct ModelTestReferences: Decodable {
  struct Test: Decodable {
    let data, criterion: String
    let null, alternative: String
    let statistic: Double
    let mixtureDf: [Int]
    let pValue: Double
  }
  struct Limit: Decodable {
    let name: String
    let estimate, confLow, confHigh: Double
  }
  struct Profile: Decodable {
    let data, formula, criterion: String
    let limits: [Limit]
  }
  let likelihoodRatioTests: [Test]
  let profileIntervals: [Profile]
}

/// Distributions that are known in balanced layouts.
struct BootstrapReferences: Decodable {
  struct Number: Decodable {
    let measure, term: String
    let sd, low, high: Double
  }
  struct OneWay: Decodable {
    let data: String
    let f, pValue: Double
  }
  let formula: String
  let numbers: [Number]
  let oneWay: OneWay
}

/// Results of a model of the classic data, as the command has them.
struct ModelTestCase {
  private let classic: RandomReferences

  init() throws { classic = try Fixtures.read(RandomReferences.self, "RandomEffects/classic.json").value }

  func results(
    _ data: String, _ text: String, against other: String? = nil, isRestricted: Bool = true,
    _ change: (inout MixedModelRequest) -> Void = { _ in }
  ) throws -> Results {
    let set = try #require(classic.datasets[data])
    let formula = try ModelFormula(parsing: text)
    let against = try other.map { try ModelFormula(parsing: $0) }
    let whole = try against.map { try formula.union($0) } ?? formula
    let plan = try StudyPlan().merged(with: whole)
    let trial = try Trial(
      reading: .bytes(Array(set.csv.utf8), name: "made.csv"), plan: plan, formula: whole, options: ReadOptions())
    var request = MixedModelRequest()
    request.formula = formula
    request.against = against
    request.isMaximumLikelihood = !isRestricted
    request.visitColumn = plan.visit
    request.subjectColumn = plan.subject
    change(&request)
    return try MixedModel.results(for: trial, request: request)
  }
}
