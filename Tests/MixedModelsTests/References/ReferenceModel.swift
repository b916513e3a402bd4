import MixedModels
import TestSupport
import Testing

/// What `Fixtures/mixed-reference.R` says of one model.
struct ReferenceModel: Decodable {
  struct ErrorAndDf: Decodable {
    let stdError: Double
    let df: Double
  }
  struct Contrast: Decodable {
    let name: String
    let estimate, stdError, satterthwaite, satterthwaiteExpected, betweenWithin, residual: Double
    let kenwardRoger, kenwardRogerLinear, kenwardRogerExpected, kenwardRogerLinearExpected: ErrorAndDf?
  }
  struct F: Decodable {
    let statistic, df1, df2: Double
  }
  struct Joint: Decodable {
    let name: String
    let satterthwaite: F
    let betweenWithin: Double
    let kenwardRoger, kenwardRogerLinear, kenwardRogerExpected, kenwardRogerLinearExpected: F?
  }
  let covariance, method: String
  let loglik, aic, bic: Double
  let matrix: [[[Double]]]?
  let contrasts: [Contrast]
  let joint: [Joint]
  let time: String?
  let groups: [String]?

  var isRestricted: Bool { method == "reml" }
  var label: String {
    "\(covariance) \(method)" + (groups == nil ? "" : " by group") + (time.map { " over \($0)" } ?? "")
  }
}

/// One of the references with what all its models share.
struct ReferenceModels: Decodable {
  struct Sandwich: Decodable {
    struct Contrast: Decodable {
      let name: String
      let stdError, df: Double
    }
    let covariance, type: String
    let contrasts: [Contrast]
  }
  let contrasts: [String: [Double]]?
  let joints: [String: [[Double]]]?
  let columns: [String]
  let rows: Int?
  let subjects: Int?
  let models: [ReferenceModel]
  let sandwich: [Sandwich]?

  /// A contrast's weights on the kept columns; a coefficient where it is not listed.
  func weights(_ name: String) -> [Double] {
    contrasts?[name] ?? columns.map { $0 == name ? 1 : 0 }
  }
}

extension FittedCase {
  /// Compares everything that a reference says of a model.
  func compare(
    with model: ReferenceModel, of models: ReferenceModels, joints: [String: [[Double]]] = [:], _ trial: String,
    by reference: Reference
  ) throws {
    let label = "\(trial), \(model.label)"
    #expect(fit.proof.holds, "\(label)")
    let whole = Compared("log_likelihood", model.covariance, label, by: reference)
    #expect(
      whole.agrees("log_likelihood", fit.logLikelihood, model.loglik, within: Closeness.logLikelihood),
      "\(label): \(fit.logLikelihood) \(model.loglik)")
    for (group, matrix) in (model.matrix ?? []).enumerated() {
      let place = try #require(model.groups.map { rows.groupLabels.firstIndex(of: $0[group]) } ?? group)
      try compareCovariance(matrix, group: place, label, by: reference)
    }
    for (method, information) in Self.methods(isRestricted: model.isRestricted) {
      let inference = try self.inference(method, information)
      for contrast in model.contrasts {
        guard let expected = contrast.expected(method, information) else { continue }
        let test = try #require(inference.test(spread(models.weights(contrast.name))))
        compare(test, contrast.estimate, expected, method, "\(label), \(information), \(contrast.name)", by: reference)
      }
      for joint in model.joint {
        guard let weights = joints[joint.name] ?? models.joints?[joint.name],
          let expected = joint.expected(method, information)
        else { continue }
        let test = try #require(inference.joint(weights.map(spread)))
        compare(test, expected, method, "\(label), \(information), \(joint.name)", by: reference)
      }
    }
  }

  static func methods(isRestricted: Bool) -> [(DegreesOfFreedomMethod, CovarianceInformation)] {
    let always: [(DegreesOfFreedomMethod, CovarianceInformation)] = [
      (.satterthwaite, .observed), (.satterthwaite, .expected), (.betweenWithin, .observed), (.residual, .observed),
    ]
    guard isRestricted else { return always }
    return always + [
      (.kenwardRoger, .observed), (.kenwardRogerLinear, .observed), (.kenwardRoger, .expected),
      (.kenwardRogerLinear, .expected),
    ]
  }

  func compareCovariance(_ matrix: [[Double]], group: Int, _ label: String, by reference: Reference) throws {
    let compared = Compared("covariance", family.rawValue, label, by: reference)
    for (a, row) in matrix.enumerated() {
      for (b, value) in row[...a].enumerated() {
        let ours = fit.covariance[group][a * (a + 1) / 2 + b]
        let unit = (matrix[a][a] * matrix[b][b]).squareRoot()
        #expect(
          compared.agrees(
            "element \(a + 1) \(b + 1) of \(group)", ours, value, within: Closeness.covariance, unit: unit),
          "\(label), \(a) \(b): \(ours) \(value)")
      }
    }
  }

  func compare(
    _ test: ModelInference.Test, _ estimate: Double, _ expected: ReferenceModel.ErrorAndDf,
    _ method: DegreesOfFreedomMethod, _ label: String, by reference: Reference
  ) {
    let compared = Compared("coefficient", method.rowName, label, by: reference)
    #expect(
      compared.agrees("estimate", test.estimate, estimate, within: Closeness.estimate, unit: expected.stdError),
      "\(label): \(test.estimate) \(estimate)")
    #expect(
      compared.agrees("standard_error", test.standardError, expected.stdError, within: Closeness.standardError),
      "\(label): \(String(describing: test.standardError)) \(expected.stdError)")
    #expect(
      compared.agrees("df", test.df, expected.df, within: Closeness.df),
      "\(label), \(method): df \(String(describing: test.df)) \(expected.df)")
  }

  func compare(
    _ test: ModelInference.JointTest, _ expected: ReferenceModel.F, _ method: DegreesOfFreedomMethod, _ label: String,
    by reference: Reference
  ) {
    let compared = Compared("joint", method.rowName, label, by: reference)
    #expect(Double(test.numeratorDf) == expected.df1, "\(label)")
    #expect(
      compared.agrees("statistic", test.statistic, expected.statistic, within: Closeness.df),
      "\(label), \(method): F \(test.statistic) \(expected.statistic)")
    #expect(
      compared.agrees("df", test.denominatorDf, expected.df2, within: Closeness.df),
      "\(label), \(method): df \(test.denominatorDf) \(expected.df2)")
  }
}

extension ReferenceModel.Contrast {
  func expected(
    _ method: DegreesOfFreedomMethod, _ information: CovarianceInformation
  ) -> ReferenceModel.ErrorAndDf? {
    switch (method, information) {
    case (.satterthwaite, .observed): .init(stdError: stdError, df: satterthwaite)
    case (.satterthwaite, .expected): .init(stdError: stdError, df: satterthwaiteExpected)
    case (.betweenWithin, _): .init(stdError: stdError, df: betweenWithin)
    case (.residual, _): .init(stdError: stdError, df: residual)
    case (.kenwardRoger, .observed): kenwardRoger
    case (.kenwardRoger, .expected): kenwardRogerExpected
    case (.kenwardRogerLinear, .observed): kenwardRogerLinear
    case (.kenwardRogerLinear, .expected): kenwardRogerLinearExpected
    default: nil
    }
  }
}

extension ReferenceModel.Joint {
  func expected(_ method: DegreesOfFreedomMethod, _ information: CovarianceInformation) -> ReferenceModel.F? {
    switch (method, information) {
    case (.satterthwaite, .observed): satterthwaite
    case (.betweenWithin, _): .init(statistic: satterthwaite.statistic, df1: satterthwaite.df1, df2: betweenWithin)
    case (.kenwardRoger, .observed): kenwardRoger
    case (.kenwardRoger, .expected): kenwardRogerExpected
    case (.kenwardRogerLinear, .observed): kenwardRogerLinear
    case (.kenwardRogerLinear, .expected): kenwardRogerLinearExpected
    default: nil
    }
  }
}
