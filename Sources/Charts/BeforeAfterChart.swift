/// Each subject's later value against the earlier one, on equal scales. On the diagonal nothing changed; outside the band
/// around it the change is larger than the error of measurement explains; the lines of the cut-off part the usual range
/// from the other.
public struct BeforeAfterChart: Chart {
  public struct Arm: Sendable {
    public let label: String
    /// Pairs with a value missing count for nothing.
    public let pairs: [(before: Double, after: Double)]

    public init(label: String, pairs: [(before: Double, after: Double)]) {
      self.label = label
      self.pairs = pairs.filter { $0.before.isFinite && $0.after.isFinite }
    }
  }

  public let title: String
  public let subtitle: String
  public let beforeName: String
  public let afterName: String
  public let arms: [Arm]
  /// What a change has to be to count; nil for no band.
  public let limits: ChangeLimits?
  public let cutoff: Double?

  /// Marks of one arm; of more different pairs, these many evenly spread are drawn.
  public static let mostMarks = 2000

  /// - Parameter reliableChange: the change beyond which it is reliable, in units of the outcome.
  public init(
    title: String, subtitle: String = "", beforeName: String, afterName: String, arms: [Arm],
    reliableChange: Double? = nil, cutoff: Double? = nil
  ) {
    self.init(
      title: title, subtitle: subtitle, beforeName: beforeName, afterName: afterName, arms: arms,
      limits: ChangeLimits(reliableChange), cutoff: cutoff)
  }

  public init(
    title: String, subtitle: String = "", beforeName: String, afterName: String, arms: [Arm],
    limits: ChangeLimits?, cutoff: Double? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.beforeName = beforeName
    self.afterName = afterName
    self.arms = arms
    self.limits = limits
    self.cutoff = cutoff.flatMap { $0.isFinite ? $0 : nil }
  }

  public func drawing() -> Drawing {
    var canvas = Canvas()
    canvas.heading(title, subtitle)
    canvas.legend(legend)
    if arms.contains(where: { marks($0).contains { $0.count > 1 } }) {
      canvas.paragraph("Larger marks: several subjects with the same two values.", style: .muted)
      canvas.space(4)
    }
    canvas.paragraph(thinned, style: .muted)
    let values = arms.flatMap { $0.pairs.flatMap { [$0.before, $0.after] } } + (cutoff.map { [$0] } ?? [])
    let ends = [values.min(), values.max()].compactMap { $0 }
    let scale = BottomAxis.scale(covering: ends, from: 0, to: 360)
    canvas.paragraph(afterName, style: .label)
    canvas.space(8)
    let left = LeftAxis.room([scale])
    let side = Canvas.right - left - scale.widestLabel / 2
    let frame = Frame(left: left, top: canvas.y, width: side, height: side)
    let x = scale.moved(from: frame.left, to: frame.right)
    let y = scale.moved(from: frame.bottom, to: frame.top)
    if let limits { band(limits, x, y, on: &canvas.writer) }
    LeftAxis(scale: y, frame: frame).draw(on: &canvas)
    BottomAxis(scale: x).draw(on: &canvas, top: frame.top, bottom: frame.bottom, name: beforeName)
    canvas.writer.line(
      Point(x: frame.left, y: frame.bottom), Point(x: frame.right, y: frame.top), Stroke(colour: Palette.axis))
    if let cutoff {
      let stroke = Stroke(colour: Palette.text, dashes: [6, 3])
      let (across, up) = (y.position(of: cutoff), x.position(of: cutoff))
      canvas.writer.line(Point(x: frame.left, y: across), Point(x: frame.right, y: across), stroke)
      canvas.writer.line(Point(x: up, y: frame.top), Point(x: up, y: frame.bottom), stroke)
    }
    for (index, arm) in arms.enumerated() {
      for mark in marks(arm) {
        canvas.writer.marker(
          SeriesStyle(index), at: Point(x: x.position(of: mark.before), y: y.position(of: mark.after)),
          radius: min(3 * Double(mark.count).squareRoot(), 8), isFilled: false)
      }
    }
    return Drawing(title: title, description: description, canvas: canvas)
  }

  private var legend: [LegendEntry] {
    var entries = arms.indices.map {
      LegendEntry(label: arms[$0].label, swatch: .mark(SeriesStyle($0), isFilled: false))
    }
    entries.append(LegendEntry(label: "No change", swatch: .line(Stroke(colour: Palette.axis))))
    if let limits {
      entries.append(
        LegendEntry(
          label: limits.smaller,
          swatch: .box(fill: Palette.band, stroke: Stroke(colour: Palette.axis), isCrossed: false)))
    }
    if let cutoff {
      entries.append(
        LegendEntry(
          label: "Cut-off \(TickText.exact(cutoff))", swatch: .line(Stroke(colour: Palette.text, dashes: [6, 3]))))
    }
    return entries
  }

  /// Where the change is smaller than `size`: cut at the frame.
  private func band(_ limits: ChangeLimits, _ x: Scale, _ y: Scale, on writer: inout SVGWriter) {
    let (low, high) = (x.low, x.high)
    let (fall, rise) = (min(limits.fall, high - low), min(limits.rise, high - low))
    let corners = [
      (low, low), (low, low + rise), (high - rise, high), (high, high), (high, high - fall), (low + fall, low),
    ]
    writer.polygon(
      corners.map { Point(x: x.position(of: $0.0), y: y.position(of: $0.1)) }, fill: Palette.band, role: "band")
    for line in [[corners[1], corners[2]], [corners[4], corners[5]]] {
      writer.polyline(
        line.map { Point(x: x.position(of: $0.0), y: y.position(of: $0.1)) },
        Stroke(colour: Palette.axis, dashes: [2, 3]))
    }
  }

  /// What is said where not all are drawn.
  private var thinned: String {
    arms.contains { distinct($0).count > Self.mostMarks }
      ? "Of an arm with more than \(Self.mostMarks) different pairs, \(Self.mostMarks) evenly spread ones are drawn."
      : ""
  }

  private func marks(_ arm: Arm) -> [(before: Double, after: Double, count: Int)] {
    let marks = distinct(arm)
    return Thinning.indices(of: marks.count, most: Self.mostMarks).map { marks[$0] }
  }

  /// Subjects with the same two values are one mark.
  private func distinct(_ arm: Arm) -> [(before: Double, after: Double, count: Int)] {
    let sorted = arm.pairs.sorted { $0.before != $1.before ? $0.before < $1.before : $0.after < $1.after }
    var marks: [(before: Double, after: Double, count: Int)] = []
    for pair in sorted {
      if let last = marks.last, last.before == pair.before, last.after == pair.after {
        marks[marks.count - 1].count += 1
      } else {
        marks.append((pair.before, pair.after, 1))
      }
    }
    return marks
  }

  private var description: String {
    var text = subtitle.isEmpty ? "" : subtitle + ". "
    text += arms.map { arm in
      let changes = arm.pairs.map { $0.after - $0.before }
      var words =
        "\(arm.label): \(changes.count) subjects, \(changes.count { $0 < 0 }) lower later, \(changes.count { $0 == 0 }) "
        + "the same, \(changes.count { $0 > 0 }) higher"
      if let limits {
        let (lower, higher) = (changes.count(where: limits.isFall), changes.count(where: limits.isRise))
        words +=
          limits.areEqual
          ? "; \(lower) lower and \(higher) higher \(limits.phrase(limits.fall))"
          : "; \(lower) lower \(limits.phrase(limits.fall)) and \(higher) higher \(limits.phrase(limits.rise))"
      }
      return words + "."
    }.joined(separator: " ")
    return text + (thinned.isEmpty ? "" : " " + thinned)
  }
}
