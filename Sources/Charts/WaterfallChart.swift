/// Every subject's change as a bar, sorted, one panel for each arm on one scale: how many changed by how much, where a
/// mean change hides it.
public struct WaterfallChart: Chart {
  public struct Arm: Sendable {
    public let label: String
    /// Later minus earlier, in any order; what is not finite counts for nothing.
    public let changes: [Double]

    public init(label: String, changes: [Double]) {
      self.label = label
      self.changes = changes.filter(\.isFinite)
    }
  }

  public let title: String
  public let subtitle: String
  public let valueName: String
  public let arms: [Arm]
  /// What a change has to be to count: bars that are are filled, the others hollow. Nil: all are filled.
  public let limits: ChangeLimits?

  /// Bars of one arm; more are thinned evenly along their order.
  public static let mostBars = 2000

  /// - Parameter threshold: a change beyond which it is reliable, in either direction.
  public init(title: String, subtitle: String = "", valueName: String, arms: [Arm], threshold: Double? = nil) {
    self.init(
      title: title, subtitle: subtitle, valueName: valueName, arms: arms, limits: ChangeLimits(threshold))
  }

  public init(title: String, subtitle: String = "", valueName: String, arms: [Arm], limits: ChangeLimits?) {
    self.title = title
    self.subtitle = subtitle
    self.valueName = valueName
    self.arms = arms
    self.limits = limits
  }

  public func drawing() -> Drawing {
    var canvas = Canvas()
    canvas.heading(title, subtitle)
    if let limits {
      let box = { (filled: Bool) in
        LegendEntry.Swatch.box(
          fill: filled ? Palette.series[0] : Palette.paper, stroke: Stroke(colour: Palette.series[0]), isCrossed: false)
      }
      canvas.legend([
        LegendEntry(label: limits.larger, swatch: box(true)),
        LegendEntry(label: "Smaller change", swatch: box(false)),
      ])
    }
    let ends = arms.flatMap { [$0.changes.min(), $0.changes.max()].compactMap { $0 } }
    let scale = Scale(
      covering: ends + [0] + (limits.map { [$0.rise, -$0.fall] } ?? []), from: 0, to: 1, ticks: 5)
    let left = LeftAxis.room([scale])
    canvas.paragraph(valueName, style: .label)
    canvas.space(4)
    for (index, arm) in arms.enumerated() {
      let count = arm.changes.count == 1 ? "1 subject" : "\(arm.changes.count) subjects"
      canvas.paragraph("\(arm.label) (\(count))", style: .heading)
      canvas.space(6)
      let frame = Frame(left: left, top: canvas.y, width: Canvas.right - left, height: 150)
      let y = scale.moved(from: frame.bottom, to: frame.top)
      LeftAxis(scale: y, frame: frame).draw(on: &canvas, reference: 0)
      if let limits {
        for level in [limits.rise, -limits.fall] {
          let place = y.position(of: level)
          canvas.writer.line(
            Point(x: frame.left, y: place), Point(x: frame.right, y: place),
            Stroke(colour: Palette.axis, dashes: [2, 3]))
        }
      }
      bars(arm, style: SeriesStyle(index), y, frame, on: &canvas.writer)
      canvas.y = frame.bottom + 12
    }
    canvas.paragraph(thinned, style: .muted)
    return Drawing(title: title, description: description, canvas: canvas)
  }

  private func bars(_ arm: Arm, style: SeriesStyle, _ scale: Scale, _ frame: Frame, on writer: inout SVGWriter) {
    let sorted = arm.changes.sorted(by: >)
    let shown = Thinning.indices(of: sorted.count, most: Self.mostBars).map { sorted[$0] }
    guard !shown.isEmpty else { return }
    let step = frame.width / Double(shown.count)
    let width = min(step * (step < 3 ? 1 : 0.8), 18)
    let zero = scale.position(of: 0)
    for (index, change) in shown.enumerated() {
      let x = frame.left + (Double(index) + 0.5) * step
      let y = scale.position(of: change)
      let isFilled = limits.map { $0.isFall(change) || $0.isRise(change) } ?? true
      // A change of nothing is a stroke on the line, so that the subject is seen.
      let height = max(abs(y - zero), 0.6)
      let bar = Frame(left: x - width / 2, top: change == 0 ? zero - 0.3 : min(y, zero), width: width, height: height)
      writer.rectangle(
        bar, fill: isFilled ? style.colour : Palette.paper,
        stroke: isFilled ? nil : Stroke(colour: style.colour, width: min(1, width / 3)), role: "mark")
    }
  }

  /// What is said where not all are drawn.
  private var thinned: String {
    arms.contains { $0.changes.count > Self.mostBars }
      ? "Of an arm with more than \(Self.mostBars) subjects, \(Self.mostBars) evenly spread along the order are drawn."
      : ""
  }

  private var description: String {
    var text = subtitle.isEmpty ? "" : subtitle + ". "
    text += arms.map { arm in
      let sorted = arm.changes.sorted()
      guard let least = sorted.first, let greatest = sorted.last else { return "\(arm.label): nobody." }
      let half = sorted.count / 2
      let median = sorted.count % 2 == 1 ? sorted[half] : sorted[half - 1] / 2 + sorted[half] / 2
      var words =
        "\(arm.label): \(sorted.count) subjects, \(sorted.count { $0 < 0 }) fell, \(sorted.count { $0 == 0 }) did not "
        + "change, \(sorted.count { $0 > 0 }) rose; from \(TickText.value(least)) to \(TickText.value(greatest)), median "
        + TickText.value(median)
      if let limits {
        let (fell, rose) = (sorted.count(where: limits.isFall), sorted.count(where: limits.isRise))
        words +=
          limits.areEqual
          ? "; \(fell) fell and \(rose) rose \(limits.phrase(limits.fall))"
          : "; \(fell) fell \(limits.phrase(limits.fall)) and \(rose) rose \(limits.phrase(limits.rise))"
      }
      return words + "."
    }.joined(separator: " ")
    return text + (thinned.isEmpty ? "" : " " + thinned)
  }
}
