/// What a row of results measures. The raw value is the name in the contract; help, errors and writers take names,
/// titles and explanations from here, so a new measure is a case, a title, an explanation and its method.
public enum Measure: String, Sendable, CaseIterable, Equatable {
  case n
  case mean
  case sd
  case meanBaseline = "mean_baseline"
  case meanFollowup = "mean_followup"
  case sdBaseline = "sd_baseline"
  case sdFollowup = "sd_followup"
  case correlation
  case meanChange = "mean_change"
  case sdChange = "sd_change"
  case dZ = "d_z"
  case dAv = "d_av"
  case dRm = "d_rm"
  case dBaseline = "d_baseline"
  case gZ = "g_z"
  case gAv = "g_av"
  case signedRank = "signed_rank"
  case hodgesLehmann = "hodges_lehmann"
  case meanDifference = "mean_difference"
  case cohensD = "cohens_d"
  case hedgesG = "hedges_g"
  case glassDelta = "glass_delta"
  case rankSum = "rank_sum"
  case probabilityOfSuperiority = "probability_of_superiority"

  /// The name that a person reads in a table.
  public var title: String {
    switch self {
    case .n: "n"
    case .mean: "Mean"
    case .sd: "SD"
    case .meanBaseline: "Baseline mean"
    case .meanFollowup: "Follow-up mean"
    case .sdBaseline: "Baseline SD"
    case .sdFollowup: "Follow-up SD"
    case .correlation: "Correlation"
    case .meanChange: "Mean change"
    case .sdChange: "SD of change"
    case .dZ: "d_z"
    case .dAv: "d_av"
    case .dRm: "d_rm"
    case .dBaseline: "d_baseline"
    case .gZ: "g_z"
    case .gAv: "g_av"
    case .signedRank: "Signed-rank test"
    case .hodgesLehmann: "Hodges-Lehmann"
    case .meanDifference: "Mean difference"
    case .cohensD: "Cohen's d"
    case .hedgesG: "Hedges' g"
    case .glassDelta: "Glass's delta"
    case .rankSum: "Rank-sum test"
    case .probabilityOfSuperiority: "Probability of superiority"
    }
  }

  /// What the number is, in one sentence that names its denominator and its direction: for help, pages and docs.
  public var explanation: String {
    switch self {
    case .n: "Number of subjects."
    case .mean: "Mean of the observed values of the arm at the visit."
    case .sd: "Standard deviation of the observed values of the arm at the visit, with n - 1 as denominator."
    case .meanBaseline: "Mean at baseline of the subjects who have both baseline and this visit."
    case .meanFollowup: "Mean at this visit of the subjects who have both baseline and this visit."
    case .sdBaseline:
      "Standard deviation (n - 1) at baseline of the subjects who have both baseline and this visit."
    case .sdFollowup:
      "Standard deviation (n - 1) at this visit of the subjects who have both baseline and this visit."
    case .correlation: "Pearson correlation between baseline and this visit over the subjects who have both."
    case .meanChange:
      "Mean of this visit minus baseline within subjects, over the subjects who have both, in the units of the outcome."
    case .sdChange: "Standard deviation (n - 1) of this visit minus baseline within subjects."
    case .dZ: "Mean change divided by the standard deviation of the change."
    case .dAv: "Mean change divided by the root of the mean of the baseline and follow-up variances."
    case .dRm:
      "Mean change divided by the standard deviation of the change, times the root of 2(1 - r), r the correlation."
    case .dBaseline: "Mean change divided by the baseline standard deviation of the same subjects."
    case .gZ: "d_z times the exact small-sample correction J(n - 1)."
    case .gAv: "d_av times the exact small-sample correction J(n - 1)."
    case .signedRank:
      "Wilcoxon's signed-rank test of the differences; the statistic V is the sum of the ranks of the positive ones."
    case .hodgesLehmann:
      "Hodges-Lehmann estimate in the units of the outcome: within one sample the median of the averages of all pairs of "
        + "differences, between two arms the median of all differences treatment minus control."
    case .meanDifference: "Mean of the treatment arm minus mean of the control arm, in the units of the outcome."
    case .cohensD:
      "Mean of the treatment arm minus mean of the control arm, divided by the pooled standard deviation of both arms."
    case .hedgesG: "Cohen's d times the exact small-sample correction J(n1 + n2 - 2)."
    case .glassDelta:
      "Mean of the treatment arm minus mean of the control arm, divided by the standard deviation of the control arm."
    case .rankSum:
      "Wilcoxon-Mann-Whitney rank-sum test; the statistic U counts the pairs in which the treated subject has the higher "
        + "value, ties half."
    case .probabilityOfSuperiority:
      "Share of all pairs of a treated and a control subject in which the treated one has the higher value, ties half."
    }
  }

  /// Whether it describes a sample and stands for itself; the others estimate, and a page leaves room for the interval
  /// and the test of every one, also where this sample gives none.
  public var describes: Bool {
    switch self {
    case .n, .mean, .sd, .meanBaseline, .meanFollowup, .sdBaseline, .sdFollowup, .correlation, .sdChange: true
    default: false
    }
  }

  /// The letter of the test statistic where the statistic, not an estimate, is what the row reports.
  public var statisticSymbol: String? {
    switch self {
    case .signedRank: "V"
    case .rankSum: "U"
    default: nil
    }
  }

  /// The standard deviation that readers expect in brackets after this mean.
  public var spread: Measure? {
    switch self {
    case .mean: .sd
    case .meanBaseline: .sdBaseline
    case .meanFollowup: .sdFollowup
    default: nil
    }
  }
}
