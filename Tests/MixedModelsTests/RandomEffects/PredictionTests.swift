import Estimates
import MixedModels
import TestSupport
import Testing

/// Predicted effects of every group of every model against the dense reference.
struct PredictionTests {
  private func compare(_ file: String) throws {
    let fixture = try Fixtures.read(RandomReferences.self, "RandomEffects/\(file)")
    for model in fixture.models where !model.formula.contains("residual variance by arm") {
      guard let expected = model.dense.randomEffects else { continue }
      let data = try #require(fixture.datasets[model.data])
      let read = try ReadCase(data, formula: model.formula, isRestricted: model.isRestricted)
      var ours: [String: GroupPrediction] = [:]
      for row in try read.analysis().groupPredictions { ours[Self.key(row.group, row.level, row.effect)] = row }
      for part in expected {
        for (place, level) in part.levels.enumerated() {
          for (effect, name) in part.terms.enumerated() {
            let label = "\(model.label), \(part.group) \(level), \(name)"
            let found = try #require(ours[Self.key(part.group, level, name)], "\(label)")
            let compared = Compared("random_effect", "reml", label, by: fixture.reference)
            // In units of the effects' own spread; of a variance of zero, as they are.
            let spread = part.predictionErrorSd.map { $0[effect] }.max() ?? 0
            let unit = spread > 0 ? spread : 1
            for (field, mine, theirs) in [
              ("estimate", found.estimate, part.estimate[place][effect]),
              ("conditional_sd", found.conditionalSD, part.conditionalSd[place][effect]),
              ("std_error", found.standardError, part.predictionErrorSd[place][effect]),
            ] {
              #expect(
                compared.agrees(field, mine, theirs, within: 1e-7, unit: unit), "\(label), \(field): \(mine) \(theirs)")
            }
          }
        }
      }
    }
  }

  /// `site:id` of `A:P01` is `id:site` of `P01:A`; `Machine[B]` is `MachineB`.
  private static func key(_ group: String, _ level: String, _ effect: String) -> String {
    func sorted(_ text: String) -> String { text.split(separator: ":").sorted().joined(separator: ":") }
    return "\(sorted(group)) \(sorted(level)) \(effect.filter { !"[]".contains($0) })"
  }

  @Test func classicData() throws { try compare("classic.json") }

  @Test func trials() throws { try compare("trials.json") }

  @Test func besideRepeatedMeasuresAndOverIndividualTimes() throws { try compare("structures.json") }

  @Test func groupsInOneArm() throws { try compare("nested.json") }
}

/// What `Fixtures/RandomEffects/predictions.R` says.
private struct PredictionFixture: Decodable {
  struct Own: Decodable {
    struct Group: Decodable {
      let level: String
      let effects: [Effect]
    }
    struct Effect: Decodable {
      let effect: String
      let fixed, own, ownStdError: Double
    }
    let data, formula, group: String
    let groups: [Group]
  }
  struct Residuals: Decodable {
    struct Values: Decodable {
      let fitted, standardized, conditionalFitted, conditionalStandardized: [Double]
    }
    let data, formula: String
    let values: Values
  }
  struct Icc: Decodable {
    let data, formula, criterion, term: String
    let estimate, stdError, confLow, confHigh: Double
  }
  struct Sandwich: Decodable {
    struct Kind: Decodable {
      let kind: String
      let coefficients: [Coefficient]
    }
    struct Coefficient: Decodable {
      let name: String
      let stdError, df: Double
    }
    let data, formula, cluster: String
    let kinds: [Kind]
  }
  struct Influence: Decodable {
    struct Group: Decodable {
      let level: String
      let changes: [Double]
      let cooksDistance, likelihoodDisplacement, logLikelihood: Double
    }
    let data, formula, group: String
    let groups: [Group]
  }
  struct Slope: Decodable {
    let name: String
    let estimate, stdError, df: Double
  }
  let ownLines: [Own]
  let residuals: [Residuals]
  let icc: [Icc]
  let sandwiches: [Sandwich]
  let influence: [Influence]
  let slopes: [Slope]
}

/// What `Fixtures/RandomEffects/tests.R` says of explained variance.
private struct ExplainedFixture: Decodable {
  struct Model: Decodable {
    let data, formula, criterion: String
    let varianceFixed, varianceRandom, varianceResidual, r2Marginal, r2Conditional, iccAdjusted: Double
  }
  let rSquared: [Model]
}

/// Everything else that follows from a model with random effects, against dense formulas.
struct RandomEffectsDerivedTests {
  private let fixture: Referenced<PredictionFixture>
  private let data: [String: RandomReferences.DataSet]

  init() throws {
    fixture = try Fixtures.read(PredictionFixture.self, "RandomEffects/predictions.json")
    data = try Self.datasets()
  }

  private static func datasets() throws -> [String: RandomReferences.DataSet] {
    let classic = try Fixtures.read(RandomReferences.self, "RandomEffects/classic.json")
    let trials = try Fixtures.read(RandomReferences.self, "RandomEffects/trials.json")
    return classic.datasets.merging(trials.datasets) { own, _ in own }
  }

  private func read(
    _ name: String, _ formula: String, isRestricted: Bool = true, beside: String? = nil
  ) throws -> ReadCase {
    try ReadCase(#require(data[name]), formula: formula, isRestricted: isRestricted, beside: beside)
  }

  @Test func ownLevelsAndSlopesHaveErrorsOfPrediction() throws {
    for expected in fixture.ownLines {
      let found = try read(expected.data, expected.formula).analysis().groupPredictions
      for group in expected.groups {
        for effect in group.effects {
          let label = "\(expected.data), \(expected.group) \(group.level), \(effect.effect)"
          let row = try #require(
            found.first { $0.group == expected.group && $0.level == group.level && $0.effect == effect.effect })
          let own = try #require(row.own, "\(label)")
          let compared = Compared("random_effect", "own", label, by: fixture.reference)
          let unit = effect.ownStdError
          #expect(compared.agrees("fixed", row.fixed, effect.fixed, within: 1e-7, unit: unit), "\(label)")
          #expect(compared.agrees("own", own.estimate, effect.own, within: 1e-7, unit: unit), "\(label)")
          #expect(
            compared.agrees("own_std_error", own.standardError, effect.ownStdError, within: 1e-7),
            "\(label): \(own.standardError) \(effect.ownStdError)")
        }
      }
    }
  }

  @Test func residualsAroundTheFixedEffectsAndTheGroups() throws {
    for expected in fixture.residuals {
      let rows = try read(expected.data, expected.formula).analysis().conditionalResiduals
      #expect(rows.count == expected.values.fitted.count)
      let values = expected.values
      for (place, row) in rows.enumerated() {
        let compared = Compared("residual", "random effects", "\(expected.data), row \(place)", by: fixture.reference)
        for (field, mine, theirs) in [
          ("fitted", row.fitted, values.fitted[place]), ("standardized", row.standardized, values.standardized[place]),
          ("conditional_fitted", row.conditionalFitted, values.conditionalFitted[place]),
          ("conditional_standardized", row.conditionalStandardized, values.conditionalStandardized[place]),
        ] {
          #expect(
            compared.agrees(field, mine, theirs, within: 1e-7, unit: 1), "row \(place), \(field): \(mine) \(theirs)")
        }
        #expect(abs(row.observed - row.conditionalFitted - row.conditionalResidual) < 1e-9)
      }
    }
  }

  @Test func intraclassCorrelationsWithIntervals() throws {
    for expected in fixture.icc {
      let rows = try read(expected.data, expected.formula, isRestricted: expected.criterion == "REML")
        .analysis(measures: [.icc]).results.rows
      let label = "\(expected.data), \(expected.criterion), \(expected.term)"
      let row = try #require(rows.first { $0.term == expected.term }, "\(label)")
      let compared = Compared("icc", row.method, label, by: fixture.reference)
      for (field, mine, theirs) in [
        ("estimate", row.estimate, expected.estimate), ("std_error", row.standardError, expected.stdError),
        ("conf_low", row.confidenceLow, expected.confLow), ("conf_high", row.confidenceHigh, expected.confHigh),
      ] {
        #expect(compared.agrees(field, mine, theirs, within: 1e-7), "\(label), \(field): \(mine ?? .nan) \(theirs)")
      }
    }
  }

  @Test func explainedVariance() throws {
    let explained = try Fixtures.read(ExplainedFixture.self, "RandomEffects/tests.json")
    for expected in explained.rSquared {
      let rows = try read(expected.data, expected.formula).analysis().results.rows
      let label = "\(expected.data), \(expected.formula)"
      func value(_ measure: Measure, _ term: String? = nil) -> Double? {
        rows.first { $0.measure == measure && (term == nil || $0.term == term) }?.estimate
      }
      let total = expected.varianceFixed + expected.varianceRandom + expected.varianceResidual
      for (measure, mine, theirs) in [
        (Measure.rSquaredMarginal, value(.rSquaredMarginal), expected.r2Marginal),
        (.rSquaredConditional, value(.rSquaredConditional), expected.r2Conditional),
        (.varianceShare, value(.varianceShare, "residual"), expected.varianceResidual / total),
        (.varianceShare, value(.varianceShare, "fixed effects"), expected.varianceFixed / total),
      ] {
        let compared = Compared(measure.rawValue, "reml", label, by: explained.reference)
        #expect(
          compared.agrees("estimate", mine, theirs, within: 1e-7), "\(label), \(measure): \(mine ?? .nan) \(theirs)")
      }
      let shares = rows.filter { $0.measure == .varianceShare }.compactMap(\.estimate)
      #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
    }
  }

  @Test func sandwichesByCluster() throws {
    for expected in fixture.sandwiches {
      for kind in expected.kinds {
        var trial = try read(
          expected.data, expected.formula, beside: expected.formula.contains("us(") ? expected.cluster : nil)
        trial.request.robust = RobustCovariance(rawValue: kind.kind)
        for named in expected.formula.contains("us(") ? [true] : [false, true] {
          trial.request.cluster = named ? expected.cluster : nil
          let rows = try trial.analysis(measures: [.coefficient]).results.rows
          #expect(rows.count == kind.coefficients.count)
          for (row, theirs) in zip(rows, kind.coefficients) {
            let label = "\(expected.data), by \(expected.cluster), \(kind.kind), \(theirs.name)"
            let compared = Compared("coefficient", row.method, label, by: fixture.reference)
            #expect(
              compared.agrees("std_error", row.standardError, theirs.stdError, within: 1e-6),
              "\(label): \(row.standardError ?? .nan) \(theirs.stdError)")
            #expect(compared.agrees("df", row.df, theirs.df, within: 1e-6), "\(label): \(row.df ?? .nan) \(theirs.df)")
          }
        }
      }
    }
  }

  @Test func theModelWithoutEachGroup() throws {
    for expected in fixture.influence {
      let found = try #require(try read(expected.data, expected.formula).analysis().groupInfluences.first)
      for group in expected.groups {
        let label = "\(expected.data), without \(expected.group) \(group.level)"
        let row = try #require(found.groups.first { $0.factor == expected.group && $0.level == group.level })
        let refit = try #require(row.refit, "\(label)")
        let compared = Compared("influence", "random effects", label, by: fixture.reference)
        let size = group.changes.map(abs).max() ?? 1
        for (place, theirs) in group.changes.enumerated() {
          #expect(
            compared.agrees("change \(place)", refit.changes[place], theirs, within: 1e-6, unit: size),
            "\(label): \(refit.changes[place]) \(theirs)")
        }
        for (field, mine, theirs) in [
          ("cooks_distance", refit.cooksDistance as Double?, group.cooksDistance),
          ("likelihood_displacement", refit.likelihoodDisplacement, group.likelihoodDisplacement),
          ("log_likelihood", refit.logLikelihood, group.logLikelihood),
        ] {
          #expect(
            compared.agrees(field, mine, theirs, within: 1e-6, unit: max(1e-2, abs(theirs))),
            "\(label), \(field): \(mine ?? .nan) \(theirs)")
        }
      }
    }
  }

  @Test func slopesByArmAndTheirDifference() throws {
    var trial = try ReadCase(
      #require(data["sites"]), formula: "y ~ baseline + arm * time + (1 + time | id) + (1 | site)", isRestricted: true,
      arm: "arm")
    trial.request.df = .satterthwaite
    trial.request.means.contrasts = [try ContrastExpression(parsing: "slope")]
    let rows = try trial.analysis().results.rows.filter { $0.term == "slope of time" }
    #expect(rows.map { $0.arm ?? $0.contrast ?? "" } == fixture.slopes.map(\.name))
    for (row, expected) in zip(rows, fixture.slopes) {
      let compared = Compared("contrast", row.method, "sites, slope, \(expected.name)", by: fixture.reference)
      #expect(compared.agrees("estimate", row.estimate, expected.estimate, within: 1e-7, unit: expected.stdError))
      #expect(compared.agrees("std_error", row.standardError, expected.stdError, within: 1e-7))
      #expect(compared.agrees("df", row.df, expected.df, within: 1e-6), "\(row.df ?? .nan) \(expected.df)")
    }
  }

  @Test func crossedEffectsHaveNoSandwich() throws {
    var trial = try read("Penicillin", "diameter ~ 1 + (1 | plate) + (1 | sample)")
    trial.request.robust = .cr2
    #expect(throws: ModelSpecificationError.self) { try trial.analysis() }
  }

  @Test func predictionsFollowTheOutcomesUnits() throws {
    let plain = try read("sites", "y ~ baseline + arm * time + (1 + time | id) + (1 | site)")
    var columns = try #require(data["sites"]).columns
    columns["y"] = try #require(columns["y"]).map { RandomReferences.Cell("\(1000 + 8 * Double($0.text)!)") }
    let turned = try ReadCase(
      RandomReferences.DataSet(levels: data["sites"]?.levels, columns: columns),
      formula: "y ~ baseline + arm * time + (1 + time | id) + (1 | site)", isRestricted: true)
    let (first, second) = (try plain.analysis().groupPredictions, try turned.analysis().groupPredictions)
    #expect(first.count == second.count && !first.isEmpty)
    for (a, b) in zip(first, second) {
      #expect(abs(8 * a.estimate - b.estimate) < 1e-6 * b.standardError)
      #expect(abs(8 * a.standardError - b.standardError) < 1e-6 * b.standardError)
    }
  }
}
