import Diagnostics

/// A table as lines of HTML: with a caption, scopes, and a box of its own that scrolls where the window is narrower.
package struct HTMLTable {
  private let table: Page.Table
  private let heading: String

  /// - Parameter heading: what the table stands under; with the caption it names the box.
  package init(_ table: Page.Table, heading: String) {
    self.table = table
    self.heading = heading
  }

  package var lines: [String] {
    let columns = table.columns
    var lines = [
      // A region that scrolls must be reachable by keyboard, and so needs a name.
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"\(markupEscaped("\(heading): \(table.caption)"))\">",
      "<table>", "<caption>\(markupEscaped(table.caption))</caption>",
    ]
    let heads = columns.map {
      "<th scope=\"col\"\($0.isLabel ? " class=\"label\"" : "")>\(markupEscaped($0.title))</th>"
    }
    lines += ["<thead>", "<tr>\(heads.joined())</tr>", "</thead>"]
    for group in table.groups {
      lines.append("<tbody>")
      if let title = group.title {
        lines.append(
          "<tr><th class=\"group\" scope=\"rowgroup\" colspan=\"\(columns.count)\">\(markupEscaped(title))</th></tr>")
      }
      for line in group.lines {
        let cells = zip(line, columns).map { cell, column in
          let text = markupEscaped(cell)
          // Sentences wrap; names and numbers do not.
          let kind = column.isLabel && cell.count > 60 ? " class=\"text\"" : ""
          return column.isLabel ? "<th scope=\"row\"\(kind)>\(text)</th>" : "<td>\(text)</td>"
        }
        lines.append("<tr>\(cells.joined())</tr>")
      }
      lines.append("</tbody>")
    }
    return lines + ["</table>", "</div>"]
  }

  /// Light and dark as the reader's system is; text keeps to a column, tables to the window.
  package static let styleSheet = """
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
    th.text { white-space: normal; overflow-wrap: anywhere; min-width: 16rem; }
    tbody th, tbody td { vertical-align: baseline; }
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
