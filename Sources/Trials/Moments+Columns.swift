import Glibc

extension Moments {
  /// Moments of any columns of numbers, one value a subject and NaN where it was not observed, by group and pattern of
  /// observed columns, in the order of the keys (a group stands where an arm does).
  ///
  /// The number of threads (nil: as many as there are processors) changes no bit of the result.
  package static func cells(
    of columns: [[Double]], groups: [Int32]?, groupCount: Int, subjectCount: Int, threads: Int? = nil
  ) -> [(key: MomentCellKey, summary: MomentSummary)] {
    let cells = Self.cells(
      of: MomentColumns(
        variables: columns, arms: groups, sites: nil, armCount: groupCount, siteCount: 0, subjectCount: subjectCount),
      threads: threads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    return cells.keys.indices.map { (cells.keys[$0], cells.moments($0).summary) }
  }
}
