/// Every subject's course over the visits as a thin line, and the mean of those observed at each visit over it; one panel
/// for each arm on one scale. A visit that a subject missed breaks the line; a value between two missed visits is a dot.
public struct TrajectoryChart: Chart {
  public struct Arm: Sendable {
    public let label: String
    /// `courses[subject][visit]`; nil or not finite is missing.
    public let courses: [[Double?]]

    public init(label: String, courses: [[Double?]]) {
      self.label = label
      self.courses = courses.map { $0.map { $0.flatMap { $0.isFinite ? $0 : nil } } }
    }
  }

  public let title: String
  public let subtitle: String
  public let valueName: String
  public let visits: [String]
  public let visitName: String
  public let arms: [Arm]

  /// Subjects drawn of one arm; of more, every so many-th in their order is. The mean is of all.
  public static let mostCourses = 1000

  public init(
    title: String, subtitle: String = "", valueName: String, visits: [String], visitName: String, arms: [Arm]
  ) {
    self.title = title
    self.subtitle = subtitle
    self.valueName = valueName
    self.visits = visits
    self.visitName = visitName
    self.arms = arms
  }

  public func drawing() -> Drawing {
    var canvas = Canvas()
    canvas.heading(title, subtitle)
    canvas.legend(
      [LegendEntry(label: "One subject", swatch: .line(Stroke(colour: Palette.background, width: 0.8)))]
        + arms.indices.prefix(1).map { LegendEntry(label: "Mean of those observed", swatch: .series(SeriesStyle($0))) })
    let ends = arms.flatMap { arm in
      let values = arm.courses.joined().compactMap { $0 }
      return [values.min(), values.max()].compactMap { $0 }
    }
    let scale = Scale(covering: ends, from: 0, to: 1)
    let left = LeftAxis.room([scale])
    let axis = VisitAxis(visits, name: visitName, from: left, to: Canvas.right)
    canvas.paragraph(valueName, style: .label)
    canvas.space(4)
    for (index, arm) in arms.enumerated() {
      let count = arm.courses.count == 1 ? "1 subject" : "\(arm.courses.count) subjects"
      canvas.paragraph("\(arm.label) (\(count))", style: .heading)
      canvas.space(6)
      let frame = Frame(left: left, top: canvas.y, width: Canvas.right - left, height: 170)
      let y = scale.moved(from: frame.bottom, to: frame.top)
      LeftAxis(scale: y, frame: frame).draw(on: &canvas)
      for subject in Thinning.indices(of: arm.courses.count, most: Self.mostCourses) {
        course(arm.courses[subject], axis, y, on: &canvas.writer)
      }
      mean(arm, SeriesStyle(index), axis, y, on: &canvas.writer)
      axis.draw(on: &canvas, bottom: frame.bottom, from: left, to: Canvas.right)
      canvas.space(8)
    }
    canvas.paragraph(thinned, style: .muted)
    return Drawing(title: title, description: description, canvas: canvas)
  }

  private func course(_ values: [Double?], _ axis: VisitAxis, _ scale: Scale, on writer: inout SVGWriter) {
    let points = zip(axis.places, values).map { x, value in value.map { Point(x: x, y: scale.position(of: $0)) } }
    for run in Runs.of(points) {
      if run.count > 1 {
        writer.polyline(run, Stroke(colour: Palette.background, width: 0.8))
      } else {
        writer.circle(run[0], radius: 1.5, fill: Palette.background)
      }
    }
  }

  private func mean(_ arm: Arm, _ style: SeriesStyle, _ axis: VisitAxis, _ scale: Scale, on writer: inout SVGWriter) {
    let means = Self.means(arm, visits: visits.count)
    let points = zip(axis.places, means).map { x, mean in mean.map { Point(x: x, y: scale.position(of: $0)) } }
    for run in Runs.of(points) where run.count > 1 {
      writer.polyline(run, Stroke(colour: Palette.paper, width: 5))
      writer.polyline(run, Stroke(colour: style.colour, width: 2.5))
    }
    for point in points.compactMap({ $0 }) { writer.marker(style, at: point, radius: 4) }
  }

  /// The mean of the observed values at each visit.
  static func means(_ arm: Arm, visits: Int) -> [Double?] {
    (0..<visits).map { visit in
      let values = arm.courses.compactMap { $0.indices.contains(visit) ? $0[visit] : nil }
      let size = Double(values.count)
      return values.isEmpty ? nil : values.reduce(0) { $0 + $1 / size }
    }
  }

  /// What is said where not all are drawn.
  private var thinned: String {
    arms.contains { $0.courses.count > Self.mostCourses }
      ? "Of an arm with more than \(Self.mostCourses) subjects, \(Self.mostCourses) evenly spread over the file are drawn."
      : ""
  }

  private var description: String {
    var text = subtitle.isEmpty ? "" : subtitle + ". "
    text += arms.map { arm in
      let means = zip(visits, Self.means(arm, visits: visits.count)).map { visit, mean in
        "\(visit): " + (mean.map { TickText.value($0) } ?? "nobody observed")
      }
      return "\(arm.label), \(arm.courses.count) subjects, means \(means.joined(separator: "; "))."
    }.joined(separator: " ")
    return text + (thinned.isEmpty ? "" : " " + thinned)
  }
}
