import Diagnostics

/// A page as aligned text for a terminal.
struct TextPage {
  private let page: Page
  private let style: PageStyle
  /// Below this a table of numbers cannot be read anyway.
  private static let leastWidth = 72
  private static let gap = 2

  init(_ page: Page, style: PageStyle) {
    self.page = page
    self.style = style
  }

  var text: String {
    guard !page.sections.isEmpty else { return "No results.\n" }
    var lines: [String] = []
    for section in page.sections {
      if !lines.isEmpty { lines += ["", ""] }
      lines += wrapped(printable(section.heading), width: width).map(bold)
      if !section.facts.isEmpty { lines += [""] + self.lines(of: section.facts) }
      for table in section.tables {
        lines.append("")
        lines += wrapped(printable(table.caption), width: width)
        lines += self.lines(of: table)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var width: Int { max(style.width, Self.leastWidth) }

  private func bold(_ text: String) -> String { style.colour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
  private func dim(_ text: String) -> String { style.colour ? "\u{1B}[2m\(text)\u{1B}[0m" : text }

  /// Names in a column, texts beside them, broken where they are long.
  private func lines(of facts: [Page.Fact]) -> [String] {
    let nameWidth = facts.map { displayWidth(printable($0.name)) }.max() ?? 0
    let margin = nameWidth + Self.gap
    return facts.flatMap { fact in
      let name = printable(fact.name)
      let lines = wrapped(printable(fact.text), width: width - margin)
      return lines.enumerated().map { number, line in
        (number == 0
          ? dim(name) + String(repeating: " ", count: margin - displayWidth(name))
          : String(repeating: " ", count: margin)) + line
      }
    }
  }

  private func lines(of table: Page.Table) -> [String] {
    let indent = table.groups.contains { $0.title != nil } ? Self.gap : 0
    let fitted = FittedTable(table, width: width - indent, gap: Self.gap)
    let margin = String(repeating: " ", count: indent)
    let rule = String(repeating: "-", count: fitted.width + indent)
    var lines = fitted.header.map { dim(margin + $0) } + [dim(rule)]
    for (number, group) in fitted.groups.enumerated() {
      if let title = group.title {
        // A blank line sets blocks of several lines apart; around single lines it would only stretch the page.
        if number > 0, group.lines.count > 1 || fitted.groups[number - 1].lines.count > 1 { lines.append("") }
        lines += wrapped(title, width: width).map(bold)
      }
      lines += group.lines.map { margin + $0 }
    }
    if !fitted.leftOut.isEmpty {
      let names = printable(fitted.leftOut.joined(separator: ", "))
      lines += wrapped("No room for \(names): a wider terminal or --format csv shows more.", width: width).map(dim)
    }
    return lines
  }
}

/// A table cut to a width: the columns that have room, each cell padded, lines joined.
private struct FittedTable {
  private(set) var width = 0
  private(set) var header: [String] = []
  private(set) var groups: [(title: String?, lines: [String])] = []
  /// Titles of the columns that have no room, in their order.
  private(set) var leftOut: [String] = []

  private struct Column {
    let index: Int
    let role: Page.Column.Role
    let title: String
    var width: Int
    /// The longest word of a label sets how narrow its column may get.
    let leastWidth: Int
  }

  /// Labels longer than this are broken over lines before a column of numbers is given up, and not below the other.
  private static let roomyLabel = 30
  private static let tightLabel = 8
  /// Indent of the lines on which a broken label goes on.
  private static let hanging = 1

  init(_ table: Page.Table, width limit: Int, gap: Int) {
    let cells = table.groups.map { Self.aligned($0.lines, columns: table.columns) }
    var columns = table.columns.enumerated().map { index, column in
      let texts = cells.joined().map { $0[index] }
      let widest = texts.map(displayWidth).max() ?? 0
      let head = Self.longestWord(in: [column.title])
      let word = column.isLabel ? Self.longestWord(in: texts) + Self.hanging : widest
      return Column(
        index: index, role: column.role, title: column.title, width: max(widest, head), leastWidth: max(word, head))
    }
    func total() -> Int { columns.reduce(0) { $0 + $1.width } + gap * (columns.count - 1) }
    // Heads stay on one line where all of them can, and are else broken at every blank that helps.
    let spare = columns.map { max(displayWidth($0.title) - $0.width, 0) }
    if total() + spare.reduce(0, +) <= limit {
      for place in columns.indices { columns[place].width += spare[place] }
    }
    func narrowLabels(to least: Int) {
      while total() > limit,
        let place = columns.indices.filter({ columns[$0].width > max(least, columns[$0].leastWidth) })
          .max(by: { columns[$0].width < columns[$1].width })
      {
        let floor = max(least, columns[place].leastWidth)
        columns[place].width = max(floor, columns[place].width - (total() - limit))
      }
    }
    narrowLabels(to: Self.roomyLabel)
    while total() > limit {
      let rank = { (column: Column) -> Int in if case .detail(let rank) = column.role { rank } else { 0 } }
      guard let place = columns.indices.max(by: { rank(columns[$0]) < rank(columns[$1]) }), rank(columns[place]) > 0
      else { break }
      columns.remove(at: place)
    }
    leftOut = table.columns.indices.filter { index in !columns.contains { $0.index == index } }
      .map { table.columns[$0].title }
    narrowLabels(to: Self.tightLabel)

    let heads = columns.map { wrapped($0.title, width: $0.width) }
    let height = heads.map(\.count).max() ?? 0
    header = (0..<height).map { line in
      let texts = heads.map { head in
        let index = line - (height - head.count)
        return index < 0 ? "" : head[index]
      }
      return Self.joined(texts, columns: columns, gap: gap)
    }
    for (group, lines) in zip(table.groups, cells) {
      var texts: [String] = []
      var previous: [String]?
      for line in lines {
        let shown = Self.withoutRepeats(columns.map { line[$0.index] }, after: previous, columns: columns)
        previous = columns.map { line[$0.index] }
        let parts = zip(shown, columns).map {
          $1.role == .label ? wrapped($0, width: $1.width, hanging: Self.hanging) : [$0]
        }
        for row in 0..<(parts.map(\.count).max() ?? 0) {
          let cells = parts.map { row < $0.count ? $0[row] : "" }
          texts.append(Self.joined(cells, columns: columns, gap: gap))
        }
      }
      groups.append((group.title.map(printable), texts))
    }
    width = total()
  }

  private static func longestWord(in texts: [String]) -> Int {
    texts.flatMap { $0.split(separator: " ") }.map { displayWidth(String($0)) }.max() ?? 0
  }

  /// Cells made printable, and intervals padded so that lower and upper limits stand under one another.
  private static func aligned(_ lines: [[String]], columns: [Page.Column]) -> [[String]] {
    var lines = lines.map { $0.map(printable) }
    for (index, column) in columns.enumerated() where column.role == .interval {
      let limits = lines.map { line -> (low: String, high: String)? in
        let cell = line[index]
        guard let comma = cell.firstIndex(of: ",") else { return nil }
        return (String(cell[..<comma].dropFirst()), String(cell[comma...].dropFirst(2)))
      }
      let lowWidth = limits.map { $0?.low.count ?? 0 }.max() ?? 0
      let highWidth = limits.map { $0?.high.count ?? 0 }.max() ?? 0
      for (row, limit) in limits.enumerated() {
        guard let limit else { continue }
        lines[row][index] =
          "[" + padding(lowWidth - limit.low.count) + limit.low + ", " + padding(highWidth - limit.high.count)
          + limit.high
      }
    }
    return lines
  }

  /// A label that repeats the line above is left blank, save the last, so that the eye sees where a new arm begins.
  private static func withoutRepeats(_ cells: [String], after previous: [String]?, columns: [Column]) -> [String] {
    guard let previous else { return cells }
    let labels = columns.indices.filter { columns[$0].role == .label }
    var cells = cells
    for place in labels.dropLast() {
      guard cells[place] == previous[place] else { break }
      cells[place] = ""
    }
    return cells
  }

  private static func joined(_ cells: [String], columns: [Column], gap: Int) -> String {
    var line = ""
    for (number, (cell, column)) in zip(cells, columns).enumerated() {
      if number > 0 { line += padding(gap) }
      let space = padding(column.width - displayWidth(cell))
      switch column.role {
      case .label, .interval: line += cell + space
      case .number, .detail: line += space + cell
      }
    }
    while line.last == " " { line.removeLast() }
    return line
  }

  private static func padding(_ count: Int) -> String { String(repeating: " ", count: max(count, 0)) }
}

/// Text broken at blanks into lines of at most `width`, all but the first indented by `hanging`; a longer word stays
/// whole.
func wrapped(_ text: String, width: Int, hanging: Int = 0) -> [String] {
  guard displayWidth(text) > width else { return [text] }
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    let candidate = line.isEmpty ? String(word) : line + " " + word
    let room = lines.isEmpty ? width : width - hanging
    if line.isEmpty || displayWidth(candidate) <= room {
      line = candidate
    } else {
      lines.append(line)
      line = String(word)
    }
  }
  lines.append(line)
  let margin = String(repeating: " ", count: hanging)
  return lines.prefix(1) + lines.dropFirst().map { margin + $0 }
}
