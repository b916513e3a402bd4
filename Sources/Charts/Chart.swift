internal import Diagnostics

/// A chart: a description in values, drawn as SVG on demand. The same values give the same bytes.
///
/// A chart is 460 units wide and as tall as it needs; the page scales it, down to a phone's width and up to 620 pixels.
/// Documentation/Charts.md shows each one.
public protocol Chart: Sendable {
  func drawing() -> Drawing
}

/// A chart as it is drawn, with what stands for it where it cannot be seen.
public struct Drawing: Sendable {
  /// The heading, which is also the drawing's accessible name.
  public let title: String
  /// What the marks say, in words and numbers.
  public let description: String
  let height: Double
  let elements: String

  init(title: String, description: String, canvas: Canvas) {
    self.title = title
    self.description = description
    height = canvas.y + Canvas.margin
    elements = canvas.writer.text
  }
}

extension Chart {
  /// The chart as an SVG file, or as an element of a page.
  ///
  /// - Parameter id: begins the names by which the element refers to its own title and description; different for each
  ///   chart of one page, letters, digits and `-` only.
  public func svg(id: String = "chart") -> String { SVGDocument.text(of: [self], id: id) }
}

/// Charts one below another, as one SVG file.
public enum SVGDocument {
  /// - Parameter id: as in `Chart.svg(id:)`.
  public static func text(of charts: [any Chart], id: String = "chart") -> String {
    let drawings = charts.map { $0.drawing() }
    let height = drawings.reduce(0) { $0 + $1.height }
    let id = String(id.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "-" })
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(length(Canvas.width)) \(length(height))" width="100%" \
      style="max-width:620px;height:auto" role="img" aria-labelledby="\(id)-title \(id)-description" \
      font-family="Helvetica, Arial, &quot;Liberation Sans&quot;, sans-serif">
      <title id="\(id)-title">\(markupEscaped(drawings.map(\.title).joined(separator: "; ")))</title>
      <desc id="\(id)-description">\(markupEscaped(drawings.map(\.description).joined(separator: " ")))</desc>
      <rect width="\(length(Canvas.width))" height="\(length(height))" fill="\(Palette.paper)"/>

      """
    var top = 0.0
    for drawing in drawings {
      text +=
        top == 0
        ? drawing.elements : "<g transform=\"translate(0 \(length(top)))\">\n\(drawing.elements)</g>\n"
      top += drawing.height
    }
    return text + "</svg>\n"
  }
}
