internal import Glibc

/// Studies' effects against their standard errors, the most precise at the top, within the lines that hold a share of them
/// if their true effect is the pooled one and nothing else differs.
public struct EffectFunnelChart: Chart {
  public struct Study: Sendable {
    public let label: String
    /// On the scale on which the standard error is: the logarithm of a ratio.
    public let effect: Double
    public let standardError: Double

    public init(label: String, effect: Double, standardError: Double) {
      self.label = label
      self.effect = effect
      self.standardError = standardError
    }
  }

  /// Lines at `center ± reach × standard error`.
  public struct Limits: Sendable {
    /// `Pseudo 95% limits`.
    public let label: String
    public let reach: Double

    public init(label: String, reach: Double) {
      self.label = label
      self.reach = reach
    }
  }

  public let title: String
  public let subtitle: String
  public let effectName: String
  public let center: Double
  public let studies: [Study]
  public let limits: [Limits]
  /// Turns effects into what the axis shows, where those are logarithms.
  public let isLogarithmic: Bool

  public init(
    title: String, subtitle: String = "", effectName: String, center: Double, studies: [Study], limits: [Limits],
    isLogarithmic: Bool = false
  ) {
    self.title = title
    self.subtitle = subtitle
    self.effectName = effectName
    self.center = center
    self.studies = studies.filter { $0.effect.isFinite && $0.standardError.isFinite }
    self.limits = limits
    self.isLogarithmic = isLogarithmic
  }

  private func shown(_ effect: Double) -> Double { isLogarithmic ? exp(effect) : effect }

  public func drawing() -> Drawing {
    var canvas = Canvas()
    canvas.heading(title, subtitle)
    let strokes = limits.indices.map {
      Stroke(colour: Palette.series[$0 == 0 ? 0 : 1], width: 1.4, dashes: $0 == 0 ? [6, 3] : [2, 3])
    }
    canvas.legend(
      zip(limits, strokes).map { LegendEntry(label: $0.label, swatch: .line($1)) } + [
        LegendEntry(label: "Pooled effect", swatch: .line(Stroke(colour: Palette.axis)))
      ])
    canvas.paragraph("Standard error" + (isLogarithmic ? " of the logarithm" : ""), style: .label)
    canvas.space(8)
    let errors = Scale(covering: [0] + studies.map(\.standardError), from: 0, to: 1, ticks: 5)
    let left = LeftAxis.room([errors])
    let frame = Frame(left: left, top: canvas.y, width: Canvas.right - left, height: 260)
    let y = errors.moved(from: frame.top, to: frame.bottom)
    let widest = limits.map(\.reach).max() ?? 0
    let ends = [center - widest * errors.high, center + widest * errors.high]
    let x = BottomAxis.scale(
      covering: (ends + studies.map(\.effect) + [center]).map(shown), from: frame.left, to: frame.right,
      kind: isLogarithmic ? .logarithmic : .linear)
    LeftAxis(scale: y, frame: frame).draw(on: &canvas)
    BottomAxis(scale: x).draw(on: &canvas, top: frame.top, bottom: frame.bottom, name: effectName)
    func place(_ effect: Double, _ error: Double) -> Point {
      Point(x: x.position(of: shown(effect)), y: y.position(of: error))
    }
    canvas.writer.line(place(center, 0), place(center, errors.high), Stroke(colour: Palette.axis, width: 1.3))
    for (limit, stroke) in zip(limits, strokes) {
      let reach = limit.reach * errors.high
      canvas.writer.polyline(
        [place(center - reach, errors.high), place(center, 0), place(center + reach, errors.high)], stroke)
    }
    let places = studies.map { place($0.effect, $0.standardError) }
    var labels = PointLabels(frame: frame, marks: places)
    let unnamed = zip(studies, places).filter { isOutside($0.0) }
      .filter { study, place in !labels.draw(study.label, at: place, on: &canvas.writer) }
    for (study, place) in zip(studies, places) {
      canvas.writer.marker(SeriesStyle(isOutside(study) ? 1 : 0), at: place, radius: 3.5, isFilled: isOutside(study))
    }
    if !unnamed.isEmpty {
      canvas.paragraph(
        "Outside too, without room for a name: \(unnamed.map(\.0.label).joined(separator: ", "))", style: .muted)
    }
    return Drawing(title: title, description: description, canvas: canvas)
  }

  /// Whether a study lies beyond the narrowest lines.
  private func isOutside(_ study: Study) -> Bool {
    guard let reach = limits.map(\.reach).min() else { return false }
    return abs(study.effect - center) > reach * study.standardError
  }

  private var description: String {
    let outside = studies.filter(isOutside)
    var text = subtitle.isEmpty ? "" : subtitle + ". "
    text += "Pooled effect \(TickText.value(shown(center))). "
    if let first = limits.min(by: { $0.reach < $1.reach }) {
      text +=
        outside.isEmpty
        ? "All \(studies.count) studies lie within the \(first.label). "
        : "\(outside.count) of \(studies.count) studies lie beyond the \(first.label): "
          + outside.map(\.label).joined(separator: ", ") + ". "
    }
    return text
      + studies.map { study in
        "\(study.label): \(TickText.value(shown(study.effect))) (SE \(TickText.value(study.standardError)))."
      }.joined(separator: " ")
  }
}
