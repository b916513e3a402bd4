import Estimates
import Reports
import Testing

@Test(arguments: [
  ("change", SampleDocuments.change), ("compare", SampleDocuments.compare), ("empty", SampleDocuments.empty),
])
func markdownReadsAsApproved(name: String, document: ResultDocument) throws {
  try expectSnapshot(document.rendered(as: .markdown), "\(name).md")
}

/// The cells of a pipe table's line, as GitHub parts them.
private func cells(_ line: Substring) -> [String] {
  var cells = [""]
  var isEscaped = false
  for character in line {
    if character == "|", !isEscaped { cells.append("") } else { cells[cells.count - 1].append(character) }
    isEscaped = character == "\\" && !isEscaped
  }
  return cells
}

@Test func labelsCannotBreakAMarkdownTable() {
  let text = SampleDocuments.attack.rendered(as: .markdown)
  let lines = text.split(separator: "\n").filter { $0.hasPrefix("|") }
  #expect(lines.count > SampleDocuments.attack.results.rows.count)
  for line in lines { #expect(cells(line).count == cells(lines[0]).count, "\(line)") }
  #expect(!text.contains("<script"))
  #expect(text.contains("[click\\](javascript"))
  #expect(text.contains("a\\|b\\\\\\|c"))
  #expect(text.contains("\\*b\\* \\`c\\`"))
  #expect(text.contains("| line break  and tab |"))
}

@Test func underscoresInsideWordsStay() {
  let text = SampleDocuments.change.rendered(as: .markdown)
  #expect(text.contains("| d_z (noncentral t) |"))
}
