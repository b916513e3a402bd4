import MixedModels
import Trials

/// The rows of a random design of `Fixtures/mixed-designs.R`.
struct DesignData: Decodable {
  let subject, visit: [Int]
  let arm: [String]
  let before, dose, y: [Double]

  private var trial: Trial {
    LongTable(columns: [
      "subject": subject.map(String.init), "visit": visit.map(String.init), "arm": arm,
      "before": before.map { "\($0)" }, "dose": dose.map { "\($0)" }, "y": y.map { "\($0)" },
    ]).trial(
      .init(
        subject: "subject", visit: "visit", outcome: "y", arm: "arm", numbers: ["before"], varyingNumbers: ["dose"]))
  }

  func fitted(_ formula: String, _ covariance: String, isRestricted: Bool) throws -> FittedCase {
    try FittedCase(
      trial, formula: formula, visitColumn: "visit", covariance: covariance, isRestricted: isRestricted,
      times: Set(visit).sorted().map(Double.init))
  }
}
