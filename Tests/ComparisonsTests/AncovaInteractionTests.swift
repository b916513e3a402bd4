import Comparisons
import Estimates
import TestSupport
import Testing
import Trials

@Suite struct AncovaInteractionTests {
  @Test(arguments: [false, true]) func agreesWithR(withCovariates: Bool) throws {
    let results = Comparison.results(for: try .beatTheBlues(covariates: withCovariates))
    let fixture = try ReferenceRows.read("ancova-interaction-beat-the-blues.json")
    let reference = fixture.rows.filter {
      $0.method == "morris" || $0.covariates == (withCovariates ? ["drug", "length"] : [])
    }
    #expect(reference.count == 8)
    for row in reference { expect(results.rows, contain: row, by: fixture.reference) }
  }

  /// Three arms, all pairs, with a covariate that is missing, one that varies over visits, one that is aliased, and a
  /// factor level without subjects.
  @Test(arguments: [[], ["age", "sex", "stress", "doubled"]])
  func threeArmsAgreeWithR(covariates: [String]) throws {
    let results = Comparison.results(for: try .threeArms(covariates), options: .init(pairs: .all))
    let fixture = try ReferenceRows.read("ancova-interaction-three-arms.json")
    let reference = fixture.rows.filter {
      $0.method == "morris" || $0.covariates == covariates
    }
    #expect(reference.count == 12)
    for row in reference { expect(results.rows, contain: row, by: fixture.reference) }
  }

  /// With nothing but the baseline in the model, an arm's adjusted mean is its mean moved along its own slope.
  @Test func isTheDifferenceOfTwoRegressionLines() {
    let arms = ["A", "A", "A", "B", "B", "B"]
    let earlier = [1.0, 2, 3, 2, 4, 6]
    let later = [2.0, 4.1, 5.9, 1, 2.1, 2.9]
    let results = Comparison.results(for: .made(arms: arms, earlier, later), measures: [.meanDifference])
    let row = results.rows.first { $0.method == "ancova_interaction" }
    // Slopes 1.95 and 0.475; the mean of all baselines is 3.
    #expect(isClose(row?.estimate, (2 + 0.475 * (3 - 4)) - (4 + 1.95 * (3 - 2)), 1e-13))
    #expect(row?.df == 2)
  }

  /// Terms of 1e7 that cancel to numbers below 10 leave residuals of 1e-9, which are no error to test against.
  @Test func roundingOfLargeTermsIsNoError() {
    let baseline: [Double] = [3.1, 7.2, 9.4, 1.3, 5.5, 8.6, 2.7, 6.8, 4.9, 7.7, 1.2, 3.4]
    let thousandths: [Double] = [3, -7, 1, 5, -2, 8, -4, 6, 9, -1, 2, -8]
    let covariate = zip(baseline, thousandths).map { (($0 * 1000).rounded() + $1) / 1000 }
    let arms = baseline.indices.map { $0 % 2 == 0 ? "A" : "B" }
    let later = thousandths.enumerated().map { 1000 * $1 + ($0 % 2 == 0 ? 0 : 3) }
    let results = Comparison.results(
      for: .made(
        arms: arms, covariates: [Covariate(name: "x", values: .numeric([covariate]), varies: false)], baseline, later),
      measures: [.meanDifference])
    let row = results.rows.first { $0.method == "ancova_interaction" }
    #expect(abs((row?.estimate ?? .nan) - 3) < 1e-6 && row?.standardError == nil && row?.pValue == nil)
    #expect(
      results.notes.contains(
        "Each arm's own model fits exactly, so ancova_interaction has an estimate and nothing else: y, visit post, B - A."
      ))
  }

  @Test func anArmWithoutSpreadInABaselineElsewhereIsNotEstimated() {
    let results = Comparison.results(
      for: .made(
        arms: ["A", "A", "A", "B", "B", "B", "B"], [1, 2, 3, 5, 5, 5, 5], [2, 4, 7, 1, 2, 3, 5]),
      measures: [.meanDifference])
    let row = results.rows.first { $0.method == "ancova_interaction" }
    #expect(row != nil && row?.estimate == nil)
    #expect(
      results.notes.contains(
        "Within an arm, baseline and covariates do not vary enough for its mean at their overall mean, so no "
          + "ancova_interaction: y, visit post, B - A."))
  }
}
