import Comparisons
import Estimates
import TestSupport
import Testing
import Trials

@Suite struct MarginTestsTests {
  private struct Margins: Decodable {
    struct Row: Decodable {
      let visit, measure, term, method: String
      let level, estimate, stdError, df, statistic, pValue, confLow, confHigh, confLevel: Double
      let n: Int
    }
    let margin: Double
    let rows: [Row]
  }

  @Test(arguments: [0.95, 0.975]) func agreesWithR(level: Double) throws {
    let reference = try Fixtures.read(Margins.self, "equivalence.json")
    let rows = Comparison.results(
      for: try .beatTheBlues(), level: level, options: .init(margin: reference.margin)
    ).rows
    noteGiven(rows)
    let wanted = reference.rows.filter { $0.level == level }
    #expect(wanted.count == 75)
    for row in wanted {
      let found = rows.filter {
        $0.visit == row.visit && $0.measure.rawValue == row.measure && $0.term == row.term && $0.method == row.method
      }
      let label = "\(row.visit) \(row.measure) \(row.term) \(row.method)"
      #expect(found.count == 1, "\(label)")
      guard let ours = found.first else { continue }
      let compared = Compared(row.measure, row.method, "\(label) \(row.level)", by: reference.reference)
      for (value, expected, name) in [
        (ours.estimate, row.estimate, "estimate"), (ours.standardError, row.stdError, "std_error"),
        (ours.df, row.df, "df"), (ours.pValue, row.pValue, "p_value"),
      ] {
        #expect(compared.agrees(name, value, expected, within: 1e-12), "\(label) \(name)")
      }
      // Differences of numbers as large as 5 and the standard error, over the latter.
      let size = 5 / row.stdError + abs(row.statistic)
      #expect(compared.agrees("statistic", ours.statistic, row.statistic, within: 1e-13, unit: size), "\(label)")
      for (value, expected, name) in [
        (ours.confidenceLow, row.confLow, "conf_low"), (ours.confidenceHigh, row.confHigh, "conf_high"),
      ] {
        #expect(compared.agrees(name, value, expected, within: 1e-12, unit: row.stdError), "\(label) \(name)")
      }
      #expect(ours.confidenceLevel == row.confLevel && ours.n == row.n)
    }
  }

  /// Each p-value is below α exactly when the interval is on the right side of its bound.
  @Test func pValuesInvertTheInterval() throws {
    for margin in [0.5, 1, 2.5, 4, 6, 8, 10.5, 14] {
      let rows = Comparison.results(
        for: try .beatTheBlues(), measures: Set(Comparison.marginMeasures), options: .init(margin: margin)
      ).rows
      #expect(rows.count == 5 * (2 + 4 * 6))
      for row in rows {
        let (low, high) = (row.confidenceLow ?? .nan, row.confidenceHigh ?? .nan)
        let lower = row.term?.hasPrefix("lower") ?? false
        let isInside =
          switch row.measure {
          case .equivalence: low > -margin && high < margin
          case .nonInferiority: lower ? high < margin : low > -margin
          default: lower ? high < -margin : low > margin
          }
        #expect(isInside == ((row.pValue ?? .nan) < 0.05), "\(row.method ?? "") \(row.term ?? "") \(margin)")
        #expect(row.confidenceLevel == 0.9)
      }
    }
  }

  @Test func nothingToTestGivesNothing() {
    let rows = Comparison.results(
      for: .made(arms: ["A", "A", "B", "B"], visits: ["x"], baselineVisit: nil, [1, 1, 2, 2]),
      measures: [.equivalence], options: .init(margin: 2.5)
    ).rows
    #expect(rows.map(\.estimate) == [1, 1])
    #expect(rows.map(\.term) == ["-2.5 < difference < 2.5", "-2.5 < difference < 2.5"])
    #expect(rows.allSatisfy { $0.pValue == nil && $0.confidenceLow == nil && $0.confidenceLevel == nil })
  }
}
