/// Looks for whole numbers in a range with a given sum and sum of squares by trying the largest number and how often it
/// stands, then the next. Complete: what it does not find within its budget of steps does not exist.
struct SampleTree {
  enum Answer: Equatable {
    case found([Int: Int])
    case none
    /// The budget ended first.
    case undecided
  }

  private struct State: Hashable {
    let count: Int
    let sum: Int
    let squares: Int
    let high: Int
  }

  /// Different numbers in one sample; beyond that the search gives up rather than use up the stack.
  private static let deepest = 500

  private let low: Int
  private var budget: Int
  private var dead: Set<State> = []
  private var chosen: [(value: Int, count: Int)] = []

  static func search(_ samples: IntegerSamples, squares: Int, budget: inout Int) -> Answer {
    var tree = SampleTree(low: samples.low, budget: budget)
    let leaf = tree.descend(samples, squares)
    budget = tree.budget
    guard let leaf else { return budget > 0 ? .none : .undecided }
    return .found(tree.chosen.reduce(into: leaf) { $0[$1.value, default: 0] += $1.count })
  }

  private init(low: Int, budget: Int) {
    self.low = low
    self.budget = budget
  }

  /// The numbers of the leaf below, with the others in `chosen`; nil where there is none, or where the budget ended.
  private mutating func descend(_ samples: IntegerSamples, _ squares: Int) -> [Int: Int]? {
    budget = chosen.count < Self.deepest ? budget - 1 : 0
    guard budget > 0, samples.allows(squares) else { return nil }
    if squares == samples.leastSquares { return samples.equalSample }
    if squares == samples.greatestSquares { return samples.unequalSample }
    if samples.count == 2 { return pair(samples, squares) }
    let state = State(count: samples.count, sum: samples.sum, squares: squares, high: samples.high)
    guard !dead.contains(state) else { return nil }
    let largest = largestNumbers(samples, squares)
    // From the middle outwards: a sample with a number at the end is the rarer one.
    let middle = (largest.lowerBound + largest.upperBound) / 2
    for away in 0...largest.count {
      for value in away == 0 ? [middle] : [middle - away, middle + away] where largest.contains(value) {
        if let leaf = descend(samples, squares, largest: value) { return leaf }
      }
    }
    if budget > 0 { dead.insert(state) }
    return nil
  }

  /// With `value` as the largest number, once or more often.
  private mutating func descend(_ samples: IntegerSamples, _ squares: Int, largest value: Int) -> [Int: Int]? {
    // With fewer of them the others, which are smaller, could not make up the sum.
    let fewest = max(1, samples.sum - samples.count * (value - 1))
    guard value > low, fewest < samples.count else { return nil }
    for count in fewest..<samples.count {
      let (sum, rest) = (samples.sum - count * value, samples.count - count)
      guard sum >= rest * low, budget > 0 else { break }
      chosen.append((value, count))
      let others = IntegerSamples(checked: rest, sum, low, value - 1)
      if let leaf = descend(others, squares - count * value * value) { return leaf }
      chosen.removeLast()
    }
    return nil
  }

  /// x + y = S and x² + y² = Q have the roots (S ± √(2Q − S²)) / 2.
  private func pair(_ samples: IntegerSamples, _ squares: Int) -> [Int: Int]? {
    let square = 2 * squares - samples.sum * samples.sum
    guard square >= 0 else { return nil }
    let root = integerRoot(square)
    let (x, y) = ((samples.sum - root) / 2, (samples.sum + root) / 2)
    guard root * root == square, x >= low, y <= samples.high else { return nil }
    return x == y ? [x: 2] : [x: 1, y: 1]
  }

  /// What the largest number can be: with all others at most as large Σx² must still be reached, and it must not be
  /// passed by the most equal split of the others. Both turn once, from the mean upwards.
  private func largestNumbers(_ samples: IntegerSamples, _ squares: Int) -> ClosedRange<Int> {
    let mean = ceilingQuotient(samples.sum, samples.count)
    let first = firstNumber(from: mean, to: samples.high) {
      IntegerSamples(checked: samples.count, samples.sum, low, $0).greatestSquares >= squares
    }
    let past = firstNumber(from: first, to: samples.high + 1) {
      let others = IntegerSamples(checked: samples.count - 1, samples.sum - $0, low, $0)
      return others.leastSquares + $0 * $0 > squares
    }
    return first...max(first, past - 1)
  }

  /// The first number for which a condition holds that stays true from there on; `to` where it never does before.
  private func firstNumber(from: Int, to: Int, where holds: (Int) -> Bool) -> Int {
    var (low, high) = (from, to)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
