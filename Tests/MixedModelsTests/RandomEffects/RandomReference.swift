import Estimates
import Foundation
import MixedModels
import Tables
import TestSupport
import Testing
import Trials

/// What `Fixtures/RandomEffects/dense.R` says of models with random effects, and the data that they are of.
struct RandomReferences: Decodable {
  struct DataSet: Decodable {
    let levels: [String: [String]]?
    let columns: [String: [Cell]]
  }
  /// A number or a label; nil where missing.
  struct Cell: Decodable {
    let text: String

    init(_ text: String) { self.text = text }

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        text = ""
      } else if let number = try? container.decode(Double.self) {
        text = number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
      } else {
        text = try container.decode(String.self)
      }
    }
  }
  struct ErrorAndDf: Decodable {
    let stdError: Double
    let df: Double
  }
  struct Coefficient: Decodable {
    let name: String
    let estimate, stdError: Double
    let satterthwaite, satterthwaiteExpected: Double?
    let kenwardRoger, kenwardRogerExpected: ErrorAndDf?
  }
  struct Test: Decodable {
    let statistic, df1, df2: Double?
  }
  struct Joint: Decodable {
    let name: String
    let weights: [[Double]]
    let satterthwaite, satterthwaiteExpected, kenwardRoger, kenwardRogerExpected: Test?

    enum CodingKeys: String, CodingKey {
      case name, satterthwaite, satterthwaiteExpected, kenwardRoger, kenwardRogerExpected
      case weights = "L"
    }
  }
  struct Covariance: Decodable {
    let kind: String
    let group: String?
    let covariance: [[Double]]?
  }
  struct Effects: Decodable {
    let group: String
    let terms, levels: [String]
    /// By level, then effect.
    let estimate, conditionalSd, predictionErrorSd: [[Double]]
  }
  struct Away: Decodable {
    let parameters, score, beta: [Double]
    let logLikelihood: Double
    let observed, expected: [[Double]]
  }
  struct Share: Decodable {
    let estimate, stdError: Double
  }
  struct Dense: Decodable {
    let icc: Share?
    let awayFromOptimum: Away?
    let parameterNames: [String]?
    let randomEffects: [Effects]?
    let logLikelihood: Double
    let covariance: [Covariance]
    let beta: [Coefficient]
    let joint: [Joint]?
  }
  struct Model: Decodable {
    let name, data, formula, criterion: String
    let dense: Dense

    var label: String { "\(name), \(criterion)" }
    var isRestricted: Bool { criterion == "REML" }
  }
  let datasets: [String: DataSet]
  let models: [Model]
}

/// A model of a reference with its data, read as a file would be.
struct ReadCase {
  let trial: Trial
  /// With the formula and the roles that it gives.
  var request = MixedModelRequest()

  /// - Parameter beside: a categorical column that the formula does not name.
  init(
    _ data: RandomReferences.DataSet, formula written: String, isRestricted: Bool, beside: String? = nil,
    arm: String? = nil
  ) throws {
    let names = data.columns.keys.sorted()
    let count = data.columns[names[0]]?.count ?? 0
    var csv = names.joined(separator: ",") + "\n"
    for row in 0..<count { csv += names.map { data.columns[$0]![row].text }.joined(separator: ",") + "\n" }
    // What is a label there is one here, whatever it looks like.
    let levels = data.levels ?? [:]
    var text = written
    for name in levels.keys where levels[name]!.allSatisfy({ Double($0) != nil }) {
      text = Self.asFactor(name, in: text)
    }
    let formula = try ModelFormula(parsing: text)
    var roles = StudyPlan()
    roles.arm = arm
    var plan = try roles.merged(with: formula)
    if let beside { plan.covariates.append(beside + ":factor") }
    // A plan has no visit where it goes by rows.
    plan.levels = levels.filter { $0.key != plan.subject }.map {
      "\($0.key)=" + $0.value.map { "\"\($0)\"" }.joined(separator: ",")
    }
    trial = try Trial(
      reading: .bytes(Array(csv.utf8), name: "made.csv"), plan: plan, formula: formula, options: ReadOptions())
    request.formula = formula
    request.isMaximumLikelihood = !isRestricted
    request.visitColumn = plan.visit
    request.subjectColumn = plan.subject
  }

  func analysis(measures: Set<Measure>? = nil) throws -> MixedModelAnalysis {
    try MixedModelAnalysis(trial, measures: measures, request: request)
  }

  /// Wraps a name of the fixed part.
  private static func asFactor(_ name: String, in formula: String) -> String {
    formula.split(separator: " ", omittingEmptySubsequences: false)
      .map { $0 == Substring(name) ? "factor(\(name))" : String($0) }.joined(separator: " ")
      .replacing("| factor(\(name))", with: "| \(name)")
  }
}

/// A model of a reference fitted to its data.
struct RandomCase {
  let rows: AnalysedRows
  let fit: RandomEffectsFit

  init(
    _ model: RandomReferences.Model, of references: RandomReferences, isUnconstrained: Bool = false,
    isLarge: Bool? = nil
  ) throws {
    let made = try Self.rows(model, of: references)
    rows = made.rows
    fit = try #require(
      try RandomEffectsFit(
        rows, structure: made.structure, isRestricted: model.isRestricted, isUnconstrained: isUnconstrained,
        isLarge: isLarge))
  }

  static func rows(
    _ model: RandomReferences.Model, of references: RandomReferences
  ) throws -> (rows: AnalysedRows, structure: (any CovarianceStructure)?) {
    let data = try #require(references.datasets[model.data])
    let read = try ReadCase(data, formula: model.formula, isRestricted: model.isRestricted)
    let formula = try #require(read.request.formula)
    let visit = read.request.visitColumn
    let rows = try AnalysedRows(
      read.trial, outcome: 0, formula: formula, visitColumn: visit, subjectColumn: read.request.subjectColumn)
    let family = visit == nil ? nil : formula.residual.flatMap { CovarianceFamily(named: $0.structure) }
    return (rows, try family.map { try $0.structure(order: rows.visits.count) })
  }
}

extension RandomReferences.DataSet {
  /// The columns as a file.
  var csv: String {
    let names = columns.keys.sorted()
    let count = columns[names[0]]?.count ?? 0
    var csv = names.joined(separator: ",") + "\n"
    for row in 0..<count { csv += names.map { columns[$0]![row].text }.joined(separator: ",") + "\n" }
    return csv
  }
}
