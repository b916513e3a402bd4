internal import Distributions

/// The intraclass correlations of Shrout & Fleiss (1979) with the intervals of McGraw & Wong (1996).
///
/// The first number of the name is the model, the second whether one measurement or the mean of k is judged. McGraw &
/// Wong write ICC(1), ICC(A,1) and ICC(C,1) for the three models.
public enum IntraclassCorrelation: String, Sendable, CaseIterable {
  /// Every subject has raters of its own: differences between raters are error.
  case oneWaySingle = "ICC(1,1)"
  /// The same raters, a sample of all raters: differences between them are error (absolute agreement).
  case agreementSingle = "ICC(2,1)"
  /// These raters alone: what they differ by on all subjects alike is no error (consistency).
  case consistencySingle = "ICC(3,1)"
  case oneWayMean = "ICC(1,k)"
  case agreementMean = "ICC(2,k)"
  case consistencyMean = "ICC(3,k)"

  enum Model {
    case oneWay, agreement, consistency
  }

  var model: Model {
    switch self {
    case .oneWaySingle, .oneWayMean: .oneWay
    case .agreementSingle, .agreementMean: .agreement
    case .consistencySingle, .consistencyMean: .consistency
    }
  }

  private var isMean: Bool { self == .oneWayMean || self == .agreementMean || self == .consistencyMean }

  /// The coefficient of a complete table.
  ///
  /// With s = (MSR − E)/(MSR + (k − 1)E), E the mean square within subjects (one way) or residual (two way), the single
  /// measurement's coefficient; agreement has k(MSC − MSE)/n more in the denominator. That of the mean of k is
  /// ks/(1 + (k − 1)s). The statistic is F = MSR/E, the p-value two-sided, twice the smaller tail of F: it is below
  /// 1 − level where the interval leaves 0 out. `df` is the denominator's, for agreement Satterthwaite's of the
  /// interval; the numerator's is n − 1.
  ///
  /// - Returns: no estimate where no value differs from any other; no interval where measurements agree perfectly.
  public func coefficient(of anova: TwoWayAnova, level: Double) -> Coefficient {
    guard !anova.isConstant else { return .absent("All values are the same, so there is no intraclass correlation") }
    let error = model == .oneWay ? anova.within : anova.residual
    let k = Double(anova.k)
    let n = Double(anova.n)
    let numerator = anova.subjects - error
    let shift = model == .agreement ? (anova.measurements - anova.residual) / n : 0
    let denominator = anova.subjects + (isMean ? 0 : (k - 1) * error) + (isMean ? shift : k * shift)
    guard denominator > 0 else {
      return .absent("The measurements vary less between subjects than error alone would, and there is no coefficient")
    }
    var result = Coefficient(estimate: numerator / denominator)
    guard error > 0, let df = errorDF(of: anova) else {
      result.cause =
        model == .oneWay || anova.measurements == 0
        ? "The measurements agree perfectly, and there is no interval"
        : "The measurements differ by a constant only, and there is no interval"
      return result
    }
    let f = anova.subjects / error
    guard f > 0 else {
      result.statistic = 0
      result.cause = "The subjects' means are all the same, and there is no interval"
      return result
    }
    let tail = (1 - level) / 2
    let test = FDistribution(df1: n - 1, df2: df)
    result.statistic = f
    result.df = df
    result.pValue = min(1, 2 * min(test.probability(f, tail: .upper), test.probability(f, tail: .lower)))
    (result.low, result.high) = (
      limit(of: anova, ratio: 1 / test.quantile(tail, tail: .upper)),
      limit(of: anova, ratio: FDistribution(df1: df, df2: n - 1).quantile(tail, tail: .upper))
    )
    return result
  }

  /// The coefficient with MSR times a factor: one over the upper quantile of F(n − 1, df) for the lower limit, the upper
  /// quantile of F(df, n − 1) for the upper one.
  ///
  /// Nil where the limit lies beyond every number, as that of a mean's agreement may below.
  private func limit(of anova: TwoWayAnova, ratio: Double) -> Double? {
    let error = model == .oneWay ? anova.within : anova.residual
    let k = Double(anova.k)
    let shift = model == .agreement ? (anova.measurements - anova.residual) / Double(anova.n) : 0
    let subjects = anova.subjects * ratio
    let denominator = subjects + (isMean ? 0 : (k - 1) * error) + (isMean ? shift : k * shift)
    return denominator > 0 ? (subjects - error) / denominator : nil
  }

  /// Degrees of freedom of the error that MSR is held against; nil where the coefficient is 1.
  private func errorDF(of anova: TwoWayAnova) -> Double? {
    let n = Double(anova.n)
    let k = Double(anova.k)
    let residualDF = (n - 1) * (k - 1)
    switch model {
    case .oneWay: return n * (k - 1)
    case .consistency: return residualDF
    case .agreement:
      // McGraw & Wong's v with a = kρ/(n(1 − ρ)) and b = 1 + (n − 1)a, ρ the coefficient of a single measurement, for
      // which kρ/(1 − ρ) = (MSR − MSE)/(MSE + (MSC − MSE)/n).
      let numerator = anova.subjects - anova.residual
      let rest = anova.residual + (anova.measurements - anova.residual) / n
      guard rest > 0 else { return nil }
      let a = numerator / (n * rest)
      let b = 1 + (n - 1) * a
      let columns = a * anova.measurements
      let errors = b * anova.residual
      let total = columns + errors
      guard total > 0 else { return nil }
      // As shares of their sum, whose squares are numbers whatever the unit.
      let (columnShare, errorShare) = (columns / total, errors / total)
      let spread = columnShare * columnShare / (k - 1) + errorShare * errorShare / residualDF
      return spread > 0 ? 1 / spread : nil
    }
  }
}
