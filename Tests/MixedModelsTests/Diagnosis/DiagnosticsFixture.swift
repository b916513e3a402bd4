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
    let beta, stdError, betaAtFittedCovariance: [Double]
    let held: Held
  }
  /// Under the covariance of all.
  struct Held: Decodable {
    let loglik, cooksDistance: Double
  }
  /// A compound symmetry of each arm.
  struct ByArm: Decodable {
    struct LeftOut: Decodable {
      let subject: Int
      let beta: [Double]
      let loglik, cooksDistance: Double
    }
    let reml: Bool
    let beta: [Double]
    let influence: [LeftOut]
  }
  let beta: [Double]
  let residuals: Residuals
  let byArm: [ByArm]
  let influence: [LeftOut]

  static func read() throws -> Referenced<DiagnosticsFixture> {
    try Fixtures.read(DiagnosticsFixture.self, "mixed-diagnostics.json")
  }

  /// The fixture's model.
  ///
  /// - Parameter covariance: a term beside those of the means.
  static func analysis(covariance: String = "", isMaximumLikelihood: Bool = false) throws -> MixedModelAnalysis {
    let (_, trial, formula) = try RealTrialTests.beatTheBlues()
    var request = try MomentsTrials.request(formula + covariance, visit: "month")
    request.isMaximumLikelihood = isMaximumLikelihood
    return try MixedModelAnalysis(trial, request: request)
  }
}
