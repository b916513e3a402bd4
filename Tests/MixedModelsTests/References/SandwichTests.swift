import MixedModels
import TestSupport
import Testing
import Trials

struct SandwichTests {
  private func compare(
    _ trial: Trial, _ formula: String, visit: String, _ name: String, _ fixture: Referenced<ReferenceModels>
  ) throws {
    var count = 0
    for expected in fixture.sandwich ?? [] {
      guard let kind = RobustCovariance(rawValue: expected.type.lowercased()) else { continue }
      let fitted = try FittedCase(
        trial, formula: formula, visitColumn: visit, covariance: expected.covariance, isRestricted: true)
      let inference = try fitted.inference(.satterthwaite, robust: kind)
      for contrast in expected.contrasts {
        let weights = fitted.spread(fixture.value.weights(contrast.name))
        let test = try #require(inference.test(weights))
        let label = "\(name), \(expected.covariance), \(contrast.name)"
        let compared = Compared("coefficient", inference.rowName, label, by: fixture.reference)
        #expect(
          compared.agrees("standard_error", test.standardError, contrast.stdError, within: Closeness.standardError),
          "\(label), \(kind): \(String(describing: test.standardError)) \(contrast.stdError)")
        #expect(
          compared.agrees("df", test.df, contrast.df, within: Closeness.df),
          "\(label), \(kind): df \(String(describing: test.df)) \(contrast.df)")
        count += 1
      }
    }
    #expect(count > 90)
  }

  @Test func beatTheBluesAgrees() throws {
    let (fixture, trial, formula) = try RealTrialTests.beatTheBlues()
    try compare(trial, formula, visit: "month", "Beat the Blues", fixture)
  }

  @Test(.enabled(if: SharedTrial.exists("fev.csv"))) func fevAgrees() throws {
    let (fixture, trial, formula) = try RealTrialTests.fev()
    try compare(trial, formula, visit: "AVISIT", "FEV", fixture)
  }

  @Test func kenwardRogerHasNoSandwich() throws {
    let (_, trial, formula) = try RealTrialTests.beatTheBlues()
    let fitted = try FittedCase(trial, formula: formula, visitColumn: "month", covariance: "us", isRestricted: true)
    let sandwich = Sandwich(fitted.fit, rows: fitted.rows, kind: .cr2)
    #expect(
      ModelInference(fitted.fit, method: .kenwardRoger, information: .observed, sandwich: sandwich) == nil)
  }

  /// The joint test of one contrast is the square of its t test.
  @Test(arguments: RobustCovariance.allCases) func jointTestOfOneContrastIsItsSquare(kind: RobustCovariance) throws {
    let (fixture, trial, formula) = try RealTrialTests.beatTheBlues()
    let fitted = try FittedCase(trial, formula: formula, visitColumn: "month", covariance: "ar1h", isRestricted: true)
    let inference = try fitted.inference(.satterthwaite, robust: kind)
    let weights = fitted.spread(fixture.value.weights("BtheB - TAU at 8"))
    let test = try #require(inference.test(weights))
    let joint = try #require(inference.joint([weights]))
    let t = test.estimate / (test.standardError ?? .nan)
    #expect(abs(joint.statistic / (t * t) - 1) < 1e-12)
    #expect(abs(joint.denominatorDf / (test.df ?? .nan) - 1) < 1e-12)
  }
}
