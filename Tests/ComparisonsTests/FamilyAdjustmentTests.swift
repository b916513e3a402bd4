import Comparisons
import Estimates
import Inference
import TestSupport
import Testing
import Trials

@Suite struct FamilyAdjustmentTests {
  private struct Adjusted: Decodable {
    struct Row: Decodable {
      let pairs, adjust, visit, measure, method, contrast: String
      let estimate, stdError, df, pValue, confLow, confHigh: Double?
      let tolerance: Double
    }
    let rows: [Row]
  }

  @Test(arguments: MultiplicityAdjustment.allCases.filter { $0 != .none }, ComparisonOptions.Pairs.allCases)
  func threeArmsAgreeWithR(adjustment: MultiplicityAdjustment, pairs: ComparisonOptions.Pairs) throws {
    let fixture = try Fixtures.read(Adjusted.self, "multiplicity.json")
    let reference = fixture.rows.filter {
      $0.adjust == adjustment.rawValue && $0.pairs == pairs.rawValue
    }
    let rows = Comparison.results(for: try .threeArms(), options: .init(pairs: pairs, adjustment: adjustment)).rows
    for expected in reference {
      let label = "\(expected.visit) \(expected.contrast) \(expected.method)"
      let found = rows.filter {
        $0.visit == expected.visit && $0.contrast == expected.contrast && $0.measure.rawValue == expected.measure
          && $0.method == expected.method
      }
      #expect(found.count == 1, "\(label)")
      guard let row = found.first else { continue }
      let compared = Compared(expected.measure, expected.method, label, by: fixture.reference)
      // The references of Tukey and Dunnett are good to so many places, not digits.
      let floor = expected.tolerance > 1e-12 ? 1e-3 : 0
      #expect(
        compared.agrees("p_value", row.pValue, expected.pValue, within: expected.tolerance, floor: floor),
        "\(label) p \(row.pValue ?? .nan)")
      for (field, ours, theirs) in [
        ("estimate", row.estimate, expected.estimate), ("std_error", row.standardError, expected.stdError),
        ("df", row.df, expected.df),
      ] where theirs != nil {
        #expect(compared.agrees(field, ours, theirs, within: 1e-12), "\(label)")
      }
      guard let low = expected.confLow, let high = expected.confHigh else {
        #expect(row.confidenceLow == nil && row.confidenceLevel == nil, "\(label)")
        continue
      }
      for (field, ours, theirs) in [("conf_low", row.confidenceLow, low), ("conf_high", row.confidenceHigh, high)] {
        #expect(
          compared.agrees(field, ours, theirs, within: expected.tolerance, unit: high - low), "\(label) \(field)")
      }
      #expect(row.confidenceLevel == 0.95)
    }
    noteGiven(rows)
    let perVisit =
      switch (adjustment, pairs) {
      case (.tukey, .all): 9
      case (.dunnett, .control): 6
      case (.tukey, _), (.dunnett, _): 0
      case (_, .all): 12
      case (_, .control): 8
      }
    #expect(reference.count == 2 * perVisit)
  }

  /// A simultaneous interval leaves 0 out exactly when its p-value is below 1 − level.
  @Test(arguments: [MultiplicityAdjustment.bonferroni, .tukey, .dunnett], [0.5, 0.9, 0.95, 0.999])
  func pValuesInvertTheInterval(adjustment: MultiplicityAdjustment, level: Double) throws {
    let options = ComparisonOptions(pairs: adjustment == .tukey ? .all : .control, adjustment: adjustment)
    let rows = Comparison.results(
      for: try .threeArms(), measures: [.meanDifference], level: level, options: options
    ).rows.filter { $0.pValue != nil }
    #expect(rows.count >= 12)
    for row in rows {
      let leavesZeroOut = (row.confidenceLow ?? .nan) > 0 || (row.confidenceHigh ?? .nan) < 0
      #expect(leavesZeroOut == ((row.pValue ?? .nan) < 1 - level), "\(row.method ?? "") \(row.contrast ?? "")")
    }
  }

  @Test func oneContrastIsLeftAsItIs() throws {
    let plain = Comparison.results(for: try .beatTheBlues())
    let adjusted = Comparison.results(for: try .beatTheBlues(), options: .init(adjustment: .holm))
    #expect(plain.rows == adjusted.rows)
    #expect(
      Set(adjusted.notes)
        == Set(plain.notes + ["There is one contrast in each family, so --adjust holm changes nothing."]))
  }

  @Test func whatIsNotAdjustedHasNoPValue() throws {
    let results = Comparison.results(for: try .threeArms(), options: .init(pairs: .all, adjustment: .tukey))
    for row in results.rows where row.pValue != nil {
      #expect(row.method?.hasSuffix("_tukey") ?? false)
    }
    #expect(
      results.notes.suffix(2) == [
        "--adjust concerns tests of differences; effect sizes and hodges_lehmann keep the interval of one contrast, "
          + "without a p-value.",
        "tukey needs one variance for all arms, so there is no adjusted test by some methods (--adjust holm serves every "
          + "test): welch; ancova_hc3; ancova_interaction; rank_sum; probability_of_superiority.",
      ])
  }

  /// The visits have different methods (no ANCOVA at baseline), and still there is one note.
  @Test func whatAnAdjustmentLacksIsSaidOnce() {
    let trial = Trial.made(
      arms: (0..<30).map { ["A", "B", "C"][$0 % 3] }, (0..<30).map { Double($0 * 7 % 11) },
      (0..<30).map { Double(($0 * 5 + 3) % 13) })
    for adjustment in [MultiplicityAdjustment.tukey, .dunnett] {
      let notes = Comparison.results(for: trial, options: .init(adjustment: adjustment)).notes
      #expect(notes.count { $0.contains("needs one variance for all arms") } == 1)
    }
    for adjustment in [MultiplicityAdjustment.holm, .hochberg, .hommel, .bh] {
      let results = Comparison.results(for: trial, measures: [.meanDifference], options: .init(adjustment: adjustment))
      #expect(results.rows.allSatisfy { $0.confidenceLow == nil })
      #expect(
        results.notes.count { $0.hasPrefix("\(adjustment.rawValue) adjusts p-values alone, and no interval") } == 1)
    }
    let bonferroni = Comparison.results(for: trial, options: .init(adjustment: .bonferroni))
    #expect(!bonferroni.notes.contains { $0.contains("no interval goes with them") })
  }

  @Test func pairsOfArmsAreLaterMinusEarlierAfterThoseAgainstTheControl() throws {
    let rows = Comparison.results(for: try .threeArms(), measures: [.cohensD], options: .init(pairs: .all)).rows
    #expect(rows.prefix(3).map(\.contrast) == ["low - placebo", "high - placebo", "high - low"])
  }

  /// Five arms: four ANCOVA contrasts, whose correlations need not be of Dunnett's kind.
  @Test func dunnettOfFiveArmsSaysWhatItLacks() {
    let names: [String] = ["A", "B", "C", "D", "E"]
    var arms: [String] = []
    var earlier: [Double] = []
    var later: [Double] = []
    for subject in 0..<60 {
      let scatter: Int = (subject * 37) % 23
      let shift: Int = (subject % 5) * (subject % 3)
      arms.append(names[subject % 5])
      earlier.append(Double(scatter + shift))
      later.append(0.4 * Double(scatter + shift) + Double((subject * 53) % 17))
    }
    let results = Comparison.results(
      for: .made(arms: arms, earlier, later), measures: [.meanDifference], options: .init(adjustment: .dunnett))
    let ancova: [Estimate] = results.rows.filter { $0.method == "ancova_dunnett" }
    #expect(ancova.count == 4)
    for row in ancova { #expect(row.estimate != nil && row.pValue == nil && row.confidenceLow == nil) }
    for row in results.rows where row.method == "student_all_arms_dunnett" { #expect(row.pValue != nil) }
    #expect(
      results.notes.contains(
        "The correlations of these ANCOVA contrasts are not of the kind for which dunnett is computed exactly, so there "
          + "is no adjusted test by ancova (--adjust holm serves every test)."))
  }

  @Test func anArmWithoutValuesLeavesTheFamily() {
    let results = Comparison.results(
      for: .made(
        arms: ["A", "A", "A", "B", "B", "B", "C", "C"], visits: ["x"], baselineVisit: nil,
        [1, 2, 4, 5, 7, 8, .nan, .nan]), options: .init(pairs: .all, adjustment: .tukey))
    let rows = results.rows.filter { $0.method == "student_all_arms_tukey" }
    #expect(rows.map { $0.estimate != nil } == [true, false, false])
    // Two arms are left: Student's test.
    let student = Comparison.results(
      for: .made(arms: ["A", "A", "A", "B", "B", "B"], visits: ["x"], baselineVisit: nil, [1, 2, 4, 5, 7, 8]),
      measures: [.meanDifference]
    ).rows.first { $0.method == "student" }
    #expect(isClose(rows.first?.pValue, student?.pValue, 1e-12))
    #expect(isClose(rows.first?.confidenceLow, student?.confidenceLow, 1e-12))
  }
}
