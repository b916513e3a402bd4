import Diagnostics
import Estimates

/// A page as LaTeX for `\input`: a `longtable` with the rules of `booktabs` per table, notes as a list.
struct LaTeXPage {
  let page: Page
  let document: ResultDocument

  var text: String {
    var lines = [
      "% " + printable(document.title),
      "% Needs \\usepackage{booktabs,longtable} in the preamble, and LuaLaTeX or XeLaTeX for labels beyond Latin script.",
    ]
    if page.sections.isEmpty { lines += ["", "No results."] }
    for section in page.sections {
      if !section.facts.isEmpty {
        lines += ["", "\\noindent " + latexEscaped(section.heading), "\\begin{description}"]
        lines += section.facts.map { "  \\item[\(latexEscaped($0.name))] \(latexEscaped($0.text))" }
        lines.append("\\end{description}")
      }
      for table in section.tables { lines += [""] + self.lines(of: table, heading: section.heading) }
    }
    if !document.results.notes.isEmpty {
      lines += ["", "\\noindent Notes:", "\\begin{itemize}"]
      lines += document.results.notes.map { "  \\item {}" + latexEscaped($0) }
      lines.append("\\end{itemize}")
    }
    lines += ["", "\\noindent " + latexEscaped(document.origin)]
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(of table: Page.Table, heading: String) -> [String] {
    let columns = table.columns
    let head = columns.map { latexEscaped($0.title) }.joined(separator: " & ") + " \\\\"
    var lines = [
      // Nine columns fit the text width of `article` in this size only.
      "\\begingroup\\footnotesize\\setlength{\\tabcolsep}{3pt}",
      "\\begin{longtable}{" + columns.map { $0.isLabel ? "l" : "r" }.joined() + "}",
      "\\caption{\(latexEscaped(heading)). \(latexEscaped(table.caption))}\\\\",
      "\\toprule", head, "\\midrule", "\\endfirsthead",
      "\\toprule", head, "\\midrule", "\\endhead",
      "\\bottomrule", "\\endfoot",
    ]
    for (index, group) in table.groups.enumerated() {
      if let title = group.title {
        if index > 0 { lines.append("\\addlinespace") }
        lines.append("\\multicolumn{\(columns.count)}{l}{\\textit{\(latexEscaped(title))}} \\\\*")
      }
      for line in group.lines {
        let cells = zip(line, columns).map { $1.isLabel ? latexEscaped($0) : latexNumber($0) }
        // The empty group keeps a bracket or star that begins the line from being read as an argument of the last `\\`.
        lines.append("{}" + cells.joined(separator: " & ") + " \\\\")
      }
    }
    lines += ["\\end{longtable}", "\\endgroup"]
    return lines
  }
}

/// Text that LaTeX sets as it is.
func latexEscaped(_ text: String) -> String {
  var result = ""
  for character in printable(text) {
    switch character {
    case "\\": result += "\\textbackslash{}"
    case "&", "%", "$", "#", "_", "{", "}": result += "\\" + String(character)
    case "~": result += "\\textasciitilde{}"
    case "^": result += "\\textasciicircum{}"
    case "<": result += "\\textless{}"
    case ">": result += "\\textgreater{}"
    case "|": result += "\\textbar{}"
    // Two hyphens would be set as a dash; the straight quote as a closing one.
    case "-": result += result.hasSuffix("-") ? "{}-" : "-"
    case "\"": result += "\\char34{}"
    case "\u{221A}": result += "$\\surd$"
    case "\u{3C0}": result += "$\\pi$"
    case "\u{3B7}": result += "$\\eta$"
    case "\u{393}": result += "$\\Gamma$"
    // What stands for a control character (`printable`) has no glyph in pdfLaTeX.
    case "\u{FFFD}": result += "?"
    default: result.append(character)
    }
  }
  return result
}

/// A cell of numbers: minus signs set as such, powers of ten as products.
func latexNumber(_ text: String) -> String {
  var result = ""
  var exponent: String?
  var previous: Character?
  for character in text {
    if exponent != nil, character.isNumber || character == "-" {
      exponent?.append(character)
    } else {
      if let power = exponent { result += "$\\times 10^{\(power)}$" }
      exponent = nil
      if character == "e", previous?.isNumber == true {
        exponent = ""
      } else {
        result += character == "-" ? "$-$" : latexEscaped(String(character))
      }
    }
    previous = character
  }
  if let power = exponent { result += "$\\times 10^{\(power)}$" }
  return result
}
