import Diagnostics
import Estimates

/// A page as one HTML file that needs nothing else: no script, no font, no address outside itself. Light and dark as
/// the reader's system is; text keeps to a column, a wider table takes the window's width, and one wider than the
/// window scrolls by itself.
struct HTMLPage {
  let page: Page
  let document: ResultDocument

  var text: String {
    var lines = [
      "<!DOCTYPE html>",
      "<html lang=\"en\">",
      "<head>",
      "<meta charset=\"utf-8\">",
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
      "<meta name=\"generator\" content=\"Endline \(htmlEscaped(document.version))\">",
      "<title>\(htmlEscaped(document.title))</title>",
      "<style>\n\(Self.styleSheet)\(hasFacts ? Self.factStyles : "")</style>",
      "</head>",
      "<body>",
      "<header>",
      "<h1>\(htmlEscaped(document.title))</h1>",
      "<p>\(htmlEscaped(document.origin))</p>",
      "</header>",
      "<main>",
    ]
    if page.sections.isEmpty { lines.append("<p>No results.</p>") }
    for section in page.sections {
      lines += ["<section>", "<h2>\(htmlEscaped(section.heading))</h2>"]
      if !section.facts.isEmpty {
        lines.append("<dl class=\"facts\">")
        lines += section.facts.map { "<dt>\(htmlEscaped($0.name))</dt><dd>\(htmlEscaped($0.text))</dd>" }
        lines.append("</dl>")
      }
      for table in section.tables { lines += self.lines(of: table, heading: section.heading) }
      lines.append("</section>")
    }
    if !document.results.notes.isEmpty {
      lines += ["<section>", "<h2>Notes</h2>", "<ul>"]
      lines += document.results.notes.map { "<li>\(htmlEscaped($0))</li>" }
      lines += ["</ul>", "</section>"]
    }
    // The caption of a model's triangle says what its correlations are.
    let used = Set(
      document.results.rows.filter { $0.measure != .correlation || !CovarianceTable.holds($0) }.map(\.measure))
    if !used.isEmpty {
      lines += ["<section>", "<h2>What the numbers are</h2>", "<dl>"]
      for measure in Measure.allCases where used.contains(measure) {
        let explanation = measure.explanation(ratesPer: document.results.ratesPer)
        lines.append("<dt>\(htmlEscaped(measure.title))</dt><dd>\(htmlEscaped(explanation))</dd>")
      }
      lines += ["</dl>", "</section>"]
    }
    lines += ["</main>", "</body>", "</html>"]
    return lines.joined(separator: "\n") + "\n"
  }

  private var hasFacts: Bool { page.sections.contains { !$0.facts.isEmpty } }

  /// Names beside their texts, on a phone above them.
  private static let factStyles = """
    .facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1.2rem; margin-block: 0.75rem 1.5rem; }
    .facts dd { margin: 0; color: var(--ink); }
    .facts dt { font-weight: 400; color: var(--soft); }
    @media (max-width: 40rem) {
      .facts { grid-template-columns: 1fr; gap: 0; }
      .facts dd { margin-bottom: 0.5rem; }
    }

    """

  private func lines(of table: Page.Table, heading: String) -> [String] {
    let columns = table.columns
    var lines = [
      // A region that scrolls must be reachable by keyboard, and so needs a name.
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"\(htmlEscaped("\(heading): \(table.caption)"))\">",
      "<table>", "<caption>\(htmlEscaped(table.caption))</caption>",
    ]
    let heads = columns.map { "<th scope=\"col\"\($0.isLabel ? " class=\"label\"" : "")>\(htmlEscaped($0.title))</th>" }
    lines += ["<thead>", "<tr>\(heads.joined())</tr>", "</thead>"]
    for group in table.groups {
      lines.append("<tbody>")
      if let title = group.title {
        lines.append(
          "<tr><th class=\"group\" scope=\"rowgroup\" colspan=\"\(columns.count)\">\(htmlEscaped(title))</th></tr>")
      }
      for line in group.lines {
        let cells = zip(line, columns).map { cell, column in
          let text = htmlEscaped(cell)
          return column.isLabel ? "<th scope=\"row\">\(text)</th>" : "<td>\(text)</td>"
        }
        lines.append("<tr>\(cells.joined())</tr>")
      }
      lines.append("</tbody>")
    }
    return lines + ["</table>", "</div>"]
  }

  private static let styleSheet = """
    :root { color-scheme: light dark; --ink: #1c2430; --soft: #566070; --line: #d5dae1; --page: #ffffff; --band: #f3f5f8; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e4e8ee; --soft: #a3acba; --line: #3a4250; --page: #14181f; --band: #1f2530; }
    }
    * { box-sizing: border-box; }
    body { margin: 0; padding: 1.5rem 1rem 3rem; color: var(--ink); background: var(--page);
      font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
    header, h2, main p, ul, dl { max-width: 58rem; margin-inline: auto; }
    h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; }
    h2 { font-size: 1.15rem; margin-block: 2.25rem 0.5rem; }
    header p { color: var(--soft); margin: 0.25rem 0 0; }
    .scroll { overflow-x: auto; width: min-content; min-width: min(58rem, 100%); max-width: 100%;
      margin: 0.75rem auto 1.5rem; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.94rem; overflow-wrap: normal; }
    caption { text-align: left; color: var(--soft); padding: 0 0 0.35rem; }
    th, td { padding: 0.28rem 0.7rem; text-align: right; white-space: nowrap; }
    th { font-weight: 400; text-align: left; }
    thead th { font-weight: 600; text-align: right; vertical-align: bottom; white-space: normal; overflow-wrap: normal;
      border-bottom: 2px solid var(--line); }
    thead th.label { text-align: left; }
    tbody { border-bottom: 1px solid var(--line); }
    tbody tr:hover { background: var(--band); }
    th.group { font-weight: 600; background: var(--band); }
    dt { font-weight: 600; }
    dd { margin: 0 0 0.5rem; color: var(--soft); }
    @media (max-width: 40rem) {
      table { font-size: 0.85rem; }
      th, td { padding: 0.25rem 0.45rem; }
    }
    @media print { .scroll { overflow: visible; } }

    """
}

/// Text as it may stand between tags and in a quoted attribute.
func htmlEscaped(_ text: String) -> String {
  var result = ""
  for character in printable(text) {
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default: result.append(character)
    }
  }
  return result
}
