import Diagnostics
import Tables

/// The rows that the filters leave, and whose they are.
struct SubjectRows {
  let table: Table
  /// One plus the index of each row's subject; 0 where a filter dropped the row.
  let subjects: RowCodes
  let count: Int
  let labels: SubjectLabels
  /// Whether any row was dropped.
  let isFiltered: Bool
  /// Whether named levels that do not occur are levels all the same.
  var keepsAbsentLevels = false

  /// Which rows pass every filter; nil where there is none. Counts what each drops in a note.
  static func kept(of table: Table, roles: Roles, notes: inout [String]) throws(TrialError) -> [Bool]? {
    guard table.rowCount > 0 else { throw .noRows(source: table.name) }
    guard !roles.filters.isEmpty else { return nil }
    var keep = [Bool](repeating: true, count: table.rowCount)
    for (filter, request) in roles.filters {
      guard let column = table.column(request) else { preconditionFailure("a filter's column was not read") }
      let before = keep.count { $0 }
      let (dropped, missing) = try filter.apply(to: column, keep: &keep, decimalComma: table.readsCommas)
      var note = "--where \(inQuotes(filter.text)): \(dropped) of \(before) rows dropped"
      if missing > 0 { note += ", \(missing) of them with \(inQuotes(filter.column)) missing" }
      notes.append(note)
    }
    guard keep.contains(true) else { throw .noRowsLeft(source: table.name, filters: roles.filters.map(\.filter.text)) }
    return keep
  }

  /// Rows told apart by the labels of a column. A kept row without one is an error.
  init(of table: Table, subject name: String, keep: [Bool]?) throws(TrialError) {
    let column = table.text(name)
    self.table = table
    func missing(_ row: Int) -> TrialError {
      .emptyCell(source: table.name, line: table.line(ofRow: row), column: name, role: "subject")
    }
    guard let keep, keep.contains(false) else {
      subjects = column.codes
      if column.hasMissing, let row = subjects.indices.first(where: { column.code($0) == 0 }) { throw missing(row) }
      count = column.levels.count
      labels = .list(column.levels)
      isFiltered = false
      return
    }
    // Subjects of whom a filter leaves no row are not in the trial; the others keep their order.
    var occurs = [Bool](repeating: false, count: column.levels.count + 1)
    for row in keep.indices where keep[row] { occurs[Int(column.code(row))] = true }
    if occurs[0] { throw missing(keep.indices.first { keep[$0] && column.code($0) == 0 } ?? 0) }
    var renumbered = [UInt32](repeating: 0, count: occurs.count)
    var places: [Int32] = []
    for code in occurs.indices where occurs[code] {
      places.append(Int32(code - 1))
      renumbered[code] = UInt32(places.count)
    }
    subjects = RowCodes(keep.indices.map { keep[$0] ? renumbered[Int(column.code($0))] : 0 })
    count = places.count
    labels = .some(column.levels, places: places)
    isFiltered = true
  }

  /// One subject a row, numbered in file order.
  init(numberedRowsOf table: Table, keep: [Bool]?) {
    self.table = table
    var count: UInt32 = 0
    subjects = RowCodes(
      (0..<table.rowCount).map { row in
        if keep?[row] == false { return 0 }
        count += 1
        return count
      })
    self.count = Int(count)
    labels = .numbered
    isFiltered = Int(count) < table.rowCount
  }

  /// The first kept row of a subject, where `matches` it too. Slow; for messages.
  func firstRow(of subject: Int, where matches: (Int) -> Bool = { _ in true }) -> Int {
    subjects.indices.first { subjects[$0] == UInt32(subject + 1) && matches($0) } ?? 0
  }

  /// The levels of a column that occur in kept rows, in order.
  ///
  /// `named` is the order that the plan gives under the name of `option`; it has to name every level that occurs, and
  /// what it names in vain goes into a note.
  func levels(
    of column: TextColumn, named: [String]?, option: String, name: String, leading: String? = nil,
    notes: inout [String]
  ) throws(TrialError) -> OrderedLevels {
    var occurs = [Bool](repeating: !isFiltered, count: column.levels.count + 1)
    if isFiltered {
      for row in subjects.indices where subjects[row] != 0 { occurs[Int(column.code(row))] = true }
    }
    let codes = (1..<max(1, occurs.count)).filter { occurs[$0] }
    let labels = codes.map { column.levels[$0 - 1] }
    guard let named else {
      let order = defaultOrder(labels, leading: leading, decimalComma: table.readsCommas)
      for alike in labelsOfOneNumber(order, decimalComma: table.readsCommas) {
        notes.append(
          "column \(inQuotes(name)): \(alike.map { inQuotes($0) }.joined(separator: ", ")) are one number but different labels, "
            + "and count as different")
      }
      return OrderedLevels(labels: labels, codes: codes, in: occurs.count, order: order)
    }
    let namedSet = Set(named)
    if let stranger = labels.firstIndex(where: { !namedSet.contains($0) }) {
      let row = subjects.indices.first { subjects[$0] != 0 && Int(column.code($0)) == codes[stranger] } ?? 0
      throw .levelNotNamed(
        source: table.name, line: table.line(ofRow: row), column: name, label: labels[stranger], option: option,
        named: named)
    }
    let present = Set(labels)
    let absent = named.filter { !present.contains($0) }
    if !absent.isEmpty {
      notes.append(
        "\(option): \(absent.map { inQuotes($0) }.joined(separator: ", ")) does not occur in column \(inQuotes(name))")
    }
    let order = keepsAbsentLevels ? named : named.filter { present.contains($0) }
    return OrderedLevels(labels: labels, codes: codes, in: occurs.count, order: order)
  }

  /// A value for each subject from a column that may not change within one, over whichever rows have it; -1 without.
  func constantCodes(
    of column: TextColumn, levels: OrderedLevels, name: String, role: String
  ) throws(TrialError) -> [Int32] {
    var result = [Int32](repeating: -1, count: count)
    let ranks = levels.ranks
    for row in subjects.indices {
      let subject = Int(subjects[row]) - 1
      let rank = ranks[Int(column.code(row))]
      if subject < 0 || rank < 0 { continue }
      let known = result[subject]
      if known == rank { continue }
      guard known < 0 else {
        let first = firstRow(of: subject) { ranks[Int(column.code($0))] == known }
        throw .changes(
          source: table.name, line: table.line(ofRow: row), first: table.line(ofRow: first), column: name, role: role,
          subject: labels[subject], visit: nil, value: levels.labels[Int(rank)], firstValue: levels.labels[Int(known)])
      }
      result[subject] = rank
    }
    return result
  }

  /// The same for numbers; NaN without.
  func constantNumbers(_ values: NumberColumn, name: String, role: String) throws(TrialError) -> [Double] {
    var result = [Double](repeating: .nan, count: count)
    for row in subjects.indices {
      let subject = Int(subjects[row]) - 1
      let value = values[row]
      if subject < 0 || value.isNaN { continue }
      let known = result[subject]
      if known == value { continue }
      guard known.isNaN else {
        let first = firstRow(of: subject) { values[$0] == known }
        throw .changes(
          source: table.name, line: table.line(ofRow: row), first: table.line(ofRow: first), column: name, role: role,
          subject: labels[subject], visit: nil, value: plain(value), firstValue: plain(known))
      }
      result[subject] = value
    }
    return result
  }
}

/// A number as a file would have it: `21`, not `21.0`.
func plain(_ value: Double) -> String {
  let text = value.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// A column's levels in order.
struct OrderedLevels {
  let labels: [String]
  /// By the column's code: the level's place in `labels`, -1 for missing (code 0) and for levels that do not occur.
  let ranks: [Int32]

  /// `codes` are those of `labels` in the column; `order` has all of `labels`.
  init(labels: [String], codes: [Int], in codeCount: Int, order: [String]) {
    self.labels = order
    var places: [String: Int32] = [:]
    for (place, label) in order.enumerated() { places[label] = Int32(place) }
    var ranks = [Int32](repeating: -1, count: codeCount)
    for (label, code) in zip(labels, codes) { ranks[code] = places[label] ?? -1 }
    self.ranks = ranks
  }
}
