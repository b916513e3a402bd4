/// A numeric axis at the left of a frame: round numbers and thin lines across.
struct LeftAxis {
  let scale: Scale
  let frame: Frame

  /// The room that the numbers of a scale need at the left.
  static func room(_ scales: [Scale]) -> Double { (scales.map(\.widestLabel).max() ?? 0) + Canvas.margin + 6 }

  /// - Parameter reference: a value whose line counts, such as no difference.
  func draw(on canvas: inout Canvas, reference: Double? = nil) {
    for (tick, label) in zip(scale.ticks, scale.labels) {
      let y = scale.position(of: tick)
      canvas.writer.line(Point(x: frame.left, y: y), Point(x: frame.right, y: y), Stroke(colour: Palette.grid))
      canvas.writer.label(label, at: Point(x: frame.left - 6, y: y + 4), anchor: .end)
    }
    if let reference {
      let y = scale.position(of: reference)
      canvas.writer.line(
        Point(x: frame.left, y: y), Point(x: frame.right, y: y), Stroke(colour: Palette.axis, dashes: [4, 3]))
    }
    canvas.writer.line(
      Point(x: frame.left, y: frame.top), Point(x: frame.left, y: frame.bottom), Stroke(colour: Palette.axis))
  }
}

/// A numeric axis along the bottom of a frame.
struct BottomAxis {
  let scale: Scale

  /// The scale between two places at most, so that its numbers neither meet nor leave the page.
  static func scale(
    covering values: [Double], from left: Double, to right: Double, kind: Scale.Kind = .linear
  ) -> Scale {
    var scale = Scale(covering: values, from: left, to: right, ticks: 6, kind: kind)
    for wanted in [5, 4, 3, 2, 1] {
      if Double(scale.ticks.count) * (scale.widestLabel + 10) <= right - left { break }
      scale = Scale(covering: values, from: left, to: right, ticks: wanted, kind: kind)
    }
    let half = scale.widestLabel / 2
    return scale.moved(from: max(left, Canvas.margin + half), to: min(right, Canvas.right - half))
  }

  /// Lines up to `top`, numbers below the frame and the axis's name; moves the canvas past them.
  func draw(on canvas: inout Canvas, top: Double, bottom: Double, name: String, reference: Double? = nil) {
    for tick in scale.ticks {
      let x = scale.position(of: tick)
      canvas.writer.line(Point(x: x, y: top), Point(x: x, y: bottom), Stroke(colour: Palette.grid))
    }
    if let reference {
      let x = scale.position(of: reference)
      canvas.writer.line(
        Point(x: x, y: top), Point(x: x, y: bottom), Stroke(colour: Palette.axis, dashes: [4, 3]))
    }
    canvas.writer.line(
      Point(x: scale.start, y: bottom), Point(x: scale.end, y: bottom), Stroke(colour: Palette.axis))
    let style = TextStyle.label
    var free = -Double.infinity
    for (tick, label) in zip(scale.ticks, scale.labels) {
      let x = scale.position(of: tick)
      let half = style.width(label) / 2
      guard x - half >= free else { continue }
      canvas.writer.label(label, at: Point(x: x, y: bottom + 4 + style.ascent), anchor: .middle)
      free = x + half + 4
    }
    canvas.y = bottom + 4 + style.lineHeight
    let width = 2 * min((scale.start + scale.end) / 2 - Canvas.margin, Canvas.right - (scale.start + scale.end) / 2)
    let lines = name.isEmpty ? [] : style.lines(name, width: width)
    canvas.block(lines, style: style, x: (scale.start + scale.end) / 2, top: canvas.y + 2, anchor: .middle)
    canvas.y += Double(lines.count) * style.lineHeight + 4
  }
}
