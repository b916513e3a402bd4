internal import LinearAlgebra

/// One subject's analysed rows.
struct SubjectRows {
  /// Index in the trial.
  let subject: Int
  let group: Int
  /// Indices of the analysed visits, ascending.
  let visits: [Int]
  /// Some columns of the design, in the order that they were asked for, by visit.
  let design: Matrix
  let outcome: [Double]

  /// Of the cell that the subject belongs to.
  var key: PatternCell.Key { PatternCell.Key(group: group, visits: visits) }
}

extension AnalysedRows {
  /// Calls `body` with each subject's rows in turn, subjects without an analysed row left out: for what needs subjects
  /// and not their moments.
  ///
  /// - Parameter columns: indices of design columns.
  func forEachSubject(columns: [Int], _ body: (SubjectRows) -> Void) {
    for subject in 0..<subjectCount {
      let visits = outcome.indices.filter { !outcome[$0][subject].isNaN }
      guard !visits.isEmpty else { continue }
      var rows = Matrix(rows: visits.count, columns: columns.count)
      for (place, column) in columns.enumerated() {
        for (row, visit) in visits.enumerated() {
          rows[row, place] = design.columns[column].atoms.reduce(1) {
            let fixed = design.valueOfVisit($1, at: visit)
            return $0 * (fixed ?? design.variables[$1.variable].value($1.level, subject: subject, visit: visit))
          }
        }
      }
      body(
        SubjectRows(
          subject: subject, group: groups.map { Int($0[subject]) } ?? 0, visits: visits, design: rows,
          outcome: visits.map { outcome[$0][subject] }))
    }
  }
}
