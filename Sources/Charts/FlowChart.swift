/// Participants' way through a trial as boxes and arrows, as the CONSORT statement asks for. A box whose number is not known
/// says "not supplied": it is drawn with a broken outline and never left out.
///
/// Up to three arms stand side by side, more of them one below another.
public struct FlowChart: Chart {
  public struct Box: Sendable {
    public let label: String
    /// Nil: not supplied.
    public let count: Int?
    /// Lines below, such as losses with their reasons.
    public let details: [String]

    public init(_ label: String, count: Int?, details: [String] = []) {
      self.label = label
      self.count = count
      self.details = details
    }
  }

  /// A step before the arms part, and those who leave at it.
  public struct Step: Sendable {
    public let box: Box
    public let excluded: Box?

    public init(_ box: Box, excluded: Box? = nil) {
      self.box = box
      self.excluded = excluded
    }
  }

  public let title: String
  public let subtitle: String
  public let steps: [Step]
  /// The boxes of each arm from the first down.
  public let arms: [[Box]]

  public init(title: String, subtitle: String = "", steps: [Step], arms: [[Box]]) {
    self.title = title
    self.subtitle = subtitle
    self.steps = steps
    self.arms = arms
  }

  private static let arrow = 22.0
  private static let mostColumns = 3

  public func drawing() -> Drawing {
    var canvas = Canvas()
    canvas.heading(title, subtitle)
    let hasExclusions = steps.contains { $0.excluded != nil }
    let width = hasExclusions ? 226.0 : 260.0
    let left = hasExclusions ? Canvas.margin : (Canvas.width - width) / 2
    let middle = left + width / 2
    for (index, step) in steps.enumerated() {
      if index > 0 { arrowDown(at: middle, on: &canvas) }
      let top = canvas.y
      var bottom = draw(step.box, left: left, width: width, on: &canvas)
      if let excluded = step.excluded {
        // Beside the arrow to the next step.
        canvas.y = bottom + 10
        let place = Canvas.right - 186
        let low = draw(excluded, left: place, width: 186, on: &canvas)
        let level = (bottom + 10 + low) / 2
        canvas.writer.line(Point(x: middle, y: bottom), Point(x: middle, y: low + 10), Self.stroke)
        canvas.writer.line(Point(x: middle, y: level), Point(x: place - 1, y: level), Self.stroke)
        canvas.writer.arrowhead(at: Point(x: place, y: level), along: Point(x: 1, y: 0), colour: Palette.text)
        bottom = low + 10
      }
      canvas.y = max(bottom, top)
    }
    if arms.count <= Self.mostColumns {
      columns(from: steps.isEmpty ? nil : middle, on: &canvas)
    } else {
      stacked(from: steps.isEmpty ? nil : middle, on: &canvas)
    }
    return Drawing(title: title, description: description, canvas: canvas)
  }

  private static let stroke = Stroke(colour: Palette.text, width: 1.2)

  /// Arms side by side, boxes of one step at one height.
  private func columns(from origin: Double?, on canvas: inout Canvas) {
    let gap = 10.0
    let count = Double(max(arms.count, 1))
    let width = min((Canvas.contentWidth - gap * (count - 1)) / count, 260)
    let first = (Canvas.width - (width * count + gap * (count - 1))) / 2
    let lefts = arms.indices.map { first + (width + gap) * Double($0) }
    let middles = lefts.map { $0 + width / 2 }
    if let origin, let least = middles.min(), let greatest = middles.max() {
      let level = canvas.y + 12
      canvas.writer.line(Point(x: origin, y: canvas.y), Point(x: origin, y: level), Self.stroke)
      canvas.writer.line(
        Point(x: min(least, origin), y: level), Point(x: max(greatest, origin), y: level), Self.stroke)
      canvas.y = level
      let top = canvas.y
      for middle in middles {
        canvas.y = top
        arrowDown(at: middle, on: &canvas)
      }
    }
    for row in 0..<(arms.map(\.count).max() ?? 0) {
      let top = canvas.y
      var bottom = top
      let height = arms.compactMap { $0.indices.contains(row) ? Self.height($0[row], width: width) : nil }.max()
      for (arm, left) in zip(arms, lefts) where arm.indices.contains(row) {
        canvas.y = top
        bottom = max(bottom, draw(arm[row], left: left, width: width, height: height, on: &canvas))
      }
      for (arm, middle) in zip(arms, middles) where arm.indices.contains(row + 1) {
        canvas.y = bottom
        arrowDown(at: middle, on: &canvas)
      }
      canvas.y = row + 1 < (arms.map(\.count).max() ?? 0) ? bottom + Self.arrow : bottom
    }
  }

  /// Arms one below another, each with an arrow from a line at the left.
  private func stacked(from origin: Double?, on canvas: inout Canvas) {
    let spine = Canvas.margin + 6
    let left = spine + 24
    let width = Canvas.right - left
    let top = canvas.y + 10
    if let origin {
      canvas.writer.line(Point(x: origin, y: canvas.y), Point(x: origin, y: top), Self.stroke)
      canvas.writer.line(Point(x: origin, y: top), Point(x: spine, y: top), Self.stroke)
    }
    canvas.y = top + 10
    var lowest = top
    for arm in arms {
      for (index, box) in arm.enumerated() {
        let start = canvas.y
        canvas.y = draw(box, left: left, width: width, on: &canvas)
        if index == 0 {
          let level = start + 12
          canvas.writer.line(Point(x: spine, y: level), Point(x: left - 1, y: level), Self.stroke)
          canvas.writer.arrowhead(at: Point(x: left, y: level), along: Point(x: 1, y: 0), colour: Palette.text)
          lowest = level
        }
        if index + 1 < arm.count { arrowDown(at: left + 30, on: &canvas) }
      }
      canvas.space(14)
    }
    canvas.writer.line(Point(x: spine, y: top), Point(x: spine, y: lowest), Self.stroke)
  }

  private func arrowDown(at x: Double, on canvas: inout Canvas) {
    let tip = Point(x: x, y: canvas.y + Self.arrow)
    canvas.writer.line(Point(x: x, y: canvas.y), Point(x: x, y: tip.y - 1), Self.stroke)
    canvas.writer.arrowhead(at: tip, along: Point(x: 0, y: 1), colour: Palette.text)
    canvas.y = tip.y
  }

  private static let padding = 6.0

  private static func content(_ box: Box, width: Double) -> (label: [String], count: String, details: [String]) {
    let inner = width - 2 * padding
    return (
      TextStyle.heading.lines(box.label, width: inner), count(box),
      box.details.flatMap { TextStyle.label.lines($0, width: inner) }
    )
  }

  private static func count(_ box: Box) -> String { box.count.map { "n = \($0)" } ?? "not supplied" }

  private static func height(_ box: Box, width: Double) -> Double {
    let content = content(box, width: width)
    return 2 * padding + Double(content.label.count) * TextStyle.heading.lineHeight
      + Double(1 + content.details.count) * TextStyle.label.lineHeight
  }

  /// Draws a box from the canvas's place down; its bottom.
  private func draw(_ box: Box, left: Double, width: Double, height: Double? = nil, on canvas: inout Canvas) -> Double {
    let content = Self.content(box, width: width)
    let frame = Frame(left: left, top: canvas.y, width: width, height: height ?? Self.height(box, width: width))
    let isSupplied = box.count != nil
    canvas.writer.rectangle(
      frame, fill: Palette.paper,
      stroke: Stroke(colour: isSupplied ? Palette.text : Palette.axis, width: 1.2, dashes: isSupplied ? [] : [4, 3]),
      role: "box")
    let x = left + Self.padding
    canvas.block(content.label, style: .heading, x: x, top: frame.top + Self.padding)
    var top = frame.top + Self.padding + Double(content.label.count) * TextStyle.heading.lineHeight
    canvas.block([content.count], style: isSupplied ? .label : .muted, x: x, top: top)
    top += TextStyle.label.lineHeight
    canvas.block(content.details, style: .label, x: x, top: top)
    return frame.bottom
  }

  private var description: String {
    func words(_ box: Box) -> String {
      "\(box.label): \(Self.count(box))" + (box.details.isEmpty ? "" : " (\(box.details.joined(separator: "; ")))")
    }
    var sentences = subtitle.isEmpty ? [] : [subtitle + "."]
    for step in steps {
      sentences.append(words(step.box) + ".")
      if let excluded = step.excluded { sentences.append(words(excluded) + ".") }
    }
    sentences += arms.map { $0.map(words).joined(separator: ", then ") + "." }
    return sentences.joined(separator: " ")
  }
}
