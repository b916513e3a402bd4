internal import Diagnostics
package import PublishedNumbers
internal import Tables
internal import Trials

/// The rows of a table that every `--where` keeps.
package struct RowSelection {
  let table: PublishedTable
  let filters: [String]

  package init(table: PublishedTable, filters: [String]) {
    self.table = table
    self.filters = filters
  }

  /// - Parameter notes: what each filter drops is added.
  package func rows(notes: inout [String]) throws(MetaAnalysisError) -> [Int] {
    var rows = Array(0..<table.rowCount)
    for text in filters {
      let (labels, matching) = try matches(text, rows)
      let dropped = matching.count { !$0 }
      let missing = labels.count { $0 == nil }
      notes.append(
        "--where \(inQuotes(text)): \(dropped) of \(rows.count) rows dropped"
          + (missing > 0 ? ", \(missing) of them without a value" : ""))
      rows = zip(rows, matching).filter(\.1).map(\.0)
    }
    guard !rows.isEmpty else { throw .noRowsLeft(source: table.name, filters: filters) }
    return rows
  }

  private func matches(_ text: String, _ rows: [Int]) throws(MetaAnalysisError) -> ([String?], [Bool]) {
    do throws(TrialError) {
      let filter = try RowFilter(text)
      guard table.columnNames.contains(filter.column) else {
        throw .unknownColumn(source: table.name, name: filter.column, role: "--where", columns: table.columnNames)
      }
      let labels = rows.map { table.text($0, filter.column) }
      var known = try filter.matches(labels: labels.compactMap { $0 }, decimalComma: table.mark == .comma)[...]
      return (labels, labels.map { $0 == nil ? false : known.removeFirst() })
    } catch { throw .filter(error) }
  }
}
