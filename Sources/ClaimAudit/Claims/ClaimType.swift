/// What kind of claim a row makes; the raw values are those of the column `claim_type`.
public enum ClaimType: String, Sendable, CaseIterable {
  case meanDifference = "mean_difference"
  case designDifference = "design_difference"
  case regressionCoefficient = "regression_coefficient"
  case riskDifference = "risk_difference"
  case oddsRatio = "odds_ratio"
  case riskRatio = "risk_ratio"
  case hazardRatio = "hazard_ratio"
  case rateRatio = "rate_ratio"
  case pValue = "p_value"
  case tTest = "t_test"
  case fTest = "f_test"
  case zTest = "z_test"
  case chiSquaredTest = "chi_squared_test"
  case mannWhitney = "mann_whitney"
  case effectSize = "effect_size"
  case proportion
  case count
  case mean
  case meanSD = "mean_sd"
  case correlation
  case cronbachAlpha = "cronbach_alpha"
  case icc
  case minimalImportantDifference = "mid"
  case powerAnalysis = "power_analysis"

  /// Whether it is a ratio, whose interval is made on the scale of logarithms.
  public var isRatio: Bool {
    switch self {
    case .oddsRatio, .riskRatio, .hazardRatio, .rateRatio: true
    default: false
    }
  }

  /// The letter of the test statistic that such a claim prints; nil where it names none.
  public var letter: PrintedStatistic.Letter? {
    switch self {
    case .tTest: .t
    case .fTest: .f
    case .zTest: .z
    case .chiSquaredTest: .chiSquared
    case .mannWhitney: .u
    case .correlation: .r
    default: nil
    }
  }
}
