import Charts
import Testing

/// A text's place on the page by the kept table of widths, without the allowance for wider fonts.
private struct Box {
  let text: String
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double

  init(_ element: SVGElement) {
    let size = element["font-size"]
    let isBold = element.attributes["font-weight"] == "bold"
    let thousandths = element.text.unicodeScalars.reduce(0) { $0 + TextWidth.thousandths($1, isBold: isBold) }
    let width = Double(thousandths) / 1000 * size
    let start =
      switch element.attributes["text-anchor"] {
      case "middle": element["x"] - width / 2
      case "end": element["x"] - width
      default: element["x"]
      }
    text = element.text
    left = start
    right = start + width
    let baseline = element["y"] + element.shift
    top = baseline - size * 0.72
    bottom = baseline + size * 0.21
  }

  func meets(_ other: Box) -> Bool {
    left < other.right && other.left < right && top < other.bottom && other.top < bottom
  }
}

/// Corners of what is drawn.
private func extent(_ element: SVGElement) -> [(x: Double, y: Double)] {
  let points: [(Double, Double)] =
    switch element.name {
    case "circle":
      [
        (element["cx"] - element["r"], element["cy"] - element["r"]),
        (element["cx"] + element["r"], element["cy"] + element["r"]),
      ]
    case "rect":
      [
        (element["x"], element["y"]), (element["x"] + element["width"], element["y"] + element["height"]),
      ]
    case "line": [(element["x1"], element["y1"]), (element["x2"], element["y2"])]
    case "polyline", "polygon":
      (element.attributes["points"] ?? "").split(separator: " ").map { pair in
        let values = pair.split(separator: ",").compactMap { Double($0) }
        return values.count == 2 ? (values[0], values[1]) : (.nan, .nan)
      }
    default: []
    }
  return points.map { ($0.0, $0.1 + element.shift) }
}

/// What holds for every chart, whatever is in it.
func expectSound(_ svg: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let root = try SVGReader.read(svg)
  let view = (root.attributes["viewBox"] ?? "").split(separator: " ").compactMap { Double($0) }
  try #require(view.count == 4 && view[2] == 460 && view[3] > 20, "\(name)", sourceLocation: sourceLocation)
  #expect(root.attributes["role"] == "img" && root.attributes["width"] == "100%", sourceLocation: sourceLocation)
  let named = (root.attributes["aria-labelledby"] ?? "").split(separator: " ").map(String.init)
  #expect(named == root.children.prefix(2).compactMap { $0.attributes["id"] }, sourceLocation: sourceLocation)
  #expect(root.children.prefix(2).map(\.name) == ["title", "desc"], sourceLocation: sourceLocation)
  for element in root.all where element.name != "text" {
    for (x, y) in extent(element) {
      #expect(x >= 0 && x <= view[2] && y >= 0 && y <= view[3], "\(name): \(element)", sourceLocation: sourceLocation)
    }
    for (key, value) in element.attributes where key != "style" && key != "id" {
      #expect(!value.contains("nan") && !value.contains("inf"), "\(name): \(element)", sourceLocation: sourceLocation)
    }
  }
  let boxes = root.named("text").map(Box.init)
  for (index, box) in boxes.enumerated() {
    #expect(
      box.left >= 0 && box.right <= view[2] && box.top >= 0 && box.bottom <= view[3], "\(name): \(box)",
      sourceLocation: sourceLocation)
    for other in boxes[..<index] {
      #expect(!box.meets(other), "\(name): \(box) over \(other)", sourceLocation: sourceLocation)
    }
  }
  // At 390 pixels with a margin of 16 on both sides a unit is 358/460 pixels.
  for text in root.named("text") {
    #expect(text["font-size"] * 358 / 460 >= 9, "\(name): \(text)", sourceLocation: sourceLocation)
  }
}

@Suite struct GeometryTests {
  @Test(arguments: SampleCharts.small.map(\.name) + SampleCharts.hard.map(\.name))
  func nothingLeavesThePageAndNoTextsMeet(name: String) throws {
    let chart = try #require((SampleCharts.small + SampleCharts.hard).first { $0.name == name }).chart
    try expectSound(chart.svg(), name)
  }

  @Test func aMeanLiesWhereTheScaleSaysAndItsIntervalIsAroundIt() throws {
    let chart = MeansChart(
      title: "t", subtitle: "", valueName: "y", visits: ["0", "1"], visitName: "visit",
      series: [.init(label: "a", points: [SampleCharts.interval(10, 4), SampleCharts.interval(20, 4)], style: 0)])
    let root = try SVGReader.read(chart.svg())
    let marks = root.marked("mark")
    #expect(marks.count == 2)
    let ticks = root.named("text").filter { $0.attributes["text-anchor"] == "end" }
    // The numbers of the axis stand 4 units below their lines.
    let levels = Dictionary(uniqueKeysWithValues: ticks.map { ($0.text, $0["y"] - 4) })
    let (ten, twenty) = (try #require(levels["10"]), try #require(levels["20"]))
    #expect(abs(marks[0]["cy"] - ten) < 0.02 && abs(marks[1]["cy"] - twenty) < 0.02)
    let bars = root.named("line").filter {
      $0["x1"] == marks[0]["cx"] && $0["x2"] == marks[0]["cx"] && $0.attributes["stroke"] == marks[0].attributes["fill"]
    }
    #expect(bars.count == 1)
    #expect(abs((bars[0]["y1"] + bars[0]["y2"]) / 2 - ten) < 0.02)
    #expect(abs(bars[0]["y1"] - bars[0]["y2"] - 8 * (ten - twenty) / 10) < 0.03)
  }

  /// Visits that are numbers stand to scale: 0, 2, 8 with the middle one at a quarter of the way.
  @Test func visitsStandToScale() {
    let axis = VisitAxis(["0", "2", "8"], name: "month", from: 50, to: 450)
    #expect(axis.isToScale)
    #expect(abs((axis.places[1] - axis.places[0]) / (axis.places[2] - axis.places[0]) - 0.25) < 1e-12)
    #expect(!VisitAxis(["0", "1", "1000"], name: "day", from: 50, to: 450).isToScale)
    #expect(!VisitAxis(["8", "2", "0"], name: "month", from: 50, to: 450).isToScale)
    #expect(!VisitAxis(["pre", "post"], name: "visit", from: 50, to: 450).isToScale)
    #expect(!VisitAxis(["0x1", "nan"], name: "visit", from: 50, to: 450).isToScale)
  }

  @Test func aForestsMarksAndLimitsLieOnItsScale() throws {
    let chart = ForestChart(
      title: "t", axisName: "x",
      rows: [
        .init(label: "a", interval: Interval(1, low: 0.5, high: 2)),
        .init(label: "b", interval: Interval(4, low: 2, high: 8)),
      ],
      isLogarithmic: true, reference: 1)
    let root = try SVGReader.read(chart.svg())
    let marks = root.marked("mark").map { $0["x"] + $0["width"] / 2 }
    let bars = root.named("line").filter { $0["y1"] == $0["y2"] && $0.attributes["stroke-width"] == "1.3" }
    #expect(marks.count == 2 && bars.count == 2)
    // Equal factors have equal lengths.
    let unit = marks[0] - bars[0]["x1"]
    #expect(abs(bars[0]["x2"] - marks[0] - unit) < 0.02)
    #expect(abs(marks[1] - marks[0] - 2 * unit) < 0.03)
    #expect(abs(bars[1]["x2"] - marks[0] - 3 * unit) < 0.04)
  }

  @Test func aWaterfallsBarsStartAtZeroAndAreSorted() throws {
    let chart = WaterfallChart(
      title: "t", valueName: "y", arms: [.init(label: "a", changes: [-10, 5, 0, .nan, 10])], threshold: 5)
    let bars = try SVGReader.read(chart.svg()).marked("mark")
    #expect(bars.count == 4)
    let zero = bars[0]["y"] + bars[0]["height"]
    #expect(abs(bars[0]["height"] - 2 * bars[1]["height"]) < 0.02)
    #expect(abs(bars[1]["y"] + bars[1]["height"] - zero) < 0.02)
    #expect(abs(bars[3]["y"] - zero) < 0.02 && abs(bars[3]["height"] - bars[0]["height"]) < 0.02)
    // Reliable is what goes beyond the threshold: 5 does not.
    #expect(bars.map { $0.attributes["fill"] != Palette.paper } == [true, false, false, true])
  }

  /// Falls need 6 and rises 3, and both count when they are reached.
  @Test func aWaterfallsLimitsMayDiffer() throws {
    let limits = ChangeLimits(fall: 6, rise: 3, quality: "important", countsLimit: true)
    let chart = WaterfallChart(
      title: "t", valueName: "y", arms: [.init(label: "a", changes: [3, 2.9, -3, -5.9, 1.2 - 7.2])], limits: limits)
    let root = try SVGReader.read(chart.svg())
    #expect(
      root.marked("mark").map { $0.attributes["fill"] != Palette.paper } == [true, false, false, false, true])
    #expect(chart.svg().contains("1 fell by 6 or more and 1 rose by 3 or more"))
    #expect(ChangeLimits(fall: .nan, rise: 3) == nil)
  }

  @Test func noChangeLiesOnTheDiagonal() throws {
    let chart = BeforeAfterChart(
      title: "t", beforeName: "b", afterName: "a",
      arms: [.init(label: "x", pairs: [(0, 0), (4, 4), (10, 10), (2, 8)])],
      reliableChange: 3)
    let root = try SVGReader.read(chart.svg())
    let marks = root.marked("mark")
    let sums = marks.filter { $0["cx"] - $0["cy"] == $0["cx"] - $0["cy"] }.map { $0["cx"] + $0["cy"] }
    #expect(marks.count == 4)
    // In order of the first value: on a line of slope -1 upside down, so x + y is the same.
    #expect(abs(sums[0] - sums[2]) < 0.03 && abs(sums[0] - sums[3]) < 0.03 && abs(sums[0] - sums[1]) > 30)
    #expect(root.marked("band").count == 1)
  }

  @Test func sitesBeyondTheWidestLimitsAreNamed() throws {
    let limits: [(n: Double, low: Double, high: Double)] = [(10, 0, 20), (20, 5, 15)]
    let chart = FunnelChart(
      title: "t", valueName: "y", target: 10,
      sites: [
        .init(label: "inside", n: 15, value: 17), .init(label: "outside", n: 15, value: 18),
        .init(label: "unknown", n: 15, value: nil),
      ], limits: [.init(label: "limits", points: limits)])
    let root = try SVGReader.read(chart.svg())
    let words = root.named("text").map(\.text)
    #expect(words.contains("outside") && !words.contains("inside") && !words.contains("unknown"))
    #expect(root.marked("mark").count == 2)
    #expect(root.children[1].text.contains("1 of 2 sites lie beyond the limits: outside."))
  }

  @Test func aCaterpillarIsRanked() throws {
    let chart = CaterpillarChart(
      title: "t", axisName: "x",
      rows: [
        .init(label: "low", interval: SampleCharts.interval(-5, 1)),
        .init(label: "none", interval: Interval(nil)), .init(label: "high", interval: SampleCharts.interval(5, 1)),
      ], overall: 0)
    let root = try SVGReader.read(chart.svg())
    let places = Dictionary(uniqueKeysWithValues: root.named("text").map { ($0.text, $0["y"]) })
    let (high, low, none) = (try #require(places["high"]), try #require(places["low"]), try #require(places["none"]))
    #expect(high < low && low < none)
    #expect(places["not estimable"] == none)
  }

  @Test func aBoxWithoutANumberSaysNotSupplied() throws {
    let root = try SVGReader.read(SampleCharts.flow.svg())
    #expect(root.named("text").count { $0.text == "not supplied" } == 3)
    #expect(root.marked("box").count { $0.attributes["stroke-dasharray"] != nil } == 3)
    #expect(root.marked("box").count == 10)
  }

  @Test func cellsAreFilledWhereObserved() throws {
    let root = try SVGReader.read(SampleCharts.missing.svg())
    #expect(root.marked("observed").count == 5 + 1 + 4 + 3 && root.marked("missing").count == 7)
    // The commonest pattern first: complete, 52 subjects.
    #expect(root.children[1].text.hasPrefix("Observed at 0, 2, 3, 5, 8: 52 (BtheB 27, TAU 25)."))
  }

  @Test func severalChartsStandBelowOneAnother() throws {
    let one = try SVGReader.read(SampleCharts.forest.svg())
    let svg = SVGDocument.text(of: [SampleCharts.forest, SampleCharts.forest])
    try expectSound(svg, "two")
    let two = try SVGReader.read(svg)
    let height = { (root: SVGElement) in
      (root.attributes["viewBox"] ?? "").split(separator: " ").compactMap { Double($0) }.last
    }
    #expect(try #require(height(two)) == 2 * #require(height(one)))
  }
}
