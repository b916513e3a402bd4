import Estimates

/// Arms side by side: a line per visit, pattern or characteristic and a column per arm, as journals print participants
/// and "Table 1". What belongs together stands in one cell: `23.5 (11.0)`, `12 [8, 19]`, `34 (70.8%)`.
struct ArmTable {
  /// What the lines are.
  enum Kind: CaseIterable {
    case characteristics
    case observed
    case patterns

    /// Nil for rows that other tables show.
    init?(of row: Estimate) {
      // An interval or a test has no room there.
      guard !row.isInferential else { return nil }
      switch row.measure {
      case .observed, .proportionObserved: self = .observed
      case .pattern, .complete, .monotone, .intermittent, .neverObserved: self = .patterns
      case .smd: self = .characteristics
      case .n, .missing, .mean, .sd, .median, .quartile1, .quartile3, .minimum, .maximum, .count, .percent:
        // With a method of its own it is no characteristic: a mean over complete answers, say.
        guard row.term != nil, row.method == nil else { return nil }
        self = .characteristics
      default: return nil
      }
    }

    var caption: String {
      switch self {
      case .characteristics: "Baseline characteristics"
      case .observed: "Participants with the outcome observed, n (%)"
      case .patterns: "Visits at which participants are observed, n (%)"
      }
    }

    /// Head of the first column.
    fileprivate var head: String {
      switch self {
      case .characteristics: "Characteristic"
      case .observed: "Visit"
      case .patterns: "Observed at"
      }
    }

    fileprivate func label(_ row: Estimate) -> String {
      switch self {
      case .characteristics: row.term ?? row.outcome ?? ""
      case .observed: row.visit ?? row.outcome ?? ""
      case .patterns: row.measure == .pattern ? row.term ?? "" : row.measure.title
      }
    }
  }

  private let kind: Kind
  private let rows: [Estimate]
  private let sizes: [Estimate]

  /// - Parameter sizes: Rows of measure `n` that say how large each arm is.
  init(_ kind: Kind, of rows: [Estimate], sizes: [Estimate]) {
    self.kind = kind
    self.rows = rows
    self.sizes = sizes
  }

  private struct Column: Hashable {
    let site, arm, contrast: String?
    /// Contrasts of several measures need a column for each.
    let measure: Measure?

    init(_ row: Estimate) {
      site = row.site
      arm = row.arm
      contrast = row.contrast
      measure = row.measure.isDifference ? row.measure : nil
    }

    var name: String { [site, contrast ?? arm ?? "All"].compactMap { $0 }.joined(separator: ", ") }
  }

  private struct LineKey: Hashable {
    let label: String
    let lead: Measure
  }

  private struct Line {
    /// What the line is about; lines of one variable stand together.
    let variable: String
    /// The level of a categorical variable, where the line is about that.
    let level: String?
    let label: String
    let lead: Measure
    /// Several rows of one measure in one cell, which no analysis should yield, all show.
    var cells: [Column: [Measure: [Estimate]]] = [:]

    func rows(_ measure: Measure) -> [Estimate] { cells.values.flatMap { $0[measure] ?? [] } }

    /// `Mean (SD)`, `Yes, n (%)`.
    var statistic: String {
      [level, lead.heading { !rows($0).isEmpty }].compactMap { $0 }.joined(separator: ", ")
    }
  }

  var table: Page.Table {
    let lines = lines
    var columns: [Column] = []
    for row in rows where !columns.contains(Column(row)) { columns.append(Column(row)) }
    columns = columns.filter { $0.measure == nil } + columns.filter { $0.measure != nil }
    func cells(_ line: Line) -> [String] {
      let format = Self.format(of: line)
      return columns.map { Self.text(line.cells[$0] ?? [:], lead: $0.measure ?? line.lead, format: format) }
    }
    let groups: [Page.Group]
    if kind == .characteristics {
      var variables: [String] = []
      for line in lines where !variables.contains(line.variable) { variables.append(line.variable) }
      groups = variables.map { variable in
        Page.Group(
          title: variable,
          lines: lines.filter { $0.variable == variable }.map { [$0.statistic] + cells($0) })
      }
    } else {
      groups = [Page.Group(title: nil, lines: lines.map { [$0.label] + cells($0) })]
    }
    let head = Page.Column(title: kind == .characteristics ? "" : kind.head, role: .label)
    return Page.Table(
      caption: kind.caption,
      columns: [head] + columns.map { Page.Column(title: title(of: $0, among: columns), role: .number) },
      groups: groups, groupHead: kind.head)
  }

  private var lines: [Line] {
    let labels = Set(rows.map(kind.label))
    let present = Set(rows.map { LineKey(label: kind.label($0), lead: $0.measure) })
    var places: [LineKey: Int] = [:]
    var firstOfVariable: [String: Int] = [:]
    var lines: [Line] = []
    for row in rows {
      let label = kind.label(row)
      let lead =
        row.measure.lead.flatMap { present.contains(LineKey(label: label, lead: $0)) ? $0 : nil } ?? row.measure
      let key = LineKey(label: label, lead: lead)
      let (variable, level) = Self.variable(of: label, among: labels)
      let place: Int
      if lead.isDifference, let first = firstOfVariable[variable] {
        place = first
      } else if let known = places[key] {
        place = known
      } else {
        place = lines.count
        lines.append(Line(variable: variable, level: level, label: label, lead: lead))
        places[key] = place
      }
      if firstOfVariable[variable] == nil { firstOfVariable[variable] = place }
      lines[place].cells[Column(row), default: [:]][row.measure, default: []].append(row)
    }
    return lines
  }

  /// `drug[Yes]` is the level `Yes` of `drug` where other rows are about `drug`.
  private static func variable(of label: String, among labels: Set<String>) -> (variable: String, level: String?) {
    guard label.hasSuffix("]") else { return (label, nil) }
    for place in label.indices where label[place] == "[" && labels.contains(String(label[..<place])) {
      return (String(label[..<place]), String(label[label.index(after: place)...].dropLast()))
    }
    return (label, nil)
  }

  private func title(of column: Column, among columns: [Column]) -> String {
    if let measure = column.measure {
      let isOnly = columns.count { $0.measure == measure } == 1
      return isOnly ? measure.title : "\(measure.title) \(column.name)"
    }
    let size = sizes.first { $0.arm == column.arm && $0.site == column.site && column.contrast == nil }
    guard let size, let n = size.n ?? size.estimate.flatMap({ Int(exactly: $0) }) else { return column.name }
    return "\(column.name) (n = \(n))"
  }

  /// One number of decimals for a line: a mean's from its SD, the others' from their own size.
  private static func format(of line: Line) -> ColumnFormat {
    let measures = [line.lead] + line.lead.companions.filter { $0 != .percent && $0 != .proportionObserved }
    return ColumnFormat(
      values: measures.flatMap { line.rows($0).map(\.estimate) },
      scales: line.lead == .mean ? line.rows(.sd).map(\.estimate) : [])
  }

  private static func text(_ cell: [Measure: [Estimate]], lead: Measure, format: ColumnFormat) -> String {
    let leading = cell[lead] ?? []
    let count = ([lead] + lead.companions).map { cell[$0]?.count ?? 0 }.max() ?? 0
    return (0..<count).map { index in
      func value(_ measure: Measure) -> Estimate? {
        guard let rows = cell[measure], index < rows.count else { return nil }
        return rows[index]
      }
      let row = index < leading.count ? leading[index] : nil
      let own = lead.isDifference ? row.map { fixed($0.estimate, decimals: 2) } : nil
      if let own { return own }
      if lead == .percent { return percent(row?.estimate) }
      if lead == .proportionObserved { return percent(row?.estimate.map { 100 * $0 }) }
      let text = row.map { format.text($0.estimate) } ?? "NA"
      if lead.isShareOfN {
        let share = value(.percent)?.estimate ?? row.flatMap(Self.percentage)
        return share.map { "\(text) (\(percent($0)))" } ?? text
      }
      let beside = lead.companions.compactMap { value($0) }
      let others = beside.map { format.text($0.estimate) }
      guard !others.isEmpty, row?.estimate != nil || beside.contains(where: { $0.estimate != nil }) else { return text }
      if lead == .minimum { return "\(text) to \(others[0])" }
      return lead == .median ? "\(text) [\(others.joined(separator: ", "))]" : "\(text) (\(others[0]))"
    }
    .joined(separator: "; ")
  }

  private static func fixed(_ value: Double?, decimals: Int) -> String {
    value.map { NumberFormat.fixed($0, decimals: decimals) } ?? "NA"
  }

  private static func percent(_ value: Double?) -> String { value.map { fixed($0, decimals: 1) + "%" } ?? "NA" }

  private static func percentage(of row: Estimate) -> Double? {
    guard let n = row.n, n > 0, let estimate = row.estimate else { return nil }
    return 100 * estimate / Double(n)
  }
}

extension Measure {
  /// Whether it compares arms and has a column of its own.
  fileprivate var isDifference: Bool { self == .smd }

  /// A count of which the share of `n` is shown beside it.
  fileprivate var isShareOfN: Bool {
    switch self {
    case .count, .observed, .pattern, .complete, .monotone, .intermittent, .neverObserved: true
    default: false
    }
  }

  /// What stands in the same cell, after it.
  fileprivate var companions: [Measure] {
    switch self {
    case .n: [.missing]
    case .mean: [.sd]
    case .median: [.quartile1, .quartile3]
    case .minimum: [.maximum]
    case .count: [.percent]
    case .observed: [.proportionObserved]
    default: []
    }
  }

  /// The measure in whose cell this one stands.
  fileprivate var lead: Measure? { Measure.allCases.first { $0.companions.contains(self) } }

  /// How a cell of this measure and its companions is read.
  fileprivate func heading(isPresent: (Measure) -> Bool) -> String {
    if isShareOfN { return "n (%)" }
    let others = companions.filter(isPresent)
    guard !others.isEmpty else { return title }
    switch self {
    case .n: return "n (missing)"
    case .mean: return "Mean (SD)"
    case .median: return others.count == 2 ? "Median [IQR]" : "Median [\(others[0].title.lowercased())]"
    case .minimum: return "Range"
    default: return title
    }
  }
}
