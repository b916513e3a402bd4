import Distributions
import Foundation
import MixedModels
import Testing

/// What must not change, or only as the conventions say.
struct MixedModelInvarianceTests {
  static let formula = "y ~ before + dose + arm * factor(visit)"
  static let structures = ["us", "toeph", "adh", "ar1h", "cs"]

  private func fitted(
    _ trial: RandomTrial, _ covariance: String, isRestricted: Bool = true, formula: String = formula
  ) throws -> FittedCase {
    try FittedCase(
      trial.trial, formula: formula, visitColumn: "visit", covariance: covariance, isRestricted: isRestricted)
  }

  /// The largest difference of any coefficient's estimate (in standard errors), standard error and degrees of freedom
  /// (relative), `factor` times one being the other.
  private func difference(
    _ a: FittedCase, _ b: FittedCase, factor: Double = 1, columns: Range<Int>? = nil, factors: [Int: Double] = [:]
  ) throws -> (estimate: Double, error: Double, df: Double) {
    let method: DegreesOfFreedomMethod = a.fit.isRestricted ? .kenwardRoger : .satterthwaite
    let (left, right) = try (a.inference(method), b.inference(method))
    var worst = (estimate: 0.0, error: 0.0, df: 0.0)
    for column in columns ?? 0..<a.data.rank {
      let weights = (0..<a.data.rank).map { $0 == column ? 1.0 : 0 }
      let (one, other) = try (#require(left.test(weights)), #require(right.test(weights)))
      let change = factors[column] ?? factor
      let error = (one.standardError ?? .nan) * change
      worst.estimate = max(worst.estimate, abs(one.estimate * change - other.estimate) / error)
      worst.error = max(worst.error, abs((other.standardError ?? .nan) / error - 1))
      worst.df = max(worst.df, abs((other.df ?? .nan) / (one.df ?? .nan) - 1))
    }
    return worst
  }

  private func expectSame(
    _ a: FittedCase, _ b: FittedCase, factor: Double = 1, columns: Range<Int>? = nil, factors: [Int: Double] = [:],
    within tolerance: Double, _ comment: String
  ) throws {
    #expect(a.fit.proof.holds && b.fit.proof.holds, "\(comment)")
    let found = try difference(a, b, factor: factor, columns: columns, factors: factors)
    #expect(found.estimate < tolerance, "\(comment): \(found)")
    #expect(found.error < tolerance, "\(comment): \(found)")
    #expect(found.df < 10 * tolerance, "\(comment): \(found)")
  }

  @Test(arguments: structures) func anOffsetOfTheOutcomeCostsNothing(covariance: String) throws {
    let trial = RandomTrial(seed: 1)
    var moved = trial
    moved.outcome = trial.outcome.map { $0.map { $0 + 1e9 } }
    for isRestricted in [true, false] {
      let (a, b) = try (
        fitted(trial, covariance, isRestricted: isRestricted), fitted(moved, covariance, isRestricted: isRestricted)
      )
      #expect(abs(a.fit.logLikelihood / b.fit.logLikelihood - 1) < 1e-8)
      // A mean of 10⁹ has seven decimals: what is left of it, and the intercept, have no more digits than that leaves.
      try expectSame(a, b, columns: 1..<a.data.rank, within: 1e-6, covariance)
    }
  }

  @Test(arguments: structures) func theUnitOfTheOutcomeMovesTheLogLikelihoodByItsLogarithm(covariance: String) throws {
    let trial = RandomTrial(seed: 2)
    for factor in [1e-6, 1e6] {
      var scaled = trial
      scaled.outcome = trial.outcome.map { $0.map { $0 * factor } }
      for isRestricted in [true, false] {
        let (a, b) = try (
          fitted(trial, covariance, isRestricted: isRestricted), fitted(scaled, covariance, isRestricted: isRestricted)
        )
        let count = Double(a.data.observations - (isRestricted ? a.data.rank : 0))
        let expected = a.fit.logLikelihood - count * log(factor)
        #expect(abs(b.fit.logLikelihood / expected - 1) < 1e-12)
        try expectSame(a, b, factor: factor, within: 1e-9, "\(covariance) \(factor)")
      }
    }
  }

  @Test(arguments: structures) func theUnitOfACovariateMovesTheRestrictedLogLikelihood(covariance: String) throws {
    let trial = RandomTrial(seed: 3)
    var scaled = trial
    scaled.before = trial.before.map { $0 * 10 }
    scaled.dose = trial.dose.map { $0.map { $0 / 1000 } }
    for isRestricted in [true, false] {
      let (a, b) = try (
        fitted(trial, covariance, isRestricted: isRestricted), fitted(scaled, covariance, isRestricted: isRestricted)
      )
      let expected = a.fit.logLikelihood - (isRestricted ? log(10) - log(1000) : 0)
      #expect(abs(b.fit.logLikelihood / expected - 1) < 1e-12)
      try expectSame(a, b, factors: [1: 0.1, 2: 1000], within: 1e-9, covariance)
    }
  }

  @Test(arguments: structures) func anOffsetOfACovariateMovesTheInterceptAlone(covariance: String) throws {
    let trial = RandomTrial(seed: 4)
    var moved = trial
    moved.before = trial.before.map { $0 + 1e6 }
    let (a, b) = try (fitted(trial, covariance), fitted(moved, covariance))
    #expect(abs(a.fit.logLikelihood / b.fit.logLikelihood - 1) < 1e-10)
    try expectSame(a, b, columns: 1..<a.data.rank, within: 1e-6, covariance)
  }

  @Test(arguments: structures) func theOrderOfSubjectsDoesNotMatter(covariance: String) throws {
    let trial = RandomTrial(seed: 5)
    var random = RandomStream(seed: 6)
    let order = Array(trial.arm.indices).shuffled(using: &random)
    let (a, b) = try (fitted(trial, covariance), fitted(trial.selecting(order), covariance))
    #expect(abs(a.fit.logLikelihood / b.fit.logLikelihood - 1) < 1e-12)
    try expectSame(a, b, within: 1e-9, covariance)
    for kind in RobustCovariance.allCases {
      let (left, right) = try (a.inference(.satterthwaite, robust: kind), b.inference(.satterthwaite, robust: kind))
      let weights = (0..<a.data.rank).map { $0 == 3 ? 1.0 : 0 }
      let (one, other) = try (#require(left.test(weights)), #require(right.test(weights)))
      #expect(abs((one.standardError ?? .nan) / (other.standardError ?? .nan) - 1) < 1e-9)
      #expect(abs((one.df ?? .nan) / (other.df ?? .nan) - 1) < 1e-9)
    }
  }

  /// Treatment coding with another reference is another basis with determinant ±1.
  @Test(arguments: structures) func theReferenceArmTurnsContrastsOnly(covariance: String) throws {
    let trial = RandomTrial(seed: 7)
    var other = trial
    other.reference = 2
    for isRestricted in [true, false] {
      let (a, b) = try (
        fitted(trial, covariance, isRestricted: isRestricted), fitted(other, covariance, isRestricted: isRestricted)
      )
      #expect(abs(a.fit.logLikelihood / b.fit.logLikelihood - 1) < 1e-12)
      let (left, right) = try (a.inference(.satterthwaite), b.inference(.satterthwaite))
      // c against a, and a against c.
      let (one, two) = try (
        #require(left.test(weights(a, "arm[c]"))), #require(right.test(weights(b, "arm[a]")))
      )
      #expect(abs(one.estimate + two.estimate) < 1e-8 * (one.standardError ?? .nan))
      #expect(abs((one.standardError ?? .nan) / (two.standardError ?? .nan) - 1) < 1e-9)
      #expect(abs((one.df ?? .nan) / (two.df ?? .nan) - 1) < 1e-8)
    }
  }

  private func weights(_ fitted: FittedCase, _ name: String) -> [Double] {
    fitted.rows.design.columns.map { $0.name == name ? 1 : 0 }
  }

  /// Moments of two halves of the subjects, side by side, hold what the moments of all do.
  @Test(arguments: structures) func momentsOfTwoHalvesGiveTheSameFit(covariance: String) throws {
    let trial = RandomTrial(seed: 8, subjects: 60)
    let structure = try #require(CovarianceFamily(named: covariance)).structure(order: 4)
    func patterns(_ part: RandomTrial) throws -> [VisitPattern] {
      try AnalysedRows(part.trial, outcome: 0, formula: ModelFormula(parsing: Self.formula), visitColumn: "visit")
        .patterns()
    }
    let columns = try fitted(trial, covariance).data.designColumns
    func fit(_ patterns: [VisitPattern], _ isRestricted: Bool) throws -> RepeatedMeasuresFit {
      let data = try CompressedTrial(raw: patterns, visitCount: 4, groupCount: 1, designColumns: columns)
      return try #require(RepeatedMeasuresFit(data, structure: structure, isRestricted: isRestricted))
    }
    let halves = try patterns(trial.selecting(Array(0..<25))) + patterns(trial.selecting(Array(25..<60)))
    for isRestricted in [true, false] {
      let (whole, parts) = try (fit(patterns(trial), isRestricted), fit(halves, isRestricted))
      #expect(whole.data.subjects == parts.data.subjects)
      #expect(abs(whole.logLikelihood / parts.logLikelihood - 1) < 1e-12)
      #expect(covarianceDistance(whole.covariance[0], parts.covariance[0]) < 1e-9)
      for (left, right) in zip(whole.coefficients, parts.coefficients) {
        #expect(abs(left - right) < 1e-9 * abs(right))
      }
      let (one, other) = (
        ModelInference(whole, method: .betweenWithin, information: .observed),
        ModelInference(parts, method: .betweenWithin, information: .observed)
      )
      for column in 0..<columns {
        let weights = (0..<columns).map { $0 == column ? 1.0 : 0 }
        #expect(one?.test(weights)?.df == other?.test(weights)?.df)
      }
    }
  }

  /// Two equal groups, each with its own matrix, are two models side by side.
  @Test func groupsAreFittedEachForItself() throws {
    let trial = RandomTrial(seed: 9, subjects: 90)
    let together = try fitted(
      trial, "us", isRestricted: false,
      formula: "y ~ arm * factor(visit) + arm * dose * factor(visit) + us(visit | arm / id)")
    var sum = 0.0
    for arm in 0..<3 {
      let part = trial.selecting(trial.arm.indices.filter { trial.arm[$0] == arm })
      sum += try fitted(part, "us", isRestricted: false, formula: "y ~ dose * factor(visit)").fit.logLikelihood
    }
    #expect(abs(together.fit.logLikelihood / sum - 1) < 1e-11)
  }
}
