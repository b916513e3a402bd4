import Foundation
import MixedModels
import TestSupport
import Testing
import Trials

/// Published data sets under every structure.
struct RealTrialTests {
  /// Beat the Blues with its baseline as a covariate.
  static func beatTheBlues() throws -> (fixture: Referenced<ReferenceModels>, trial: Trial, formula: String) {
    let file = Fixtures.root.appending(path: "Datasets/beat-the-blues/beat-the-blues.csv")
    let trial = try LongTable(csv: file).trial(
      .init(subject: "subject", visit: "month", outcome: "bdi", arm: "treatment", control: "TAU", baselineVisit: "0"))
    return (
      try Fixtures.read(ReferenceModels.self, "mmrm-btheb.json"), trial,
      "bdi ~ baseline(bdi) * factor(month) + treatment * factor(month)"
    )
  }

  static func fev() throws -> (fixture: Referenced<ReferenceModels>, trial: Trial, formula: String) {
    let trial = try SharedTrial.table("fev.csv").trial(
      .init(
        subject: "USUBJID", visit: "AVISIT", outcome: "FEV1", arm: "ARMCD", control: "PBO", factors: ["RACE", "SEX"]))
    return (
      try Fixtures.read(ReferenceModels.self, "mmrm-fev.json").onPublishedTrials, trial,
      "FEV1 ~ RACE + SEX + ARMCD * AVISIT"
    )
  }

  private func compareAll(
    _ trial: Trial, _ formula: String, visit: String, group: String? = nil, _ name: String,
    _ fixture: Referenced<ReferenceModels>, times: [Double]? = nil, joints: [String: [[Double]]] = [:]
  ) throws {
    for model in fixture.models {
      let term = model.groups == nil ? "" : " + \(model.covariance)(\(visit) | \(group ?? "") / subject)"
      let fitted = try FittedCase(
        trial, formula: formula + term, visitColumn: visit, covariance: model.covariance,
        isRestricted: model.isRestricted, times: times)
      if let rows = fixture.rows { #expect(fitted.data.observations == rows) }
      if let subjects = fixture.subjects { #expect(fitted.data.subjects == subjects) }
      let value = fixture.value
      try fitted.compare(with: model, of: value, joints: joints, name, by: fixture.reference)
    }
  }

  @Test func beatTheBluesAgrees() throws {
    let (fixture, trial, formula) = try Self.beatTheBlues()
    try compareAll(
      trial, formula, visit: "month", group: "treatment", "Beat the Blues", fixture, times: [2, 3, 5, 8])
  }

  @Test func orthodontAgrees() throws {
    struct Data: Decodable {
      let subject, sex: [String]
      let age, distance: [Double]
    }
    struct Orthodont: Decodable {
      let data: Data
    }
    let data = try Fixtures.read(Orthodont.self, "mixed-orthodont.json").data
    let table = LongTable(columns: [
      "subject": data.subject, "Sex": data.sex, "age": data.age.map { "\(Int($0))" },
      "distance": data.distance.map { "\($0)" },
    ])
    let trial = table.trial(.init(subject: "subject", visit: "age", outcome: "distance", arm: "Sex", control: "Male"))
    try compareAll(
      trial, "distance ~ Sex * age", visit: "age", group: "Sex", "Orthodont",
      try Fixtures.read(ReferenceModels.self, "mixed-orthodont.json"), times: [8, 10, 12, 14],
      joints: ["sex and its slope": [[0, 1, 0, 0], [0, 0, 0, 1]]])
  }

  @Test(.enabled(if: SharedTrial.exists("fev.csv"))) func fevAgrees() throws {
    let (fixture, trial, formula) = try Self.fev()
    try compareAll(trial, formula, visit: "AVISIT", "FEV", fixture, times: [1, 2, 3, 4])
  }

  @Test(.enabled(if: SharedTrial.exists("antidepressant.csv"))) func antidepressantAgrees() throws {
    let trial = try SharedTrial.table("antidepressant.csv").trial(
      .init(
        subject: "PATIENT", visit: "VISIT", outcome: "CHANGE", arm: "THERAPY", control: "PLACEBO", numbers: ["BASVAL"]))
    try compareAll(
      trial, "CHANGE ~ BASVAL * factor(VISIT) + THERAPY * factor(VISIT)", visit: "VISIT", "antidepressant",
      try Fixtures.read(ReferenceModels.self, "mixed-antidepressant.json").onPublishedTrials)
  }

  @Test(.enabled(if: SharedTrial.exists("bcva.csv"))) func bcvaAgrees() throws {
    let trial = try SharedTrial.table("bcva.csv").trial(
      .init(
        subject: "USUBJID", visit: "AVISIT", outcome: "BCVA_CHG", arm: "ARMCD", control: "CTL", numbers: ["BCVA_BL"],
        factors: ["RACE"]))
    try compareAll(
      trial, "BCVA_CHG ~ BCVA_BL + RACE + ARMCD * AVISIT", visit: "AVISIT", "BCVA",
      try Fixtures.read(ReferenceModels.self, "mmrm-bcva.json").onPublishedTrials)
  }
}
