internal import Estimates
internal import PublishedNumbers

/// A row of results with what rounding leaves its estimate; nil where nothing was rounded.
struct EffectRow {
  var estimate: Estimate
  let range: Enclosure?

  init(_ estimate: Estimate, range: Enclosure? = nil) {
    self.estimate = estimate.finite
    // Of exact figures the range is what double precision leaves.
    self.range = range.flatMap { $0.width.isInfinite || $0.width > 1e-9 * abs($0.middle) ? $0 : nil }
  }
}

extension Estimate {
  /// Without numbers that are none, and without an interval that lost an end.
  fileprivate var finite: Estimate {
    var row = self
    for field in [
      \Estimate.estimate, \.standardError, \.df, \.statistic, \.pValue, \.confidenceLow, \.confidenceHigh,
    ] where row[keyPath: field].map({ !$0.isFinite }) ?? false {
      row[keyPath: field] = nil
    }
    if row.confidenceLow == nil || row.confidenceHigh == nil, measure != .numberNeededToTreat {
      row.confidenceLow = nil
      row.confidenceHigh = nil
      row.confidenceLevel = nil
    }
    return row
  }
}

/// What a route yields.
struct Found {
  var rows: [EffectRow]
  /// The route's name as it stands in methods.
  let route: String
  /// The size of the standardized difference of two arms, to hold other figures against.
  var size: Enclosure?
}
