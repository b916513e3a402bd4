import Charts
import Foundation
import Testing

@Suite struct PaletteTests {
  /// Relative luminance of a colour `#rrggbb` (WCAG 2).
  private func luminance(_ colour: String) -> Double {
    let value = Int(colour.dropFirst(), radix: 16) ?? 0
    let parts = [16, 8, 0].map { shift -> Double in
      let part = Double(value >> shift & 255) / 255
      return part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  private func contrast(_ colour: String, _ paper: String) -> Double {
    let (a, b) = (luminance(colour), luminance(paper))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  @Test func textAndMarksStandOut() {
    #expect(abs(contrast("#000000", "#ffffff") - 21) < 1e-9)
    for colour in [Palette.text, Palette.mutedText] { #expect(contrast(colour, Palette.paper) >= 4.5) }
    for colour in Palette.series + [Palette.axis, Palette.background] { #expect(contrast(colour, Palette.paper) >= 3) }
    for colour in Palette.series.prefix(3) + [Palette.text] { #expect(contrast(colour, Palette.band) >= 2.7) }
  }

  @Test func thirtySeriesAreAllDifferentAndNeighboursDifferInColourAndShape() {
    let styles = (0..<30).map(SeriesStyle.init)
    for (index, style) in styles.enumerated() {
      #expect(!styles[..<index].contains { $0.colour == style.colour && $0.marker == style.marker })
    }
    for (one, two) in zip(styles, styles.dropFirst()) {
      #expect(one.colour != two.colour && one.marker != two.marker && one.dashes != two.dashes)
    }
    #expect(SeriesStyle(-3) == SeriesStyle(0))
  }
}
