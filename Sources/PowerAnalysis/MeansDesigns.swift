internal import Glibc

/// Two independent arms, compared by Student's t test, or Welch's where their standard deviations differ.
public struct TwoMeans: MeansDesign {
  public let sd: Double
  /// Nil: as in the treatment arm.
  public let controlSD: Double?

  public init(sd: Double, controlSD: Double? = nil) {
    self.sd = sd
    self.controlSD = controlSD
  }

  public var formula: String { controlSD == nil ? "student" : "welch" }

  /// Pooled with n − 2 degrees of freedom, which is exact; or with Satterthwaite's at the true variances, which stands for
  /// those that the data will have.
  public func precision(_ sizes: ArmSizes) -> Precision {
    let (n1, n2) = (sizes.treatment, sizes.control ?? 0)
    guard let controlSD else {
      return Precision(standardError: sd * (1 / n1 + 1 / n2).squareRoot(), df: n1 + n2 - 2)
    }
    return satterthwaite([(sd * sd / n1, n1 - 1), (controlSD * controlSD / n2, n2 - 1)])
  }
}

/// The same subjects before and after, compared by the paired t test: the mean of n changes.
public struct Paired: MeansDesign {
  public let changeSD: Double

  public init(changeSD: Double) { self.changeSD = changeSD }

  /// The change's SD is sd √(2(1 − r)), both times having the SD `sd` and the correlation `r`.
  public init(sd: Double, correlation: Double) { changeSD = sd * (2 * (1 - correlation)).squareRoot() }

  public var formula: String { "paired_t" }
  public var hasTwoArms: Bool { false }

  public func precision(_ sizes: ArmSizes) -> Precision {
    Precision(standardError: changeSD / sizes.treatment.squareRoot(), df: sizes.treatment - 1)
  }
}

/// Two arms compared with the baseline as a covariate: the variance is that of two means times 1 − r², and the slope takes
/// one degree of freedom.
///
/// That the arms' baselines differ by chance is left out: it enlarges the variance by about 1/n of itself.
///
/// Source: G. F. Borm, J. Fransen, W. A. J. G. Lemmens, "A simple sample size formula for analysis of covariance in
/// randomized clinical trials", Journal of Clinical Epidemiology 60 (2007) 1234–1238.
public struct AncovaDesign: MeansDesign {
  public let sd: Double
  /// Of the outcome with its baseline within arms.
  public let correlation: Double

  public init(sd: Double, correlation: Double) {
    self.sd = sd
    self.correlation = correlation
  }

  public var formula: String { "ancova" }

  public func precision(_ sizes: ArmSizes) -> Precision {
    let (n1, n2) = (sizes.treatment, sizes.control ?? 0)
    let residual = sd * (1 - correlation * correlation).squareRoot()
    return Precision(standardError: residual * (1 / n1 + 1 / n2).squareRoot(), df: n1 + n2 - 3)
  }
}

/// Clusters are randomised, not subjects: arms' sizes are numbers of clusters.
///
/// The variance of an arm's mean is σ²/(km) times the design effect 1 + ((1 + cv²)m − 1)ρ, with k clusters of m subjects
/// on average whose sizes have the coefficient of variation cv; clusters give the degrees of freedom. With equal clusters
/// it is the t test of their means, and exact.
///
/// Source of the design effect for unequal sizes: S. M. Eldridge, D. Ashby, S. Kerry, "Sample size for cluster randomized
/// trials: effect of coefficient of variation of cluster size and analysis method", International Journal of Epidemiology
/// 35 (2006) 1292–1300.
public struct ClusterDesign: MeansDesign {
  /// Of all subjects, within and between clusters together.
  public let sd: Double
  public let icc: Double
  /// Analysed subjects of a cluster, on average.
  public let size: Double
  public let sizeVariation: Double

  public init(sd: Double, icc: Double, size: Double, sizeVariation: Double = 0) {
    self.sd = sd
    self.icc = icc
    self.size = size
    self.sizeVariation = sizeVariation
  }

  public var formula: String { "cluster_t" }
  public var designEffect: Double { 1 + ((1 + sizeVariation * sizeVariation) * size - 1) * icc }

  public func precision(_ sizes: ArmSizes) -> Precision {
    let (k1, k2) = (sizes.treatment, sizes.control ?? 0)
    let variance = sd * sd * designEffect / size * (1 / k1 + 1 / k2)
    return Precision(standardError: variance.squareRoot(), df: k1 + k2 - 2)
  }
}

/// Group therapy in the treatment arm alone: its mean has the variance σ²(1 + (m − 1)ρ)/n, that of the control arm σ²/n.
///
/// Satterthwaite's degrees of freedom, with those of the groups in one arm and of the subjects in the other.
public struct PartiallyNested: MeansDesign {
  /// Of all subjects, in both arms.
  public let sd: Double
  public let icc: Double
  /// Analysed subjects of a group.
  public let size: Double

  public init(sd: Double, icc: Double, size: Double) {
    self.sd = sd
    self.icc = icc
    self.size = size
  }

  public var formula: String { "partially_nested" }
  public var designEffect: Double { 1 + (size - 1) * icc }

  /// Sizes are numbers of analysed subjects.
  public func precision(_ sizes: ArmSizes) -> Precision {
    let (n1, n2) = (sizes.treatment, sizes.control ?? 0)
    return satterthwaite([(sd * sd * designEffect / n1, n1 / size - 1), (sd * sd / n2, n2 - 1)])
  }

  /// Whole groups in the treatment arm.
  public func sizes(step: Int, allocation: Allocation) -> ArmSizes {
    let treatment = Double(step) * size
    return ArmSizes(
      treatment: treatment, control: (treatment * allocation.control / allocation.treatment - 1e-9).rounded(.up))
  }
}

/// The sum of estimated variances as one estimate with Satterthwaite's degrees of freedom, (Σv)²/Σ(v²/df).
func satterthwaite(_ parts: [(variance: Double, df: Double)]) -> Precision {
  let variance = parts.reduce(0) { $0 + $1.variance }
  let rest = parts.reduce(0) { $0 + $1.variance * $1.variance / $1.df }
  let isPossible = parts.allSatisfy { $0.df > 0 }
  return Precision(standardError: variance.squareRoot(), df: isPossible ? variance * variance / rest : 0)
}
