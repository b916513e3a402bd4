internal import PublishedNumbers

/// The sums of squares that a printed spread leaves open, for one denominator of the variance.
///
/// With W = n Σx² − (Σx)² in steps, SD² = W (unit / items)² / (n d), d = n − 1 or n; SE² = SD² / n.
struct SpreadCandidates: Sendable {
  let denominator: SampleSearch.Denominator
  private let n: Int
  private let scale: AnswerScale
  /// Both ends of W, whole numbers.
  private let low: Int128
  private let high: Int128
  /// The spread of W = 1.
  private let spreadOfOne: Double

  init?(
    _ spread: PrintedNumber, _ kind: SampleSearch.Spread, _ n: Int, _ scale: AnswerScale,
    _ denominator: SampleSearch.Denominator
  ) {
    guard let ends = spread.roundingEnds else { return nil }
    let decimals = max(ends.high.decimals, scale.unit.decimals)
    let unit = scale.unit.digits(at: decimals)
    let divisor = denominator == .lessOne ? n - 1 : n
    let parts = [Int128(n), Int128(divisor), Int128(kind == .standardErrorOfMean ? n : 1)]
    func square(_ end: ExactDecimal) -> Int128? {
      let part = max(0, end.digits(at: decimals))
      return wideProduct(parts + [part, part, Int128(scale.items), Int128(scale.items)])
    }
    guard let unitSquare = wideProduct([unit, unit]), let low = square(ends.low), let high = square(ends.high)
    else { return nil }
    self.low = ceilingQuotient(low, unitSquare)
    self.high = floorQuotient(high, unitSquare)
    guard self.high < 1 << 100 else { return nil }
    self.denominator = denominator
    self.n = n
    self.scale = scale
    spreadOfOne = scale.step / parts.reduce(1) { $0 * Double($1) }.squareRoot()
  }

  /// Samples with a sum, counted from a step near the mean so that numbers stay small; nil where they do not.
  func samples(sum: Int) -> (IntegerSamples, shift: Int)? {
    let shift = floorQuotient(sum, n)
    let rest = sum - n * shift
    // No number is further from the mean than √(W high); nor may that be less than one step.
    guard let most = Int(exactly: (Int128(rest) * Int128(rest) + high) / Int128(n)), most < 1 << 56 else { return nil }
    // A little more, for the nearest spreads beyond the rounding.
    let reach = integerRoot(most + 500) + 2
    let steps = scale.steps
    let low = max(-reach, steps.low.map { $0 - shift } ?? -reach)
    let high = min(reach, steps.high.map { $0 - shift } ?? reach)
    return IntegerSamples(count: n, sum: rest, low: min(0, low), high: max(rest > 0 ? 1 : 0, high)).map { ($0, shift) }
  }

  /// The sums of squares inside the spread's rounding; nil where none is in reach of the samples.
  func squares(of samples: IntegerSamples) -> ClosedRange<Int>? {
    let ends = ends(samples)
    let (low, high) = (max(ends.low, samples.leastSquares), min(ends.high, samples.greatestSquares))
    return low <= high ? low...high : nil
  }

  /// Σx² of both ends of W; crossed where no whole number lies within.
  private func ends(_ samples: IntegerSamples) -> (low: Int, high: Int) {
    let square = Int128(samples.sum) * Int128(samples.sum)
    return (
      Int(clamping: ceilingQuotient(square + low, Int128(n))), Int(clamping: floorQuotient(square + high, Int128(n)))
    )
  }

  func isAbove(_ samples: IntegerSamples) -> Bool { ends(samples).low > samples.greatestSquares }
  func isBelow(_ samples: IntegerSamples) -> Bool { ends(samples).high < samples.leastSquares }

  /// The nearest possible spreads outside the rounding.
  func nearest(_ samples: IntegerSamples) -> (below: Double?, above: Double?) {
    let (low, high) = ends(samples)
    func first(_ squares: some Sequence<Int>) -> Double? {
      var budget = 2_000
      for square in squares.prefix(200) {
        if case .reachable = Reachability.of(square, samples, budget: &budget) { return spread(samples, square) }
      }
      return nil
    }
    let (least, greatest) = (samples.leastSquares, samples.greatestSquares)
    let below = min(low - 1, greatest)
    let above = max(high + 1, least)
    return (
      below >= least ? first(stride(from: below, through: least, by: -1)) : nil,
      above <= greatest ? first(stride(from: above, through: greatest, by: 1)) : nil
    )
  }

  private func spread(_ samples: IntegerSamples, _ squares: Int) -> Double {
    let sum = Int128(samples.sum)
    return Double(Int128(n) * Int128(squares) - sum * sum).squareRoot() * spreadOfOne
  }
}
