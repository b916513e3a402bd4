import Charts
import Estimates
import Testing

/// From rows of results to charts.
@Suite struct ChartRowsTests {
  private func mean(_ arm: String?, _ visit: String?, _ value: Double?, term: String? = nil) -> Estimate {
    Estimate(
      outcome: "y", arm: arm, visit: visit, term: term, measure: .mean, method: "t", estimate: value,
      confidenceLow: value.map { $0 - 1 }, confidenceHigh: value.map { $0 + 1 }, n: 7)
  }

  private func difference(_ visit: String, _ method: String, _ value: Double?) -> Estimate {
    Estimate(
      outcome: "y", contrast: "b - a", reference: .arm("a"), visit: visit, measure: .meanDifference, method: method,
      estimate: value, confidenceLow: value.map { $0 - 2 }, confidenceHigh: nil)
  }

  private func means(_ rows: [Estimate], method: String? = nil) -> MeansChart? {
    MeansChart(
      .init(value: .mean, difference: .meanDifference, method: method), of: rows, outcome: "y", title: "t",
      subtitle: "s", valueName: "y", visitName: "visit")
  }

  @Test func armsAndVisitsStandInTheOrderOfTheRows() throws {
    let rows = [
      mean("b", "0", 1), mean("a", "0", 2), mean("b", "1", 3), mean("a", "1", nil), mean(nil, "0", 9),
      difference("1", "welch", -4), difference("1", "ancova", -5),
    ]
    let chart = try #require(means(rows))
    #expect(chart.visits == ["0", "1"] && chart.series.map(\.label) == ["b", "a"])
    #expect(chart.series[0].points == [Interval(1, low: 0, high: 2), Interval(3, low: 2, high: 4)])
    #expect(chart.series[1].points == [Interval(2, low: 1, high: 3), Interval(nil)])
    #expect(chart.series[1].counts == [7, 7])
    #expect(chart.differences.map(\.label) == ["b - a"] && chart.differences[0].style == 0)
    // No row at the first visit; the first method unless one is named.
    #expect(chart.differences[0].points == [Interval(nil), Interval(-4, low: -6)])
    #expect(try #require(means(rows, method: "ancova")).differences[0].points[1] == Interval(-5, low: -7))
    #expect(chart.differenceName == "Difference, b - a")
  }

  @Test func rowsWithoutArmsVisitsOrEstimates() throws {
    let all = try #require(means([mean(nil, nil, 4)]))
    #expect(all.series.map(\.label) == ["All subjects"] && all.visits == [""] && all.differences.isEmpty)
    let terms = try #require(means([mean(nil, "0", 1, term: "sex[f]"), mean(nil, "0", 2, term: "sex[m]")]))
    #expect(terms.series.map(\.label) == ["sex[f]", "sex[m]"])
    #expect(means([]) == nil && means([mean("a", "0", nil)]) == nil)
    #expect(means([difference("1", "welch", 1)]) == nil)
  }

  private func forest(_ measure: Measure, _ rows: [Estimate]) -> ForestChart? {
    ForestChart(measure, of: rows, outcome: "y", title: "t", subtitle: "s", visitName: "month") { $0.uppercased() }
  }

  @Test func aVisitWithSeveralRowsIsAHeading() throws {
    let chart = try #require(
      forest(.meanDifference, [difference("1", "welch", 1), difference("1", "ancova", 2), difference("2", "welch", 3)]))
    #expect(chart.rows.map(\.label) == ["month 1", "WELCH", "ANCOVA", "month 2, WELCH"])
    #expect(chart.rows.map { $0.kind == .heading } == [true, false, false, false])
    #expect(chart.axisName == "Mean difference, b - a" && chart.reference == 0 && !chart.isLogarithmic)
    #expect(chart.sides?.low == "lower in b" && chart.sides?.high == "higher in b")
    #expect(forest(.hedgesG, [difference("1", "welch", 1)]) == nil)
  }

  @Test func ratiosAreLogarithmicAroundOne() throws {
    let row = Estimate(
      outcome: "y", contrast: "b - a", reference: .arm("a"), measure: .riskRatio, method: "katz", estimate: 2,
      confidenceLow: 1, confidenceHigh: 4)
    let chart = try #require(forest(.riskRatio, [row]))
    #expect(chart.isLogarithmic && chart.reference == 1 && chart.rows.map(\.label) == ["b - a"])
  }
}
