import Estimates

/// The variances of random effects, a line for each effect of each group, its standard deviation and its correlations
/// with the effects before it; the residual's in the last line.
struct RandomEffectsTable {
  private let rows: [Estimate]

  init(of rows: [Estimate]) { self.rows = rows }

  /// Whether a row is one of this table: a variance or a correlation of `effect | group`, or a variance of the residual
  /// at no visit.
  static func holds(_ row: Estimate) -> Bool {
    // What the bootstrap says of the same variance stands with the estimates.
    guard let term = row.term, row.method?.hasPrefix("bootstrap") != true else { return false }
    switch row.measure {
    case .variance: return parts(term) != nil || term == "residual" && row.visit == nil
    case .correlation: return parts(term) != nil
    case .range: return true
    default: return false
    }
  }

  /// `time` and `id` of `time | id`.
  private static func parts(_ term: String) -> (effect: String, group: String)? {
    let bytes = Array(term.utf8)
    guard let place = bytes.indices.dropLast(2).last(where: { bytes[$0...].starts(with: " | ".utf8) }) else {
      return nil
    }
    return (
      String(decoding: bytes[..<place], as: UTF8.self), String(decoding: bytes[(place + 3)...], as: UTF8.self)
    )
  }

  /// The limits in brackets; nothing where there are none.
  private static func interval(_ row: Estimate, _ text: (Double) -> String) -> [String] {
    guard row.confidenceLevel != nil else { return [] }
    return ["[\(row.confidenceLow.map(text) ?? ".."), \(row.confidenceHigh.map(text) ?? "..")]"]
  }

  var table: Page.Table {
    let level = rows.compactMap(\.confidenceLevel).first
    let variances = rows.filter { $0.measure == .variance }
    let format = ColumnFormat(values: variances.map(\.estimate), scales: [])
    let deviations = ColumnFormat(values: variances.map { $0.estimate?.squareRoot() }, scales: [])
    let correlations = rows.filter { $0.measure == .correlation }
    var groups: [(String, [[String]])] = []
    for row in variances {
      let parts = Self.parts(row.term ?? "")
      let group = parts?.group ?? "residual"
      let effect = parts?.effect ?? ""
      // `a with b | g`: b is this line's effect.
      let own = correlations.filter { $0.term.map { $0.hasSuffix(" with \(effect) | \(group)") } ?? false }
        .map { row in
          let limits = Self.interval(row) { NumberFormat.fixed($0, decimals: 2) }
          return (row.estimate.map { NumberFormat.fixed($0, decimals: 2) } ?? "NA") + limits.map { " \($0)" }.joined()
        }
      var line = [
        group, effect, row.n.map { "\($0)" } ?? "", format.text(row.estimate),
        deviations.text(row.estimate?.squareRoot()),
      ]
      if level != nil { line.append(Self.interval(row) { deviations.text($0.squareRoot()) }.first ?? "") }
      groups.append((group, [line + [own.joined(separator: "  ")]]))
    }
    let hasCorrelations = !correlations.isEmpty
    var columns = [
      Page.Column(title: "Group", role: .label), Page.Column(title: "Effect", role: .label),
      Page.Column(title: "Groups", role: .number), Page.Column(title: "Variance", role: .number),
      Page.Column(title: "SD", role: .number),
    ]
    if let level {
      columns.append(Page.Column(title: NumberFormat.percentage(level) + " CI of SD", role: .interval))
    }
    if hasCorrelations { columns.append(Page.Column(title: "Correlation", role: .number)) }
    var lines = groups.flatMap { $0.1.map { hasCorrelations ? $0 : Array($0.dropLast()) } }
    for row in rows where row.measure == .range {
      let cells = [row.term ?? "", "range of the correlation", "", format.text(row.estimate), ""]
      let limits = level == nil ? [] : [Self.interval(row, format.text).first ?? ""]
      lines.append(cells + limits + (hasCorrelations ? [""] : []))
    }
    return Page.Table(
      caption: "Random effects: variances", columns: columns, groups: [Page.Group(title: nil, lines: lines)])
  }
}
