import Foundation
import Testing

/// Broken files and command lines, each with the exact message and exit status (`Fixtures/broken-inputs.txt`, whose
/// head says how it is written).
struct BrokenInput: Sendable, CustomTestStringConvertible {
  var title = ""
  var files: [(name: String, bytes: [UInt8])] = []
  var input = ""
  var arguments: [String] = []
  var status: Int32 = 0
  var errors = ""

  var testDescription: String { title }

  static let all: [BrokenInput] = {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/broken-inputs.txt")
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
    return read(text)
  }()

  /// Sections start with `=== title`; parts with `--- file NAME`, `--- input`, `--- run ARGUMENTS`, `--- errors STATUS`.
  private static func read(_ text: String) -> [BrokenInput] {
    var cases: [BrokenInput] = []
    var part = ""
    var body: [String] = []
    func finish() {
      guard !cases.isEmpty else { return }
      let last = cases.count - 1
      let words = part.split(separator: " ", maxSplits: 1).map(String.init)
      switch words.first {
      case "file": cases[last].files.append((words[1], bytes(of: body)))
      case "input": cases[last].input = body.map { $0 + "\n" }.joined()
      case "run": cases[last].arguments = arguments(of: words[1])
      case "errors":
        cases[last].status = Int32(words[1]) ?? -1
        cases[last].errors = body.map { $0 + "\n" }.joined()
      default: break
      }
      body = []
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("=== ") {
        finish()
        cases.append(BrokenInput(title: String(line.dropFirst(4))))
        part = ""
      } else if line.hasPrefix("--- ") {
        finish()
        part = String(line.dropFirst(4))
      } else if !(line.isEmpty && part.hasPrefix("errors")) {
        body.append(line)
      }
    }
    finish()
    return cases
  }

  /// Lines with `\r`, `\t`, `\\` and `\xHH` undone, each ended by a line feed; a line that ends in `\c` is not ended.
  private static func bytes(of lines: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    for line in lines {
      var rest = Array(line.utf8)[...]
      var ended = true
      while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "\\"), let code = rest.popFirst() else {
          bytes.append(byte)
          continue
        }
        switch code {
        case UInt8(ascii: "r"): bytes.append(13)
        case UInt8(ascii: "t"): bytes.append(9)
        case UInt8(ascii: "c"): ended = false
        case UInt8(ascii: "x"):
          bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
          rest = rest.dropFirst(2)
        default: bytes.append(code)
        }
      }
      if ended { bytes.append(10) }
    }
    return bytes
  }

  /// Words as a shell parts them: spaces, and single quotes around a word that holds some.
  private static func arguments(of line: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quoted = false
    for character in line {
      if character == "'" {
        quoted.toggle()
        word = word ?? ""
      } else if character == " " && !quoted {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    return words
  }
}

@Test func thereAreAtLeastFortyBrokenInputs() {
  #expect(BrokenInput.all.count >= 40)
}

@Test(arguments: BrokenInput.all)
func brokenInputIsRefusedInItsOwnWords(_ broken: BrokenInput) throws {
  let scratch = try Scratch()
  for file in broken.files { try scratch.write(file.bytes, to: file.name) }
  let outcome = try scratch.run(broken.arguments, input: broken.input)
  #expect(outcome.status == broken.status)
  #expect(outcome.errors == broken.errors)
  #expect(outcome.output == "", "nothing may reach standard output")
}
