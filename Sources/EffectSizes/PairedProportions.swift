internal import Distributions

/// An event in the same subjects at two occasions: how many had it at both, at the later only, at the earlier only, at
/// neither. Differences are later minus earlier.
///
/// Documentation/Methods/binary-outcomes.md gives the formulas.
public struct PairedProportions: Sendable, Equatable {
  public let both: Int
  public let laterOnly: Int
  public let earlierOnly: Int
  public let neither: Int

  public init(both: Int, laterOnly: Int, earlierOnly: Int, neither: Int) {
    self.both = both
    self.laterOnly = laterOnly
    self.earlierOnly = earlierOnly
    self.neither = neither
  }

  public var n: Int { both + laterOnly + earlierOnly + neither }
  public var earlier: Proportion { Proportion(successes: both + earlierOnly, n: n) }
  public var later: Proportion { Proportion(successes: both + laterOnly, n: n) }

  /// The later risk minus the earlier, with Newcombe's hybrid score interval for paired data (his method 10): the Wilson
  /// limits of each, put together with the correlation φ of the two occasions, whose numerator is drawn towards 0 by
  /// n/2 where it is positive. No test belongs to it.
  ///
  /// - Returns: nil without a pair.
  ///
  /// Source: Newcombe (1998), Statistics in Medicine 17, 2635–2650.
  public func riskDifference(level: Double) -> EffectSize? {
    guard let p1 = earlier.estimate, let p2 = later.estimate, let first = earlier.wilson(level: level),
      let second = later.wilson(level: level)
    else { return nil }
    func root(_ a: Double, _ b: Double) -> Double { max(a * a - 2 * phi * a * b + b * b, 0).squareRoot() }
    // The difference of counts, not of two rounded risks.
    let difference = Double(laterOnly - earlierOnly) / Double(n)
    return EffectSize(
      method: .newcombePaired, estimate: difference, standardError: nil,
      limits: (
        max(difference - root(p2 - second.low, first.high - p1), -1),
        min(difference + root(second.high - p2, p1 - first.low), 1)
      ))
  }

  private var phi: Double {
    let (a, b, c, d) = (Double(both), Double(laterOnly), Double(earlierOnly), Double(neither))
    let margins = ((a + b) * (a + c)).squareRoot() * ((c + d) * (b + d)).squareRoot()
    guard margins > 0 else { return 0 }
    let cross = a * d - b * c
    return (cross > 0 ? max(cross - Double(n) / 2, 0) : cross) / margins
  }

  /// McNemar's test that as many subjects gain the event as lose it, in three versions: exact (binomial, two-sided by
  /// doubling), mid-p (half of the probability of what was seen taken off each tail), and χ² with 1 df without a
  /// continuity correction. `statistic` is the count of subjects who gained the event, or χ².
  ///
  /// Without a discordant pair the exact p-values are 1 and χ² does not exist.
  ///
  /// Source: McNemar (1947), Psychometrika 12, 153–157; mid-p: Fagerland, Lydersen & Laake (2013), BMC Medical Research
  /// Methodology 13:91. R: `mcnemar.test(m, correct = FALSE)`, `binom.test(b, b + c)`.
  public var mcNemar: [CountTest] {
    let discordant = laterOnly + earlierOnly
    let fewer = Double(min(laterOnly, earlierOnly))
    let fair = Binomial(trials: discordant, probability: 0.5)
    let tail = fair.probability(fewer)
    let difference = Double(laterOnly - earlierOnly)
    let gained = Double(laterOnly)
    return [
      CountTest(method: .exact, statistic: gained, pValue: min(1, 2 * tail)),
      CountTest(
        method: .midP, statistic: gained,
        // Where as many gain as lose, twice the tail would count the middle twice.
        pValue: discordant == 0
          ? 1 : laterOnly == earlierOnly ? 1 - fair.density(fewer) / 2 : min(1, 2 * tail - fair.density(fewer))),
      discordant > 0
        ? CountTest(method: .chiSquared, chiSquared: difference * difference / Double(discordant), df: 1)
        : CountTest(method: .chiSquared, statistic: nil, pValue: nil),
    ]
  }
}
