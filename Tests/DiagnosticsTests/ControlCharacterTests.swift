import Diagnostics
import Testing

@Suite struct ControlCharacterTests {
  @Test(arguments: ["\u{0}", "\n", "\u{B}", "\u{1B}", "\u{7F}", "\u{85}", "\u{9F}", "\u{2028}", "\u{202E}", "\u{2066}"])
  func areNotPrinted(text: Unicode.Scalar) {
    #expect(isControl(text))
  }

  @Test(arguments: [" ", "~", "\u{A0}", "é", "\u{200D}", "\u{2027}", "\u{202F}", "🙂"])
  func arePrinted(text: Unicode.Scalar) {
    #expect(!isControl(text))
  }
}
