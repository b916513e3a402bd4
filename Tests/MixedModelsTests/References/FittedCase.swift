import LinearAlgebra
import MixedModels
import TestSupport
import Testing
import Trials

/// A model fitted to a trial, with the tests of a reference.
struct FittedCase {
  let rows: AnalysedRows
  let data: CompressedTrial
  let family: CovarianceFamily
  let fit: RepeatedMeasuresFit

  /// - Parameter times: when visits are, for families that ask.
  init(
    _ trial: Trial, formula: String, visitColumn: String, covariance: String, isRestricted: Bool,
    times: [Double]? = nil
  ) throws {
    rows = try AnalysedRows(
      trial, outcome: 0, formula: ModelFormula(parsing: formula), visitColumn: visitColumn)
    data = try rows.compressed()
    family = try #require(CovarianceFamily(named: covariance))
    let structure = try family.structure(order: rows.visits.count, times: times)
    fit = try #require(RepeatedMeasuresFit(data, structure: structure, isRestricted: isRestricted))
  }

  func inference(
    _ method: DegreesOfFreedomMethod, _ information: CovarianceInformation = .observed, robust: RobustCovariance? = nil
  ) throws -> ModelInference {
    let sandwich = try robust.map { try #require(Sandwich(fit, rows: rows, kind: $0)) }
    return try #require(ModelInference(fit, method: method, information: information, sandwich: sandwich))
  }

  /// Weights on the kept columns as weights on all, where that is the same function.
  func spread(_ kept: [Double]) -> [Double] {
    var weights = [Double](repeating: 0, count: data.designColumns)
    for (place, column) in data.kept.enumerated() { weights[column] = kept[place] }
    for (place, column) in data.aliased.enumerated() {
      weights[column] = zip(kept, data.aliasCoefficients.column(place)).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return weights
  }
}

/// How close every quantity has to come, relative to the reference (an estimate: to its standard error).
enum Closeness {
  static let logLikelihood = 1e-11
  static let estimate = 1e-8
  static let standardError = 1e-8
  static let df = 1e-7
  static let covariance = 1e-7
}
