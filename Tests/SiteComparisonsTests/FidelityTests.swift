import Estimates
import Foundation
import SiteComparisons
import Tables
import TestSupport
import Testing
import Trials

@Suite struct FidelityTests {
  private func results() throws -> Results {
    var plan = StudyPlan()
    (plan.subject, plan.instrumentColumn, plan.outcomes) = ("group", "item", ["rating"])
    plan.hasBaselineVisit = false
    let file = Fixtures.root.appending(path: "Datasets/imr-fidelity-netherlands/fidelity.csv").path
    let trial = try Trial(reading: .file(file), plan: plan, options: ReadOptions())
    return Fidelity.results(for: trial, rating: "rating", threshold: 4)
  }

  private func rounded(_ value: Double?, _ digits: Int) -> String {
    String(format: "%.\(digits)f", (value ?? .nan) + 1e-12)
  }

  /// Roosenschoon et al. (2016), Table 4, as printed: the items' means (SD), the groups' means, all.
  @Test func thePrintedTableIsReproduced() throws {
    let rows = try results().rows
    let printed: [(mean: String, sd: String)] = [
      ("4.7", "0.52"), ("5.0", "0.00"), ("5.0", "0.00"), ("5.0", "0.00"), ("2.7", "0.82"), ("5.0", "0.00"),
      ("3.2", "1.72"), ("4.7", "0.52"), ("5.0", "0.00"), ("4.3", "0.52"), ("2.7", "0.82"), ("2.3", "0.82"),
      ("2.0", "0.63"),
    ]
    for (place, item) in printed.enumerated() {
      let own = rows.filter { $0.term == "\(place + 1)" }
      #expect(rounded(own.first { $0.measure == .fidelity }?.estimate, 1) == item.mean)
      #expect(rounded(own.first { $0.measure == .fidelitySD }?.estimate, 2) == item.sd)
      #expect(own.allSatisfy { $0.n == 6 && $0.outcome == "rating" })
    }
    let groups = rows.filter { $0.measure == .fidelity && $0.site != nil }
    #expect(groups.map { $0.site ?? "" } == ["A", "B", "C", "D", "E", "F"] && groups.allSatisfy { $0.n == 13 })
    #expect(groups.map { rounded($0.estimate, 1) } == ["4.2", "3.8", "3.8", "4.2", "3.8", "4.0"])
    let all = rows.filter { $0.term == "all items" }
    #expect(rounded(all.first { $0.measure == .fidelity }?.estimate, 1) == "4.0")
    #expect(rounded(all.first { $0.measure == .fidelitySD }?.estimate, 2) == "0.20")
  }

  /// Three of six groups are at 4.0: A, D and F, whose 52 points over 13 items are exactly 4.
  /// R 4.2.2: `t.test` of the six means, `prop.test(3, 6, correct = FALSE)`.
  @Test func theShareCountsTheThresholdItself() throws {
    let rows = try results().rows.filter { $0.term == "all items" }
    let share = try #require(rows.first { $0.measure == .shareAtThreshold })
    #expect(share.estimate == 0.5 && share.n == 6)
    #expect(abs((share.confidenceLow ?? 0) - 0.18761630648265057) < 1e-12)
    #expect(abs((share.confidenceHigh ?? 0) - 0.8123836935173494) < 1e-12)
    let mean = try #require(rows.first { $0.measure == .fidelity })
    #expect(mean.df == 5 && mean.pValue == nil)
    #expect(abs((mean.confidenceLow ?? 0) - 3.7525848613649875) < 1e-12)
    #expect(abs((mean.confidenceHigh ?? 0) - 4.1704920617119354) < 1e-12)
  }

  @Test func aMissingItemIsCountedAndATotalNeedsNoItems() throws {
    let trial = Trial(
      source: "f.csv", rowCount: 3, sha256: nil, subjectCount: 3, arm: nil, site: nil, visits: ["1", "2"],
      baselineVisit: nil,
      outcomes: [
        Outcome(name: "i", values: [[4, 2, .nan], [5, 5, 5]], baseline: nil),
        Outcome(name: "j", values: [[2, 4, .nan], [3, .nan, 5]], baseline: nil),
      ], covariates: [], notes: [])
    let results = Fidelity.results(for: trial, rating: "r", threshold: 4)
    let first = results.rows.filter { $0.visit == "1" && $0.measure == .fidelity && $0.site != nil }
    #expect(first.map(\.estimate) == [3, 3, nil] && first.map(\.n) == [2, 2, 0])
    #expect(
      results.notes.first { $0.hasPrefix("A site") }
        == "A site is not rated on every item, and its mean is over the others: r, visit 1, site 3: 2 of 2 missing; "
        + "r, visit 2, site 2: 1 of 2 missing.")
    let totals = Fidelity.results(for: trial, rating: nil, threshold: 4, measures: [.shareAtThreshold])
    #expect(totals.rows.map(\.outcome) == ["i", "i", "j", "j"] && totals.rows.map(\.n) == [2, 3, 2, 2])
    #expect(totals.rows.allSatisfy { $0.term == nil })
  }
}
