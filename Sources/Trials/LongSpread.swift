import Dispatch
import Glibc
import Synchronization
import Tables

extension SubjectRows {
  /// `[column][instrument][visit][subject]`, NaN where there is no row or nothing in it. Two rows of one subject, visit
  /// and instrument are an error.
  ///
  /// Each worker has cells (visit × instrument) of its own and passes over all rows: nothing is shared, and the columns
  /// of a large trial, most of the time spent here, are filled side by side.
  func spread(
    _ columns: [NumberColumn], visit: LongKey?, instrument: LongKey?
  ) throws(TrialError) -> [[[[Double]]]] {
    let visits = visit?.levels.labels.count ?? 1
    let instruments = instrument?.levels.labels.count ?? 1
    let cells = visits * instruments
    let workers = subjects.count < 1 << 16 ? 1 : min(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), cells)
    var parts: [SpreadPart]
    if workers == 1 {
      parts = [part(columns, visit: visit, instrument: instrument, visits: visits, cells: 0..<cells)]
    } else {
      let results = Mutex([SpreadPart](repeating: SpreadPart(), count: workers))
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        let own = cells * worker / workers..<cells * (worker + 1) / workers
        let part = part(columns, visit: visit, instrument: instrument, visits: visits, cells: own)
        results.withLock { $0[worker] = part }
      }
      parts = results.withLock { $0 }
    }
    if let row = parts.compactMap(\.duplicate).min() {
      let subject = Int(subjects[row]) - 1
      let first = firstRow(of: subject) { other in
        visit?.rank(other) == visit?.rank(row) && instrument?.rank(other) == instrument?.rank(row)
      }
      throw .duplicate(
        source: table.name, line: table.line(ofRow: row), first: table.line(ofRow: first), subject: labels[subject],
        visit: visit?.label(row), instrument: instrument?.label(row))
    }
    return columns.indices.map { column in
      let all = parts.flatMap { $0.values[column] }
      return (0..<instruments).map { Array(all[($0 * visits)..<(($0 + 1) * visits)]) }
    }
  }

  private func part(
    _ columns: [NumberColumn], visit: LongKey?, instrument: LongKey?, visits: Int, cells: Range<Int>
  ) -> SpreadPart {
    var part = SpreadPart()
    // One bit for each cell of the design: a table of row numbers would cost 64 times as much, and only an error needs
    // them.
    let words = (count + 63) / 64
    var seen = [UInt64](repeating: 0, count: words * cells.count)
    // Made one by one: repeated values would share storage and be copied at their first write.
    var values = columns.map { _ in cells.map { _ in [Double](repeating: .nan, count: count) } }
    for row in subjects.indices {
      let cell = (instrument?.rank(row) ?? 0) * visits + (visit?.rank(row) ?? 0) - cells.lowerBound
      if cell < 0 || cell >= cells.count { continue }
      let subject = Int(subjects[row]) - 1
      if subject < 0 { continue }
      let word = cell * words + subject >> 6
      let bit = (1 as UInt64) << UInt64(subject & 63)
      if seen[word] & bit != 0 {
        part.duplicate = row
        return part
      }
      seen[word] |= bit
      for column in columns.indices { values[column][cell][subject] = columns[column][row] }
    }
    part.values = values
    return part
  }
}

/// What one worker has of a trial in long format.
private struct SpreadPart {
  /// `[column][cell][subject]`, the worker's cells alone.
  var values: [[[Double]]] = []
  /// The first row that repeats an earlier one's subject, visit and instrument; no values then.
  var duplicate: Int?
}
