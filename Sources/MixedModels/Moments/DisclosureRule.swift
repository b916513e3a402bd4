/// Which cells may leave the place where the data are.
///
/// A cell leaves only with at least max(`minCell`, 3 × columns) subjects, and only if no level of a factor in it, no
/// combination of levels of two, no value of a column with two values and no deviation from a column's most frequent
/// value belongs to fewer than `minCell` subjects but to somebody. Documentation/Methods/moments-files.md.
public struct DisclosureRule: Sendable, Equatable {
  /// The smallest number of subjects that may be told apart.
  public var minCell: Int
  /// Leaves the subjects of cells that may not leave out, instead of refusing.
  public var dropsSmall: Bool
  /// The rule is off: all who see the file may see the data.
  public var isTrusted: Bool

  public init(minCell: Int = 5, dropsSmall: Bool = false, isTrusted: Bool = false) {
    self.minCell = minCell
    self.dropsSmall = dropsSmall
    self.isTrusted = isTrusted
  }
}

/// A column of a cell: its name and its members' values.
struct CellColumn {
  let name: String
  let values: [Double]
}

/// A factor or a combination of factors: for each member of a cell which of the labelled levels it has.
struct CellFactor {
  let labels: [String]
  let codes: [Int]

  init(labels: [String], codes: [Int]) {
    self.labels = labels
    self.codes = codes
  }

  /// A column with exactly two values.
  init?(twoValued column: CellColumn) {
    guard let first = column.values.first, let other = column.values.first(where: { $0 != first }),
      column.values.allSatisfy({ $0 == first || $0 == other })
    else { return nil }
    let low = min(first, other)
    labels = [low, max(first, other)].map { "\(column.name) = \(shortest($0))" }
    codes = column.values.map { $0 == low ? 0 : 1 }
  }
}

/// Applies the rule to one cell.
struct DisclosureCheck {
  let minCell: Int
  let count: Int
  /// Numbers: products and the outcome.
  let columns: [CellColumn]
  /// How many columns beside these are indicators of the factors' levels.
  let indicators: Int
  let factors: [CellFactor]

  /// What keeps the cell from leaving; empty: nothing.
  var problems: [String] {
    let order = columns.count + indicators
    let needed = max(minCell, 3 * order)
    if count < needed {
      let reason = needed > minCell ? " (3 for each of \(order) columns)" : ""
      return ["\(counted(count, "subject")), and \(needed) are needed\(reason)"]
    }
    let all = factors + columns.compactMap(CellFactor.init(twoValued:))
    var problems: [String] = []
    for (index, factor) in all.enumerated() {
      var counts = [Int](repeating: 0, count: factor.labels.count)
      for code in factor.codes { counts[code] += 1 }
      for (label, count) in zip(factor.labels, counts) where isSmall(count) {
        problems.append("\(label): \(counted(count, "subject"))")
      }
      for other in all[..<index] { problems += pairs(other, factor) }
    }
    for column in columns where problems.isEmpty {
      var counts: [Double: Int] = [:]
      for value in column.values { counts[value, default: 0] += 1 }
      let others = count - (counts.values.max() ?? 0)
      if isSmall(others) {
        problems.append("\(column.name): one value for all but \(counted(others, "subject"))")
      }
    }
    return problems
  }

  private func isSmall(_ count: Int) -> Bool { count > 0 && count < minCell }

  private func pairs(_ a: CellFactor, _ b: CellFactor) -> [String] {
    var counts: [Int: Int] = [:]
    for (x, y) in zip(a.codes, b.codes) { counts[x * b.labels.count + y, default: 0] += 1 }
    return counts.filter { isSmall($0.value) }.sorted { $0.key < $1.key }.map { place, count in
      "\(a.labels[place / b.labels.count]) and \(b.labels[place % b.labels.count]): \(counted(count, "subject"))"
    }
  }
}

/// `1 cell`, `2 cells`.
package func counted(_ count: Int, _ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }

/// `3`, not `3.0`.
private func shortest(_ value: Double) -> String {
  let text = value.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
