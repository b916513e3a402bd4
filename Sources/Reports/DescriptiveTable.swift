import Estimates

/// Counts, means, SDs, correlations: a line per arm and visit, a column per measure, and a mean with its SD in one.
struct DescriptiveTable {
  private let rows: [Estimate]
  private let shared: RowLabels

  init(of rows: [Estimate], shared: RowLabels) {
    self.rows = rows
    self.shared = shared
  }

  /// One line: rows that agree in labels and in n. Several rows of one column in one line (which no analysis should
  /// yield) go into lines of their own rather than get lost.
  private struct Line {
    let labels: [String]
    let n: Int?
    var values: [RowKind: Estimate] = [:]
  }

  private struct LineKey: Hashable {
    let labels: [String]
    let n: Int?
  }

  var table: Page.Table {
    let labels = RowLabels(of: rows)
    var columns: [RowKind] = []
    var lines: [Line] = []
    for (key, rows) in grouped(rows, by: { LineKey(labels: labels.cells(of: $0), n: Self.count(of: $0)) }) {
      let first = lines.count
      for row in rows {
        let column = RowKind(row)
        if Self.isOnlyCount(row) {
          if lines.count == first { lines.append(Line(labels: key.labels, n: key.n)) }
          continue
        }
        if !columns.contains(column) { columns.append(column) }
        let free = lines[first...].firstIndex { $0.values[column] == nil }
        if free == nil { lines.append(Line(labels: key.labels, n: key.n)) }
        lines[free ?? lines.count - 1].values[column] = row
      }
    }

    let ambiguous = Set(grouped(rows, by: \.measure).filter { Set($0.1.map(\.method)).count > 1 }.map(\.0))
    var cells: [(column: Page.Column, texts: [String])] = []
    if lines.contains(where: { $0.n != nil }) {
      cells.append((Page.Column(title: "n", role: .number), lines.map { $0.n.map(String.init) ?? "" }))
    }
    let spreads = columns.compactMap { column in
      column.measure.spread.flatMap { spread in columns.first { $0.measure == spread } }
    }
    .filter { !ambiguous.contains($0.measure) }
    for column in columns where !spreads.contains(column) {
      let values = lines.map { $0.values[column]?.estimate }
      let spread = spreads.first { $0.measure == column.measure.spread && !ambiguous.contains(column.measure) }
      let spreadValues = lines.map { line in spread.flatMap { line.values[$0]?.estimate } }
      let format = ColumnFormat(values: values, scales: spreadValues)
      let texts = lines.indices.map { index in
        guard lines[index].values[column] != nil || spread.flatMap({ lines[index].values[$0] }) != nil else {
          return ""
        }
        let text = format.text(values[index])
        if values[index] == nil, spreadValues[index] == nil { return text }
        return spread == nil ? text : "\(text) (\(format.text(spreadValues[index])))"
      }
      // A measure with its SD is never ambiguous.
      let title =
        ambiguous.contains(column.measure) ? column.title : column.measure.title + (spread == nil ? "" : " (SD)")
      cells.append((Page.Column(title: title, role: .number), texts))
    }
    let phrase = labels.phrase(besides: shared)
    return Page.Table(
      caption: "Descriptive statistics" + (phrase.isEmpty ? "" : ", \(phrase)"),
      columns: labels.varying.map { Page.Column(title: $0.title, role: .label) } + cells.map(\.column),
      groups: [Page.Group(title: nil, lines: lines.indices.map { i in lines[i].labels + cells.map { $0.texts[i] } })])
  }

  /// The subjects behind a row; a row of measure `n` may say so by its estimate alone.
  private static func count(of row: Estimate) -> Int? {
    row.n ?? (row.measure == .n ? row.estimate.flatMap { Int(exactly: $0) } : nil)
  }

  /// Whether the line's n says all that the row says.
  private static func isOnlyCount(_ row: Estimate) -> Bool {
    row.measure == .n && (row.estimate == nil || row.estimate.flatMap { Int(exactly: $0) } == count(of: row))
  }
}

/// One number of decimals for a column, so that its points stand under one another.
struct ColumnFormat {
  private let decimals: Int?

  /// - Parameter scales: What each value is uncertain by, or spreads by; nil where that is not known, and then three
  ///   significant digits of the largest value decide.
  init(values: [Double?], scales: [Double?]) {
    let values = values.compactMap { $0 }.filter(\.isFinite)
    let wanted = scales.compactMap { $0.flatMap(NumberFormat.decimals(scale:)) }
    let bySize = values.compactMap { NumberFormat.decimals(significant: 3, of: $0) }
    if let most = wanted.max(), let least = wanted.min(), most - least <= 2 {
      decimals = most
    } else if values.allSatisfy({ $0 == $0.rounded() }) {
      decimals = 0
    } else if let most = bySize.max(), let least = bySize.min(), most - least <= 4 {
      decimals = least
    } else {
      decimals = nil
    }
  }

  func text(_ value: Double?) -> String {
    guard let value else { return "NA" }
    let own = NumberFormat.decimals(significant: 3, of: value) ?? 0
    return NumberFormat.fixed(value, decimals: decimals ?? own)
  }
}
