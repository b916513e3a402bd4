import Foundation
import Tables
import Testing

@Test(arguments: [
  ("0", 0.0), ("-0", -0.0), ("+7", 7), ("\u{2212}3.5", -3.5), (".5", 0.5), ("5.", 5), ("1e3", 1000), ("1E-2", 0.01),
  (" 12\t", 12), ("\u{A0}12\u{A0}", 12), ("00012.50", 12.5), ("1e22", 1e22), ("1e23", 1e23),
  ("9007199254740993", 9_007_199_254_740_992),
  ("4.9406564584124654e-324", .leastNonzeroMagnitude), ("2.4703282292062327e-324", 0),
  ("2.4703282292062328e-324", .leastNonzeroMagnitude),
  ("1.7976931348623157e308", .greatestFiniteMagnitude), ("1e-999999999999", 0), ("0e999999999999", 0),
  ("0.000000000000000000000000000000000001", 1e-36), ("123456789012345678901234567890", 0x1.8ee90ff6c373ep+96),
])
func numbersAreRead(_ text: String, _ value: Double) {
  #expect(NumberText.parse(text)?.bitPattern == value.bitPattern)
}

@Test(arguments: [
  "", " ", "-", "+", ".", "e5", "1e", "1e+", "0x10", "inf", "nan", "NaN", "Infinity", "1,5", "1_000", "1 000", "1.2.3",
  "--1",
  "1e5.5", "١٢", "1e309", "-1e309", "1f",
])
func whatIsNoNumber(_ text: String) { #expect(NumberText.parse(text) == nil) }

@Test func theMarkIsTheOneAskedFor() {
  #expect(NumberText.parse("3,5", mark: .comma) == 3.5)
  #expect(NumberText.parse("3.5", mark: .comma) == nil)
  #expect(NumberText.parse("3,5") == nil)
  #expect(NumberText.parse("1,234", mark: .comma) == 1.234)
}

/// The reference is the standard library's own reading of decimals, which rounds correctly. Read through the table, so
/// that the fast way of whole pieces is tested, and singly.
@Test func randomDecimalsAreNearest() throws {
  var random = SplitMix(17)
  var texts: [String] = []
  for i in 0..<60_000 {
    let digits = i % 3 == 0 ? 17 : Int.random(in: 1...20, using: &random)
    var text = String((0..<digits).map { _ in "0123456789".randomElement(using: &random)! })
    if Int.random(in: 0..<4, using: &random) > 0 {
      text.insert(".", at: text.index(text.startIndex, offsetBy: Int.random(in: 0...digits, using: &random)))
    }
    if i % 5 == 0 { text += "e\(Int.random(in: -330...300, using: &random))" }
    if i % 2 == 0 { text = "-" + text }
    if Double(text)!.isFinite { texts.append(text) }
  }
  let request = ColumnRequest("x", as: .number)
  let table = try DelimitedText(.bytes(Array("x\n\(texts.joined(separator: "\n"))\n".utf8), name: "f")).read([request])
  guard case .number(let column) = table.column(request) else { return }
  #expect(column.values.count == texts.count)
  for (text, value) in zip(texts, column.values) {
    let expected = try #require(Double(text))
    #expect(value.bitPattern == expected.bitPattern, "\(text)")
    #expect(NumberText.parse(text)?.bitPattern == expected.bitPattern, "\(text)")
  }
}
