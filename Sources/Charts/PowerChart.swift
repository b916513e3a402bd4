internal import Estimates

/// Power against the size of a trial, or against the difference to be found: a curve for each plan, with the power that was
/// asked for and the plans that were found.
public struct PowerChart: Chart {
  public struct Curve: Sendable {
    public let label: String
    /// Rising in x.
    public let points: [(x: Double, power: Double)]
    /// The plan that was given or found.
    public let mark: (x: Double, power: Double)?

    public init(label: String, points: [(x: Double, power: Double)], mark: (x: Double, power: Double)?) {
      self.label = label
      self.points = points.filter { $0.x.isFinite && $0.power.isFinite }
      self.mark = mark.flatMap { $0.x.isFinite && $0.power.isFinite ? $0 : nil }
    }
  }

  public let title: String
  public let subtitle: String
  /// `Analysed subjects in all`.
  public let xName: String
  public let curves: [Curve]
  /// Those that were asked for.
  public let targets: [Double]

  public init(title: String, subtitle: String = "", xName: String, curves: [Curve], targets: [Double]) {
    self.title = title
    self.subtitle = subtitle
    self.xName = xName
    self.curves = curves
    self.targets = targets.filter(\.isFinite)
  }

  public func drawing() -> Drawing {
    var canvas = Canvas()
    canvas.heading(title, subtitle)
    let styles = curves.indices.map(SeriesStyle.init)
    if curves.count > 1 {
      canvas.legend(zip(curves, styles).map { LegendEntry(label: $0.label, swatch: .series($1)) })
    }
    canvas.paragraph(targets.isEmpty ? "Power" : "Power (broken line: asked for)", style: .label)
    canvas.space(8)
    let values = Scale(covering: [0, 1], from: 0, to: 1, ticks: 5)
    let left = LeftAxis.room([values])
    let frame = Frame(left: left, top: canvas.y, width: Canvas.right - left, height: 240)
    let y = values.moved(from: frame.bottom, to: frame.top)
    let x = BottomAxis.scale(
      covering: curves.flatMap { $0.points.map(\.x) + ($0.mark.map { [$0.x] } ?? []) }, from: frame.left,
      to: Canvas.right)
    LeftAxis(scale: y, frame: frame).draw(on: &canvas)
    BottomAxis(scale: x).draw(on: &canvas, top: frame.top, bottom: frame.bottom, name: xName)
    for target in targets {
      let level = y.position(of: target)
      canvas.writer.line(
        Point(x: frame.left, y: level), Point(x: frame.right, y: level), Stroke(colour: Palette.axis, dashes: [4, 3]))
    }
    for (curve, style) in zip(curves, styles) {
      canvas.writer.polyline(
        curve.points.map { Point(x: x.position(of: $0.x), y: y.position(of: $0.power)) },
        Stroke(colour: style.colour, width: 1.6, dashes: style.dashes))
    }
    let marks = curves.map { curve in
      curve.mark.map { Point(x: x.position(of: $0.x), y: y.position(of: $0.power)) }
    }
    var labels = PointLabels(frame: frame, marks: marks.compactMap { $0 })
    var said: Set<String> = []
    for (index, place) in marks.enumerated() {
      guard let place, let mark = curves[index].mark else { continue }
      canvas.writer.marker(styles[index], at: place)
      let text = TickText.exact(Self.rounded(mark.x))
      if said.insert(text).inserted { _ = labels.draw(text, at: place, on: &canvas.writer) }
    }
    return Drawing(title: title, description: description, canvas: canvas)
  }

  /// To a thousandth; a whole number whole.
  private static func rounded(_ value: Double) -> Double {
    value == value.rounded() ? value : (value * 1000).rounded() / 1000
  }

  private var description: String {
    let asked = targets.map { TickText.exact($0) }.joined(separator: ", ")
    let whole = curves.map { curve in
      let found = curve.mark.map { "power \(TickText.value($0.power)) at \(TickText.exact(Self.rounded($0.x)))" }
      let ends = [curve.points.first, curve.points.last].compactMap { $0 }
        .map { "\(TickText.value($0.power)) at \(TickText.value($0.x))" }.joined(separator: " to ")
      return "\(curve.label): \(found ?? "no plan"); from \(ends)."
    }
    return (subtitle.isEmpty ? "" : subtitle + ". ") + "Power by \(xName)."
      + (asked.isEmpty ? " " : " Asked for: \(asked). ") + whole.joined(separator: " ")
  }
}
