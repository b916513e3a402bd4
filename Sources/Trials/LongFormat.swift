import Diagnostics
import Tables

extension Measured {
  /// One row per subject, visit and instrument; without a visit column or an instrument column, one row fewer.
  init(
    long table: Table, roles: Roles, keep: [Bool]?, values: (String) -> NumberColumn, notes: inout [String]
  ) throws(TrialError) {
    precondition(roles.subject != nil || roles.rowsAreUnits, "long format without a subject")
    var rows =
      try roles.subject.map { (subject) throws(TrialError) in try SubjectRows(of: table, subject: subject, keep: keep) }
      ?? SubjectRows(numberedRowsOf: table, keep: keep)
    rows.keepsAbsentLevels = roles.keepsAbsentLevels
    let visit = try LongKey(
      roles.visit, named: roles.visits, option: "--visits", role: "visit", rows: rows, roles: roles, notes: &notes)
    let instrument = try LongKey(
      roles.instrument, named: roles.instrument.flatMap { roles.levels[$0] }, option: "--levels", role: "instrument",
      rows: rows, roles: roles, notes: &notes)
    try rows.checkDense(visit, option: "--visit", times: instrument?.levels.labels.count ?? 1)
    try rows.checkDense(instrument, option: "--instrument-column", times: visit?.levels.labels.count ?? 1)
    let columns = roles.outcomes.map { values($0.column) } + (roles.exposure.map { [table.numbers($0)] } ?? [])
    let matrices = try rows.spread(columns, visit: visit, instrument: instrument)
    exposure = roles.exposure.flatMap { _ in matrices.last }
    if let instrument {
      outcomes = zip(instrument.levels.labels, matrices[0]).map { ($0, $1) }
      notes.append(
        "column \(inQuotes(instrument.name)) names \(instrument.levels.labels.count) outcomes, measured in column "
          + inQuotes(roles.outcomes[0].column))
    } else {
      outcomes = zip(roles.outcomes, matrices).map { ($0.name, $1[0]) }
    }
    self.rows = rows
    visits = visit?.levels.labels ?? [nil]
    visitKey = visit
  }
}

extension SubjectRows {
  /// A design has a place for every subject at every visit. Where a column that is no visit is named as one (a date with
  /// its time, a row number) nearly all places would be empty, and there may be more of them than memory holds.
  fileprivate func checkDense(_ key: LongKey?, option: String, times others: Int) throws(TrialError) {
    guard let key else { return }
    let labels = key.levels.labels.count
    let places = labels.multipliedReportingOverflow(by: max(1, count)).partialValue
      .multipliedReportingOverflow(by: others)
    guard places.overflow || (places.partialValue > 50_000_000 && places.partialValue / 50 > subjects.count) else {
      return
    }
    throw .conflict(
      "\(option) \(inQuotes(key.name)): column \(inQuotes(key.name)) has \(labels) labels for \(count) subjects on "
        + "\(subjects.count) rows", mend: "name a column whose labels many subjects share")
  }
}

/// A column that, beside the subject, tells rows apart.
struct LongKey {
  let name: String
  private let column: TextColumn
  let levels: OrderedLevels

  /// Nil where the plan names no such column. A kept row with nothing in it is an error.
  init?(
    _ name: String?, named: [String]?, option: String, role: String, rows: SubjectRows, roles: Roles,
    notes: inout [String]
  ) throws(TrialError) {
    guard let name else { return nil }
    let table = rows.table
    let column = table.text(name)
    self.name = name
    self.column = column
    if column.hasMissing {
      for row in rows.subjects.indices where column.code(row) == 0 && rows.subjects[row] != 0 {
        throw .emptyCell(source: table.name, line: table.line(ofRow: row), column: name, role: role)
      }
    }
    levels = try rows.levels(
      of: column, named: named, option: option, name: name, leading: role == "visit" ? roles.baseline : nil,
      notes: &notes)
  }

  /// The place in order of a row's level; only for rows that are kept.
  func rank(_ row: Int) -> Int { Int(levels.ranks[Int(column.code(row))]) }

  func label(_ row: Int) -> String { levels.labels[rank(row)] }

  /// The label that the file has first; its order may tell time where the labels do not.
  var firstInFile: String? { column.levels.count > 0 ? column.levels[0] : nil }
}
