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

  /// `a` of `a with b | g`, where b is an effect of the group, too.
  private static func partner(in row: Estimate) -> String? {
    guard let effect = row.term.flatMap({ parts($0) })?.effect else { return nil }
    let (characters, mark) = (Array(effect), Array(" with "))
    let place = characters.indices.first { characters[$0...].starts(with: mark) }
    return place.map { String(characters[..<$0]) }
  }

  /// The root of a variance; nil of a negative one.
  private static func deviation(_ variance: Double?) -> Double? { variance.flatMap { $0 < 0 ? nil : $0.squareRoot() } }

  var table: Page.Table {
    let level = rows.compactMap(\.confidenceLevel).first
    let variances = rows.filter { $0.measure == .variance }
    let format = ColumnFormat(values: variances.map(\.estimate), scales: [])
    let deviations = ColumnFormat(values: variances.map { Self.deviation($0.estimate) }, scales: [])
    let correlations = rows.filter { $0.measure == .correlation }
    // A column for each effect that others of its group are correlated with.
    var partners: [String] = []
    for row in correlations {
      guard let partner = Self.partner(in: row), !partners.contains(partner) else { continue }
      partners.append(partner)
    }
    var lines = variances.map { row -> [String] in
      let (effect, group) = Self.parts(row.term ?? "") ?? ("", "residual")
      let own = partners.map { partner in
        correlations.first { $0.term == "\(partner) with \(effect) | \(group)" }
          .map { row in
            let limits = Self.interval(row) { NumberFormat.fixed($0, decimals: 2) }
            return (row.estimate.map { NumberFormat.fixed($0, decimals: 2) } ?? "NA") + limits.map { " \($0)" }.joined()
          } ?? ""
      }
      return [
        group, effect, row.n.map { "\($0)" } ?? "", format.text(row.estimate),
        deviations.text(Self.deviation(row.estimate)),
      ] + (level == nil ? [] : [Self.interval(row) { deviations.text($0.squareRoot()) }.first ?? ""]) + own
    }
    for row in rows where row.measure == .range {
      lines.append(
        [row.term ?? "", "range of the correlation", "", format.text(row.estimate), ""]
          + (level == nil ? [] : [Self.interval(row, format.text).first ?? ""]) + partners.map { _ in "" })
    }
    let columns =
      [
        Page.Column(title: "Group", role: .label), Page.Column(title: "Effect", role: .label),
        Page.Column(title: "Levels", role: .number), Page.Column(title: "Variance", role: .number),
        Page.Column(title: "SD", role: .number),
      ] + (level.map { [Page.Column(title: NumberFormat.percentage($0) + " CI of SD", role: .interval)] } ?? [])
      + partners.map { Page.Column(title: "with \($0)", role: .number) }
    return Page.Table(
      caption: partners.isEmpty ? "Random effects: variances" : "Random effects: variances and correlations",
      columns: columns, groups: [Page.Group(title: nil, lines: lines)])
  }
}
