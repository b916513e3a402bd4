internal import Diagnostics

/// Elements of a drawing as SVG text. Lengths are written to a hundredth of a unit, text from the data is escaped.
struct SVGWriter {
  private(set) var text = ""

  enum Anchor: String {
    case start
    case middle
    case end
  }

  mutating func line(_ a: Point, _ b: Point, _ stroke: Stroke) {
    text +=
      "<line x1=\"\(length(a.x))\" y1=\"\(length(a.y))\" x2=\"\(length(b.x))\" y2=\"\(length(b.y))\"\(stroke.attributes)/>\n"
  }

  /// An open line through the points.
  mutating func polyline(_ points: [Point], _ stroke: Stroke) {
    text += "<polyline points=\"\(list(points))\" fill=\"none\"\(stroke.attributes) stroke-linejoin=\"round\"/>\n"
  }

  mutating func polygon(_ points: [Point], fill: String, stroke: Stroke? = nil, role: String? = nil) {
    text += "<polygon\(name(role)) points=\"\(list(points))\" fill=\"\(fill)\"\(stroke?.attributes ?? "")/>\n"
  }

  mutating func rectangle(_ frame: Frame, fill: String, stroke: Stroke? = nil, role: String? = nil) {
    text +=
      "<rect\(name(role)) x=\"\(length(frame.left))\" y=\"\(length(frame.top))\" width=\"\(length(frame.width))\" "
      + "height=\"\(length(frame.height))\" fill=\"\(fill)\"\(stroke?.attributes ?? "")/>\n"
  }

  mutating func circle(_ centre: Point, radius: Double, fill: String, stroke: Stroke? = nil, role: String? = nil) {
    text +=
      "<circle\(name(role)) cx=\"\(length(centre.x))\" cy=\"\(length(centre.y))\" r=\"\(length(radius))\" "
      + "fill=\"\(fill)\"\(stroke?.attributes ?? "")/>\n"
  }

  /// `y` of the place is the baseline of the letters.
  mutating func label(_ label: String, at place: Point, anchor: Anchor = .start, style: TextStyle = .label) {
    guard !label.isEmpty else { return }
    text +=
      "<text x=\"\(length(place.x))\" y=\"\(length(place.y))\" font-size=\"\(length(style.size))\""
      + (anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\"")
      + (style.isBold ? " font-weight=\"bold\"" : "") + " fill=\"\(style.colour)\">\(markupEscaped(label))</text>\n"
  }

  private func name(_ role: String?) -> String { role.map { " class=\"\($0)\"" } ?? "" }

  private func list(_ points: [Point]) -> String {
    points.map { length($0.x) + "," + length($0.y) }.joined(separator: " ")
  }
}

struct Point: Equatable, Sendable {
  let x: Double
  let y: Double
}

struct Frame: Equatable, Sendable {
  let left: Double
  let top: Double
  let width: Double
  let height: Double

  var right: Double { left + width }
  var bottom: Double { top + height }
}

/// A line's colour, width and dashes.
struct Stroke {
  var colour: String
  var width = 1.0
  /// Lengths drawn and left out, in turn; empty for an unbroken line.
  var dashes: [Double] = []

  var attributes: String {
    " stroke=\"\(colour)\"" + (width == 1 ? "" : " stroke-width=\"\(length(width))\"")
      + (dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes.map(length).joined(separator: " "))\"")
  }
}

/// How a text is set. The smallest size is read at a phone's width: 12 units of 460 are 9.3 pixels of 358.
struct TextStyle: Sendable {
  let size: Double
  let isBold: Bool
  let colour: String

  static let title = TextStyle(size: 15, isBold: true, colour: Palette.text)
  static let heading = TextStyle(size: 12.5, isBold: true, colour: Palette.text)
  static let label = TextStyle(size: 12, isBold: false, colour: Palette.text)
  static let muted = TextStyle(size: 12, isBold: false, colour: Palette.mutedText)

  var lineHeight: Double { (size * 1.28).rounded(.up) }
  /// From the top of a line to the letters' baseline.
  var ascent: Double { size * 0.95 }

  func width(_ text: String) -> Double { TextWidth.of(text, size: size, isBold: isBold) }
  func lines(_ text: String, width: Double) -> [String] {
    TextWidth.lines(printable(text), width: width, size: size, isBold: isBold)
  }
}

/// A length with at most two digits after the point: `12.5`.
func length(_ value: Double) -> String {
  guard value.isFinite, value.magnitude < 1e9 else { return "0" }
  let hundredths = Int((value.magnitude * 100).rounded())
  let sign = value < 0 && hundredths > 0 ? "-" : ""
  let rest = hundredths % 100
  if rest == 0 { return sign + "\(hundredths / 100)" }
  let digits = rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)"
  return sign + "\(hundredths / 100).\(digits)"
}
