/// Colours that people with any kind of colour vision tell apart (Okabe and Ito's palette, without those that are too
/// light on white), always beside a shape or a dash that says the same.
package enum Palette {
  package static let paper = "#ffffff"
  package static let text = "#1a1a1a"
  package static let mutedText = "#595959"
  /// Lines that help the eye and carry nothing.
  package static let grid = "#e0e0e0"
  package static let axis = "#737373"
  /// Marks of single subjects behind the marks that count.
  package static let background = "#8a8a8a"
  /// A band behind marks.
  package static let band = "#e8eef4"
  /// Blue, vermilion, bluish green, reddish purple, black.
  package static let series = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000"]
}

/// How one of several series is drawn: a colour, a shape and a dash, which repeat after different numbers, so that the
/// first thirty are all different.
package struct SeriesStyle: Sendable, Equatable {
  package let colour: String
  package let marker: Marker
  package let dashes: [Double]

  package init(_ index: Int) {
    let index = max(index, 0)
    colour = Palette.series[index % Palette.series.count]
    marker = Marker.allCases[index % Marker.allCases.count]
    dashes = [[], [6, 3], [2, 3], [8, 3, 2, 3]][index % 4]
  }
}

/// The shape of a mark.
package enum Marker: CaseIterable, Sendable {
  case circle
  case square
  case triangle
  case diamond
  case triangleDown
  case pentagon

  /// Corners around a place; none for the circle. All shapes have about the same area.
  func corners(around centre: Point, radius: Double) -> [Point] {
    let unit: [(Double, Double)] =
      switch self {
      case .circle: []
      case .square: [(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)]
      case .triangle: [(0, -1.3), (1.15, 0.8), (-1.15, 0.8)]
      case .diamond: [(0, -1.3), (1.2, 0), (0, 1.3), (-1.2, 0)]
      case .triangleDown: [(0, 1.3), (1.15, -0.8), (-1.15, -0.8)]
      case .pentagon: [(0, -1.15), (1.1, -0.36), (0.68, 0.93), (-0.68, 0.93), (-1.1, -0.36)]
      }
    return unit.map { Point(x: centre.x + $0.0 * radius, y: centre.y + $0.1 * radius) }
  }
}

extension SVGWriter {
  mutating func marker(
    _ style: SeriesStyle, at centre: Point, radius: Double = 4, isFilled: Bool = true, role: String = "mark"
  ) {
    let fill = isFilled ? style.colour : Palette.paper
    let stroke = Stroke(colour: style.colour, width: 1.3)
    let corners = style.marker.corners(around: centre, radius: radius)
    if corners.isEmpty {
      circle(centre, radius: radius, fill: fill, stroke: stroke, role: role)
    } else {
      polygon(corners, fill: fill, stroke: stroke, role: role)
    }
  }
}
