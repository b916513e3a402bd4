/// Visits from left to right: to scale where all of them are rising numbers that leave room for their labels, else evenly
/// spaced.
package struct VisitAxis {
  package let labels: [String]
  /// The middle of each visit.
  package let places: [Double]
  package let isToScale: Bool
  /// The least distance between two visits.
  package let gap: Double
  private let name: String
  /// Whether even spaces were asked for, so that nobody expects a scale.
  private let isEven: Bool

  /// - Parameter marks: how many stand beside one another at each visit.
  package init(
    _ labels: [String], name: String, from left: Double, to right: Double, marks: Int = 1, evenly: Bool = false
  ) {
    self.labels = labels
    self.name = name
    let style = TextStyle.label
    let even = (right - left) / Double(max(labels.count, 1))
    let evenPlaces = labels.indices.map { left + even * (Double($0) + 0.5) }
    let room = max((labels.map(style.width).max() ?? 0) + 6, 8 * Double(marks) + 6)
    isEven = evenly
    if !evenly, let times = Self.times(labels), let first = times.first, let last = times.last, last > first {
      let ends = room / 2 + 4
      let unit = (right - left - 2 * ends) / (last - first)
      let gaps = zip(times, times.dropFirst()).map { ($1 - $0) * unit }
      if let least = gaps.min(), least >= room {
        places = times.map { left + ends + ($0 - first) * unit }
        gap = least
        isToScale = true
        return
      }
    }
    places = evenPlaces
    gap = even
    isToScale = false
  }

  /// The labels as rising numbers.
  private static func times(_ labels: [String]) -> [Double]? {
    guard labels.count > 1 else { return nil }
    var times: [Double] = []
    for label in labels {
      guard label.utf8.allSatisfy({ "0123456789.-".utf8.contains($0) }), let time = Double(label),
        time.isFinite, time.magnitude < 1e12, times.last.map({ $0 < time }) ?? true
      else { return nil }
      times.append(time)
    }
    return times
  }

  /// How far apart the marks of `count` series stand at one visit, so that they do not hide one another.
  func offset(_ index: Int, of count: Int) -> Double { (Double(index) - Double(count - 1) / 2) * step(count) }

  /// The size of such marks: smaller where they stand close.
  func radius(of count: Int) -> Double { min(4, max(2, step(count) * 0.6)) }

  private func step(_ count: Int) -> Double { min(8, gap * 0.7 / Double(max(count, 1))) }

  /// Labels below `bottom`, in up to three steps where they are wide, and not every one where even so they would meet;
  /// moves the canvas past them and the axis's name.
  func draw(on canvas: inout Canvas, bottom: Double, from left: Double, to right: Double) {
    let style = TextStyle.label
    canvas.writer.line(Point(x: left, y: bottom), Point(x: right, y: bottom), Stroke(colour: Palette.axis))
    let every = max(1, Int((32 / (3 * gap)).rounded(.up)))
    let labelled = labels.indices.filter { $0 % every == 0 }
    let rows =
      (1...3).lazy.compactMap { steps(labelled, $0, every: every) }.first ?? tightSteps(labelled, every: every)
    var top = bottom + 5
    for (index, step) in rows.enumerated() {
      for label in step {
        canvas.writer.line(
          Point(x: label.place, y: bottom), Point(x: label.place, y: index == 0 ? bottom + 4 : top),
          Stroke(colour: index == 0 ? Palette.axis : Palette.grid))
        canvas.block(label.lines, style: style, x: label.middle, top: top, anchor: .middle)
      }
      top += Double(step.map(\.lines.count).max() ?? 0) * style.lineHeight + 1
    }
    canvas.y = top
    let note = isToScale || isEven || Self.times(labels) == nil ? name : name + " (not to scale)"
    let middle = (left + right) / 2
    let room = 2 * min(middle - Canvas.margin, Canvas.right - middle)
    let lines = name.isEmpty ? [] : style.lines(note, width: room)
    canvas.block(lines, style: style, x: middle, top: canvas.y + 1, anchor: .middle)
    canvas.y += Double(lines.count) * style.lineHeight + 2
  }

  private struct Label {
    let lines: [String]
    /// Of the visit; the label's own middle differs from it at the edges of the page.
    let place: Double
    let middle: Double
  }

  /// The labels on so many steps, whole words in every line; nil where they would meet.
  private func steps(_ labelled: [Int], _ count: Int, every: Int) -> [[Label]]? {
    let style = TextStyle.label
    let width = Double(count * every) * gap - 4
    var steps = [[Label]](repeating: [], count: count)
    var free = [Double](repeating: -.infinity, count: count)
    for index in labelled {
      guard TextWidth.widestWord(labels[index], size: style.size) <= width else { return nil }
      let lines = style.lines(labels[index], width: width)
      let half = (lines.map(style.width).max() ?? 0) / 2
      let middle = max(min(places[index], Canvas.right - half), Canvas.margin + half)
      let step = (index / every) % count
      guard middle - half >= free[step] else { return nil }
      free[step] = middle + half + 4
      steps[step].append(Label(lines: lines, place: places[index], middle: middle))
    }
    return steps
  }

  /// The labels on three steps, words broken where they must be.
  private func tightSteps(_ labelled: [Int], every: Int) -> [[Label]] {
    var steps = [[Label]](repeating: [], count: 3)
    for index in labelled {
      let place = places[index]
      let width = 2 * min(Double(3 * every) * gap / 2 - 2, place - Canvas.margin, Canvas.right - place)
      let lines = TextStyle.label.lines(labels[index], width: width)
      steps[(index / every) % 3].append(Label(lines: lines, place: place, middle: place))
    }
    return steps
  }
}
