/// What the subjects of one cell share. Cells are kept in the order of their keys, so that whatever merges them does so
/// in one order.
package struct MomentCellKey: Hashable, Comparable, Sendable {
  /// Index into the arm's levels, -1 where unknown or where the trial has no arms.
  package let arm: Int32
  /// The same for the site.
  package let site: Int32
  package let pattern: ObservationPattern

  package static func < (a: MomentCellKey, b: MomentCellKey) -> Bool {
    if a.arm != b.arm { return a.arm < b.arm }
    if a.site != b.site { return a.site < b.site }
    return a.pattern < b.pattern
  }
}

/// Moments of the observed variables of each cell, in one run of numbers: a trial with many sites has thousands of
/// cells, and an array for each would take longer than the arithmetic.
struct MomentCells: Sendable, Equatable {
  /// Ascending.
  private(set) var keys: [MomentCellKey] = []
  private(set) var counts: [Int] = []
  /// Where a cell's numbers start: k means, what their rounding left over, then the packed upper triangle of cross-products.
  private var starts: [Int] = []
  private var numbers: [Double] = []

  /// Adds a cell whose key is above all others.
  mutating func append(_ key: MomentCellKey, count: Int, _ moments: ArraySlice<Double>) {
    keys.append(key)
    counts.append(count)
    starts.append(numbers.count)
    numbers.append(contentsOf: moments)
  }

  private mutating func append(_ cell: Int, of other: MomentCells) {
    keys.append(other.keys[cell])
    counts.append(other.counts[cell])
    starts.append(numbers.count)
    numbers.append(contentsOf: other.numbers[other.range(cell)])
  }

  private func range(_ cell: Int) -> Range<Int> {
    starts[cell]..<(cell + 1 < starts.count ? starts[cell + 1] : numbers.count)
  }

  func moments(_ cell: Int) -> PackedMoments {
    PackedMoments(count: counts[cell], order: keys[cell].pattern.count, numbers: Array(numbers[range(cell)]))
  }

  /// The cells of both; those of one key are merged, first with second.
  func merged(with other: MomentCells) -> MomentCells {
    var result = MomentCells()
    let cells = max(keys.count, other.keys.count)
    result.keys.reserveCapacity(cells)
    result.counts.reserveCapacity(cells)
    result.starts.reserveCapacity(cells)
    result.numbers.reserveCapacity(max(numbers.count, other.numbers.count))
    var a = 0
    var b = 0
    while a < keys.count, b < other.keys.count {
      if keys[a] < other.keys[b] {
        result.append(a, of: self)
        a += 1
      } else if other.keys[b] < keys[a] {
        result.append(b, of: other)
        b += 1
      } else {
        let last = result.keys.count
        result.append(a, of: self)
        PackedMoments.merge(
          &result.numbers, at: result.starts[last], count: counts[a], with: other.numbers, at: other.starts[b],
          count: other.counts[b], order: keys[a].pattern.count)
        result.counts[last] += other.counts[b]
        a += 1
        b += 1
      }
    }
    for cell in a..<keys.count { result.append(cell, of: self) }
    for cell in b..<other.keys.count { result.append(cell, of: other) }
    return result
  }

  /// Neighbours merged in pairs, then the pairs, and so on: rounding grows with the logarithm of the number of parts.
  static func merged(_ parts: [MomentCells]) -> MomentCells {
    var parts = parts
    while parts.count > 1 {
      parts = stride(from: 0, to: parts.count, by: 2).map { i in
        i + 1 < parts.count ? parts[i].merged(with: parts[i + 1]) : parts[i]
      }
    }
    return parts.first ?? MomentCells()
  }
}
