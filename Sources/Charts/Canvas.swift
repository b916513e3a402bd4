/// What is drawn from the top of a page down: each part takes the height that its text needs.
struct Canvas {
  static let width = 460.0
  static let margin = 8.0
  static let right = width - margin
  static let contentWidth = width - 2 * margin

  var writer = SVGWriter()
  /// Where the next part begins.
  var y = Canvas.margin

  mutating func space(_ height: Double) { y += height }

  /// Text over the whole width, or a column of it, with as many lines as it needs.
  mutating func paragraph(
    _ text: String, style: TextStyle, left: Double = Canvas.margin, width: Double = Canvas.contentWidth
  ) {
    guard !text.isEmpty else { return }
    let lines = style.lines(text, width: width)
    block(lines, style: style, x: left, top: y)
    y += Double(lines.count) * style.lineHeight
  }

  /// Lines from `top` down.
  mutating func block(
    _ lines: [String], style: TextStyle, x: Double, top: Double, anchor: SVGWriter.Anchor = .start
  ) {
    for (index, line) in lines.enumerated() {
      let baseline = top + Double(index) * style.lineHeight + style.ascent
      writer.label(line, at: Point(x: x, y: baseline), anchor: anchor, style: style)
    }
  }

  /// The chart's heading and what it says about itself below.
  mutating func heading(_ title: String, _ subtitle: String = "") {
    paragraph(title, style: .title)
    paragraph(subtitle, style: .muted)
    space(6)
  }

  /// Marks and what they stand for, in as many rows as they need.
  mutating func legend(_ entries: [LegendEntry]) {
    guard !entries.isEmpty else { return }
    let style = TextStyle.label
    let swatch = 28.0
    var x = Self.margin
    for entry in entries {
      let lines = style.lines(entry.label, width: Self.contentWidth - swatch)
      let width = swatch + (lines.map(style.width).max() ?? 0)
      if x > Self.margin, x + width > Self.right {
        x = Self.margin
        y += style.lineHeight + 2
      }
      writer.swatch(entry, at: Point(x: x, y: y + style.lineHeight / 2))
      block(lines, style: style, x: x + swatch, top: y)
      x += width + 16
      if lines.count > 1 {
        y += Double(lines.count) * style.lineHeight + 2
        x = Self.margin
      }
    }
    if x > Self.margin { y += style.lineHeight + 2 }
    space(6)
  }
}

/// What a mark stands for.
struct LegendEntry {
  enum Swatch {
    /// A mark on its line.
    case series(SeriesStyle)
    case mark(SeriesStyle, isFilled: Bool)
    case line(Stroke)
    case box(fill: String, stroke: Stroke?, isCrossed: Bool)
  }

  let label: String
  let swatch: Swatch
}

extension SVGWriter {
  fileprivate mutating func swatch(_ entry: LegendEntry, at left: Point) {
    let end = Point(x: left.x + 22, y: left.y)
    let middle = Point(x: left.x + 11, y: left.y)
    switch entry.swatch {
    case .series(let style):
      line(left, end, Stroke(colour: style.colour, width: 1.5, dashes: style.dashes))
      marker(style, at: middle, role: "key")
    case .mark(let style, let isFilled):
      marker(style, at: middle, isFilled: isFilled, role: "key")
    case .line(let stroke):
      line(left, end, stroke)
    case .box(let fill, let stroke, let isCrossed):
      let frame = Frame(left: left.x + 4, top: left.y - 6, width: 14, height: 12)
      rectangle(frame, fill: fill, stroke: stroke, role: "key")
      if isCrossed { cross(in: frame) }
    }
  }

  /// A cell that holds nothing, told from a filled one without colour.
  mutating func cross(in frame: Frame) {
    let stroke = Stroke(colour: Palette.axis)
    let size = min(frame.width, frame.height) / 4
    let centre = Point(x: (frame.left + frame.right) / 2, y: (frame.top + frame.bottom) / 2)
    line(Point(x: centre.x - size, y: centre.y - size), Point(x: centre.x + size, y: centre.y + size), stroke)
    line(Point(x: centre.x - size, y: centre.y + size), Point(x: centre.x + size, y: centre.y - size), stroke)
  }
}
