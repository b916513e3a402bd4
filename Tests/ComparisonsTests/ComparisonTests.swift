import Comparisons
import Estimates
import TestSupport
import Testing
import Trials

@Suite struct ComparisonTests {
  @Test(arguments: [false, true]) func agreesWithR(withCovariates: Bool) throws {
    let results = Comparison.results(for: try .beatTheBlues(covariates: withCovariates))
    let fixture = try ReferenceRows.read("compare-beat-the-blues.json")
    let reference = fixture.rows.filter { row in
      guard row.method?.hasPrefix("ancova") ?? false else { return true }
      return row.covariates == (withCovariates ? ["drug", "length"] : [])
    }
    for row in reference { expect(results.rows, contain: row, by: fixture.reference) }
    noteGiven(results.rows)
    // `AncovaInteractionTests` and `PretestPosttestBlockTests` have the others.
    let others = results.rows.count { $0.method == "ancova_interaction" || $0.measure == .dPpc2 }
    #expect(results.rows.count - others == reference.count { ourMethod($0) != nil })
    #expect(
      results.notes == [
        "Between randomised arms a difference at the baseline visit is chance, whatever its p: it is given to be seen, and a test "
          + "of it says nothing: bdi, visit 0.",
        "ANCOVA adjusts for the baseline value" + (withCovariates ? ", drug (No, Yes), length (<6m, >6m)." : "."),
      ])
  }

  private func row(_ results: Results, _ method: String, _ contrast: String) -> Estimate? {
    results.rows.first { $0.visit == "post" && $0.method == method && $0.contrast == contrast }
  }

  /// Changes of 0.3 and of 0.7 in decimals: their SD is 1e-13, and there is nothing to test against. By hand: 0.7 − 0.3.
  @Test func roundingIsNoErrorOfAChangeScore() {
    let earlier = [1000.1, 1001.7, 1003.4, 1002.9, 1008.6, 1004.2]
    let later = [1000.4, 1002.4, 1003.7, 1003.6, 1008.9, 1004.9]
    let results = Comparison.results(
      for: .made(arms: ["C", "T", "C", "T", "C", "T"], levels: ["C", "T"], earlier, later))
    for method in ["change_score", "ancova", "ancova_hc3"] {
      let row = row(results, method, "T - C")
      #expect(abs((row?.estimate ?? .nan) - 0.4) < 1e-11)
      #expect(row?.standardError == nil && row?.pValue == nil && row?.confidenceLow == nil, "\(method)")
    }
    #expect(results.notes.contains { $0.hasPrefix("The change is the same in every pair of an arm") })
    #expect(results.notes.contains { $0.hasPrefix("The model fits the outcome exactly") })
  }

  /// Baseline − 1000.1: terms of 1000 that cancel to less than 1.
  @Test func cancellingTermsAreAnExactFit() {
    let earlier = [1000.123, 1000.871, 1000.534, 1000.329, 1000.986, 1000.442]
    let later = [0.023, 0.771, 0.434, 0.229, 0.886, 0.342]
    let results = Comparison.results(
      for: .made(arms: ["C", "T", "C", "T", "T", "C"], levels: ["C", "T"], earlier, later))
    #expect(row(results, "ancova", "T - C")?.standardError == nil)
    #expect(row(results, "ancova_hc3", "T - C")?.standardError == nil)
  }

  /// Two arms without any spread, a third with it: HC3 of the first two is 0 but for rounding, the common variance is not.
  /// By hand: 4.7 − 3.1, s² = (9 + 1 + 1 + 9)/(12 − 3), variance s²/2.
  @Test func roundingIsNoRobustError() {
    let arms = ["C", "A", "B"].flatMap { [String](repeating: $0, count: 4) }
    let later = [3.1, 3.1, 3.1, 3.1, 4.7, 4.7, 4.7, 4.7, 1, 3, 5, 7]
    let results = Comparison.results(
      for: .made(arms: arms, levels: ["C", "A", "B"], [Double](repeating: 5, count: 12), later))
    let classical = row(results, "ancova", "A - C")
    #expect(abs((classical?.estimate ?? .nan) - 1.6) < 1e-14)
    #expect(abs((classical?.standardError ?? .nan) - (20.0 / 9 / 2).squareRoot()) < 1e-14)
    #expect(row(results, "ancova_hc3", "A - C")?.standardError == nil)
    // (9 + 1 + 1 + 9)/4² over (1 − ¼)².
    #expect(abs((row(results, "ancova_hc3", "B - C")?.standardError ?? .nan) - (20.0 / 9).squareRoot()) < 1e-13)
    #expect(results.notes.contains { $0.hasPrefix("The model fits both arms exactly") })
  }

  /// Where Student's test is not given for want of spread next to the means, neither is what standardizes by it.
  @Test func standardizedDifferencesFollowTheTest() {
    let later = [1e-8, 1e9, -2e-8, 1e9, 3e-8, 1e9]
    let results = Comparison.results(
      for: .made(arms: ["C", "T", "C", "T", "C", "T"], levels: ["C", "T"], [1, 2, 3, 4, 5, 7], later))
    #expect(row(results, "student", "T - C")?.pValue == nil)
    #expect(row(results, "noncentral_t", "T - C")?.estimate == nil)
    #expect(results.notes.contains { $0.hasPrefix("Nothing varies within the arms") })
  }

  @Test(arguments: [[], ["age", "sex", "stress", "doubled"], ["rare"]])
  func threeArmsAgreeWithR(covariates: [String]) throws {
    let fixture = try Fixtures.read(ThreeArms.self, "compare-three-arms.json")
    let results = Comparison.results(for: fixture.value.trial(covariates))
    let reference = fixture.rows.filter { row in
      !(row.method?.hasPrefix("ancova") ?? false) || row.covariates == covariates
    }
    #expect(reference.count > 20)
    for row in reference { expect(results.rows, contain: row, by: fixture.reference) }
    noteGiven(results.rows)
    switch covariates {
    case []: #expect(results.notes == ["ANCOVA adjusts for the baseline value."])
    case ["rare"]:
      #expect(
        results.notes == [
          "ANCOVA adjusts for the baseline value, rare (a, b, only).",
          "A subject determines a coefficient alone (leverage 1), so ancova_hc3 has an estimate and nothing else: "
            + "bdi, visit 1, low - placebo; bdi, visit 1, high - placebo; bdi, visit 2, low - placebo; "
            + "bdi, visit 2, high - placebo.",
          "Within an arm, baseline and covariates do not vary enough for its mean at their overall mean, so no "
            + "ancova_interaction: bdi, visit 1, low - placebo; bdi, visit 1, high - placebo; bdi, visit 2, "
            + "low - placebo; bdi, visit 2, high - placebo.",
        ])
    default:
      #expect(
        results.notes == [
          "ANCOVA adjusts for the baseline value, age (a number), sex (f, m, x), stress (a number), doubled (a number).",
          "Subjects left out of ANCOVA because a covariate is missing: bdi, visit 1, 3 of them; "
            + "bdi, visit 2, 2 of them.",
          "ANCOVA leaves out a column that follows from the others: bdi, visit 1, doubled; bdi, visit 2, doubled.",
        ])
    }
  }

  /// Where the baseline says which arm, no difference adjusted for it can be told, whichever column is left out.
  @Test func armsThatTheBaselineTellsApartHaveNoAncova() throws {
    let arms = ["A", "A", "A", "B", "B", "B", "C", "C", "C"]
    let later = [3.1, 4.2, 2.7, 5.5, 6.1, 4.4, 7.0, 8.3, 6.6]
    func ancova(_ baseline: [Double]) -> [Estimate] {
      let trial = Trial.made(arms: arms, visits: ["post"], baselineVisit: nil, baselineColumn: baseline, later)
      return Comparison.results(for: trial, measures: [.meanDifference]).rows.filter { $0.method == "ancova" }
    }
    let confounded = ancova([1, 1, 1, 2, 2, 2, 4, 4, 4])
    #expect(confounded.map(\.contrast) == ["B - A", "C - A"] && confounded.allSatisfy { $0.estimate == nil })
    // A and B have one baseline, C another: those two can be compared.
    let partly = ancova([1, 1, 1, 1, 1, 1, 4, 4, 4])
    #expect(partly[1].estimate == nil)
    #expect(abs((partly[0].estimate ?? .nan) - 2) < 1e-12)
    // One baseline for all says nothing, and is left out.
    let constant = ancova([2, 2, 2, 2, 2, 2, 2, 2, 2])
    #expect(abs((constant[0].estimate ?? .nan) - 2) < 1e-12)
    #expect(abs((constant[1].estimate ?? .nan) - (21.9 - 10) / 3) < 1e-12)
  }

  @Test func anOutcomeThatNeverVariesHasNoAncova() {
    let trial = Trial.made(
      arms: ["A", "A", "A", "B", "B", "B"], [1.5, 2.25, 4, 1, 7, 3.5], [0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
    let results = Comparison.results(for: trial, measures: [.meanDifference])
    let rows = results.rows.filter { $0.method?.hasPrefix("ancova") ?? false }
    #expect(rows.count == 3 && rows.allSatisfy { $0.estimate == nil && $0.standardError == nil })
    #expect(
      results.notes.contains(
        "The outcome is the same for everybody in the model, so no ANCOVA: y, visit post, B - A."), "\(results.notes)")
  }

  @Test func rowsStandInOrder() throws {
    let rows = Comparison.results(for: try .beatTheBlues()).rows
    #expect(rows.prefix(6).map(\.measure) == [.n, .mean, .sd, .n, .mean, .sd])
    #expect(rows.prefix(6).map(\.arm) == ["TAU", "TAU", "TAU", "BtheB", "BtheB", "BtheB"])
    let followup = rows.filter { $0.visit == "2" && $0.contrast != nil }
    #expect(
      followup.map { $0.method ?? "" } == [
        "welch", "student", "change_score", "ancova", "ancova_hc3", "ancova_interaction", "noncentral_t",
        "noncentral_t_scaled", "normal_unequal_variances", "morris", "normal", "brunner_munzel_logit",
        "order_statistics_normal",
      ])
    #expect(rows.filter { $0.visit == "0" && $0.measure == .meanDifference }.map(\.method) == ["welch", "student"])
    #expect(Set(rows.map(\.measure)) == Set(Comparison.measures))
  }

  @Test func onlyWhatIsAskedForIsGiven() throws {
    let trial = try Trial.beatTheBlues()
    let all = Comparison.results(for: trial).rows
    for measure in Comparison.measures {
      let some = Comparison.results(for: trial, measures: [measure]).rows
      #expect(some == all.filter { $0.measure == measure }, "\(measure.rawValue)")
    }
  }

  @Test func needsTwoArms() {
    #expect(
      Comparison.results(for: .made([1, 2], [3, 4])) == Results(notes: ["There is no arm, so nothing is compared."]))
    let one = Comparison.results(for: .made(arms: ["A", "A", nil], [1, 2, 3], [3, 4, 5]))
    #expect(one.rows.map(\.measure) == [.n, .mean, .sd, .n, .mean, .sd])
    #expect(
      one.notes == [
        "There is one arm only (A), so nothing is compared.",
        "Subjects whose arm is unknown are left out of every comparison: 1.",
      ])
  }

  /// Rows of the follow-up visit by method, or by measure where a method is not telling.
  private func row(_ results: Results, _ measure: Measure, _ method: String? = nil) -> Estimate? {
    results.rows.last { $0.measure == measure && (method == nil || $0.method == method) }
  }

  @Test func anEmptyArmHasNothing() {
    let results = Comparison.results(
      for: .made(arms: ["A", "A", "B", "B"], [1, 2, 3, 5], [2, 5, .nan, .nan]))
    for row in results.rows where row.visit == "post" && row.contrast != nil {
      #expect(row.estimate == nil && row.statistic == nil && row.pValue == nil && row.confidenceLow == nil)
    }
    #expect(
      results.notes.suffix(4) == [
        "No subject of one of the two arms has all that ANCOVA needs: y, visit post, B - A.",
        "No complete pair of baseline and follow-up in one of the two arms, so no change_score: y, visit post, B - A.",
        "No complete pair of baseline and follow-up in one of the two arms, so no d_ppc2: y, visit post, B - A.",
        "No value in one of the two arms, so nothing is compared: y, visit post, B - A.",
      ])
  }

  @Test func oneSubjectInAnArm() {
    let trial = Trial.made(arms: ["A", "A", "A", "B"], visits: ["post"], baselineVisit: nil, [2, 5, 6, 9])
    let results = Comparison.results(for: trial)
    #expect(row(results, .meanDifference, "welch")?.standardError == nil)
    #expect(row(results, .meanDifference, "student")?.df == 2)
    #expect(row(results, .glassDelta)?.standardError == nil)
    #expect(row(results, .probabilityOfSuperiority)?.estimate == 1)
    #expect(row(results, .probabilityOfSuperiority)?.pValue == nil)
    #expect(row(results, .rankSum)?.pValue == 0.5)  // U = 3 of 0 … 3, each 1/4
    #expect(
      results.notes == [
        "There is no baseline, so no change_score, no ANCOVA and no d_ppc2: y.",
        "One subject in an arm, so no Welch test and no standard error that needs that arm's SD: y, visit post, B - A.",
        "One subject in an arm, so no interval of the probability of superiority: y, visit post, B - A.",
        "The widest Hodges-Lehmann interval has less confidence than was asked for; its row says how much: "
          + "y, visit post, B - A.",
      ])
  }

  @Test func nothingVaries() {
    let trial = Trial.made(
      arms: ["A", "A", "A", "B", "B", "B"], visits: ["post"], baselineVisit: nil, [7, 7, 7, 7, 7, 7])
    let results = Comparison.results(for: trial)
    for row in results.rows where row.contrast != nil {
      #expect(row.standardError == nil && row.pValue == nil, "\(row.measure.rawValue)")
    }
    #expect(row(results, .meanDifference, "welch")?.estimate == 0)
    #expect(row(results, .cohensD)?.estimate == nil)
    #expect(row(results, .probabilityOfSuperiority)?.estimate == 0.5)
    #expect(
      results.notes.suffix(3) == [
        "Nothing varies within the arms, so no t test and no standardized difference: y, visit post, B - A.",
        "Every value is the same, so the rank-sum test has no p-value: y, visit post, B - A.",
        "Values do not vary enough for an interval of the probability of superiority: y, visit post, B - A.",
      ])
  }

  @Test func separatedArmsHaveNoIntervalOfSuperiority() {
    let trial = Trial.made(
      arms: ["A", "A", "A", "B", "B", "B"], visits: ["post"], baselineVisit: nil, [1, 2, 3, 7, 8, 9])
    let results = Comparison.results(for: trial, measures: [.probabilityOfSuperiority])
    #expect(results.rows.map(\.estimate) == [1])
    #expect(
      results.notes == [
        "The arms do not overlap, so no interval of the probability of superiority: y, visit post, B - A."
      ])
  }

  @Test func aPerfectModelHasNoTest() {
    let earlier = [1.0, 2, 3, 4, 5, 6, 7, 9]
    let arms = ["A", "B", "A", "B", "A", "B", "A", "B"]
    let results = Comparison.results(
      for: .made(arms: arms, earlier, zip(earlier, arms).map { 2 * $0 + ($1 == "B" ? 3 : 0) }))
    let ancova = row(results, .meanDifference, "ancova")
    #expect(isClose(ancova?.estimate, 3, 1e-12))
    #expect(ancova?.pValue == nil && ancova?.standardError == nil)
    #expect(
      results.notes.contains(
        "The model fits the outcome exactly, so ANCOVA has an estimate and nothing else: y, visit post, B - A."))
  }

  @Test func anArmThatCovariatesDetermineIsNotEstimated() {
    let arms = ["A", "B", "A", "B", "A", "B"]
    // The baseline is the arm.
    let results = Comparison.results(
      for: .made(arms: arms, arms.map { $0 == "B" ? 1 : 0 }, [3, 5, 4, 8, 1, 2]), measures: [.meanDifference])
    #expect(row(results, .meanDifference, "ancova")?.estimate == nil)
    #expect(
      results.notes == [
        "Nothing varies within the arms, so no t test and no standardized difference: y, visit pre, B - A.",
        "ANCOVA adjusts for the baseline value.",
        "ANCOVA leaves out a column that follows from the others: y, visit post, arm[B].",
        "The arm cannot be told from baseline and covariates among the subjects in the model, so no ANCOVA: "
          + "y, visit post, B - A.",
        "Within an arm, baseline and covariates do not vary enough for its mean at their overall mean, so no "
          + "ancova_interaction: y, visit post, B - A.",
      ])
  }
}
