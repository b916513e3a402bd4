import Estimates

/// Studies with their weights and effects, a line each, as a forest plot prints them beside its marks.
struct StudyTable {
  private let rows: [Estimate]

  init(of rows: [Estimate]) { self.rows = rows }

  /// Whether a row is one of this table: a study's own effect or its weight.
  static func holds(_ row: Estimate) -> Bool {
    row.study != nil && (row.measure == .study || row.measure == .weight)
  }

  private struct Line {
    let study: String
    var effect: Estimate?
    var weight: Estimate?
  }

  /// A study that appears several times has as many lines, in order.
  private var lines: [Line] {
    var lines: [Line] = []
    for row in rows {
      guard let study = row.study else { continue }
      let free = lines.firstIndex {
        $0.study == study && (row.measure == .study ? $0.effect == nil : $0.weight == nil)
      }
      if free == nil { lines.append(Line(study: study)) }
      let place = free ?? lines.count - 1
      if row.measure == .study { lines[place].effect = row } else { lines[place].weight = row }
    }
    return lines
  }

  var table: Page.Table {
    let lines = lines
    let effects = lines.compactMap(\.effect)
    let scales = effects.compactMap { row in
      row.standardError ?? row.confidenceLow.flatMap { low in row.confidenceHigh.map { ($0 - low) / 4 } }
    }
    let decimals = scales.sorted().dropFirst(scales.count / 2).first.flatMap { NumberFormat.decimals(scale: $0) } ?? 2
    func fixed(_ value: Double?) -> String { value.map { NumberFormat.fixed($0, decimals: decimals) } ?? ".." }
    let level = effects.compactMap(\.confidenceLevel).first
    var columns = [Page.Column(title: "Study", role: .label)]
    var cells = [lines.map(\.study)]
    func add(_ title: String, _ role: Page.Column.Role, _ text: (Line) -> String) {
      let texts = lines.map(text)
      guard texts.contains(where: { !$0.isEmpty }) else { return }
      columns.append(Page.Column(title: title, role: role))
      cells.append(texts)
    }
    add("n", .number) { ($0.effect ?? $0.weight)?.n.map(String.init) ?? "" }
    add("Weight", .number) { line in
      line.weight?.estimate.map { NumberFormat.fixed($0, decimals: 1) + "%" } ?? ""
    }
    add("Effect", .number) { line in line.effect?.estimate.map { fixed($0) } ?? "" }
    add(level.map { NumberFormat.percentage($0) + " CI" } ?? "CI", .interval) { line in
      guard let row = line.effect, row.confidenceLow != nil || row.confidenceHigh != nil else { return "" }
      return "[\(fixed(row.confidenceLow)), \(fixed(row.confidenceHigh))]"
    }
    add("SE", .detail(1)) { line in line.effect?.standardError.map { fixed($0) } ?? "" }
    add("p", .detail(2)) { line in line.effect?.pValue.map(NumberFormat.pValue) ?? "" }
    return Page.Table(
      caption: "Studies", columns: columns,
      groups: [Page.Group(lines: lines.indices.map { line in cells.map { $0[line] } })])
  }
}
