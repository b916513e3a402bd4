/// Sites (or raters, therapists) ranked by their estimate, each with its interval, around the overall value. Where the
/// estimates are shrunken, the unshrunken ones stand beside them, hollow.
public struct CaterpillarChart: Chart {
  public struct Row: Sendable {
    public let label: String
    public let interval: Interval
    /// The unshrunken value.
    public let raw: Double?

    public init(label: String, interval: Interval, raw: Double? = nil) {
      self.label = label
      self.interval = interval
      self.raw = raw.flatMap { $0.isFinite ? $0 : nil }
    }
  }

  public let title: String
  public let subtitle: String
  public let axisName: String
  /// In any order: they are drawn from the highest estimate down, those without one last.
  public let rows: [Row]
  public let overall: Double?

  public init(title: String, subtitle: String = "", axisName: String, rows: [Row], overall: Double?) {
    self.title = title
    self.subtitle = subtitle
    self.axisName = axisName
    self.rows = rows
    self.overall = overall.flatMap { $0.isFinite ? $0 : nil }
  }

  /// Whether an interval leaves the overall value out: such rows are filled, the others hollow.
  private func isApart(_ row: Row) -> Bool {
    guard let overall else { return false }
    return (row.interval.low ?? overall) > overall || (row.interval.high ?? overall) < overall
  }

  public func drawing() -> Drawing {
    var canvas = Canvas()
    canvas.heading(title, subtitle)
    let ranked = rows.enumerated().sorted { a, b in
      let (x, y) = (a.element.interval.estimate ?? -.infinity, b.element.interval.estimate ?? -.infinity)
      return x != y ? x > y : a.offset < b.offset
    }.map(\.element)
    var keys = [LegendEntry(label: "Estimate and interval", swatch: .mark(SeriesStyle(0), isFilled: true))]
    if overall != nil {
      keys = [
        LegendEntry(label: "Interval holds the overall value", swatch: .mark(SeriesStyle(0), isFilled: true)),
        LegendEntry(label: "Interval leaves it out", swatch: .mark(SeriesStyle(1), isFilled: true)),
        LegendEntry(label: "Overall", swatch: .line(Stroke(colour: Palette.axis, dashes: [4, 3]))),
      ]
    }
    canvas.legend(keys)
    if rows.contains(where: { $0.raw != nil }) {
      canvas.paragraph("Small hollow marks: the observed value before shrinking.", style: .muted)
      canvas.space(4)
    }
    let spread = TickText.spread(of: rows.map(\.interval))
    let drawn = ranked.map { row in
      IntervalRows.Row(
        label: row.label, interval: row.interval, mark: .dot(SeriesStyle(isApart(row) ? 1 : 0)), second: row.raw,
        numbers: TickText.interval(row.interval, spread: spread))
    }
    IntervalRows(
      rows: drawn, kind: .linear, reference: overall, limits: nil, axisName: axisName, sides: nil
    ).draw(on: &canvas)
    var text = subtitle.isEmpty ? "" : subtitle + ". "
    if let overall { text += "Overall \(TickText.value(overall)). " }
    text += ranked.map { "\($0.label): \(TickText.interval($0.interval, spread: spread))." }.joined(separator: " ")
    return Drawing(title: title, description: text, canvas: canvas)
  }
}
