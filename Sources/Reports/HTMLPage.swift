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
      "<meta name=\"generator\" content=\"Endline \(markupEscaped(document.version))\">",
      "<title>\(markupEscaped(document.title))</title>",
      "<style>\n\(HTMLTable.styleSheet)\(hasFacts ? Self.factStyles : "")</style>",
      "</head>",
      "<body>",
      "<header>",
      "<h1>\(markupEscaped(document.title))</h1>",
      "<p>\(markupEscaped(document.origin))</p>",
      "</header>",
      "<main>",
    ]
    if page.sections.isEmpty { lines.append("<p>No results.</p>") }
    for section in page.sections {
      lines += ["<section>", "<h2>\(markupEscaped(section.heading))</h2>"]
      if !section.facts.isEmpty {
        lines.append("<dl class=\"facts\">")
        lines += section.facts.map { "<dt>\(markupEscaped($0.name))</dt><dd>\(markupEscaped($0.text))</dd>" }
        lines.append("</dl>")
      }
      for table in section.tables { lines += HTMLTable(table, heading: section.heading).lines }
      lines.append("</section>")
    }
    if !document.results.notes.isEmpty {
      lines += ["<section>", "<h2>Notes</h2>", "<ul>"]
      lines += document.results.notes.map { "<li>\(markupEscaped($0))</li>" }
      lines += ["</ul>", "</section>"]
    }
    // The caption of a model's triangle says what its correlations are.
    let used = Set(
      document.results.rows.filter { $0.measure != .correlation || !CovarianceTable.holds($0) }.map(\.measure))
    if !used.isEmpty {
      lines += ["<section>", "<h2>What the numbers are</h2>", "<dl>"]
      for measure in Measure.allCases where used.contains(measure) {
        let explanation = measure.explanation(ratesPer: document.results.ratesPer)
        lines.append("<dt>\(markupEscaped(measure.title))</dt><dd>\(markupEscaped(explanation))</dd>")
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
}
