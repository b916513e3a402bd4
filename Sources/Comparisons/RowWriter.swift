package import Estimates

/// Gathers rows that share an outcome and a visit, and sees to it that no row carries a number that is none.
package struct RowWriter {
  package private(set) var rows: [Estimate] = []
  package var notes = NoteLedger()
  package let wanted: Set<Measure>?
  /// Nil where rows belong to no outcome, as a covariate's do.
  package var outcome: String? = ""
  package var visit: String?
  /// Whether squares of the values at hand stay within double precision.
  package var hasSquares = true

  package init(measures: Set<Measure>?) { wanted = measures }

  package func wants(_ measure: Measure) -> Bool { wanted?.contains(measure) ?? true }

  package func wants(anyOf measures: [Measure]) -> Bool { measures.contains(where: wants) }

  /// Where a note applies.
  package func place(_ subject: String?) -> String {
    [outcome, visit.map { "visit \($0)" }, subject].compactMap { $0 }.joined(separator: ", ")
  }

  /// Adds why rows are empty, unless that is for want of squares, which the rows' own note says.
  package mutating func add(causes: [String], at place: String) {
    guard hasSquares else { return }
    for cause in causes { notes.add(cause, at: place) }
  }

  package mutating func add(_ rows: [Estimate], arm: String? = nil, contrast: Contrast? = nil) {
    for row in rows { add(row, arm: arm, contrast: contrast) }
  }

  /// Adds the row if its measure is wanted.
  package mutating func add(_ row: Estimate, arm: String? = nil, contrast: Contrast? = nil) {
    guard wants(row.measure) else { return }
    var row = row
    if !hasSquares, row.withoutSquares != row {
      row = row.withoutSquares
      notes.add(SquareRange.cause, at: place(nil))
    }
    row.outcome = outcome
    row.visit = visit
    row.arm = arm
    row.contrast = contrast?.label
    row.reference = contrast?.reference
    let estimate = row.estimate
    // An interval may be open at one end; one that lost an end to overflow is none.
    let hasLimits = [row.confidenceLow, row.confidenceHigh].contains { $0 != nil }
    let isWhole = [row.confidenceLow, row.confidenceHigh].allSatisfy { $0?.isFinite ?? true }
    for field in [
      \Estimate.estimate, \.standardError, \.df, \.statistic, \.pValue, \.confidenceLow, \.confidenceHigh,
    ] where row[keyPath: field].map({ !$0.isFinite }) ?? false {
      row[keyPath: field] = nil
    }
    if !hasLimits || !isWhole {
      row.confidenceLow = nil
      row.confidenceHigh = nil
      row.confidenceLevel = nil
    }
    if estimate != nil, row.estimate == nil {
      notes.add(
        "A result is too large for a number of double precision and is left empty",
        at: place(contrast?.label ?? arm.map { "arm \($0)" }))
    }
    rows.append(row)
  }
}
