internal import Distributions

extension TwoByTwoTable {
  /// How the interval of a risk difference is made; the raw value is what `--interval` takes.
  public enum DifferenceInterval: String, Sendable, CaseIterable {
    /// Newcombe's hybrid of two Wilson intervals; no test belongs to it.
    case newcombe
    /// Miettinen and Nurminen's score interval, with the test that it inverts.
    case miettinenNurminen = "miettinen-nurminen"
  }

  /// The risk of the treatment group minus that of the control group.
  ///
  /// - Returns: nil where a group has no subject.
  public func riskDifference(by interval: DifferenceInterval, level: Double) -> EffectSize? {
    switch interval {
    case .newcombe:
      guard
        let difference = Proportion.newcombeDifference(treatment: treatment, control: control, level: level)
      else { return nil }
      return EffectSize(
        method: .newcombe, estimate: difference.estimate, standardError: nil, limits: (difference.low, difference.high))
    case .miettinenNurminen: return scoreDifference(level: level)
    }
  }

  /// The difference with its large-sample variance p₁(1 − p₁)/n₁ + p₂(1 − p₂)/n₂, as a meta-analysis pools them; where one
  /// of the four cells is 0, 0.5 is added to all four, which keeps the variance above 0.
  ///
  /// R: `metafor::escalc(measure = "RD")`.
  public var waldRiskDifference: (estimate: Double, variance: Double)? {
    guard isComparable else { return nil }
    let cells = ratioCells
    let n1 = cells.a + cells.b
    let n2 = cells.c + cells.d
    return (
      cells.a / n1 - cells.c / n2,
      cells.a / n1 * (cells.b / n1) / n1 + cells.c / n2 * (cells.d / n2) / n2
    )
  }

  /// Miettinen and Nurminen's score interval: all Δ whose test z(Δ) = (p₁ − p₂ − Δ)/√Ṽ(Δ) is within the normal limits,
  /// Ṽ(Δ) = (p̃₁(1 − p̃₁)/n₁ + p̃₂(1 − p̃₂)/n₂) N/(N − 1), p̃ the maximum-likelihood risks among those Δ apart. `statistic`
  /// and `pValue` are z(0) and its two-sided p-value.
  ///
  /// Source: Miettinen & Nurminen (1985), Statistics in Medicine 4, 213–226, equations 6–9.
  private func scoreDifference(level: Double) -> EffectSize? {
    guard let p1 = treatment.estimate, let p2 = control.estimate else { return nil }
    let score = DifferenceScore(table: self)
    let difference = p1 - p2
    let critical = Normal().quantile((1 - level) / 2, tail: .upper)
    let variance = score.variance(0)
    let z = variance > 0 ? difference / variance.squareRoot() : difference == 0 ? 0 : nil
    return EffectSize(
      method: .miettinenNurminen, estimate: difference, standardError: nil, statistic: z,
      pValue: z.map { Normal().twoSidedPValue($0) },
      limits: (
        score.limit(below: difference, critical: critical), score.limit(above: difference, critical: critical)
      ))
  }
}
