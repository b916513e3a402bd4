import MixedModels
import TestSupport
import Trials

/// Residuals of Beat the Blues and the model refitted without each subject, as R has them.
struct DiagnosticsFixture: Decodable {
  struct Residuals: Decodable {
    let subject, month: [Int]
    let raw, standardised, scaled: [Double]
  }
  struct LeftOut: Decodable {
    let subject: Int
    let loglik, cooksDistance, displacement: Double
    let beta, stdError: [Double]
  }
  let beta: [Double]
  let residuals: Residuals
  let influence: [LeftOut]

  static func read() throws -> Referenced<DiagnosticsFixture> {
    try Fixtures.read(DiagnosticsFixture.self, "mixed-diagnostics.json")
  }

  /// The fixture's model.
  static func analysis() throws -> MixedModelAnalysis {
    let (_, trial, formula) = try RealTrialTests.beatTheBlues()
    return try MixedModelAnalysis(trial, request: MomentsTrials.request(formula, visit: "month"))
  }
}
