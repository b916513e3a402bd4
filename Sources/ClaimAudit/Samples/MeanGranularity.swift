public import PublishedNumbers

/// Whether whole answers can have a printed mean: n subjects' sum is a whole number of steps, so their mean is a
/// multiple of step / n (GRIM: Brown & Heathers 2017, Social Psychological and Personality Science 8, 363–369).
///
/// Exact: the ends of the rounding, both of them in, are compared as fractions of whole numbers. A mean that was prorated over
/// missing answers is no multiple of step / n, and must not be held against this.
public struct MeanGranularity: Sendable {
  public enum Verdict: Sendable, Equatable {
    case possible
    /// Every number of so many decimals is a possible mean: n is too large for the test to say anything.
    case saysNothing
    case impossible
    /// The mean lies outside the scale.
    case outsideScale
  }

  public let mean: PrintedNumber
  public let n: Int
  public let scale: AnswerScale
  /// The smallest sum (in steps) not below the rounding and the largest not above it; crossed where none lies within.
  private let smallest: Int
  private let largest: Int

  /// Nil without a subject, or where mean and n have so many digits that 128 bits do not hold their product.
  public init?(mean: PrintedNumber, n: Int, scale: AnswerScale = .wholeNumbers) {
    guard n >= 1, let ends = mean.roundingEnds, let low = Self.sum(ends.low, n, scale, ceilingQuotient),
      let high = Self.sum(ends.high, n, scale, floorQuotient)
    else { return nil }
    self.mean = mean
    self.n = n
    self.scale = scale
    smallest = low
    largest = high
  }

  /// (mean − origin) × n × items / unit, rounded.
  private static func sum(
    _ mean: ExactDecimal, _ n: Int, _ scale: AnswerScale, _ quotient: (Int128, Int128) -> Int128
  ) -> Int? {
    let decimals = max(mean.decimals, scale.origin.decimals, scale.unit.decimals)
    let distance = mean.digits(at: decimals) - scale.origin.digits(at: decimals)
    guard let total = wideProduct([distance, Int128(n), Int128(scale.items)]) else { return nil }
    let sum = quotient(total, scale.unit.digits(at: decimals))
    return abs(sum) < 1 << 60 ? Int(sum) : nil
  }

  /// The sums (in steps from the scale's origin) whose mean rounds to the printed one; nil where there is none.
  var sums: ClosedRange<Int>? {
    let ends = sumEnds
    let (low, high) = (max(smallest, ends.low ?? .min), min(largest, ends.high ?? .max))
    return low <= high ? low...high : nil
  }

  /// The smallest and the largest sum that the scale allows; nil for an end that is not known.
  private var sumEnds: (low: Int?, high: Int?) {
    func times(_ step: Int) -> Int { Int(clamping: Int128(step) * Int128(n)) }
    return (scale.steps.low.map(times), scale.steps.high.map(times))
  }

  public var verdict: Verdict {
    if sums != nil { return saysNothing ? .saysNothing : .possible }
    let ends = sumEnds
    return ends.low.map { largest < $0 } == true || ends.high.map { smallest > $0 } == true
      ? .outsideScale : .impossible
  }

  /// Whether any mean of so many decimals within the scale is possible: step / n is not above the last digit's unit.
  public var saysNothing: Bool { scale.step / Double(n) <= mean.unit * (1 + 1e-12) }

  /// The nearest possible means that do not round to the printed one, below and above; nil where the scale has none.
  public var nearest: (below: Double?, above: Double?) {
    let ends = sumEnds
    let (below, above) = (min(smallest - 1, ends.high ?? .max), max(largest + 1, ends.low ?? .min))
    func mean(_ sum: Int) -> Double { scale.score(atStep: Double(sum) / Double(n)) }
    return (below >= ends.low ?? .min ? mean(below) : nil, above <= ends.high ?? .max ? mean(above) : nil)
  }

  /// The numbers of subjects that could have the mean, in rising order: who answered may be fewer than who was asked.
  public static func possibleSizes(
    of mean: PrintedNumber, among sizes: ClosedRange<Int>, scale: AnswerScale = .wholeNumbers
  ) -> [Int] {
    sizes.filter { MeanGranularity(mean: mean, n: $0, scale: scale)?.sums != nil }
  }
}

/// The counts of n that give a printed percentage (or share, with `whole` 1), both ends of the rounding in; nil where
/// none does.
///
/// - Parameter whole: what n of n is printed as.
public func counts(of n: Int, printedAs percentage: PrintedNumber, whole: Int = 100) -> ClosedRange<Int>? {
  guard let scale = AnswerScale(unit: ExactDecimal(whole), low: ExactDecimal(0), high: ExactDecimal(whole))
  else { return nil }
  return MeanGranularity(mean: percentage, n: n, scale: scale)?.sums
}
