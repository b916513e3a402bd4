internal import Glibc
public import LinearAlgebra

/// The covariance of the planned visits, and how many subjects stay until each: what a mixed model for repeated measures
/// is planned from.
public struct VisitPlan: Sendable {
  /// Of the visits after the baseline, given the baseline where it is a covariate: T × T.
  public let covariance: Matrix
  /// Share of the randomised who are observed at each visit, falling or level; nobody comes back.
  public let retention: [Double]
  /// The same of the control arm.
  public let controlRetention: [Double]
  /// Whether each visit has a slope on the baseline.
  public let hasBaseline: Bool

  public var visitCount: Int { retention.count }

  /// - Parameters:
  ///   - sds: of each visit.
  ///   - correlation: of the visits with one another, T × T.
  ///   - baseline: correlation of each visit with the baseline; nil without one.
  /// - Returns: nil where the correlations (those with the baseline among them) are not positive definite.
  public init?(
    sds: [Double], correlation: Matrix, baseline: [Double]?, retention: [Double], controlRetention: [Double]? = nil
  ) {
    var covariance = correlation
    for j in 0..<sds.count {
      for i in 0..<sds.count {
        covariance[i, j] = sds[i] * sds[j] * (correlation[i, j] - (baseline.map { $0[i] * $0[j] } ?? 0))
      }
    }
    // The Schur complement: positive definite exactly where the whole matrix with the baseline is.
    guard (try? Cholesky(of: covariance)) != nil, (try? Cholesky(of: correlation)) != nil else { return nil }
    self.covariance = covariance
    self.retention = retention
    self.controlRetention = controlRetention ?? retention
    hasBaseline = baseline != nil
  }

  /// The variance of an arm's mean at the last visit, times the number randomised, where means are free at every visit and
  /// missing values are missing at random.
  ///
  ///     [(Σⱼ (rⱼ − rⱼ₊₁) Σⱼ⁻¹)⁻¹]_TT,   Σⱼ the covariance of the first j visits, bordered by zeros; r_T₊₁ = 0
  ///
  /// Over the last visit's variance it is Lu, Luo and Chen's φ: how many must be randomised for one who is complete.
  func lastMeanVariance(_ retention: [Double]) -> Double {
    let t = visitCount
    var information = Matrix(rows: t, columns: t)
    for j in 1...t {
      let share = retention[j - 1] - (j < t ? retention[j] : 0)
      guard share > 0 else { continue }
      var block = Matrix(rows: j, columns: j)
      for b in 0..<j { for a in 0..<j { block[a, b] = covariance[a, b] } }
      guard let inverse = (try? Cholesky(of: block))?.inverse else { return .infinity }
      for b in 0..<j { for a in 0..<j { information[a, b] += share * inverse[a, b] } }
    }
    guard let inverse = (try? Cholesky(of: information))?.inverse else { return .infinity }
    return inverse[t - 1, t - 1]
  }
}

/// The difference between arms at the last visit by a mixed model for repeated measures with unstructured covariance:
/// numbers are those randomised.
///
/// Source of the variance: K. Lu, X. Luo, P.-Y. Chen, "Sample size estimation for repeated measures analysis in randomized
/// clinical trials with missing data", International Journal of Biostatistics 4(1) (2008), formula (3), which takes the
/// covariance as known. The form with t takes as many degrees of freedom as subjects with a value at the last visit would give
/// who tell as much as all do: n/φ in each arm, less two, and one for a baseline. Complete, it is Student's t or
/// `AncovaDesign`.
public struct RepeatedMeasuresDesign: MeansDesign {
  public let plan: VisitPlan
  /// Whether the covariance is taken as known, as the paper does.
  public let isAsymptotic: Bool
  private let variances: (treatment: Double, control: Double)

  public init(_ plan: VisitPlan, isAsymptotic: Bool) {
    self.plan = plan
    self.isAsymptotic = isAsymptotic
    variances = (plan.lastMeanVariance(plan.retention), plan.lastMeanVariance(plan.controlRetention))
  }

  public var formula: String { isAsymptotic ? "lu_luo_chen" : "lu_luo_chen_t" }

  /// φ of each arm.
  public var inflation: (treatment: Double, control: Double) {
    let last = plan.covariance[plan.visitCount - 1, plan.visitCount - 1]
    return (variances.treatment / last, variances.control / last)
  }

  public func precision(_ sizes: ArmSizes) -> Precision {
    let (n1, n2) = (sizes.treatment, sizes.control ?? 0)
    let standardError = (variances.treatment / n1 + variances.control / n2).squareRoot()
    let phi = inflation
    let df = n1 / phi.treatment + n2 / phi.control - (plan.hasBaseline ? 3 : 2)
    return Precision(standardError: standardError, df: isAsymptotic ? .infinity : df)
  }
}
