import Diagnostics
import Estimates

/// A page in GitHub's Markdown: headings, pipe tables, notes as a list.
struct MarkdownPage {
  let page: Page
  let document: ResultDocument

  var text: String {
    var parts: [String] = ["# " + markdownEscaped(document.title)]
    if page.sections.isEmpty { parts.append("No results.") }
    for section in page.sections {
      parts.append("## " + markdownEscaped(section.heading))
      if !section.facts.isEmpty {
        let lines = section.facts.map { "- **\(markdownEscaped($0.name)):** \(markdownEscaped($0.text))" }
        parts.append(lines.joined(separator: "\n"))
      }
      for table in section.tables {
        parts.append("**" + markdownEscaped(table.caption) + "**")
        parts.append(lines(of: table.withoutGroupTitles).joined(separator: "\n"))
      }
    }
    if !document.results.notes.isEmpty {
      parts.append("Notes:")
      parts.append(document.results.notes.map { "- " + markdownEscaped($0) }.joined(separator: "\n"))
    }
    parts.append(markdownEscaped(document.origin))
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func lines(of table: Page.Table) -> [String] {
    let line = { (cells: [String]) in "| " + cells.map(markdownEscaped).joined(separator: " | ") + " |" }
    let rule = "|" + table.columns.map { $0.isLabel ? " :-- |" : " --: |" }.joined()
    return [line(table.columns.map(\.title)), rule] + table.groups.flatMap(\.lines).map(line)
  }
}

/// Text that Markdown shows as it is: a backslash before whatever could mark up, entities for what could be HTML.
/// Brackets of an interval and underscores inside a word (`d_z`) mark up nothing and stay.
func markdownEscaped(_ text: String) -> String {
  let characters = Array(printable(text))
  var result = ""
  for (index, character) in characters.enumerated() {
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\\", "|", "`", "*", "~", "$", "#": result += "\\" + String(character)
    case "]":
      // `[text](address)`, `[text][name]` and `[text]: address` are links; an interval's bracket ends its cell.
      result += index + 1 < characters.count && "([:".contains(characters[index + 1]) ? "\\]" : "]"
    case "_":
      let isInside =
        index > 0 && index + 1 < characters.count && characters[index - 1].isLetterOrDigit
        && characters[index + 1].isLetterOrDigit
      result += isInside ? "_" : "\\_"
    default: result.append(character)
    }
  }
  return result
}

extension Character {
  fileprivate var isLetterOrDigit: Bool { isLetter || isNumber }
}
