import Charts
import Testing

/// Nothing, one point, one value, values that no scale can be asked for, and names that want to be markup.
@Suite struct HardChartTests {
  /// One chart of each kind with these values.
  private func charts(_ values: [Double?], label: String) -> [(String, any Chart)] {
    let intervals = values.map { value in
      Interval(value, low: value.map { $0 - abs($0) / 8 }, high: value.map { $0 + abs($0) / 8 })
    }
    let known = values.compactMap { $0 }
    let visits = values.indices.map { "\(label) \($0)" }
    let series = [MeansChart.Series(label: label, points: intervals, counts: values.map { _ in 3 }, style: 0)]
    let curve = known.enumerated().map { (n: Double($0 + 1), low: $1, high: $1) }
    return [
      (
        "means",
        MeansChart(
          title: label, subtitle: label, valueName: label, visits: visits, visitName: label, series: series,
          differences: series, differenceName: label, reference: 0)
      ),
      (
        "forest",
        ForestChart(
          title: label, axisName: label, rows: intervals.map { .init(label: label, interval: $0, weight: 1) },
          sides: (label, label))
      ),
      (
        "ratios",
        ForestChart(
          title: label, axisName: label, rows: intervals.map { .init(label: label, interval: $0) }, isLogarithmic: true,
          reference: 1)
      ),
      (
        "caterpillar",
        CaterpillarChart(
          title: label, axisName: label,
          rows: zip(intervals, values).map { .init(label: label, interval: $0, raw: $1) },
          overall: known.first)
      ),
      (
        "funnel",
        FunnelChart(
          title: label, valueName: label, sizeName: label, target: known.first ?? 0,
          sites: values.enumerated().map { .init(label: label, n: Double($0 + 1), value: $1) },
          limits: [.init(label: label, points: curve)])
      ),
      (
        "waterfall",
        WaterfallChart(
          title: label, valueName: label, arms: [.init(label: label, changes: known)], threshold: known.first)
      ),
      (
        "trajectories",
        TrajectoryChart(
          title: label, valueName: label, visits: visits, visitName: label,
          arms: [.init(label: label, courses: [values])])
      ),
      (
        "before-after",
        BeforeAfterChart(
          title: label, beforeName: label, afterName: label,
          arms: [.init(label: label, pairs: known.map { ($0, $0 / 2) })], reliableChange: known.first,
          cutoff: known.last)
      ),
      (
        "flow",
        FlowChart(
          title: label, steps: [.init(.init(label, count: values.count))],
          arms: [known.map { _ in .init(label, count: nil, details: [label]) }])
      ),
      (
        "missing",
        MissingPatternChart(
          title: label, visits: visits, visitName: label, groups: [label],
          patterns: values.isEmpty ? [] : [.init(isObserved: values.map { $0 != nil }, counts: [1])])
      ),
    ]
  }

  private static let values: [[Double?]] = [
    [], [nil], [5], [5, 5, 5], [0, 0], [nil, 3, nil], [-1e-9, -2e-9], [1e300, -1e300], [1.7e308, -1.7e308, 5],
    [.leastNonzeroMagnitude, 0], [1e15, 1e15 + 1], [-123_456_789, 987_654_321], [0.1, 0.30000000000000004],
    [.nan, .infinity, 2],
    [.leastNormalMagnitude, 1e300],
  ]

  @Test(arguments: values)
  func whateverTheValuesAre(values: [Double?]) throws {
    for (name, chart) in charts(values, label: "y") { try expectSound(chart.svg(), "\(name) of \(values)") }
  }

  @Test(arguments: [
    "", " ", "W", SampleCharts.longLabel, SampleCharts.attack, String(repeating: "W", count: 120),
    "結果の平均値と信頼区間を示すとても長い名前",
    "😀 arm", "e\u{301}tude",
  ])
  func whateverTheLabelsAre(label: String) throws {
    for (name, chart) in charts([3, nil, -4, 7.5], label: label) { try expectSound(chart.svg(), "\(name), \(label)") }
  }

  @Test func manyVisits() throws {
    for count in [20, 60, 200] {
      let values = (0..<count).map { Double($0 % 7) }
      for (name, chart) in charts(values, label: "Visit") where name != "flow" && name != "funnel" {
        try expectSound(chart.svg(), "\(name) of \(count)")
      }
    }
  }

  @Test func textOfTheDataIsEscaped() throws {
    for (name, chart) in charts([1, 2], label: SampleCharts.attack) {
      let svg = chart.svg(id: SampleCharts.attack)
      #expect(!svg.contains("<script") && !svg.contains("\u{1B}") && !svg.contains("\u{202E}"), "\(name)")
      let root = try SVGReader.read(svg)
      #expect(root.named("script").isEmpty && !root.named("text").isEmpty, "\(name)")
      #expect(root.named("title")[0].text.contains("<script>alert('x')</script> & \"y\""), "\(name)")
      let id = root.children[0].attributes["id"] ?? ""
      #expect(id.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }, "\(name)")
    }
  }

  @Test func theSameValuesGiveTheSameBytes() {
    for (one, two) in zip(charts([1, 2.5, nil], label: "y"), charts([1, 2.5, nil], label: "y")) {
      #expect(one.1.svg() == two.1.svg())
    }
  }

  @Test func veryManySubjectsAreThinned() throws {
    let many = (0..<50_000).map { Double(($0 * 7919) % 1000) }
    let bars = WaterfallChart(title: "t", valueName: "y", arms: [.init(label: "a", changes: many)]).svg()
    #expect(try SVGReader.read(bars).marked("mark").count == WaterfallChart.mostBars)
    #expect(bars.contains("2000 evenly spread along the order are drawn."))
    let courses = TrajectoryChart(
      title: "t", valueName: "y", visits: ["0", "1"], visitName: "v",
      arms: [.init(label: "a", courses: many.map { [$0, 999 - $0] })]
    ).svg()
    #expect(courses.utf8.count < 400_000 && courses.contains("1000 evenly spread over the file are drawn."))
    // The mean is of all: 499.5 at both.
    #expect(courses.contains("a, 50000 subjects, means 0: 500; 1: 500."))
  }
}
