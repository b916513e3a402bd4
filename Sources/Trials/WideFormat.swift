import Diagnostics
import Tables

extension Measured {
  /// One row per subject, a column for each outcome at each visit.
  init(
    wide table: Table, roles: Roles, keep: [Bool]?, values: (String) -> NumberColumn, notes: inout [String]
  ) throws(TrialError) {
    var rows: SubjectRows
    if let subject = roles.subject {
      rows = try SubjectRows(of: table, subject: subject, keep: keep)
      try rows.checkOneRowEach()
    } else {
      rows = SubjectRows(numberedRowsOf: table, keep: keep)
      notes.append("no subject column is named: each row is a subject, numbered from 1")
    }
    rows.keepsAbsentLevels = roles.keepsAbsentLevels
    // Visits in the order of the first list that has them.
    var visits: [String] = []
    for visit in roles.wide.flatMap(\.visits) where !visits.contains(visit) { visits.append(visit) }
    if let named = roles.visits {
      let absent = named.filter { !visits.contains($0) }
      if !absent.isEmpty {
        notes.append("--visits: \(absent.map { inQuotes($0) }.joined(separator: ", ")) does not occur in --wide")
      }
      visits = named.filter { visits.contains($0) }
    }
    let missing = [Double](repeating: .nan, count: rows.count)
    outcomes = roles.wide.map { outcome in
      let measured = visits.map { visit in
        outcome.visits.firstIndex(of: visit).map { rows.perSubject(values(outcome.columns[$0])) } ?? missing
      }
      return (outcome.name, measured)
    }
    if let timed = roles.wideExposure {
      let measured = visits.map { visit in
        timed.column(of: visit).map { rows.perSubject(table.numbers($0)) } ?? missing
      }
      exposure = [measured]
    } else {
      exposure = roles.exposure.map { column in
        [[[Double]](repeating: rows.perSubject(table.numbers(column)), count: visits.count)]
      }
    }
    self.rows = rows
    self.visits = visits
    visitKey = nil
  }
}

extension WideOutcome {
  /// The column of a visit; nil where the outcome has none.
  func column(of visit: String) -> String? { visits.firstIndex(of: visit).map { columns[$0] } }
}

extension SubjectRows {
  fileprivate func checkOneRowEach() throws(TrialError) {
    var seen = [Bool](repeating: false, count: count)
    for row in subjects.indices where subjects[row] != 0 {
      let subject = Int(subjects[row]) - 1
      if seen[subject] {
        throw .repeatedSubject(
          source: table.name, line: table.line(ofRow: row), first: table.line(ofRow: firstRow(of: subject)),
          subject: labels[subject])
      }
      seen[subject] = true
    }
  }

  /// A column's values in the order of the subjects, of whom each has one row.
  fileprivate func perSubject(_ values: NumberColumn) -> [Double] {
    guard isFiltered else { return values.values }
    return subjects.indices.filter { subjects[$0] != 0 }.map { values[$0] }
  }
}
