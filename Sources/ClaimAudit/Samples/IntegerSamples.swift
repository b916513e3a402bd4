/// Samples of `count` whole numbers from `low` to `high` with a given sum: which sums of squares Σx² can they have?
///
/// Every Σx² has the parity of Σx, since x² − x is even. It lies between that of the most equal split and that of the
/// most unequal one. Documentation/Methods/audit-samples.md proves what `isReachableUnbounded` relies on.
package struct IntegerSamples: Sendable {
  package let count: Int
  package let sum: Int
  package let low: Int
  package let high: Int

  /// Nil where no sample has the sum, or where numbers are so large that a sum of squares could overflow.
  package init?(count: Int, sum: Int, low: Int, high: Int) {
    let reach = max(abs(Int128(low)), abs(Int128(high)), 1)
    guard count >= 1, count < 1 << 31, low <= high, let squares = wideProduct([Int128(count), reach, reach]),
      squares < 1 << 56,
      count * low <= sum, sum <= count * high
    else { return nil }
    self.init(checked: count, sum, low, high)
  }

  init(checked count: Int, _ sum: Int, _ low: Int, _ high: Int) {
    self.count = count
    self.sum = sum
    self.low = low
    self.high = high
  }

  /// Σx² of the most equal split: all numbers are ⌊sum/count⌋ or one more.
  var leastSquares: Int {
    let floor = floorQuotient(sum, count)
    return count * floor * floor + (sum - count * floor) * (2 * floor + 1)
  }

  /// Σx² of the most unequal split: all numbers at an end of the range, but for one.
  var greatestSquares: Int {
    let (atHigh, rest) = unequalSplit
    guard atHigh < count else { return count * high * high }
    let between = low + rest
    return atHigh * high * high + between * between + (count - atHigh - 1) * low * low
  }

  /// How many stand at `high`, and how far the one between stands above `low`.
  private var unequalSplit: (atHigh: Int, rest: Int) {
    low == high ? (0, 0) : (sum - count * low).quotientAndRemainder(dividingBy: high - low)
  }

  var equalSample: [Int: Int] {
    let floor = floorQuotient(sum, count)
    let above = sum - count * floor
    return above == 0 ? [floor: count] : [floor: count - above, floor + 1: above]
  }

  var unequalSample: [Int: Int] {
    let (atHigh, rest) = unequalSplit
    guard atHigh < count else { return [high: count] }
    var sample = [low: count - atHigh - 1]
    sample[high, default: 0] += atHigh
    sample[low + rest, default: 0] += 1
    return sample.filter { $0.value > 0 }
  }

  /// Whether parity and both bounds allow it; necessary, and not sufficient.
  func allows(_ squares: Int) -> Bool {
    (squares - sum).isMultiple(of: 2) && leastSquares <= squares && squares <= greatestSquares
  }

  /// Whether no sample with these sums could reach beyond the range, so that the range does not matter: no number is
  /// further from the mean than √((n − 1) Σ(x − x̄)² / n) (Samuelson 1968, JASA 63, 1522–1525).
  func isRangeIdle(at squares: Int) -> Bool {
    let (n, s) = (Int128(count), Int128(sum))
    let bound = (n - 1) * (n * Int128(squares) - s * s)
    let (below, above) = (n * Int128(low - 1) - s, n * Int128(high + 1) - s)
    return below * below > bound && above * above > bound
  }
}
