import Estimates

/// Estimates with their intervals and tests: a block per measure and method, a line per arm and visit.
///
/// `rows` is not empty.
struct EstimateTable {
  private let rows: [Estimate]
  private let shared: RowLabels

  init(of rows: [Estimate], shared: RowLabels) {
    self.rows = rows
    self.shared = shared
  }

  /// A number's column: its head, its role, and its text for a row.
  private struct Quantity {
    let column: Page.Column
    let isPresent: (Estimate) -> Bool
    let text: (Estimate, Int) -> String

    init(
      _ title: String, _ role: Page.Column.Role, present: @escaping (Estimate) -> Bool,
      text: @escaping (Estimate, _ decimals: Int) -> String
    ) {
      column = Page.Column(title: title, role: role)
      isPresent = present
      self.text = text
    }
  }

  var table: Page.Table {
    let labels = RowLabels(of: rows)
    let quantities = quantities.filter { quantity in rows.contains(where: quantity.isPresent) }
    let decimals = Dictionary(
      uniqueKeysWithValues: grouped(rows, by: \.measure).map { ($0, BlockFormat(of: $1)) })
    // A measure's methods stand together, also those that not every visit has.
    let blocks = grouped(rows, by: \.measure).flatMap { _, rows in grouped(rows, by: RowKind.init) }
    let groups = blocks.map { kind, rows in
      let lines = rows.map { row in
        let decimals = decimals[row.measure]?.decimals(for: row) ?? 2
        return labels.cells(of: row) + quantities.map { $0.isPresent(row) ? $0.text(row, decimals) : "" }
      }
      return Page.Group(title: kind.title, lines: lines)
    }
    let columns = labels.varying.map { Page.Column(title: $0.title, role: .label) } + quantities.map(\.column)
    let caption = ["Estimates", labels.phrase(besides: shared), commonCount.map { "n = \($0)" } ?? ""]
    let table = Page.Table(
      caption: caption.filter { !$0.isEmpty }.joined(separator: ", "), columns: columns, groups: groups)
    return blocks.allSatisfy { $0.1.count == 1 } ? table.withoutGroupTitles : table
  }

  /// The n that all rows share, which then stands in the caption and needs no column.
  private var commonCount: Int? {
    let counts = Set(rows.map(\.n))
    return counts.count == 1 ? rows[0].n : nil
  }

  /// Whether the limits are of what is possible and no confidence interval.
  private var isRange: Bool { rows.allSatisfy { $0.measure == .printRange } }

  private var quantities: [Quantity] {
    let commonCount = commonCount
    let levels = Set(rows.compactMap(\.confidenceLevel))
    let level = levels.count == 1 ? levels.first : nil
    return [
      Quantity(
        "n", .number, present: { $0.n != nil && commonCount == nil },
        text: { row, _ in row.n.map(String.init) ?? "" }),
      Quantity("Estimate", .number, present: { _ in true }, text: { Self.estimate($0, decimals: $1) }),
      Quantity(
        level.map { NumberFormat.percentage($0) + " CI" } ?? (isRange ? "Range" : "CI"), .interval,
        present: { $0.confidenceLow != nil || $0.confidenceHigh != nil },
        text: { row, decimals in
          let limits = [row.confidenceLow, row.confidenceHigh].map { limit in
            limit.map { NumberFormat.fixed($0, decimals: decimals) } ?? ".."
          }
          let ownLevel = level == nil ? row.confidenceLevel.map { " " + NumberFormat.percentage($0) } ?? "" : ""
          return "[\(limits[0]), \(limits[1])]\(ownLevel)"
        }),
      Quantity(
        "SE", .detail(2), present: { $0.standardError != nil },
        text: { row, decimals in row.standardError.map { NumberFormat.fixed($0, decimals: decimals) } ?? "" }),
      Quantity(
        "Statistic", .detail(3), present: { $0.statistic != nil && !Self.standsAsEstimate($0) },
        text: { row, _ in row.statistic.map(NumberFormat.statistic) ?? "" }),
      Quantity(
        "df", .detail(1), present: { $0.df != nil },
        text: { row, _ in row.df.map(NumberFormat.degreesOfFreedom) ?? "" }),
      Quantity(
        "p", .number, present: { $0.pValue != nil }, text: { row, _ in row.pValue.map(NumberFormat.pValue) ?? "" }),
    ]
  }

  /// Rank tests and tests of tables have a statistic and no estimate: it takes the estimate's place, with its letter.
  private static func standsAsEstimate(_ row: Estimate) -> Bool { row.estimate == nil && row.statistic != nil }

  private static func estimate(_ row: Estimate, decimals: Int) -> String {
    if let estimate = row.estimate { return NumberFormat.fixed(estimate, decimals: decimals) }
    guard let statistic = row.statistic else { return "NA" }
    return (row.measure.statisticSymbol(method: row.method).map { "\($0) = " } ?? "")
      + NumberFormat.statistic(statistic)
  }
}

/// Digits after the point for the rows of one measure: the same for all, that they can be compared down the column,
/// unless their precision differs by more than a hundredfold.
private struct BlockFormat {
  private let common: Int?
  private let fallback: Int

  init(of rows: [Estimate]) {
    let known = rows.compactMap(Self.ownDecimals)
    fallback = known.max() ?? 2
    if let most = known.max(), let least = known.min(), most - least > 2 {
      common = nil
    } else {
      common = fallback
    }
  }

  func decimals(for row: Estimate) -> Int { common ?? Self.ownDecimals(of: row) ?? fallback }

  private static func ownDecimals(of row: Estimate) -> Int? {
    if row.measure == .sampleSize, row.standardError == nil, let size = row.estimate, size == size.rounded() {
      return 0
    }
    if let error = row.standardError, let decimals = NumberFormat.decimals(scale: error) { return decimals }
    // A quarter of a 95 % interval's width is about one standard error.
    if let low = row.confidenceLow, let high = row.confidenceHigh,
      let decimals = NumberFormat.decimals(scale: (high - low) / 4)
    {
      return decimals
    }
    return row.estimate.flatMap { NumberFormat.decimals(significant: 3, of: $0) }
  }
}
