internal import Trials

/// The moments of the subjects of one covariance group who were observed at the same visits: all that a fit takes from
/// them.
struct PatternCell: Sendable, Equatable {
  /// What tells one cell from another.
  struct Key: Hashable, Comparable, Sendable {
    /// Index of the covariance group.
    let group: Int
    /// Indices of the visits observed, ascending.
    let visits: [Int]

    static func < (a: Self, b: Self) -> Bool {
      a.group != b.group ? a.group < b.group : a.visits.lexicographicallyPrecedes(b.visits)
    }
  }
  let key: Key
  /// Of the layout's products, then of the outcome at the key's visits.
  let moments: MomentSummary

  var group: Int { key.group }
  var visits: [Int] { key.visits }
  var subjects: Int { moments.count }
}
