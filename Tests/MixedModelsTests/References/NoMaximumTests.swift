import LinearAlgebra
import MixedModels
import TestSupport
import Testing
import Trials

/// Trials in which a search can seem to have ended and has not: seeds 1073 and 1371 of `Fixtures/mixed-designs.R`.
struct NoMaximumTests {
  /// Subject, arm, visit, value before, dose, outcome.
  private static func fit(_ rows: String, _ formula: String, _ covariance: String) throws -> RepeatedMeasuresFit {
    let lines = rows.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    let names = ["subject", "arm", "visit", "before", "dose", "y"]
    let columns = Dictionary(
      uniqueKeysWithValues: names.enumerated().map { place, name in (name, lines.map { $0[place] }) })
    let trial = LongTable(columns: columns).trial(
      .init(
        subject: "subject", visit: "visit", outcome: "y", arm: "arm", numbers: ["before"], varyingNumbers: ["dose"]))
    return try FittedCase(
      trial, formula: formula, visitColumn: "visit", covariance: covariance, isRestricted: true
    ).fit
  }

  private static let vanishing = """
    1 A 1 21.2 0 19.97
    1 A 2 21.2 1 21.75
    1 A 3 21.2 3 22.16
    2 B 1 23.69 1 23
    3 C 1 21.71 2 21.64
    3 C 2 21.71 1 23.7
    4 D 1 17.63 0 16.33
    4 D 2 17.63 3 20.38
    4 D 3 17.63 3 16.49
    5 B 1 15.76 0 18.78
    5 B 2 15.76 3 17.77
    5 B 3 15.76 1 19.13
    6 B 1 20.8 0 22.71
    6 B 2 20.8 2 21.73
    6 B 3 20.8 2 23.13
    7 B 1 16.08 1 16.12
    7 B 2 16.08 2 14.24
    8 B 1 20.74 0 21.08
    """

  /// Four values at the third visit, whose variance goes to 0: the slope is less and less of its own standard error.
  @Test func aVarianceThatGoesToZeroIsNoMaximum() throws {
    let fit = try Self.fit(Self.vanishing, "y ~ before + dose + arm + visit + ar1h(visit | subject)", "ar1h")
    #expect(!fit.isConverged)
    #expect(
      fit.proof.failure(visits: ["1", "2", "3"])
        == "the search found no maximum: the likelihood rises on towards a variance of 0 at visit 3")
  }

  private static let saturated = """
    1 A 3 20.39 3 18.07
    1 A 4 20.39 0 19.47
    1 A 5 20.39 0 18.45
    1 A 6 20.39 2 19.52
    1 A 7 20.39 1 18.03
    2 B 1 25.55 0 20.3
    2 B 2 25.55 2 20.71
    2 B 3 25.55 3 22.55
    2 B 4 25.55 0 17.44
    2 B 5 25.55 1 19.68
    2 B 6 25.55 1 19.28
    2 B 8 25.55 0 14.89
    3 A 2 22.3 1 21.8
    3 A 3 22.3 0 23.62
    3 A 4 22.3 3 27.02
    3 A 5 22.3 0 25.1
    3 A 6 22.3 3 24.19
    4 A 1 17.1 0 18.02
    4 A 2 17.1 2 18.39
    4 A 3 17.1 0 16.19
    5 A 1 20.25 0 17.55
    5 A 2 20.25 3 20.62
    5 A 3 20.25 1 16.52
    6 B 1 22.39 0 20.39
    6 B 2 22.39 3 22.02
    6 B 3 22.39 3 22.91
    6 B 4 22.39 1 21.27
    6 B 5 22.39 3 20.61
    6 B 6 22.39 2 19.81
    6 B 7 22.39 3 19.09
    6 B 8 22.39 3 17.39
    """

  /// As many values at the seventh visit as coefficients: nothing depends on its variance.
  @Test func aVarianceThatNothingDependsOnIsNotDetermined() throws {
    let fit = try Self.fit(Self.saturated, "y ~ dose + arm * factor(visit) + csh(visit | subject)", "csh")
    #expect(!fit.isConverged)
    #expect(fit.proof.failure(visits: []).hasPrefix("the data do not determine it: its likelihood is flat"))
  }
}
