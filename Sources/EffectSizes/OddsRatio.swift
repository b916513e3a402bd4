internal import Glibc

extension TwoByTwoTable {
  /// The odds of the treatment group over those of the control group, ad/bc, with the interval of Woolf: log OR is taken
  /// to be normal with variance 1/a + 1/b + 1/c + 1/d. Wald's p-value on the log scale, which the interval inverts;
  /// `standardError` is that of the ratio, OR × SE(log OR).
  ///
  /// Where one of the four cells is 0, 0.5 is added to all four (`hasEmptyCell`).
  ///
  /// - Returns: nil where a group has no subject.
  ///
  /// Source: Woolf (1955), Annals of Human Genetics 19, 251–253; the halves: Haldane (1956), ibid. 20, 309–311.
  /// R: `metafor::escalc(measure = "OR")`.
  public func oddsRatio(level: Double) -> EffectSize? {
    logOddsRatio.map { log in
      EffectSize(
        method: .woolfLog, logRatio: log.estimate, logStandardError: log.variance.squareRoot(), level: level)
    }
  }

  /// log OR and its large-sample variance, as a meta-analysis pools them. R: `metafor::escalc(measure = "OR")`.
  public var logOddsRatio: (estimate: Double, variance: Double)? {
    guard isComparable else { return nil }
    let cells = ratioCells
    return (
      log(cells.a) - log(cells.b) - log(cells.c) + log(cells.d), 1 / cells.a + 1 / cells.b + 1 / cells.c + 1 / cells.d
    )
  }
}
