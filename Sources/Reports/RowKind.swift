import Estimates

/// A measure and how it was computed: one column of a descriptive table, or one block of estimates.
struct RowKind: Hashable {
  let measure: Measure
  let method: String?

  init(_ row: Estimate) {
    measure = row.measure
    method = row.method
  }

  /// `Mean difference (Welch)`.
  var title: String { measure.title + (method.map { " (\(methodTitle($0)))" } ?? "") }
}
