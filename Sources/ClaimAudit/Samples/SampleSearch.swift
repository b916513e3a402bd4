internal import Glibc
public import PublishedNumbers

/// Whether any sample of a scale has a printed mean and a printed spread, and which (what GRIMMER and SPRITE ask: Anaya
/// 2016; Heathers & others 2018), done exactly.
///
/// Whole steps are searched for whose sum lies within the mean's rounding and whose sum of squares lies within the
/// spread's, both ends in, with n − 1 and with n below the variance. Documentation/Methods/audit-samples.md has the proofs.
public struct SampleSearch: Sendable {
  public enum Spread: Sendable, Equatable {
    case standardDeviation
    /// Standard deviation / √n.
    case standardErrorOfMean
  }

  /// What the variance was divided by.
  public enum Denominator: Sendable, Equatable, CaseIterable {
    case lessOne
    case all
  }

  public enum Outcome: Sendable, Equatable {
    case possible(PossibleSample)
    case impossible(Reason)
    /// Numbers too large, or too many samples to try.
    case notDecided
  }

  public enum Reason: Sendable, Equatable {
    case mean(MeanGranularity.Verdict)
    /// Even answers as different as the scale allows spread less; the largest possible spread.
    case spreadTooLarge(Double)
    /// Even answers as equal as the mean allows spread more; the smallest possible spread.
    case spreadTooSmall(Double)
    /// No whole answers have that mean and that spread; the nearest possible spreads.
    case spread(below: Double?, above: Double?)
  }

  public let mean: PrintedNumber
  public let spread: PrintedNumber
  public let kind: Spread
  public let n: Int
  public let scale: AnswerScale
  private let granularity: MeanGranularity
  private let candidates: [SpreadCandidates]

  /// Nil without a subject, with a spread below 0, or where the numbers have so many digits that 128 bits do not hold
  /// their products.
  public init?(
    mean: PrintedNumber, spread: PrintedNumber, kind: Spread = .standardDeviation, n: Int,
    scale: AnswerScale = .wholeNumbers
  ) {
    guard spread.value >= 0, let granularity = MeanGranularity(mean: mean, n: n, scale: scale) else { return nil }
    self.mean = mean
    self.spread = spread
    self.kind = kind
    self.n = n
    self.scale = scale
    self.granularity = granularity
    var candidates: [SpreadCandidates] = []
    for denominator in Denominator.allCases where n > 1 || denominator == .all {
      guard let found = SpreadCandidates(spread, kind, n, scale, denominator) else { return nil }
      candidates.append(found)
    }
    self.candidates = candidates
  }

  /// Samples tried before the search gives up.
  private static let mostCandidates = 20_000
  /// Steps of the complete search, over all samples.
  private static let mostSteps = 100_000

  public func outcome() -> Outcome {
    guard let sums = granularity.sums else { return .impossible(.mean(granularity.verdict)) }
    var (tried, budget, isComplete) = (0, Self.mostSteps, true)
    for candidates in candidates {
      for sum in fromTheMiddle(sums) {
        tried += 1
        guard tried < Self.mostCandidates else { return .notDecided }
        guard let (samples, shift) = candidates.samples(sum: sum) else {
          isComplete = false
          continue
        }
        guard let squares = candidates.squares(of: samples) else { continue }
        for square in fromTheMiddle(squares) where (square - samples.sum).isMultiple(of: 2) {
          tried += 1
          guard tried < Self.mostCandidates else { return .notDecided }
          switch Reachability.of(square, samples, budget: &budget) {
          case .reachable(let counts):
            return .possible(
              PossibleSample(candidates.denominator, scale, samples, squares: square, shift: shift, counts: counts))
          case .unreachable: continue
          case .undecided: isComplete = false
          }
        }
      }
    }
    return isComplete ? .impossible(reason(sums)) : .notDecided
  }

  /// The spread's own enclosure lies beyond all that is possible, or between.
  private func reason(_ sums: ClosedRange<Int>) -> Reason {
    var (below, above) = (-Double.infinity, Double.infinity)
    var (isAbove, isBelow) = (true, true)
    for candidates in candidates {
      for sum in fromTheMiddle(sums).prefix(50) {
        guard let (samples, _) = candidates.samples(sum: sum) else { continue }
        let nearest = candidates.nearest(samples)
        if let spread = nearest.below { below = max(below, spread) }
        if let spread = nearest.above { above = min(above, spread) }
        isAbove = isAbove && candidates.isAbove(samples)
        isBelow = isBelow && candidates.isBelow(samples)
      }
    }
    if isAbove, below.isFinite { return .spreadTooLarge(below) }
    if isBelow, above.isFinite { return .spreadTooSmall(above) }
    return .spread(below: below.isFinite ? below : nil, above: above.isFinite ? above : nil)
  }
}

/// A sample with the printed mean and spread.
public struct PossibleSample: Sendable, Equatable {
  /// What the variance was divided by, n − 1 where both serve.
  public let denominator: SampleSearch.Denominator
  private let scale: AnswerScale
  private let count: Int
  private let sum: Int
  private let low: Int
  private let high: Int
  private let squares: Int
  private let shift: Int
  private let counts: [Int: Int]?

  init(
    _ denominator: SampleSearch.Denominator, _ scale: AnswerScale, _ samples: IntegerSamples, squares: Int, shift: Int,
    counts: [Int: Int]?
  ) {
    self.denominator = denominator
    self.scale = scale
    count = samples.count
    sum = samples.sum
    low = samples.low
    high = samples.high
    self.squares = squares
    self.shift = shift
    self.counts = counts
  }

  /// Such a sample; nil where theory says that there is one and the search for it took too long.
  public func witness() -> CountTable? {
    let samples = IntegerSamples(checked: count, sum, low, high)
    guard let counts = counts ?? Reachability.sample(squares, samples) else { return nil }
    return CountTable(counts) { scale.score(atStep: Double($0 + shift)) }
  }
}

/// A range's numbers, from its middle outwards.
func fromTheMiddle(_ range: ClosedRange<Int>) -> some Sequence<Int> {
  let middle = range.lowerBound + (range.upperBound - range.lowerBound) / 2
  return (0..<range.count).lazy.map { index in
    index.isMultiple(of: 2) ? middle - index / 2 : middle + (index + 1) / 2
  }
}
