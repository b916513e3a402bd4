/// Rows with a label, a mark on its interval and numbers: what forest and caterpillar charts are made of. Labels and
/// numbers that are too wide for their columns take several lines.
struct IntervalRows {
  struct Row {
    enum Mark {
      /// Side of the square for `.square(1)`: 9 units.
      case square(size: Double)
      /// As wide as the interval.
      case diamond
      /// A bar as wide as the interval, for a range that is no estimate's.
      case bar
      case dot(SeriesStyle)
      /// A heading over the rows that follow: no mark.
      case none
    }

    let label: String
    let interval: Interval
    let mark: Mark
    /// A second value, drawn hollow.
    var second: Double?
    var numbers = ""
    /// Cells between label and plot, and between plot and numbers; as many as there are heads.
    var before: [String] = []
    var after: [String] = []
  }

  /// Names over the columns, where there are any beside the labels and numbers.
  struct Heads {
    var label = ""
    var before: [String] = []
    var after: [String] = []
    var numbers = ""
  }

  var heads: Heads?
  let rows: [Row]
  let kind: Scale.Kind
  let reference: Double?
  /// Ends of the axis that are not those of the rows; limits beyond them are arrows.
  let limits: ClosedRange<Double>?
  let axisName: String
  /// What the two sides of the reference mean; both or none.
  let sides: (low: String, high: String)?

  private static let style = TextStyle.label
  private static let rowGap = 5.0

  func draw(on canvas: inout Canvas) {
    let style = Self.style
    let (before, after) = (columnWidths(heads?.before ?? [], \.before), columnWidths(heads?.after ?? [], \.after))
    let columns = (before + after).reduce(0) { $0 + $1 + Self.columnGap }
    // The plot keeps 42 % of the width, beside columns 26 %; the labels and numbers share the rest as they need it, the labels having at least
    // two fifths.
    let room = Canvas.contentWidth * (columns > 0 ? 0.74 : 0.58) - 16 - columns
    let widest = (
      labels: (rows.filter { !$0.isHeading }.map { style.width($0.label) } + [style.width(heads?.label ?? "")]).max()
        ?? 0,
      numbers: (rows.map { style.width($0.numbers) } + [style.width(heads?.numbers ?? "")]).max() ?? 0
    )
    let labelWidth = min(widest.labels, max(room - widest.numbers, room * 0.4))
    let numberWidth = min(widest.numbers, room - labelWidth)
    let left = Canvas.margin + labelWidth + before.reduce(0) { $0 + $1 + Self.columnGap } + 8
    let right = Canvas.right - numberWidth - after.reduce(0) { $0 + $1 + Self.columnGap } - 8
    drawHeads(
      labelWidth: labelWidth, before: before, right: right, after: after, numberWidth: numberWidth, on: &canvas)
    let values =
      limits.map { [$0.lowerBound, $0.upperBound] }
      ?? rows.flatMap { $0.interval.values + [$0.second].compactMap { $0 } }
    let scale = BottomAxis.scale(
      covering: values + (reference.map { [$0] } ?? []), from: left + 4, to: right - 4, kind: kind)
    let laid = rows.map { row in
      (
        // A heading has the room of the columns, too, which it has no cells in.
        row: row, label: style.lines(row.label, width: row.isHeading && heads != nil ? left - 16 : labelWidth),
        numbers: row.numbers.isEmpty ? [] : style.lines(row.numbers, width: numberWidth)
      )
    }
    let top = canvas.y
    let heights = laid.map { Double(max($0.label.count, $0.numbers.count)) * style.lineHeight + Self.rowGap }
    let bottom = top + heights.reduce(0, +) + 2
    var axis = canvas
    BottomAxis(scale: scale).draw(on: &axis, top: top, bottom: bottom, name: axisName, reference: reference)
    canvas = axis
    var y = top
    for (one, height) in zip(laid, heights) {
      canvas.block(one.label, style: one.row.isHeading ? .heading : style, x: Canvas.margin, top: y)
      var x = Canvas.margin + labelWidth
      for (cell, width) in zip(one.row.before, before) {
        x += Self.columnGap + width
        canvas.block([cell], style: style, x: x, top: y, anchor: .end)
      }
      x = right + 8
      for (cell, width) in zip(one.row.after, after) {
        x += width
        canvas.block([cell], style: style, x: x, top: y, anchor: .end)
        x += Self.columnGap
      }
      canvas.block(one.numbers, style: style, x: Canvas.right, top: y, anchor: .end)
      draw(one.row, scale, y: y + style.lineHeight / 2, on: &canvas.writer)
      y += height
    }
    drawSides(scale, on: &canvas)
  }

  private static let columnGap = 9.0

  private func columnWidths(_ heads: [String], _ cells: (Row) -> [String]) -> [Double] {
    heads.indices.map { column in
      ([heads[column]] + rows.map { cells($0) }.filter { $0.count > column }.map { $0[column] })
        .map(Self.style.width).max() ?? 0
    }
  }

  private func drawHeads(
    labelWidth: Double, before: [Double], right: Double, after: [Double], numberWidth: Double, on canvas: inout Canvas
  ) {
    guard let heads else { return }
    let style = TextStyle.muted
    canvas.block([heads.label], style: style, x: Canvas.margin, top: canvas.y)
    var x = Canvas.margin + labelWidth
    for (head, width) in zip(heads.before, before) {
      x += Self.columnGap + width
      canvas.block([head], style: style, x: x, top: canvas.y, anchor: .end)
    }
    x = right + 8
    for (head, width) in zip(heads.after, after) {
      x += width
      canvas.block([head], style: style, x: x, top: canvas.y, anchor: .end)
      x += Self.columnGap
    }
    canvas.block([heads.numbers], style: style, x: Canvas.right, top: canvas.y, anchor: .end)
    canvas.y += style.lineHeight + 3
  }

  private func draw(_ row: Row, _ scale: Scale, y: Double, on writer: inout SVGWriter) {
    guard let estimate = row.interval.estimate else { return }
    let colour = if case .dot(let style) = row.mark { style.colour } else { Palette.text }
    let low = row.interval.low.map(scale.position) ?? scale.start
    let high = row.interval.high.map(scale.position) ?? scale.end
    let hasInterval = row.interval.low != nil || row.interval.high != nil
    if case .bar = row.mark {
      guard hasInterval else { return }
      let (from, to) = (max(low, scale.start), min(high, scale.end))
      writer.rectangle(
        Frame(left: from, top: y - 2, width: max(to - from, 1), height: 4), fill: Palette.series[1], role: "mark")
      return
    }
    if case .diamond = row.mark, hasInterval {
      let x = scale.position(of: estimate)
      writer.polygon(
        [Point(x: low, y: y), Point(x: x, y: y - 6), Point(x: high, y: y), Point(x: x, y: y + 6)],
        fill: Palette.series[0], stroke: Stroke(colour: Palette.series[0]), role: "mark")
      return
    }
    if hasInterval {
      writer.line(Point(x: low, y: y), Point(x: high, y: y), Stroke(colour: colour, width: 1.3))
      if (row.interval.low ?? -.infinity) < scale.low {
        writer.arrowhead(at: Point(x: low, y: y), along: Point(x: -1, y: 0), colour: colour)
      }
      if (row.interval.high ?? .infinity) > scale.high {
        writer.arrowhead(at: Point(x: high, y: y), along: Point(x: 1, y: 0), colour: colour)
      }
    }
    if let second = row.second, second >= scale.low, second <= scale.high {
      writer.circle(
        Point(x: scale.position(of: second), y: y), radius: 3, fill: Palette.paper,
        stroke: Stroke(colour: Palette.mutedText), role: "second")
    }
    guard estimate >= scale.low, estimate <= scale.high else { return }
    let place = Point(x: scale.position(of: estimate), y: y)
    switch row.mark {
    case .square(let size):
      let side = 9 * size
      writer.rectangle(
        Frame(left: place.x - side / 2, top: y - side / 2, width: side, height: side), fill: Palette.series[0],
        role: "mark")
    case .dot(let style): writer.marker(style, at: place, radius: 3.5)
    case .diamond: writer.marker(SeriesStyle(0), at: place, radius: 3.5)
    case .none, .bar: break
    }
  }

  /// What lies on either side of the reference, under the axis.
  private func drawSides(_ scale: Scale, on canvas: inout Canvas) {
    guard let sides, let reference else { return }
    let style = TextStyle.muted
    let middle = scale.position(of: reference)
    let low = style.lines("\u{2190}\u{A0}" + sides.low, width: max(middle - 8 - Canvas.margin, 60))
    let high = style.lines(sides.high + "\u{A0}\u{2192}", width: max(Canvas.right - middle - 8, 60))
    // Where the reference is near an end, one above the other.
    let isNarrow = middle - 8 - Canvas.margin < 60 || Canvas.right - middle - 8 < 60
    if isNarrow {
      canvas.paragraph("\u{2190}\u{A0}" + sides.low, style: style)
      canvas.paragraph(sides.high + "\u{A0}\u{2192}", style: style)
    } else {
      canvas.block(low, style: style, x: middle - 8, top: canvas.y, anchor: .end)
      canvas.block(high, style: style, x: middle + 8, top: canvas.y)
      canvas.y += Double(max(low.count, high.count)) * style.lineHeight
    }
  }
}

extension IntervalRows.Row {
  fileprivate var isHeading: Bool { if case .none = mark { true } else { false } }
}
