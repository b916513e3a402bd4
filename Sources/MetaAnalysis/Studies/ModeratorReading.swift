internal import PublishedNumbers
internal import Tables
internal import Trials

extension EffectReader {
  enum ModeratorKind { case numeric, factor }

  /// The column, and the kind that a suffix asks for unless the column has the whole name.
  func moderatorColumn(_ name: String) -> (column: String, kind: ModeratorKind?) {
    if table.columnNames.contains(name) { return (name, nil) }
    if name.hasSuffix(":factor") { return (String(name.dropLast(7)), .factor) }
    if name.hasSuffix(":numeric") { return (String(name.dropLast(8)), .numeric) }
    return (name, nil)
  }

  /// A column's values in the studies' rows: numbers where all are, else categories in their default order.
  func moderator(
    _ name: String, rows: [Int], isCategorical: Bool = false
  ) throws(MetaAnalysisError) -> EffectTable.Moderator {
    let (column, kind) = moderatorColumn(name)
    let texts = rows.map { table.text($0, column) }
    if !isCategorical, kind != .factor {
      let numbers = texts.map { $0.flatMap { NumberText.parse($0, mark: table.mark) } }
      let strange = zip(texts, numbers).first { $0.0 != nil && $0.1 == nil }?.0
      if strange == nil { return EffectTable.Moderator(name: column, values: .numbers(numbers)) }
      if kind == .numeric, let strange { throw .notNumeric(column: column, value: strange) }
    }
    var levels: [String] = []
    for case let text? in texts where !levels.contains(text) { levels.append(text) }
    levels = defaultOrder(levels, decimalComma: table.mark == .comma)
    return EffectTable.Moderator(
      name: column, values: .categories(texts.map { $0.flatMap { levels.firstIndex(of: $0) } }, levels: levels))
  }
}
