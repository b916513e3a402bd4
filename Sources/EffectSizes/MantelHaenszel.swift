internal import Distributions
internal import Glibc

/// Tables of strata (sites), pooled by the weights of Mantel and Haenszel: one effect that is taken to be the same in
/// every stratum. Treatment minus control, treatment over control. Strata in which an arm has no subject tell nothing of
/// the difference and are left out.
///
/// Many small strata or few large ones: each variance below holds in both. No cell needs a half added.
///
/// Documentation/Methods/binary-outcomes.md gives the formulas. R: `metafor::rma.mh`.
public struct MantelHaenszel: Sendable {
  /// The strata with subjects in both groups.
  public let strata: [TwoByTwoTable]

  public init(_ strata: [TwoByTwoTable]) { self.strata = strata.filter(\.isComparable) }

  /// Subjects in those strata.
  public var n: Int { strata.reduce(0) { $0 + $1.n } }

  private func sum(_ term: (TwoByTwoTable.Cells, _ n1: Double, _ n2: Double, _ total: Double) -> Double) -> Double {
    strata.reduce(0) { sum, table in
      let x = table.cells
      return sum + term(x, x.a + x.b, x.c + x.d, x.a + x.b + x.c + x.d)
    }
  }

  /// Σ (a n₂ − c n₁)/N over Σ n₁n₂/N, with the variance of Sato, which serves few large strata and many small ones.
  ///
  /// Nil without a stratum; without interval and test where the variance is not above 0.
  ///
  /// Source: Sato (1989), Biometrics 45, 1323–1324.
  public func riskDifference(level: Double) -> EffectSize? {
    let weight = sum { _, n1, n2, total in n1 * n2 / total }
    guard weight > 0 else { return nil }
    let difference = sum { x, n1, n2, total in (x.a * n2 - x.c * n1) / total } / weight
    let p = sum { x, n1, n2, total in
      (x.c * (n1 / total) * (n1 / total) - x.a * (n2 / total) * (n2 / total) + n1 / total * (n2 / total) * (n2 - n1) / 2)
    }
    let q = sum { x, _, _, total in (x.a * x.d + x.b * x.c) / total / 2 }
    let variance = (difference * p + q) / (weight * weight)
    // Where the arms have nothing in common in any stratum the two terms cancel but for their rounding.
    let apart =
      strata.allSatisfy { $0.cells.a == 0 && $0.cells.d == 0 }
      || strata.allSatisfy { $0.cells.b == 0 && $0.cells.c == 0 }
    guard variance > 0, !apart else {
      return EffectSize(method: .mantelHaenszel, estimate: difference, standardError: nil, limits: nil)
    }
    return EffectSize(
      method: .mantelHaenszel, difference: difference, standardError: variance.squareRoot(), level: level)
  }

  /// Σ a n₂/N over Σ c n₁/N, log-normal with the variance of Greenland and Robins.
  ///
  /// Nil where a group has no event in any stratum, and without a stratum.
  ///
  /// Source: Greenland & Robins (1985), Biometrics 41, 55–68.
  public func riskRatio(level: Double) -> EffectSize? {
    let r = sum { x, _, n2, total in x.a * n2 / total }
    let s = sum { x, n1, _, total in x.c * n1 / total }
    guard r > 0, s > 0 else { return nil }
    // n₁n₂(a + c) − acN, as a sum that cannot cancel.
    let p = sum { x, n1, n2, total in (x.a * (x.d / total) * n1 + x.c * (x.b / total) * n2) / total }
    return ratio(r, s, variance: p / (r * s), level: level)
  }

  /// Σ ad/N over Σ bc/N, log-normal with the variance of Robins, Breslow and Greenland.
  ///
  /// Nil where a sum is 0.
  ///
  /// Source: Robins, Breslow & Greenland (1986), Biometrics 42, 311–323.
  public func oddsRatio(level: Double) -> EffectSize? {
    let (r, s) = oddsSums
    guard r > 0, s > 0 else { return nil }
    func sumOf(_ term: (_ p: Double, _ q: Double, _ r: Double, _ s: Double) -> Double) -> Double {
      sum { x, _, _, total in
        term((x.a + x.d) / total, (x.b + x.c) / total, x.a * x.d / total, x.b * x.c / total)
      }
    }
    let variance =
      sumOf { p, _, r, _ in p * r } / (2 * r * r) + sumOf { p, q, r, s in p * s + q * r } / (2 * r * s)
      + sumOf { _, q, _, s in q * s } / (2 * s * s)
    return ratio(r, s, variance: variance, level: level)
  }

  private var oddsSums: (Double, Double) {
    (sum { x, _, _, total in x.a * x.d / total }, sum { x, _, _, total in x.b * x.c / total })
  }

  private func ratio(_ numerator: Double, _ denominator: Double, variance: Double, level: Double) -> EffectSize {
    guard variance > 0 else {
      return EffectSize(method: .mantelHaenszel, estimate: numerator / denominator, standardError: nil, limits: nil)
    }
    return EffectSize(
      method: .mantelHaenszel, logRatio: log(numerator) - log(denominator), logStandardError: variance.squareRoot(),
      level: level)
  }

  /// The Cochran–Mantel–Haenszel test that the odds ratio is 1 in every stratum: 1 df, no continuity correction.
  ///
  /// Nil where no stratum has both subjects with and without the event.
  ///
  /// Source: Mantel & Haenszel (1959), Journal of the National Cancer Institute 22, 719–748, with the variance over
  /// N − 1. R: `mantelhaen.test(x, correct = FALSE)`.
  public var test: CountTest? {
    let (excess, variance) = hypergeometricSums
    guard variance > 0 else { return nil }
    return CountTest(method: .chiSquared, chiSquared: excess * excess / variance, df: 1)
  }

  /// Σ (O − E) of the events under treatment and the sum of their hypergeometric variances, the margins given.
  var hypergeometricSums: (excess: Double, variance: Double) {
    let excess = sum { x, n1, _, total in x.a - n1 * ((x.a + x.c) / total) }
    let variance = sum { x, n1, n2, total in
      total > 1 ? n1 / total * (n2 / total) * (x.a + x.c) * ((x.b + x.d) / (total - 1)) : 0
    }
    return (excess, variance)
  }

  /// Breslow and Day's test that the odds ratio is the same in every stratum, with Tarone's correction, which makes it
  /// χ² with the Mantel–Haenszel odds ratio in place of the maximum-likelihood one. df is one less than the strata that
  /// have both subjects with and without the event.
  ///
  /// Nil where fewer than two strata do, and where the pooled odds ratio is 0 or does not exist.
  ///
  /// Source: Breslow & Day (1980), Statistical Methods in Cancer Research I, 142; Tarone (1985), Biometrika 72, 91–95.
  public var homogeneity: CountTest? {
    let (r, s) = oddsSums
    let informative = strata.filter { $0.events > 0 && $0.events < $0.n }
    guard r > 0, s > 0, informative.count > 1 else { return nil }
    let ratio = r / s
    var statistic = 0.0
    var excess = 0.0
    var total = 0.0
    for table in informative {
      let x = table.cells
      let expected = Self.expectedEvents(x, oddsRatio: ratio)
      let (n1, n2, k) = (x.a + x.b, x.c + x.d, x.a + x.c)
      let variance = 1 / (1 / expected + 1 / (n1 - expected) + 1 / (k - expected) + 1 / (n2 - k + expected))
      statistic += (x.a - expected) * (x.a - expected) / variance
      excess += x.a - expected
      total += variance
    }
    return CountTest(
      method: .tarone, chiSquared: max(statistic - excess * excess / total, 0), df: Double(informative.count - 1))
  }

  /// Events under treatment that the margins and a common odds ratio ψ lead one to expect: the root between the bounds of
  /// e(n₂ − k + e) = ψ(n₁ − e)(k − e), taken in the form that does not cancel.
  private static func expectedEvents(_ x: TwoByTwoTable.Cells, oddsRatio: Double) -> Double {
    let (n1, n2, k) = (x.a + x.b, x.c + x.d, x.a + x.c)
    let a = 1 - oddsRatio
    let b = n2 - k + oddsRatio * (n1 + k)
    let c = -oddsRatio * n1 * k
    return -2 * c / (b + max(b * b - 4 * a * c, 0).squareRoot())
  }
}
