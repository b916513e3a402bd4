import Charts
import Foundation
import Testing

@Suite struct TextWidthTests {
  /// The kept table against Adobe's metrics (helvetica-widths.R).
  @Test(arguments: ["regular", "bold"])
  func widthsAreAdobes(weight: String) throws {
    let data = try Data(contentsOf: fixture("helvetica-widths.json"))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let widths = try #require(object[weight] as? [String: Int])
    #expect(widths.count > 190)
    for (code, width) in widths {
      let scalar = try #require(UInt32(code).flatMap(Unicode.Scalar.init))
      #expect(TextWidth.thousandths(scalar, isBold: weight == "bold") == width, "\(scalar)")
    }
  }

  @Test func linesAreNoWiderThanAskedForAndLoseNothing() {
    for text in [SampleCharts.longLabel, String(repeating: "W", count: 60), "a  b", "", "結果の平均値と信頼区間"] {
      for width in [20.0, 55, 130, 444] {
        let lines = TextWidth.lines(text, width: width, size: 12)
        #expect(lines.allSatisfy { TextWidth.of($0, size: 12) <= width || $0.count == 1 }, "\(text) \(width)")
        #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
      }
    }
    #expect(TextWidth.lines("two words", width: 40, size: 12) == ["two", "words"])
  }
}

/// A file beside the tests.
func fixture(_ name: String, from file: String = #filePath) -> URL {
  URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Fixtures").appendingPathComponent(name)
}
