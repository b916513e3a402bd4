internal import Diagnostics
internal import Reports

/// Sections as one HTML file: no script, no font, no address outside itself.
struct ReportPage {
  private let title: String
  private let subtitle: String
  private let version: String
  private let sections: [ReportSection]
  /// A page of the same folder that this one belongs to.
  private let parent: (file: String, title: String)?

  init(
    title: String, subtitle: String, version: String, parent: (file: String, title: String)? = nil,
    _ sections: [ReportSection]
  ) {
    self.parent = parent
    self.title = title
    self.subtitle = subtitle
    self.version = version
    self.sections = sections
  }

  /// What tells our own page from others: a file that does not hold it is not replaced.
  static let mark = "<meta name=\"generator\" content=\"Endline report "

  var text: String {
    let contents = sections.map { "<li><a href=\"#\($0.id)\">\(markupEscaped($0.title))</a></li>" }
    let back = parent.map { "<p><a href=\"\($0.file)\">\(markupEscaped($0.title))</a></p>\n" } ?? ""
    let head = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      \(Self.mark)\(markupEscaped(version))">
      <title>\(markupEscaped(title))</title>
      <style>
      \(HTMLTable.styleSheet)\(Self.styleSheet)</style>
      </head>
      <body>
      <a class="skip" href="#summary">Skip to the summary</a>
      <header>
      <h1>\(markupEscaped(title))</h1>
      <p>\(markupEscaped(subtitle))</p>
      \(back)</header>
      <nav aria-label="Contents">
      <ol>
      \(contents.joined(separator: "\n"))
      </ol>
      </nav>
      <main>

      """
    return head + sections.map(\.html).joined() + "</main>\n</body>\n</html>\n"
  }

  private static let styleSheet = """
    h3 { font-size: 1rem; margin-block: 1.75rem 0.4rem; }
    h3, figure, nav, pre, main ol { max-width: 58rem; margin-inline: auto; }
    nav ol { padding-left: 1.4rem; columns: 2; margin: 1rem 0; }
    nav a, .sites a, header a { color: var(--ink); }
    .sites { columns: 14rem; }
    .skip { position: absolute; left: -99rem; }
    .skip:focus { position: static; }
    ul, main ol { padding-left: 1.4rem; }
    li { margin-block: 0.3rem; }
    figure { margin-block: 1rem 1.5rem; padding: 0; }
    figure svg { display: block; width: 100%; max-width: 620px; height: auto; background: #ffffff; }
    .wide { overflow-x: auto; }
    .wide svg { min-width: 28rem; }
    figcaption { color: var(--soft); padding-top: 0.4rem; }
    pre { white-space: pre-wrap; background: var(--band); padding: 0.6rem 0.8rem; }
    .lead { border-left: 4px solid var(--line); padding-left: 0.8rem; }
    .facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1.2rem; margin-block: 0.75rem 1.5rem; }
    .facts dd { margin: 0; color: var(--ink); }
    .facts dt { font-weight: 400; color: var(--soft); }
    @media (max-width: 40rem) {
      nav ol { columns: 1; }
      .facts { grid-template-columns: 1fr; gap: 0; }
      .facts dd { margin-bottom: 0.5rem; }
    }
    @page { size: A4; margin: 16mm; }
    @media print {
      :root { color-scheme: light; --ink: #000000; --soft: #3d4653; --line: #b8bec7; --page: #ffffff; --band: #f3f5f8; }
      body { font-size: 10pt; padding: 0; }
      nav, .skip { display: none; }
      h2, h3, caption { break-after: avoid; }
      figure, tr, thead, .scroll { break-inside: avoid; }
      tbody tr:first-child { break-after: avoid; }
      figure svg { max-height: 220mm; }
      .wide { overflow: visible; }
      .wide svg { min-width: 0; }
      .scroll { width: auto; min-width: 0; }
      table { font-size: 8pt; }
      th, td { padding: 0.15rem 0.35rem; white-space: normal; }
    }

    """
}
