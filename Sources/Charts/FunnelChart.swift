internal import Estimates

/// Sites' values against their sizes, with limits that narrow as sizes grow: a small site may lie far from the target by
/// chance alone. Sites beyond the widest limits are named.
public struct FunnelChart: Chart {
  public struct Site: Sendable {
    /// Empty: the site is drawn and not named.
    public let label: String
    /// Whether the chart is about this site: it is filled and named wherever it lies.
    public let isOwn: Bool
    public let n: Double
    public let value: Double?

    public init(label: String, n: Double, value: Double?, isOwn: Bool = false) {
      self.label = label
      self.isOwn = isOwn
      self.n = n
      self.value = value.flatMap { $0.isFinite ? $0 : nil }
    }
  }

  /// A pair of curves around the target.
  public struct Limits: Sendable {
    /// `95% limits`.
    public let label: String
    /// Sizes, rising, with the limits there.
    public let points: [(n: Double, low: Double, high: Double)]

    public init(label: String, points: [(n: Double, low: Double, high: Double)]) {
      self.label = label
      self.points = points.filter { $0.n.isFinite && $0.low.isFinite && $0.high.isFinite }
    }
  }

  public let title: String
  public let subtitle: String
  public let valueName: String
  public let sizeName: String
  public let target: Double
  public let sites: [Site]
  /// Narrowest first; the last decides who is named.
  public let limits: [Limits]

  public init(
    title: String, subtitle: String = "", valueName: String, sizeName: String = "Number of subjects", target: Double,
    sites: [Site], limits: [Limits]
  ) {
    self.title = title
    self.subtitle = subtitle
    self.valueName = valueName
    self.sizeName = sizeName
    self.target = target
    self.sites = sites
    self.limits = limits
  }

  public func drawing() -> Drawing {
    var canvas = Canvas()
    canvas.heading(title, subtitle)
    let strokes = limits.indices.map { index in
      Stroke(colour: Palette.series[index == 0 ? 0 : 1], width: 1.4, dashes: index == 0 ? [6, 3] : [2, 3])
    }
    canvas.legend(
      zip(limits, strokes).map { LegendEntry(label: $0.label, swatch: .line($1)) } + [
        LegendEntry(label: "Target", swatch: .line(Stroke(colour: Palette.axis)))
      ])
    let known = sites.filter { $0.value != nil && $0.n.isFinite }
    let sizes = BottomAxis.scale(
      covering: [0] + known.map(\.n) + limits.flatMap { $0.points.map(\.n) }, from: 0, to: Canvas.contentWidth - 60)
    let values = Scale(
      covering: [target] + known.compactMap(\.value) + limits.flatMap { $0.points.flatMap { [$0.low, $0.high] } },
      from: 0, to: 1, ticks: 6)
    canvas.paragraph(valueName, style: .label)
    canvas.space(8)
    let left = LeftAxis.room([values])
    let frame = Frame(left: left, top: canvas.y, width: Canvas.right - left, height: 260)
    let y = values.moved(from: frame.bottom, to: frame.top)
    let x = sizes.moved(from: frame.left, to: Canvas.right - sizes.widestLabel / 2)
    LeftAxis(scale: y, frame: frame).draw(on: &canvas)
    BottomAxis(scale: x).draw(on: &canvas, top: frame.top, bottom: frame.bottom, name: sizeName)
    let level = y.position(of: target)
    canvas.writer.line(
      Point(x: frame.left, y: level), Point(x: frame.right, y: level), Stroke(colour: Palette.axis, width: 1.3))
    for (limit, stroke) in zip(limits, strokes) {
      canvas.writer.polyline(limit.points.map { Point(x: x.position(of: $0.n), y: y.position(of: $0.low)) }, stroke)
      canvas.writer.polyline(limit.points.map { Point(x: x.position(of: $0.n), y: y.position(of: $0.high)) }, stroke)
    }
    let placed = known.map { Point(x: x.position(of: $0.n), y: y.position(of: $0.value ?? target)) }
    var labels = PointLabels(frame: frame, marks: placed)
    let own = zip(known, placed).filter(\.0.isOwn)
    let apart = own + zip(known, placed).filter { !$0.0.isOwn && !$0.0.label.isEmpty && isOutside($0.0) }
    let unnamed =
      apart
      .filter { site, place in !labels.draw(site.label, at: place, on: &canvas.writer) }
    for (site, place) in zip(known, placed) where !site.isOwn {
      canvas.writer.marker(SeriesStyle(isOutside(site) ? 1 : 0), at: place, radius: 3.5, isFilled: isOutside(site))
    }
    for (_, place) in own { canvas.writer.marker(SeriesStyle(4), at: place, radius: 5) }
    if !unnamed.isEmpty {
      canvas.paragraph(
        "\(own.isEmpty ? "Outside too, without" : "Without") room for a name: "
          + unnamed.map(\.0.label).joined(separator: ", "), style: .muted)
    }
    return Drawing(title: title, description: description(known), canvas: canvas)
  }

  /// Whether a site lies beyond the widest limits at its size, between whose points a straight line is drawn.
  func isOutside(_ site: Site) -> Bool {
    guard let value = site.value, let points = limits.last?.points, let first = points.first, let last = points.last,
      site.n >= first.n, site.n <= last.n, let after = points.firstIndex(where: { $0.n >= site.n })
    else { return false }
    let b = points[after]
    let a = points[max(after - 1, 0)]
    let share = b.n > a.n ? (site.n - a.n) / (b.n - a.n) : 1
    return value < a.low + (b.low - a.low) * share || value > a.high + (b.high - a.high) * share
  }

  private func names(_ sites: [Site]) -> String {
    let names = sites.map(\.label).filter { !$0.isEmpty }
    return names.isEmpty ? "" : ": " + names.joined(separator: ", ")
  }

  private func description(_ known: [Site]) -> String {
    let outside = known.filter(isOutside)
    var text = subtitle.isEmpty ? "" : subtitle + ". "
    text += "Target \(TickText.value(target)). "
    if let widest = limits.last {
      text +=
        outside.isEmpty
        ? "All \(known.count) sites lie within the \(widest.label). "
        : "\(outside.count) of \(known.count) sites lie beyond the \(widest.label)\(names(outside)). "
    }
    text += known.filter { !$0.label.isEmpty }.map { site in
      "\(site.label): \(TickText.value(site.value ?? target)) (n = \(site.n.sixDigits))."
    }.joined(separator: " ")
    return text
  }
}

/// Names of points beside them, where they meet neither one another nor a mark nor the frame.
struct PointLabels {
  private let frame: Frame
  private let marks: [Point]
  private var taken: [Frame] = []

  init(frame: Frame, marks: [Point]) {
    self.frame = frame
    self.marks = marks
  }

  /// Whether there was room.
  mutating func draw(_ label: String, at place: Point, on writer: inout SVGWriter) -> Bool {
    let style = TextStyle.label
    let width = style.width(label)
    let height = style.lineHeight
    let candidates = [
      Frame(left: place.x + 7, top: place.y - height / 2, width: width, height: height),
      Frame(left: place.x - 7 - width, top: place.y - height / 2, width: width, height: height),
      Frame(left: place.x - width / 2, top: place.y - 7 - height, width: width, height: height),
      Frame(left: place.x - width / 2, top: place.y + 7, width: width, height: height),
    ]
    guard let free = candidates.first(where: isFree) else { return false }
    taken.append(free)
    writer.rectangle(
      Frame(left: free.left - 1, top: free.top + 1, width: width + 2, height: height - 2), fill: Palette.paper)
    writer.label(label, at: Point(x: free.left, y: free.top + style.ascent), style: style)
    return true
  }

  private func isFree(_ box: Frame) -> Bool {
    box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom
      && !taken.contains {
        $0.left < box.right && box.left < $0.right && $0.top < box.bottom && box.top < $0.bottom
      }
      && !marks.contains {
        $0.x > box.left - 4 && $0.x < box.right + 4 && $0.y > box.top - 3 && $0.y < box.bottom + 3
      }
  }
}
