internal import Glibc

extension TwoByTwoTable {
  /// The risk of the treatment group over that of the control group, with the interval of Katz: log RR is taken to be
  /// normal with variance 1/a − 1/n₁ + 1/c − 1/n₂. Wald's p-value on the log scale, which the interval inverts;
  /// `standardError` is that of the ratio, RR × SE(log RR).
  ///
  /// Where one of the four cells is 0, 0.5 is added to all four (`hasEmptyCell`).
  ///
  /// - Returns: nil where a group has no subject.
  ///
  /// Source: Katz, Baptista, Azen & Pike (1978), Biometrics 34, 469–474. R: `metafor::escalc(measure = "RR")`.
  public func riskRatio(level: Double) -> EffectSize? {
    logRiskRatio.map { log in
      EffectSize(
        method: .katzLog, logRatio: log.estimate, logStandardError: log.variance.squareRoot(), level: level)
    }
  }

  /// log RR and its large-sample variance, as a meta-analysis pools them. R: `metafor::escalc(measure = "RR")`.
  public var logRiskRatio: (estimate: Double, variance: Double)? {
    guard isComparable else { return nil }
    let cells = ratioCells
    let n1 = cells.a + cells.b
    let n2 = cells.c + cells.d
    // 1/a − 1/n₁ = b/(a n₁), without the loss of the difference.
    return (log(cells.a / n1) - log(cells.c / n2), cells.b / (cells.a * n1) + cells.d / (cells.c * n2))
  }
}
