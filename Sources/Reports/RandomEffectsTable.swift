import Estimates

/// The variances of random effects, a line for each effect of each group, its standard deviation and its correlations
/// with the effects before it; the residual's in the last line.
struct RandomEffectsTable {
  private let rows: [Estimate]

  init(of rows: [Estimate]) { self.rows = rows }

  /// Whether a row is one of this table: a variance or a correlation of `effect | group`, or a variance of the residual
  /// at no visit.
  static func holds(_ row: Estimate) -> Bool {
    guard let term = row.term else { return false }
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

  var table: Page.Table {
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
        .map { $0.estimate.map { NumberFormat.fixed($0, decimals: 2) } ?? "NA" }
      let line = [
        group, effect, row.n.map { "\($0)" } ?? "", format.text(row.estimate),
        deviations.text(row.estimate?.squareRoot()), own.joined(separator: "  "),
      ]
      groups.append((group, [line]))
    }
    let hasCorrelations = !correlations.isEmpty
    var columns = [
      Page.Column(title: "Group", role: .label), Page.Column(title: "Effect", role: .label),
      Page.Column(title: "Groups", role: .number), Page.Column(title: "Variance", role: .number),
      Page.Column(title: "SD", role: .number),
    ]
    if hasCorrelations { columns.append(Page.Column(title: "Correlation", role: .number)) }
    var lines = groups.flatMap { $0.1.map { hasCorrelations ? $0 : Array($0.dropLast()) } }
    for row in rows where row.measure == .range {
      let cells = [row.term ?? "", "range of the correlation", "", format.text(row.estimate), ""]
      lines.append(cells + (hasCorrelations ? [""] : []))
    }
    return Page.Table(
      caption: "Random effects: variances", columns: columns, groups: [Page.Group(title: nil, lines: lines)])
  }
}
