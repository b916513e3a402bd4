import Diagnostics
import Tables

extension SubjectRows {
  /// A covariate: one value per subject where it does not change within any, else one per subject and visit.
  ///
  /// Where several rows share subject and visit (instruments), they have to agree.
  func covariate(
    _ role: Roles.CovariateColumn, visit: LongKey?, roles: Roles, notes: inout [String]
  ) throws(TrialError) -> Covariate {
    guard let column = table.column(role.request) else { preconditionFailure("a covariate's column was not read") }
    let values: Covariate.Values
    let varies: Bool
    switch column {
    case .number(let column):
      let shaped = try shaped(visit: visit, name: role.name, label: plain) { row in
        let value = column[row]
        return value.isNaN ? nil : value
      }
      values = .numeric(shaped.map { $0.map { $0 ?? .nan } })
      varies = shaped.count > 1
    case .text(let column):
      let levels = try levels(
        of: column, named: roles.levels[role.name], option: "--levels", name: role.name, notes: &notes)
      func label(_ rank: Int32) -> String { levels.labels[Int(rank)] }
      let shaped = try shaped(visit: visit, name: role.name, label: label) { row in
        let rank = levels.ranks[Int(column.code(row))]
        return rank < 0 ? nil : rank
      }
      values = .factor(levels: levels.labels, codes: shaped.map { $0.map { $0 ?? -1 } })
      varies = shaped.count > 1
    }
    if varies { notes.append("covariate \(inQuotes(role.name)) changes within subjects: one value per visit") }
    return Covariate(name: role.name, values: values, varies: varies)
  }

  /// One array where the values are constant within subjects, else one for each visit; nil is missing.
  private func shaped<Value: Equatable>(
    visit: LongKey?, name: String, label: (Value) -> String, value: (Int) -> Value?
  ) throws(TrialError) -> [[Value?]] {
    /// The values by cell and subject, and the first row that contradicts an earlier one of its cell.
    func gathered(cells: Int, cellOf: (Int) -> Int) -> (values: [[Value?]], clash: Int?) {
      var values = (0..<cells).map { _ in [Value?](repeating: nil, count: count) }
      for row in subjects.indices where subjects[row] != 0 {
        guard let new = value(row) else { continue }
        let cell = cellOf(row)
        let subject = Int(subjects[row]) - 1
        if let known = values[cell][subject] {
          if known != new { return (values, row) }
        } else {
          values[cell][subject] = new
        }
      }
      return (values, nil)
    }
    var (values, clash) = gathered(cells: 1) { _ in 0 }
    if clash != nil, let visit {
      (values, clash) = gathered(cells: visit.levels.labels.count, cellOf: visit.rank)
    }
    guard let row = clash, let new = value(row) else { return values }
    let subject = Int(subjects[row]) - 1
    let first = firstRow(of: subject) { value($0) != nil && visit?.rank($0) == visit?.rank(row) }
    throw .changes(
      source: table.name, line: table.line(ofRow: row), first: table.line(ofRow: first), column: name,
      role: "covariate", subject: labels[subject], visit: visit?.label(row),
      value: label(new), firstValue: value(first).map(label) ?? "")
  }
}
