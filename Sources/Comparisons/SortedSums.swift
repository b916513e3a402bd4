/// The sums of pairs from two sorted lists, one value from each, or from one list with itself (each pair once, a value
/// with itself too): as if they had been written out and sorted, without doing so.
///
/// An order statistic is found by halving the range of *representable* doubles until one is left, counting each time
/// how many sums do not exceed the middle. A count walks both lists once, so a search is at most 64 walks whatever the
/// values are, needs no memory, draws no random pivots and yields exactly the sum that sorting would. Counting along
/// the staircase is that of Johnson & Mizoguchi (1978), SIAM Journal on Computing 7, 147–153; Monahan (1984), ACM
/// Transactions on Mathematical Software 10, 265–270, does the same for Walsh averages with random pivots.
///
/// The staircase holds for rounded sums as well, since rounding is monotone.
package struct SortedSums {
  /// Ascending.
  package let first: [Double]
  /// Ascending; nil pairs `first` with itself.
  package let second: [Double]?

  /// The number of pairs.
  package var count: Int {
    if let second { return first.count * second.count }
    return first.count * (first.count + 1) / 2
  }

  /// Whether no sum leaves the range of doubles. Where one does, order statistics are not to be trusted.
  package var isFinite: Bool {
    let other = second ?? first
    guard let low = first.first, let high = first.last, let otherLow = other.first, let otherHigh = other.last else {
      return true
    }
    return (low + otherLow).isFinite && (high + otherHigh).isFinite
  }

  /// The Walsh averages (d_i + d_j)/2, i ≤ j, of ascending values. Halving first keeps large values from overflowing.
  package static func walshAverages(ofSorted values: [Double]) -> SortedSums {
    SortedSums(first: values.map { $0 / 2 }, second: nil)
  }

  /// All differences x − y of ascending values.
  package static func differences(ofSorted x: [Double], minusSorted y: [Double]) -> SortedSums {
    SortedSums(first: x, second: y.reversed().map { -$0 })
  }

  /// How many sums are at most `limit`.
  package func count(atMost limit: Double) -> Int {
    let other = second ?? first
    var total = 0
    var j = other.count - 1
    for (i, value) in first.enumerated() {
      while j >= 0, value + other[j] > limit { j -= 1 }
      if second != nil {
        if j < 0 { break }
        total += j + 1
      } else {
        if j < i { break }
        total += j - i + 1
      }
    }
    return total
  }

  /// The `rank`-th smallest sum, `rank` from 1 to `count`; for finite sums.
  package func element(rank: Int) -> Double {
    let other = second ?? first
    var low = orderedBits(first[0] + other[0])
    var high = orderedBits(first[first.count - 1] + other[other.count - 1])
    while low < high {
      let middle = (low & high) &+ ((low ^ high) >> 1)
      if count(atMost: fromOrderedBits(middle)) >= rank { high = middle } else { low = middle + 1 }
    }
    return fromOrderedBits(low)
  }

  /// The smallest sum above `value`; nil if there is none.
  package func successor(of value: Double) -> Double? {
    let other = second ?? first
    var best = Double.infinity
    var j = other.count - 1
    for (i, element) in first.enumerated() {
      while j >= 0, element + other[j] > value { j -= 1 }
      let next = second == nil ? max(j + 1, i) : j + 1
      if next < other.count { best = min(best, element + other[next]) }
    }
    return best < .infinity ? best : nil
  }

  /// The median: the middle sum, or the mean of the two.
  package var median: Double {
    let size = count
    let lower = element(rank: (size + 1) / 2)
    guard size % 2 == 0, count(atMost: lower) < size / 2 + 1, let upper = successor(of: lower) else { return lower }
    return lower / 2 + upper / 2
  }
}

/// Integers in the order of the doubles they stand for; both zeros are 0.
private func orderedBits(_ value: Double) -> Int64 {
  let bits = Int64(bitPattern: value.bitPattern)
  return bits >= 0 ? bits : Int64.min - bits
}

private func fromOrderedBits(_ bits: Int64) -> Double {
  Double(bitPattern: UInt64(bitPattern: bits >= 0 ? bits : Int64.min - bits))
}
