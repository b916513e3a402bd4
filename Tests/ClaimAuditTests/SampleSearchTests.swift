import ClaimAudit
import PublishedNumbers
import Testing

/// Every sum and sum of squares that n whole numbers from `low` to `high` have, found by adding one number after another
/// to all that fewer numbers have.
private struct AllSamples {
  /// [n][sum − n low] holds the sums of squares.
  let squares: [[Set<Int>]]
  let low: Int
  let high: Int

  init(low: Int, high: Int, upTo n: Int) {
    var levels: [[Set<Int>]] = [[[0]]]
    for count in 1...n {
      var level = [Set<Int>](repeating: [], count: count * (high - low) + 1)
      for (sum, found) in levels[count - 1].enumerated() {
        for value in low...high { level[sum + value - low].formUnion(found.lazy.map { $0 + value * value }) }
      }
      levels.append(level)
    }
    squares = levels
    self.low = low
    self.high = high
  }

  func has(_ n: Int, sum: Int, squares: Int) -> Bool {
    let index = sum - n * low
    return self.squares[n].indices.contains(index) && self.squares[n][index].contains(squares)
  }
}

private func number(_ whole: Int, _ decimals: Int) -> PrintedNumber {
  let text = String(abs(whole))
  let padded = String(repeating: "0", count: max(0, decimals + 1 - text.count)) + text
  let digits = (whole < 0 ? "-" : "") + padded.dropLast(decimals) + (decimals > 0 ? "." : "") + padded.suffix(decimals)
  guard let number = PrintedNumber(digits) else { fatalError("no number: \(digits)") }
  return number
}

private func scale(_ low: Int, _ high: Int, items: Int = 1) throws -> AnswerScale {
  try #require(AnswerScale(items: items, low: ExactDecimal(low), high: ExactDecimal(high)))
}

struct ReachabilityTests {
  /// No false positive, no false negative: every n ≤ 12, every sum and every sum of squares of ranges such as 1–5 with
  /// one to three items.
  @Test(arguments: [(0, 1), (0, 2), (1, 4), (-2, 2), (1, 5), (1, 7), (0, 8), (0, 12)])
  func everySampleOfASmallRangeAndNoOtherIsFound(low: Int, high: Int) throws {
    let n = high - low > 6 ? 8 : 12
    let all = AllSamples(low: low, high: high, upTo: n)
    for n in 1...n {
      for sum in n * low...n * high {
        let samples = try #require(IntegerSamples(count: n, sum: sum, low: low, high: high))
        var wrong: [Int] = []
        for squares in 0...n * max(low * low, high * high) + 2 {
          var budget = 100_000
          let found =
            switch Reachability.of(squares, samples, budget: &budget) {
            case .reachable(let counts): counts.map { Self.isRight($0, samples, squares) } ?? true
            case .unreachable: false
            case .undecided: !all.has(n, sum: sum, squares: squares)
            }
          if found != all.has(n, sum: sum, squares: squares) { wrong.append(squares) }
        }
        #expect(wrong.isEmpty, "n \(n), sum \(sum), squares \(wrong)")
      }
    }
  }

  /// The theorem: from five numbers on the range does not matter while no number can leave it.
  @Test func fiveNumbersWithoutARangeReachEverySumOfSquaresOfTheRightParity() {
    let all = AllSamples(low: -12, high: 12, upTo: 6)
    for n in 5...6 {
      for sum in 0..<n {
        for squares in stride(from: sum, through: 120, by: 2) {
          #expect(all.has(n, sum: sum, squares: squares), "n \(n), sum \(sum), squares \(squares)")
        }
      }
    }
  }

  static func isRight(_ counts: [Int: Int], _ samples: IntegerSamples, _ squares: Int) -> Bool {
    counts.values.reduce(0, +) == samples.count && counts.reduce(0) { $0 + $1.key * $1.value } == samples.sum
      && counts.reduce(0) { $0 + $1.key * $1.key * $1.value } == squares && counts.values.allSatisfy { $0 > 0 }
      && counts.keys.allSatisfy { samples.low <= $0 && $0 <= samples.high }
  }
}

struct SampleSearchTests {
  /// Which printed means and spreads some sample has, by whole-number arithmetic on every sample.
  private struct Printed: Hashable {
    let mean: Int
    let spread: Int
  }

  /// All pairs that every sample of n subjects could be printed as, means and spreads in units of the last decimal.
  private static func printed(
    _ all: AllSamples, n: Int, origin: Int, items: Int, decimals: Int
  ) -> Set<Printed> {
    let ten = (0..<decimals).reduce(1) { product, _ in product * 10 }
    var found: Set<Printed> = []
    for (sum, squares) in all.squares[n].enumerated() {
      // mean = origin + sum / (n items): |mean ten − m| ≤ 1/2.
      let (top, bottom) = ((origin * n * items + sum) * ten, n * items)
      let means = (top / bottom - 1...top / bottom + 1).filter { abs(2 * (top - $0 * bottom)) <= bottom }
      for square in squares {
        let w = n * square - sum * sum
        for divisor in [n - 1, n] where divisor > 0 {
          // (2s − 1)² n d items² ≤ 4 ten² W ≤ (2s + 1)² n d items²
          let (left, right) = (4 * ten * ten * w, n * divisor * items * items)
          let near = Int((Double(left) / Double(right)).squareRoot() / 2)
          for spread in max(0, near - 1)...near + 1 {
            let (low, high) = (max(0, 2 * spread - 1), 2 * spread + 1)
            if low * low * right <= left, left <= high * high * right {
              for mean in means { found.insert(Printed(mean: mean, spread: spread)) }
            }
          }
        }
      }
    }
    return found
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let low: Int
    let high: Int
    var items = 1
    let decimals: Int
    let sizes: [Int]

    var testDescription: String { "\(low)–\(high), \(items) items, \(decimals) decimals, n \(sizes)" }
  }

  @Test(arguments: [
    Case(low: 1, high: 5, decimals: 0, sizes: Array(1...12)), Case(low: 1, high: 5, decimals: 1, sizes: [2, 3, 7, 12]),
    Case(low: 0, high: 4, decimals: 2, sizes: [3, 8]), Case(low: 1, high: 7, decimals: 1, sizes: [4, 10]),
    Case(low: 1, high: 5, items: 3, decimals: 1, sizes: [2, 5, 11]),
    Case(low: 1, high: 7, items: 2, decimals: 2, sizes: [4]), Case(low: 0, high: 1, decimals: 3, sizes: [5, 12]),
  ])
  func exactlyThePairsThatSomeSampleHasArePossible(_ test: Case) throws {
    let all = AllSamples(low: 0, high: (test.high - test.low) * test.items, upTo: test.sizes.max() ?? 1)
    let ten = (0..<test.decimals).reduce(1) { product, _ in product * 10 }
    for n in test.sizes {
      let possible = Self.printed(all, n: n, origin: test.low, items: test.items, decimals: test.decimals)
      let scale = try scale(test.low, test.high, items: test.items)
      var wrong: [String] = []
      // Not every pair of a fine grid, so that the test stays short.
      let stride = [1, 1, 29, 211][test.decimals]
      var pairs = Set<Printed>()
      var index = 0
      for mean in test.low * ten - 1...test.high * ten + 1 {
        for spread in 0...(test.high - test.low) * ten * 3 / 4 + 1 {
          index += 1
          if index.isMultiple(of: stride) { pairs.insert(Printed(mean: mean, spread: spread)) }
        }
      }
      for pair in pairs {
        let (mean, spread) = (number(pair.mean, test.decimals), number(pair.spread, test.decimals))
        let search = try #require(SampleSearch(mean: mean, spread: spread, n: n, scale: scale))
        let isPossible =
          switch search.outcome() {
          case .possible(let sample): Self.isPrinted(sample, as: search)
          case .impossible: false
          case .notDecided: !possible.contains(pair)
          }
        if isPossible != possible.contains(pair) { wrong.append("\(mean.text) (\(spread.text))") }
      }
      #expect(wrong.isEmpty, "n \(n): \(wrong.sorted().prefix(5))")
    }
  }

  /// A witness has n subjects on the scale, the printed mean and, with its own denominator, the printed spread.
  static func isPrinted(_ sample: PossibleSample, as search: SampleSearch) -> Bool {
    guard let table = sample.witness(), table.n == search.n else { return false }
    let n = Double(table.n)
    let mean = table.entries.reduce(0) { $0 + $1.score * Double($1.count) } / n
    let squares = table.entries.reduce(0) { $0 + ($1.score - mean) * ($1.score - mean) * Double($1.count) }
    var spread = (squares / (sample.denominator == .lessOne ? n - 1 : n)).squareRoot()
    if search.kind == .standardErrorOfMean { spread /= n.squareRoot() }
    let (low, high) = (search.scale.low?.value ?? -.infinity, search.scale.high?.value ?? .infinity)
    return table.entries.allSatisfy { low - 1e-9 <= $0.score && $0.score <= high + 1e-9 }
      && abs(mean - search.mean.value) <= search.mean.unit / 2 + 1e-9
      && abs(spread - search.spread.value) <= search.spread.unit / 2 + 1e-9
  }
}
