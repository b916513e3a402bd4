/// Which visits are observed together: a row for each pattern, a cell for each visit, filled where it is observed and
/// crossed where it is missing, and how many subjects have it. The commonest pattern comes first.
public struct MissingPatternChart: Chart {
  public struct Pattern: Sendable {
    /// One for each visit.
    public let isObserved: [Bool]
    /// Subjects of each group with the pattern.
    public let counts: [Int]

    public init(isObserved: [Bool], counts: [Int]) {
      self.isObserved = isObserved
      self.counts = counts
    }

    var total: Int { counts.reduce(0, +) }
  }

  public let title: String
  public let subtitle: String
  public let visits: [String]
  public let visitName: String
  /// The arms, and "no arm" where there are such subjects.
  public let groups: [String]
  public let patterns: [Pattern]

  /// Rows drawn; what further patterns there are is said below.
  public static let mostRows = 40

  public init(
    title: String, subtitle: String = "", visits: [String], visitName: String, groups: [String], patterns: [Pattern]
  ) {
    self.title = title
    self.subtitle = subtitle
    self.visits = visits
    self.visitName = visitName
    self.groups = groups
    self.patterns = patterns
  }

  /// Commonest first; among equals those observed longest.
  private var ranked: [Pattern] {
    patterns.enumerated().sorted { a, b in
      a.element.total != b.element.total ? a.element.total > b.element.total : a.offset < b.offset
    }.map(\.element)
  }

  public func drawing() -> Drawing {
    var canvas = Canvas()
    canvas.heading(title, subtitle)
    canvas.legend([
      LegendEntry(label: "Observed", swatch: .box(fill: Palette.series[0], stroke: nil, isCrossed: false)),
      LegendEntry(
        label: "Missing",
        swatch: .box(fill: Palette.paper, stroke: Stroke(colour: Palette.axis), isCrossed: true)),
    ])
    if hasColumns, hasLetters {
      for (index, group) in groups.enumerated() { canvas.paragraph("\(letter(index)): \(group)", style: .label) }
      canvas.space(4)
    }
    let rows = ranked
    let columns = countColumns
    let room = columns.reduce(0) { $0 + $1.width }
    let right = Canvas.right - room
    let axis = VisitAxis(visits, name: visitName, from: Canvas.margin, to: right, evenly: true)
    header(columns, on: &canvas)
    let cell = min(axis.gap, 46)
    let height = 20.0
    for pattern in rows.prefix(Self.mostRows) {
      for (place, isObserved) in zip(axis.places, pattern.isObserved) {
        let gap = min(2, cell / 6)
        let frame = Frame(left: place - cell / 2 + gap / 2, top: canvas.y + 1, width: cell - gap, height: height - 2)
        canvas.writer.rectangle(
          frame, fill: isObserved ? Palette.series[0] : Palette.paper,
          stroke: isObserved ? nil : Stroke(colour: Palette.axis), role: isObserved ? "observed" : "missing")
        if !isObserved { canvas.writer.cross(in: frame) }
      }
      for column in columns {
        canvas.writer.label(
          "\(column.count(pattern))", at: Point(x: column.right, y: canvas.y + height / 2 + 4), anchor: .end)
      }
      canvas.space(height)
    }
    canvas.space(4)
    axis.draw(on: &canvas, bottom: canvas.y, from: Canvas.margin, to: right)
    if rows.count > Self.mostRows {
      let others = rows.dropFirst(Self.mostRows)
      let subjects = others.reduce(0) { $0 + $1.total }
      canvas.space(4)
      canvas.paragraph("And \(others.count) rarer patterns of \(subjects) subjects together.", style: .muted)
    }
    return Drawing(title: title, description: description(rows), canvas: canvas)
  }

  private struct CountColumn {
    let heading: [String]
    let right: Double
    let width: Double
    let count: (Pattern) -> Int
  }

  private var hasColumns: Bool { groups.count > 1 && groups.count <= 3 && visits.count <= 12 }
  /// Whether the groups' names are too long to head a column.
  private var hasLetters: Bool {
    groups.contains { TextStyle.heading.lines($0, width: 60).count > 2 }
      || groups.contains { TextWidth.widestWord($0, size: TextStyle.heading.size) > 54 }
  }
  private func letter(_ index: Int) -> String { ["A", "B", "C"][index] }

  /// Numbers of all subjects, and of each group where up to three have room beside the cells.
  private var countColumns: [CountColumn] {
    let style = TextStyle.heading
    var wanted: [(String, (Pattern) -> Int)] = [("All", \.total)]
    if hasColumns {
      wanted += groups.indices.map { index in
        (hasLetters ? letter(index) : groups[index], { $0.counts.indices.contains(index) ? $0.counts[index] : 0 })
      }
    }
    var right = Canvas.right
    return wanted.reversed().map { label, count in
      let numbers = patterns.map { TextStyle.label.width("\(count($0))") }.max() ?? 0
      let width = max(min(style.width(label), 60), numbers, 24)
      defer { right -= width + 8 }
      return CountColumn(heading: style.lines(label, width: width), right: right, width: width + 8, count: count)
    }
  }

  private func header(_ columns: [CountColumn], on canvas: inout Canvas) {
    let style = TextStyle.heading
    let lines = columns.map(\.heading.count).max() ?? 0
    for column in columns {
      let top = canvas.y + Double(lines - column.heading.count) * style.lineHeight
      canvas.block(column.heading, style: style, x: column.right, top: top, anchor: .end)
    }
    canvas.y += Double(lines) * style.lineHeight + 3
  }

  private func description(_ rows: [Pattern]) -> String {
    var text = subtitle.isEmpty ? "" : subtitle + ". "
    text += rows.prefix(Self.mostRows).map { pattern in
      let observed = zip(visits, pattern.isObserved).filter(\.1).map(\.0)
      let when = observed.isEmpty ? "at no visit" : "at \(observed.joined(separator: ", "))"
      let arms = zip(groups, pattern.counts).map { "\($0) \($1)" }.joined(separator: ", ")
      return "Observed \(when): \(pattern.total)" + (groups.count > 1 ? " (\(arms))." : ".")
    }.joined(separator: " ")
    return text
  }
}
