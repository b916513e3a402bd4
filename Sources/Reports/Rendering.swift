public import Estimates

/// How wide and how colourful a page for people may be.
public struct PageStyle: Sendable {
  /// Columns of the terminal. Tables are not made narrower than 72, and long labels may force them wider.
  public var width: Int
  /// Whether headings may be set in bold by terminal codes.
  public var colour: Bool
  public init(width: Int = 80, colour: Bool = false) {
    self.width = width
    self.colour = colour
  }
}

extension ResultDocument {
  /// The page, whole, ending in a newline.
  ///
  /// `json` and `csv` are for programs: every field of every row, numbers in the shortest form that reads back as the
  /// same double. The others are for people: numbers rounded to what their standard errors support. Notes are in all
  /// but `csv` and `table` (beside which the command prints them on standard error).
  ///
  /// - Parameter style: Obeyed by `table` alone.
  public func rendered(as format: ResultFormat, style: PageStyle = PageStyle()) -> String {
    switch format {
    case .json: json()
    case .csv: csv()
    case .table: TextPage(page, style: style).text
    case .markdown: MarkdownPage(page: page, document: self).text
    case .latex: LaTeXPage(page: page, document: self).text
    case .html: HTMLPage(page: page, document: self).text
    }
  }

  private var page: Page {
    ClaimPage.holds(results.rows)
      ? ClaimPage(of: results.rows).page
      : PageLayout(of: results.rows, fits: results.fits, derivations: results.derivations).page
  }

  /// `trial.csv: change`.
  var title: String { (input.map { "\($0.file): " } ?? "") + command }

  /// `From trial.csv (280 rows, 100 subjects), by endline change, version 0.1.0.`
  var origin: String {
    let counts = [(input?.rows, "row"), (input?.subjects, "subject")].compactMap { count, noun in
      count.map { "\($0) \(noun)\($0 == 1 ? "" : "s")" }
    }
    let source = input.map {
      "From \($0.file)" + (counts.isEmpty ? "" : " (\(counts.joined(separator: ", ")))") + ", by"
    }
    return "\(source ?? "By") endline \(command), version \(version)."
  }
}
