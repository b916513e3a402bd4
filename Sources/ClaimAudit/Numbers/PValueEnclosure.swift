import Distributions
import EffectSizes
import PublishedNumbers

/// What a two-sided p-value can be where the statistic behind it is known to lie in an enclosure.
///
/// The functions of the distributions are exact to about 1e-12; a billionth of the value is added on either side, so that
/// no rounding of ours can make figures disagree.
enum PValueEnclosure {
  /// Of |t| with `df` degrees of freedom; infinite `df` is the normal distribution.
  static func twoSided(size: Enclosure, df: Double) -> Enclosure {
    // The normal tail is far cheaper than that of t.
    let p: (Double) -> Double =
      df.isInfinite ? { Normal().twoSidedPValue($0) } : { StudentT(df: df).twoSidedPValue($0) }
    return widened(p(size.high), p(max(0, size.low)))
  }

  static func upper(f: Enclosure, df1: Double, df2: Double) -> Enclosure {
    let distribution = FDistribution(df1: df1, df2: df2)
    return widened(
      distribution.probability(f.high, tail: .upper), distribution.probability(max(0, f.low), tail: .upper))
  }

  static func upper(chiSquared: Enclosure, df: Double) -> Enclosure {
    let distribution = ChiSquared(df: df)
    return widened(
      distribution.probability(chiSquared.high, tail: .upper),
      distribution.probability(max(0, chiSquared.low), tail: .upper))
  }

  /// |t| over several degrees of freedom: the smallest that holds the p-values of all.
  static func twoSided(size: Enclosure, dfs: [Double]) -> Enclosure {
    dfs.map { twoSided(size: size, df: $0) }.hull ?? .everything
  }

  private static func widened(_ low: Double, _ high: Double) -> Enclosure {
    Enclosure(low * (1 - 1e-9), min(1, high * (1 + 1e-9))) ?? .everything
  }
}

extension [Enclosure] {
  /// The smallest that holds all of them; nil of none.
  var hull: Enclosure? { dropFirst().reduce(first) { $0?.union($1) } }
}

extension Enclosure {
  /// A number that formulas of ours yield to some 1e-12, kept from ruling anything out by its own rounding.
  init(near value: Double) {
    let slack = Swift.abs(value) * 1e-10
    self = Enclosure(value - slack, value + slack) ?? Enclosure(value)
  }

  /// Hedges' correction with `df` degrees of freedom: the exact factor and the approximation 1 - 3/(4 df - 1), which programs
  /// and papers use alike.
  static func hedgesCorrection(df: Double) -> Enclosure {
    let approximate = Enclosure(near: 1 - 3 / (4 * df - 1))
    return smallSampleCorrection(df: df).map { approximate.union(Enclosure(near: $0)) } ?? approximate
  }

  func meets(_ other: Enclosure) -> Bool { intersection(other) != nil }

  /// Twice itself.
  var doubled: Enclosure { Enclosure(2) * self }

  var isBounded: Bool { low.isFinite && high.isFinite }
}
