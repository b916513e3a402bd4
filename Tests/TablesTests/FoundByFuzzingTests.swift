import Diagnostics
import Tables
import Testing

/// Inputs that broke a law once; `Fuzz` found them, and keeps them in its corpus as `found-…`.
@Suite struct FoundByFuzzingTests {
  private func outcome(_ bytes: [UInt8], _ options: ReadOptions) -> String {
    do throws(TableError) {
      let text = try DelimitedText(.bytes(bytes, name: "f.csv"), options: options)
      let table = try text.read(text.columnNames.map { ColumnRequest($0, as: .detected) })
      return "\(table.rowCount) rows"
    } catch {
      return (error.problems + [error.mend ?? ""]).joined(separator: "\n")
    }
  }

  private struct Wrong: Sendable {
    let bytes: [UInt8]
    let message: String

    init(_ text: String, then bytes: [UInt8], _ message: String) {
      self.bytes = Array(text.utf8) + bytes
      self.message = message
    }
  }

  private static let wrong: [Wrong] = [
    // The wrong byte is itself the text behind the closing quote.
    Wrong(
      "id;y;\"a;b\"\n1;2,5;5;\"x \"\"y\"", then: [0xA9, 0x0A],
      "f.csv:2: column \"4\": text behind the closing quote\n"
        + "double the quotes inside the field, or delete what stands between quote and delimiter"),
    Wrong(
      "a,b\n1,2\n3,4\r", then: [0xA9, 0x0A],
      "f.csv:3: a carriage return without a line feed (line ends of the old Mac kind?)\n"
        + "save the file with line feeds (Unix) or CRLF (Windows)"),
    // The character before the wrong byte is whole.
    Wrong(
      "a,b\n1,2\n3,4", then: [0xE2, 0x82, 0x82, 0x83, 0x0A],
      "f.csv:3: byte 0x83 is not valid UTF-8 (the file looks like Windows-1252)\nadd --encoding windows-1252"),
  ]

  /// A wrong byte and a fault of structure side by side: which of them was told depended on the cut.
  @Test(arguments: 0..<3) func noCutChangesWhatIsWrong(place: Int) {
    let bytes = Self.wrong[place].bytes
    let whole = outcome(bytes, ReadOptions(threads: 1))
    #expect(whole == Self.wrong[place].message)
    for padding in 0..<20 {
      // A longer row in front moves the cut along.
      let start = Array("a,b\n\(String(repeating: "1", count: padding)),2\n".utf8)
      let rest = bytes.drop { $0 != UInt8(ascii: "\n") }.dropFirst()
      let moved = start + rest
      #expect(
        outcome(moved, ReadOptions(pieceSize: 16, threads: 1)) == outcome(moved, ReadOptions(threads: 1)),
        "\(padding) bytes further on")
    }
  }

  /// The mend repeated the value with its vertical tab (or an escape sequence, or a paragraph separator) as it stood.
  @Test(arguments: ["1-\u{B}x", "\u{1B}[31mx", "a\u{2029}b", "a\u{202E}b"])
  func mendsHoldNoControlCharacters(value: String) {
    let bytes = Array("a,b\n1,2\n3,\(value)\n".utf8)
    do throws(TableError) {
      _ = try DelimitedText(.bytes(bytes, name: "f.csv")).read([ColumnRequest("b", as: .number)])
      Issue.record("this was read")
    } catch {
      #expect(error.mend == "correct it; texts that mark missing values are named with --na")
      #expect(error.problems.allSatisfy { !$0.unicodeScalars.contains(where: isControl) })
    }
  }
}
