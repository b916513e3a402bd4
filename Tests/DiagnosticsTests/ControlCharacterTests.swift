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

  /// A combining mark makes one character of a quote and itself, and a quote to a browser stays one.
  @Test func markupIsEscapedByScalars() {
    #expect(markupEscaped("<a \"b\" 'c' & d>") == "&lt;a &quot;b&quot; &#39;c&#39; &amp; d&gt;")
    #expect(markupEscaped("\"\u{301} onload=x") == "&quot;\u{301} onload=x")
    #expect(markupEscaped("<\u{338}script>\u{338}") == "&lt;\u{338}script&gt;\u{338}")
    #expect(markupEscaped("a\u{1B}\u{FFFE}b") == "a\u{FFFD}\u{FFFD}b")
  }
}
