internal import Diagnostics
public import Estimates
internal import Trials

extension MixedModel {
  /// The results of the model that pooled files hold: those of the pooled subjects, but for rounding.
  ///
  /// - Parameter request: its formula and visit column are of no account, for the files have them.
  public static func results(
    for pool: MomentsPool, measures: Set<Measure>? = nil, request: MixedModelRequest
  ) throws -> Results {
    var request = request
    request.constrainsBaseline = pool.header.constrainedBaseline != nil
    let rows = pool.rows
    if request.robust != nil { throw MomentsFileError.needsSubjects(what: "--robust") }
    if request.hasDiagnostics { throw MomentsFileError.needsSubjects(what: "--diagnostics") }
    try checkNeedsNoSubjects(request.means, rows: rows)
    request.formula = pool.model.formula
    request.visitColumn = pool.header.visitColumn
    let trial = pool.namesOnly
    var found = try fitted(
      trial, outcome: trial.outcomes[0], formula: pool.model.formula, rows: rows, request: request)
    found.source = .init(trial: trial, outcome: trial.outcomes[0], formula: pool.model.formula, rows: rows)
    return try results(
      [found],
      measures: measures, request: request)
  }

  /// Weights by rows need the factors' joint counts; two of the standard deviations are of columns that have no moments.
  private static func checkNeedsNoSubjects(_ means: MeansOptions, rows: AnalysedRows) throws(MomentsFileError) {
    if means.weights != .equal { throw .needsSubjects(what: "--weights \(means.weights.rawValue)") }
    if let deviation = means.standardDeviation, deviation == .baseline || deviation == .total {
      throw .needsSubjects(what: "--sd \(deviation.rawValue)")
    }
    for (index, variable) in rows.design.variables.enumerated() {
      guard case .numeric = variable.values, rows.pooledMean(of: index, over: means.covariateMean ?? .rows) == nil
      else {
        continue
      }
      throw .needsSubjects(what: "the mean of \(inQuotes(variable.name)), which has no term of its own,")
    }
  }
}
