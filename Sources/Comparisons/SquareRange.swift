internal import Estimates
package import Trials

/// Whether squares of an outcome's values stay within double precision. Beyond it a sum of squares is infinite, or 0 although
/// values differ, and what is made of it looks like a number (a d of 0, a p of 1) and is none.
package struct SquareRange {
  private static let largest = 1e150
  private static let smallestSpread = 1e-140

  package static let cause =
    "Values above 1e150, or that differ by less than 1e-140 in all, cannot be squared in double precision, so there is no "
    + "SD, nothing that needs one and no bootstrap; another unit helps"

  /// Whether the values of every arm, and of all together, have squares that can be summed.
  package static func holds(_ columns: [[Double]], arm: Factor?) -> Bool {
    columns.allSatisfy { values in
      let groups = (arm?.levels.count ?? 0) + 1
      var low = [Double](repeating: .infinity, count: groups)
      var high = [Double](repeating: -.infinity, count: groups)
      for (subject, value) in values.enumerated() where !value.isNaN {
        if let code = arm?.codes[subject], code >= 0 {
          low[Int(code)] = min(low[Int(code)], value)
          high[Int(code)] = max(high[Int(code)], value)
        }
        low[groups - 1] = min(low[groups - 1], value)
        high[groups - 1] = max(high[groups - 1], value)
      }
      return zip(low, high).allSatisfy { low, high in
        low >= high || (max(abs(low), abs(high)) <= largest && high - low >= smallestSpread)
      }
    }
  }
}

extension Estimate {
  /// What needs no squares: counts, means, ranks, and of a mean difference or change the estimate.
  var withoutSquares: Estimate {
    switch measure {
    case .n, .mean, .meanBaseline, .meanFollowup, .rankSum, .probabilityOfSuperiority, .signedRank, .hodgesLehmann:
      return self
    default: break
    }
    var row = self
    // With an adjustment's name or without.
    let keeps = ["welch", "student", "change_score", "paired_t"].contains { method?.hasPrefix($0) ?? false }
    if !keeps || (measure != .meanDifference && measure != .meanChange) { row.estimate = nil }
    row.standardError = nil
    row.df = nil
    row.statistic = nil
    row.pValue = nil
    row.confidenceLow = nil
    row.confidenceHigh = nil
    row.confidenceLevel = nil
    return row
  }
}
