internal import Glibc

extension MantelHaenszel {
  /// Peto's odds ratio, exp(Σ(O − E)/ΣV) with the hypergeometric variance V of each stratum: for rare events, small effects
  /// and arms of like size; far from those it is biased towards 1.
  ///
  /// Nil where no stratum has both subjects with and without the event.
  ///
  /// Source: Yusuf, Peto, Lewis, Collins & Sleight (1985), Progress in Cardiovascular Diseases 27, 335–371.
  /// R: `metafor::rma.peto`.
  public func petoOddsRatio(level: Double) -> EffectSize? {
    let (excess, variance) = hypergeometricSums
    guard variance > 0 else { return nil }
    return EffectSize(
      method: .peto, logRatio: excess / variance, logStandardError: 1 / variance.squareRoot(), level: level)
  }
}
