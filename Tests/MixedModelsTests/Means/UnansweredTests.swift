import Estimates
import MixedModels
import Testing
import Trials

/// What has no number, or not all of one, and the reason that a note gives.
@Suite struct UnansweredTests {
  private func results(
    _ trial: Trial, _ measures: Set<Measure>, _ change: (inout MixedModelRequest) throws -> Void = { _ in }
  ) throws -> Results {
    var request = MixedModelRequest()
    request.visitColumn = "visit"
    try change(&request)
    return try MixedModel.results(for: trial, measures: measures, request: request)
  }

  /// Kenward and Roger's degrees of freedom do not exist for the interaction of ten subjects; its differences can be
  /// estimated, and have a test by another method.
  @Test func jointTestWithoutDegreesOfFreedom() throws {
    let trial = try beatTheBluesTrial(subjects: 10)
    let results = try results(trial, [.jointTest]) { $0.constrainsBaseline = true }
    let row = try #require(results.rows.first { $0.term == "visit:treatment" })
    #expect(row.statistic == nil)
    #expect(
      results.notes.contains(
        "bdi: the joint test of visit:treatment cannot be computed: its degrees of freedom cannot be approximated by "
          + "this method."))
    let other = try self.results(trial, [.jointTest]) {
      $0.constrainsBaseline = true
      $0.df = .residual
    }
    #expect(other.rows.contains { $0.term == "visit:treatment (numerator df 4)" && $0.statistic != nil })
    #expect(!other.notes.contains { $0.contains("cannot be computed") })
  }

  /// The arms have one mean at baseline by the constraint: their difference is no estimate.
  @Test func differenceThatTheFormulaMakesZero() throws {
    let results = try results(beatTheBluesTrial(), [.contrast]) {
      $0.constrainsBaseline = true
      $0.means.means = try MeansSpecification(parsing: "treatment*visit")
    }
    let zeros = results.rows.filter { $0.estimate == 0 }
    #expect(zeros.count == 1)
    #expect(zeros.allSatisfy { $0.standardError == nil && $0.pValue == nil })
    #expect(results.notes.count { $0.hasSuffix("makes this 0 whatever the data are, so it has no test.") } == 1)
  }

  /// Variances at either end of a Double's range: their product is outside it, their correlation is not.
  @Test(arguments: [0x1p500, 0x1p-500]) func correlationsOfExtremeUnits(factor: Double) throws {
    let expected = try results(beatTheBluesTrial(), [.correlation]).rows.map(\.estimate)
    let found = try results(beatTheBluesTrial(factor: factor), [.correlation]).rows.map(\.estimate)
    #expect(found.count == 6 && expected.count == 6)
    for (a, b) in zip(found, expected) { #expect(abs((a ?? .nan) - (b ?? .nan)) < 1e-12) }
  }

  /// A level of a covariate that no analysed row has, first or last, changes nothing but its own rows: the means average
  /// over the levels that there are, and its joint test compares those.
  @Test(arguments: [["No", "Yes", "Unknown"], ["Unknown", "No", "Yes"]])
  func levelThatNobodyHas(levels: [String]) throws {
    let formula = try ModelFormula(parsing: "bdi ~ baseline(bdi) + treatment*factor(visit) + drug")
    func rows(_ trial: Trial) throws -> [Estimate] {
      try results(trial, [.marginalMean, .contrast, .jointTest]) { $0.formula = formula }.rows
    }
    let trial = try beatTheBluesTrial(covariates: ["drug"])
    let (expected, found) = (try rows(trial), try rows(beatTheBluesTrial(covariates: ["drug"], drugLevels: levels)))
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) {
      #expect(a.term == b.term && a.visit == b.visit && a.arm == b.arm)
      #expect(difference(a.estimate ?? a.statistic, b.estimate ?? b.statistic ?? .nan) < 1e-9)
      #expect(difference(a.pValue, b.pValue ?? .nan) < 1e-9)
    }
  }
}
