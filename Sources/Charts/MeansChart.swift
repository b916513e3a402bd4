/// Means (or proportions, rates, changes) by visit and arm with their intervals, and below, on the same visits, the
/// differences between the arms around a line of no difference. How many subjects stand behind each mean is printed under
/// the visits.
public struct MeansChart: Chart {
  /// One arm, or one contrast of two.
  public struct Series: Sendable {
    public let label: String
    /// One for each visit; `Interval(nil)` where there is none.
    public let points: [Interval]
    /// Subjects behind each point; nil where that is not known.
    public let counts: [Int?]
    /// Which of the palette's styles: a contrast takes that of its treatment arm.
    public let style: Int

    public init(label: String, points: [Interval], counts: [Int?] = [], style: Int) {
      self.label = label
      self.points = points
      self.counts = counts
      self.style = style
    }
  }

  public let title: String
  /// What the marks and the lines are: `Observed means with 95% confidence intervals`.
  public let subtitle: String
  /// What is measured: the name of the upper axis.
  public let valueName: String
  public let visits: [String]
  /// The name of the visits' column.
  public let visitName: String
  public let series: [Series]
  /// Empty: there is no lower panel.
  public let differences: [Series]
  public let differenceName: String
  /// A value of the upper panel that gets a line, such as no change.
  public let reference: Double?

  public init(
    title: String, subtitle: String, valueName: String, visits: [String], visitName: String, series: [Series],
    differences: [Series] = [], differenceName: String = "", reference: Double? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.valueName = valueName
    self.visits = visits
    self.visitName = visitName
    self.series = series
    self.differences = differences
    self.differenceName = differenceName
    self.reference = reference
  }

  public func drawing() -> Drawing {
    var canvas = Canvas()
    canvas.heading(title, subtitle)
    canvas.legend(series.map { LegendEntry(label: $0.label, swatch: .series(SeriesStyle($0.style))) })
    let upper = Self.scale(series, reference: reference)
    let lower = Self.scale(differences, reference: 0)
    let left = LeftAxis.room(differences.isEmpty ? [upper] : [upper, lower])
    let axis = VisitAxis(
      visits, name: visitName, from: left, to: Canvas.right, marks: max(series.count, differences.count))
    panel(
      series, upper, height: Double(min(180 + 12 * series.count, 320)), name: valueName, reference: reference, axis,
      left, on: &canvas)
    axis.draw(on: &canvas, bottom: canvas.y, from: left, to: Canvas.right)
    counts(axis, on: &canvas)
    if !differences.isEmpty {
      canvas.space(10)
      canvas.paragraph(differenceName, style: .heading)
      if differences.count > 1 {
        canvas.space(2)
        canvas.legend(differences.map { LegendEntry(label: $0.label, swatch: .series(SeriesStyle($0.style))) })
      }
      panel(differences, lower, height: 130, name: "", reference: 0, axis, left, on: &canvas)
      axis.draw(on: &canvas, bottom: canvas.y, from: left, to: Canvas.right)
    }
    return Drawing(title: title, description: description, canvas: canvas)
  }

  private static func scale(_ series: [Series], reference: Double?) -> Scale {
    let values = series.flatMap { $0.points.flatMap(\.values) } + (reference.map { [$0] } ?? [])
    return Scale(covering: values, from: 0, to: 1)
  }

  /// Draws one frame with its axis and marks; the canvas ends at the frame's bottom.
  private func panel(
    _ series: [Series], _ scale: Scale, height: Double, name: String, reference: Double?, _ axis: VisitAxis,
    _ left: Double, on canvas: inout Canvas
  ) {
    canvas.paragraph(name, style: .label)
    canvas.space(8)
    let frame = Frame(left: left, top: canvas.y, width: Canvas.right - left, height: height)
    let scale = scale.moved(from: frame.bottom, to: frame.top)
    LeftAxis(scale: scale, frame: frame).draw(on: &canvas, reference: reference)
    for (index, one) in series.enumerated() {
      let offset = axis.offset(index, of: series.count)
      draw(
        one, scale, places: axis.places.map { $0 + offset }, frame, radius: axis.radius(of: series.count),
        on: &canvas.writer)
    }
    canvas.y = frame.bottom
  }

  private func draw(
    _ series: Series, _ scale: Scale, places: [Double], _ frame: Frame, radius: Double, on writer: inout SVGWriter
  ) {
    let style = SeriesStyle(series.style)
    let stroke = Stroke(colour: style.colour, width: 1.5, dashes: style.dashes)
    let points = zip(places, series.points).map { x, point in
      point.estimate.map { Point(x: x, y: scale.position(of: $0)) }
    }
    for run in Runs.of(points) where run.count > 1 { writer.polyline(run, stroke) }
    for (x, interval) in zip(places, series.points) {
      guard let estimate = interval.estimate else { continue }
      writer.errorBar(interval, at: x, scale, in: frame, colour: style.colour)
      writer.marker(style, at: Point(x: x, y: scale.position(of: estimate)), radius: radius)
    }
  }

  /// How many subjects stand behind each mean, where they are known and there is room.
  private func counts(_ axis: VisitAxis, on canvas: inout Canvas) {
    let style = TextStyle.muted
    let texts = series.map { one in one.counts.prefix(visits.count).map { $0.map { "\($0)" } ?? "" } }
    let widest = texts.joined().map(style.width).max() ?? 0
    guard widest > 0, widest + 4 <= axis.gap else { return }
    canvas.space(6)
    canvas.paragraph("Number of subjects", style: .heading)
    for (one, row) in zip(series, texts) {
      canvas.paragraph(one.label, style: .muted)
      for (x, text) in zip(axis.places, row) {
        canvas.writer.label(text, at: Point(x: x, y: canvas.y + style.ascent), anchor: .middle, style: style)
      }
      canvas.space(style.lineHeight)
    }
  }

  private var description: String {
    func sentences(_ series: [Series]) -> [String] {
      series.map { one in
        let spread = TickText.spread(of: one.points)
        let points = zip(visits, one.points).map { visit, point in
          (visit.isEmpty ? "" : visit + ": ") + TickText.interval(point, spread: spread)
        }
        return "\(one.label): \(points.joined(separator: "; "))."
      }
    }
    var text = (subtitle.isEmpty ? [] : [subtitle + "."]) + sentences(series)
    if !differences.isEmpty { text += ["\(differenceName)."] + sentences(differences) }
    return text.joined(separator: " ")
  }
}

/// A line is broken where a value is missing.
enum Runs {
  static func of(_ points: [Point?]) -> [[Point]] {
    var runs: [[Point]] = [[]]
    for point in points {
      if let point {
        runs[runs.count - 1].append(point)
      } else if !runs[runs.count - 1].isEmpty {
        runs.append([])
      }
    }
    return runs.filter { !$0.isEmpty }
  }
}

extension SVGWriter {
  /// An upright interval with caps at its limits, and an arrow to the frame's edge where a limit is open.
  mutating func errorBar(_ interval: Interval, at x: Double, _ scale: Scale, in frame: Frame, colour: String) {
    guard interval.low != nil || interval.high != nil else { return }
    let stroke = Stroke(colour: colour, width: 1.3)
    let low = interval.low.map(scale.position) ?? frame.bottom
    let high = interval.high.map(scale.position) ?? frame.top
    line(Point(x: x, y: low), Point(x: x, y: high), stroke)
    for (limit, y, direction) in [(interval.low, low, 1.0), (interval.high, high, -1.0)] {
      if limit == nil {
        arrowhead(at: Point(x: x, y: y), along: Point(x: 0, y: direction), colour: colour)
      } else {
        line(Point(x: x - 3, y: y), Point(x: x + 3, y: y), stroke)
      }
    }
  }

  /// A small triangle whose tip is at the place; `direction` has length 1.
  mutating func arrowhead(at tip: Point, along direction: Point, colour: String) {
    let size = 6.0
    let back = Point(x: tip.x - direction.x * size, y: tip.y - direction.y * size)
    let side = Point(x: -direction.y * size / 2, y: direction.x * size / 2)
    polygon(
      [tip, Point(x: back.x + side.x, y: back.y + side.y), Point(x: back.x - side.x, y: back.y - side.y)],
      fill: colour)
  }
}
