import Estimates
import MixedModels
import TestSupport
import Testing
import Trials

@Suite struct ModelResidualTests {
  @Test func beatTheBluesAgrees() throws {
    let fixture = try DiagnosticsFixture.read()
    let residuals = try DiagnosticsFixture.analysis().residuals
    let theirs = fixture.value.residuals
    try #require(residuals.count == theirs.raw.count && residuals.count == 280)
    for (place, row) in residuals.enumerated() {
      try #require(row.subject == "\(theirs.subject[place])" && row.visit == "\(theirs.month[place])")
      let compared = Compared(
        "residual", "us", "Beat the Blues, \(row.subject) at \(row.visit ?? "")", by: fixture.reference)
      #expect(compared.agrees("raw", row.residual, theirs.raw[place], within: 1e-8, floor: 1))
      #expect(compared.agrees("standardized", row.standardized, theirs.standardised[place], within: 1e-8, floor: 0.1))
      #expect(compared.agrees("scaled", row.scaled, theirs.scaled[place], within: 1e-8, floor: 0.1))
      #expect(row.observed - row.fitted == row.residual && row.outcome == "bdi")
    }
    #expect(Set(residuals.map(\.arm)) == ["TAU", "BtheB"])
  }

  /// At the optimum of ML, Σ over subjects of r'V⁻¹r is the number of values: the sum of the scaled residuals' squares.
  @Test(arguments: ["us", "ar1h", "toep", "cs"]) func scaledSquaresAddUp(covariance: String) throws {
    let trial = try MomentsTrials.simulated(MomentsTrials.simulated(subjects: 90, seed: 5))
    var request = try MomentsTrials.request(
      "y ~ arm*factor(visit) + dose + age + \(covariance)(visit | arm / id)", visit: "visit")
    request.isMaximumLikelihood = true
    let residuals = try MixedModelAnalysis(trial, request: request).residuals
    let sum = residuals.reduce(0) { $0 + $1.scaled * $1.scaled }
    #expect(residuals.count > 300)
    #expect(abs(sum / Double(residuals.count) - 1) < 1e-8)
  }

  /// Under `--constrain-baseline` everybody has the same fitted value at baseline.
  @Test func theConstrainedBaselineHasOneMean() throws {
    // The arm's own column is 0 at baseline, though the arm is not.
    var request = try MomentsTrials.request("bdi ~ treatment*factor(month) + us(month | subject)", visit: "month")
    request.constrainsBaseline = true
    let residuals = try MixedModelAnalysis(beatTheBluesTrial(), request: request).residuals
    let atBaseline = residuals.filter { $0.visit == "0" }
    #expect(atBaseline.count == 100 && residuals.count == 380)
    for row in atBaseline { #expect(abs(row.fitted - atBaseline[0].fitted) < 1e-10) }
    #expect(Set(residuals.filter { $0.visit == "8" }.map(\.fitted)).count == 2)
  }

  @Test func anOutcomeWithoutAnEstimateHasNone() throws {
    let trial = try MomentsTrials.trial("id,visit,y\n1,a,3\n1,b,4\n2,a,5\n2,b,6\n")
    let analysis = try MixedModelAnalysis(
      trial, request: MomentsTrials.request("y ~ visit + us(visit | id)", visit: "visit"))
    #expect(analysis.residuals.isEmpty && analysis.influences().isEmpty)
  }

  @Test func csvHasALineForEach() throws {
    let residuals = try DiagnosticsFixture.analysis().residuals
    let text = String(decoding: ModelResidual.csv(residuals), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "outcome,subject,visit,arm,observed,fitted,residual,standardized,scaled")
    #expect(lines.count == 282 && lines[281].isEmpty)
    let first = lines[1].split(separator: ",")
    #expect(first[..<5] == ["bdi", "1", "2", "TAU", "2"])
    #expect(Double(first[6]) == residuals[0].residual && Double(first[8]) == residuals[0].scaled)
  }
}
