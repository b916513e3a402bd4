import Estimates

/// What was observed beside what a model says of it: means by visit and arm, covariances and correlations by pair of
/// visits, means by dropout pattern; a table each.
struct FitCheckTable {
  /// Whether a row belongs in one of these tables.
  static func holds(_ row: Estimate) -> Bool { !row.isInferential && Kind(of: row) != nil }

  static func tables(of rows: [Estimate]) -> [Page.Table] {
    Kind.allCases.compactMap { kind in
      let rows = rows.filter { Kind(of: $0) == kind }
      return rows.isEmpty ? nil : FitCheckTable(kind: kind, rows: rows).table
    }
  }

  private let kind: Kind
  private let rows: [Estimate]

  /// What is compared.
  private enum Kind: CaseIterable {
    case means, covariances, correlations, patterns

    init?(of row: Estimate) {
      switch row.measure {
      case .observedMean, .modelledMean, .meanMisfit: self = row.term == nil ? .means : .patterns
      case .observedSD, .modelledSD: self = .means
      case .observedCovariance, .modelledCovariance, .covarianceMisfit: self = .covariances
      case .observedCorrelation, .modelledCorrelation, .correlationMisfit: self = .correlations
      case .patternSubjects: self = .patterns
      default: return nil
      }
    }

    var caption: String {
      switch self {
      case .means: "Observed against modelled: means"
      case .covariances: "Observed against modelled: covariances of the residuals"
      case .correlations: "Observed against modelled: correlations of the residuals"
      case .patterns: "Observed against modelled: means by dropout pattern"
      }
    }

    /// Observed, modelled and their difference.
    var columns: [Column] {
      switch self {
      case .means, .patterns:
        [
          Column("Observed", .observedMean, spread: .observedSD),
          Column("Modelled", .modelledMean, spread: .modelledSD),
          Column("Difference", .meanMisfit),
        ]
      case .covariances:
        [
          Column("Observed", .observedCovariance), Column("Modelled", .modelledCovariance),
          Column("Difference", .covarianceMisfit),
        ]
      case .correlations:
        [
          Column("Observed", .observedCorrelation), Column("Modelled", .modelledCorrelation),
          Column("Difference", .correlationMisfit),
        ]
      }
    }
  }

  private struct Column {
    let head: String
    let measure: Measure
    /// What stands behind it in brackets.
    let spread: Measure?

    init(_ head: String, _ measure: Measure, spread: Measure? = nil) {
      self.head = head
      self.measure = measure
      self.spread = spread
    }
  }

  /// What a line is about, as its labels.
  private struct Place: Hashable {
    let arm, term, visit: String?

    init(_ row: Estimate) { (arm, term, visit) = (row.arm, row.term, row.visit) }
  }

  private var table: Page.Table {
    let columns = kind.columns.filter { column in
      rows.contains { [column.measure, column.spread].contains($0.measure) }
    }
    let format = ColumnFormat(
      values: rows.filter { row in columns.prefix(2).contains { $0.measure == row.measure } }.map(\.estimate),
      scales: rows.filter { row in columns.contains { $0.spread == row.measure } }.map(\.estimate))
    func text(_ row: Estimate?) -> String? {
      guard let row else { return nil }
      guard kind == .correlations else { return format.text(row.estimate) }
      return row.estimate.map { NumberFormat.fixed($0, decimals: 2) } ?? "NA"
    }
    func numbers(_ line: [Estimate]) -> [String] {
      [line.compactMap(\.n).first.map(String.init) ?? ""]
        + columns.map { column in
          let own = text(line.first { $0.measure == column.measure })
          let spread = text(line.first { $0.measure == column.spread }).map { "(\($0))" }
          return [own, spread].compactMap { $0 }.joined(separator: " ")
        }
    }
    let heads =
      [Page.Column(title: "n", role: .number)]
      + columns.map { column in
        let isSpread = rows.contains { $0.measure == column.spread }
        return Page.Column(title: column.head + (isSpread ? " mean (SD)" : ""), role: .number)
      }
    if kind == .patterns {
      return Page.Table(
        caption: kind.caption, columns: [Page.Column(title: "Visit", role: .label)] + heads, groups: patterns(numbers),
        groupHead: "Pattern")
    }
    let labels = labels
    let lines = grouped(rows, by: Place.init).map { _, line in labels.map { $0.text(line[0]) } + numbers(line) }
    return Page.Table(
      caption: kind.caption, columns: labels.map { Page.Column(title: $0.head, role: .label) } + heads,
      groups: [Page.Group(title: nil, lines: lines)])
  }

  /// The labels that any of the rows has.
  private var labels: [(head: String, text: (Estimate) -> String)] {
    let all: [(head: String, value: (Estimate) -> String?, absent: String)] = [
      ("Arm", { $0.arm }, "all arms"),
      ("Group", { CovarianceTable.other(in: $0.term ?? "")?.group }, ""),
      ("Visit", { $0.visit }, ""),
      ("With", { CovarianceTable.other(in: $0.term ?? "")?.visit }, ""),
    ]
    return all.filter { label in rows.contains { !(label.value($0) ?? "").isEmpty } }
      .map { label in (label.head, { label.value($0) ?? label.absent }) }
  }

  /// A block for each pattern and arm, under how many of the arm it has.
  private func patterns(_ numbers: ([Estimate]) -> [String]) -> [Page.Group] {
    struct Block: Hashable { let term, arm: String? }
    return grouped(rows) { Block(term: $0.term, arm: $0.arm) }.map { block, rows in
      let size = rows.first { $0.measure == .patternSubjects }
      let count = size?.estimate.flatMap { Int(exactly: $0) }.map { count in
        "\(count)" + (size?.n.map { " of \($0)" } ?? "")
      }
      let title = [block.arm, block.term].compactMap { $0 }.joined(separator: ", ") + (count.map { ": \($0)" } ?? "")
      let lines = grouped(rows.filter { $0.measure != .patternSubjects }, by: Place.init)
      let cells = lines.map { place, line in [place.visit ?? ""] + numbers(line) }
      // Sizes alone: a block has to have a line.
      return Page.Group(title: title, lines: cells.isEmpty ? [[""] + numbers([])] : cells)
    }
  }
}
