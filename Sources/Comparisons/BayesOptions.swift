internal import EffectSizes
internal import Estimates
internal import Glibc

/// What a Bayesian second look at a comparison supposes beforehand. Documentation/Methods/bayes.md.
public struct BayesOptions: Sendable, Equatable {
  /// Scale of the Cauchy prior of the standardized effect; above 0.
  public var scale: Double
  /// Prior of the difference in means, in the units of the outcome; nil for mean 0 and one pooled SD of the two arms.
  public var prior: NormalPrior?

  public init(scale: Double? = nil, prior: NormalPrior? = nil) {
    self.scale = scale ?? JZSBayesFactor.usualScale
    self.prior = prior
  }

  /// The scale as pages print it.
  var scaleText: String { scale == JZSBayesFactor.usualScale ? scale.sixDigits : scale.shortest }
}

/// A normal prior of a quantity that is estimated with a known standard error, and what the data make of it.
public struct NormalPrior: Sendable, Equatable {
  public let mean: Double
  /// Above 0.
  public let sd: Double

  public init(mean: Double, sd: Double) {
    self.mean = mean
    self.sd = sd
  }

  /// The normal posterior, weights in proportion to precisions: with w = sd²/(sd² + SE²),
  /// mean m + w (estimate − m) and SD √w SE.
  ///
  /// Source: the conjugate normal model with known variance, as in any textbook (Gelman et al., *Bayesian Data Analysis*).
  package func posterior(estimate: Double, standardError: Double) -> NormalPrior {
    let ratio = standardError / sd
    let inverse = sd / standardError
    // Each weight by itself, and the mean from the nearer side, so that neither end loses digits.
    let ofData = 1 / (1 + ratio * ratio)
    let ofPrior = 1 / (1 + inverse * inverse)
    return NormalPrior(
      mean: ofData > 0.5 ? estimate - ofPrior * (estimate - mean) : mean + ofData * (estimate - mean),
      sd: ratio < 1 ? standardError / hypot(1, ratio) : sd / hypot(1, inverse))
  }
}
