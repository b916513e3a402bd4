import Diagnostics
import Tables

/// Checks of outcome columns that are counts, and of the exposure behind them.
enum CountReading {
  /// Refuses a count that is negative, not whole or above 2⁵³, a negative exposure, and an exposure of 0 beside a count, with the
  /// line. Rows that a filter drops are not looked at.
  static func check(_ table: Table, roles: Roles, keep: [Bool]?) throws(TrialError) {
    for (column, exposureColumn) in roles.countColumns {
      let counts = table.numbers(column)
      let exposure = exposureColumn.map { table.numbers($0) }
      for row in 0..<table.rowCount where keep?[row] ?? true {
        let count = counts[row]
        if count < 0 || count > 0x1p53 || count != count.rounded(), !count.isNaN {
          throw .notACount(source: table.name, line: table.line(ofRow: row), column: column, value: plain(count))
        }
        if let exposure, let exposureColumn, exposure[row] < 0 || (exposure[row] == 0 && !count.isNaN) {
          throw .notAnExposure(
            source: table.name, line: table.line(ofRow: row), column: exposureColumn, value: plain(exposure[row]))
        }
      }
    }
  }

  /// Counts and exposure of one outcome, `[visit][subject]`. A count without exposure is left out, and counted in a note.
  static func paired(
    _ name: String, _ values: [[Double]], exposure: [[Double]]?, notes: inout [String]
  ) -> (values: [[Double]], exposure: [[Double]]) {
    guard let exposure else {
      return (values, values.map { [Double](repeating: 1, count: $0.count) })
    }
    var values = values
    var without = 0
    for visit in values.indices {
      for subject in values[visit].indices
      where exposure[visit][subject].isNaN && !values[visit][subject].isNaN {
        values[visit][subject] = .nan
        without += 1
      }
    }
    if without > 0 {
      notes.append("outcome \(inQuotes(name)): counts left out because their exposure is missing: \(without)")
    }
    return (values, exposure)
  }
}
