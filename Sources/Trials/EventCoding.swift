import Diagnostics
import Tables

/// Outcome columns that say of each row whether an event was there: 1 where the value is the one that the plan names, 0
/// for any other, NaN where nothing is.
///
/// Values compare as in `--where`: as numbers where the event and every value of the column are, else as text.
struct EventCoding {
  private let event: String
  private let table: Table

  /// Checks that every outcome has the event somewhere in the file, and notes what counts as its absence.
  init(_ event: String, roles: Roles, table: Table, notes: inout [String]) throws(TrialError) {
    self.event = event
    self.table = table
    let outcomes =
      roles.wide.isEmpty
      ? roles.outcomes.map { ($0.name, [$0.column]) } : roles.wide.map { ($0.name, $0.columns) }
    for (name, columns) in outcomes {
      var others: [String] = []
      var occurs = false
      for column in columns.map({ table.text($0) }) {
        for (label, isEvent) in zip(labels(of: column), matches(column)) {
          if isEvent { occurs = true } else if !others.contains(label) { others.append(label) }
        }
      }
      others = defaultOrder(others, decimalComma: table.readsCommas)
      guard occurs else { throw .unknownEvent(event: event, outcome: name, values: others) }
      let absence = others.isEmpty ? "no other value occurs" : "every other value counts as none (\(listed(others)))"
      notes.append("outcome \(inQuotes(name)): the event is \(inQuotes(event)), \(absence)")
    }
    if let column = roles.baselineColumn, !matches(table.text(column)).contains(true) {
      notes.append("baseline column \(inQuotes(column)) never holds the event \(inQuotes(event))")
    }
  }

  /// A row's value each.
  func values(_ name: String) -> NumberColumn {
    let column = table.text(name)
    let codes = [Double.nan] + matches(column).map { $0 ? 1 : 0 }
    return NumberColumn((0..<table.rowCount).map { codes[Int(column.code($0))] })
  }

  private func labels(of column: TextColumn) -> [String] { (0..<column.levels.count).map { column.levels[$0] } }

  private func matches(_ column: TextColumn) -> [Bool] {
    let labels = labels(of: column)
    let numbers = labels.map { number(of: $0, decimalComma: table.readsCommas) }
    if let wanted = number(of: event, decimalComma: table.readsCommas), !numbers.contains(nil) {
      return numbers.map { $0 == wanted }
    }
    return labels.map { $0 == event }
  }
}
