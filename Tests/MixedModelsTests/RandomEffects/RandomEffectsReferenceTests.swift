import LinearAlgebra
import MixedModels
import TestSupport
import Testing

/// Random effects against polished optima of a dense reference, held against lme4, lmerTest and pbkrtest.
struct RandomEffectsReferenceTests {
  private func compare(_ file: String, isUnconstrained: Bool = false, isLarge: Bool? = nil) throws {
    let fixture = try Fixtures.read(RandomReferences.self, "RandomEffects/\(file)")
    // A residual variance for each arm at one visit has no formula.
    for model in fixture.models where !model.formula.contains("residual variance by arm") {
      let fitted = try RandomCase(model, of: fixture.value, isUnconstrained: isUnconstrained, isLarge: isLarge)
      try compare(fitted, model, by: fixture.reference)
    }
  }

  @Test func classicData() throws { try compare("classic.json") }

  @Test func trials() throws { try compare("trials.json") }

  @Test func besideRepeatedMeasuresAndOverIndividualTimes() throws { try compare("structures.json") }

  /// The way of many outer effects, on trials that go the other way as well.
  @Test func theWayOfManyEffects() throws {
    try compare("classic.json", isLarge: true)
    try compare("trials.json", isLarge: true)
  }

  /// Negative variances, both ways.
  @Test(arguments: [nil, true]) func withoutTheConstraint(isLarge: Bool?) throws {
    try compare("unconstrained.json", isUnconstrained: true, isLarge: isLarge)
  }

  @Test func groupsInOneArm() throws { try compare("nested.json") }

  /// Score and informations where the score does not vanish, both ways.
  @Test(arguments: [false, true]) func derivativesAwayFromTheOptimum(isLarge: Bool) throws {
    var seen = 0
    for file in ["classic.json", "trials.json"] {
      let fixture = try Fixtures.read(RandomReferences.self, "RandomEffects/\(file)")
      // Nested terms stand in another order there, uncorrelated effects are terms of their own.
      for model in fixture.models
      where !model.formula.contains("/") && !model.formula.contains("||") && !model.name.hasPrefix("singular")
        && !model.name.hasPrefix("zero") && !model.name.hasPrefix("Dyestuff2")
      {
        guard let away = model.dense.awayFromOptimum else { continue }
        let rows = try RandomCase.rows(model, of: fixture.value).rows
        let ours = try #require(
          try LikelihoodAt(rows, parameters: away.parameters, isRestricted: model.isRestricted, isLarge: isLarge),
          "\(model.label): \(away.parameters)")
        let compared = Compared("log_likelihood", "random effects", "\(model.label), away", by: fixture.reference)
        #expect(compared.agrees("value", ours.logLikelihood, away.logLikelihood, within: 1e-11), "\(model.label)")
        for i in away.score.indices {
          let unit = away.expected[i][i].squareRoot()
          #expect(
            compared.agrees("score \(i)", ours.score[i], away.score[i], within: 1e-8, unit: unit),
            "\(model.label) \(i): \(ours.score[i]) \(away.score[i])")
          for j in away.score.indices {
            let unit = (away.expected[i][i] * away.expected[j][j]).squareRoot()
            #expect(
              compared.agrees("observed \(i) \(j)", ours.observed[i, j], away.observed[i][j], within: 1e-8, unit: unit),
              "\(model.label) \(i) \(j): \(ours.observed[i, j]) \(away.observed[i][j])")
            #expect(
              compared.agrees("expected \(i) \(j)", ours.expected[i, j], away.expected[i][j], within: 1e-8, unit: unit),
              "\(model.label) \(i) \(j): \(ours.expected[i, j]) \(away.expected[i][j])")
          }
        }
        seen += 1
      }
    }
    #expect(seen > 20)
  }

  private func compare(_ fitted: RandomCase, _ model: RandomReferences.Model, by reference: Reference) throws {
    let fit = fitted.fit
    #expect(fit.isConverged, "\(model.label)")
    let whole = Compared("log_likelihood", "random effects", model.label, by: reference)
    #expect(
      whole.agrees("log_likelihood", fit.logLikelihood, model.dense.logLikelihood, within: Closeness.logLikelihood),
      "\(model.label): \(fit.logLikelihood) \(model.dense.logLikelihood)")
    let parts = model.dense.covariance.filter { $0.kind == "random" }
    for part in parts {
      // Uncorrelated effects of one group are parts of their own there and one diagonal matrix here.
      guard let expected = part.covariance, parts.count == fitted.rows.randomGroups.count else { continue }
      let place = fitted.rows.randomGroups.firstIndex { Self.components($0) == Self.components(part.group ?? "") }
      let candidates = parts.filter { $0.group == part.group }
      guard candidates.count == 1, let index = place else { continue }
      let ours = fit.randomCovariance(index)
      let compared = Compared("variance", "random effects", model.label, by: reference)
      for a in expected.indices {
        for b in 0...a {
          let product = abs(expected[a][a] * expected[b][b]).squareRoot()
          let unit = max(product, 1e-4 * fit.residualParameters[0])
          #expect(
            compared.agrees("\(index) \(a) \(b)", ours[a, b], expected[a][b], within: 1e-6, unit: unit),
            "\(model.label), term \(index) (\(a), \(b)): \(ours[a, b]) \(expected[a][b])")
        }
      }
    }
    for (method, information) in methods(fit) {
      let inference = try #require(ModelInference(fit, method: method, information: information))
      for (index, expected) in model.dense.beta.enumerated() {
        guard let (error, df) = expected.expected(method, information) else { continue }
        let test = inference.test(kept: fit.data.kept.map { $0 == index ? 1 : 0 })
        let label = "\(model.label), \(information), \(expected.name)"
        let compared = Compared("coefficient", method.rowName, label, by: reference)
        #expect(
          compared.agrees("estimate", test.estimate, expected.estimate, within: 1e-8, unit: error),
          "\(label): \(test.estimate) \(expected.estimate)")
        #expect(
          compared.agrees("standard_error", test.standardError, error, within: 2e-8),
          "\(label), \(method): \(String(describing: test.standardError)) \(error)")
        #expect(
          compared.agrees("df", test.df, df, within: 1e-7), "\(label), \(method): \(String(describing: test.df)) \(df)")
      }
      for joint in model.dense.joint ?? [] {
        guard let expected = joint.expected(method, information), let df2 = expected.df2,
          let statistic = expected.statistic
        else { continue }
        let test = try #require(inference.joint(joint.weights))
        let label = "\(model.label), \(information), \(joint.name)"
        let compared = Compared("joint_test", method.rowName, label, by: reference)
        #expect(
          compared.agrees("statistic", test.statistic, statistic, within: 1e-7),
          "\(label), \(method): F \(test.statistic) \(statistic)")
        #expect(
          compared.agrees("df", test.denominatorDf, df2, within: 1e-6),
          "\(label), \(method): df \(test.denominatorDf) \(df2)")
      }
    }
  }

  private static func components(_ group: String) -> [Substring] { group.split(separator: ":").sorted() }

  private func methods(_ fit: RandomEffectsFit) -> [(DegreesOfFreedomMethod, CovarianceInformation)] {
    let satterthwaite: [(DegreesOfFreedomMethod, CovarianceInformation)] = [
      (.satterthwaite, .observed), (.satterthwaite, .expected),
    ]
    return fit.isRestricted ? satterthwaite + [(.kenwardRoger, .observed), (.kenwardRoger, .expected)] : satterthwaite
  }
}

extension RandomReferences.Coefficient {
  fileprivate func expected(
    _ method: DegreesOfFreedomMethod, _ information: CovarianceInformation
  ) -> (error: Double, df: Double)? {
    switch (method, information) {
    case (.satterthwaite, .observed): satterthwaite.map { (stdError, $0) }
    case (.satterthwaite, .expected): satterthwaiteExpected.map { (stdError, $0) }
    case (.kenwardRoger, .observed): kenwardRoger.map { ($0.stdError, $0.df) }
    case (.kenwardRoger, .expected): kenwardRogerExpected.map { ($0.stdError, $0.df) }
    default: nil
    }
  }
}

extension RandomReferences.Joint {
  fileprivate func expected(
    _ method: DegreesOfFreedomMethod, _ information: CovarianceInformation
  ) -> RandomReferences.Test? {
    switch (method, information) {
    case (.satterthwaite, .observed): satterthwaite
    case (.satterthwaite, .expected): satterthwaiteExpected
    case (.kenwardRoger, .observed): kenwardRoger
    case (.kenwardRoger, .expected): kenwardRogerExpected
    default: nil
    }
  }
}
