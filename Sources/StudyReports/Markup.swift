internal import Diagnostics
internal import Reports

/// The few elements that a report is made of; all text is escaped here.
enum Markup {
  static func paragraph(_ text: String, class name: String? = nil) -> String {
    "<p\(name.map { " class=\"\($0)\"" } ?? "")>\(markupEscaped(text))</p>\n"
  }

  static func list(_ items: [String]) -> String {
    items.isEmpty ? "" : "<ul>\n" + items.map { "<li>\(markupEscaped($0))</li>\n" }.joined() + "</ul>\n"
  }

  static func heading(_ text: String, level: Int = 3) -> String { "<h\(level)>\(markupEscaped(text))</h\(level)>\n" }

  /// Names with what they are.
  static func facts(_ facts: [(name: String, text: String)]) -> String {
    guard !facts.isEmpty else { return "" }
    let lines = facts.map { "<dt>\(markupEscaped($0.name))</dt><dd>\(markupEscaped($0.text))</dd>\n" }
    return "<dl class=\"facts\">\n" + lines.joined() + "</dl>\n"
  }

  /// Pages of the same folder, each with what is said behind it.
  static func links(_ links: [(file: String, text: String, remark: String)]) -> String {
    let items = links.map {
      "<li><a href=\"\(markupEscaped($0.file))\">\(markupEscaped($0.text))</a>\(markupEscaped($0.remark))</li>\n"
    }
    return links.isEmpty ? "" : "<ul class=\"sites\">\n\(items.joined())</ul>\n"
  }

  static func code(_ text: String) -> String { "<pre><code>\(markupEscaped(text))</code></pre>\n" }

  /// A drawing with the sentence that says what to see; nothing where there is none.
  ///
  /// - Parameter region: what a box is called in which the drawing scrolls where the window is narrower than its letters
  ///   need; nil: it shrinks with the window.
  static func figure(_ svg: String?, caption: String, scrollingAs region: String? = nil) -> String {
    guard var svg else { return "" }
    if let region {
      // A region that scrolls must be reachable by keyboard, and so needs a name.
      svg =
        "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"\(markupEscaped(region))\">\n\(svg)</div>\n"
    }
    return "<figure>\n\(svg)<figcaption>\(markupEscaped(caption))</figcaption>\n</figure>\n"
  }

  static func tables(_ tables: [Page.Table], heading: String) -> String {
    tables.map { HTMLTable($0, heading: heading).lines.joined(separator: "\n") + "\n" }.joined()
  }
}

/// One section of a report.
struct ReportSection {
  /// Anchor: letters and `-` of our own, never from data.
  let id: String
  let title: String
  let body: String

  var html: String {
    "<section id=\"\(id)\" aria-labelledby=\"\(id)-title\">\n<h2 id=\"\(id)-title\">\(markupEscaped(title))</h2>\n\(body)</section>\n"
  }
}
