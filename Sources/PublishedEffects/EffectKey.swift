/// What `endline effect` understands: the keys of `--from` and the columns of a table. 1 is the treatment, 2 the control.
public enum EffectKey: String, Sendable, CaseIterable {
  case study, outcome, arm1, arm2
  case n1, n2, n
  case mean1, mean2, sd1, sd2, se1, se2, low1, high1, low2, high2
  case median1, median2
  case firstQuartile1 = "q1_1"
  case thirdQuartile1 = "q3_1"
  case firstQuartile2 = "q1_2"
  case thirdQuartile2 = "q3_2"
  case minimum1 = "min1"
  case maximum1 = "max1"
  case minimum2 = "min2"
  case maximum2 = "max2"
  case difference = "diff"
  case differenceError = "diff_se"
  case differenceLow = "diff_low"
  case differenceHigh = "diff_high"
  case sd
  case t, f, df, r, eta2, z, p, chi2, u, u1
  case d, g
  case oddsRatio = "or"
  case oddsRatioLow = "or_low"
  case oddsRatioHigh = "or_high"
  case events1, events2, a, b, c
  case pre, post, change
  case sdPre = "sd_pre"
  case sdPost = "sd_post"
  case sdChange = "sd_change"
  case changeError = "change_se"
  case changeLow = "change_low"
  case changeHigh = "change_high"
  case pre1, post1, change1, pre2, post2, change2
  case sdPre1 = "sd_pre1"
  case sdPost1 = "sd_post1"
  case sdChange1 = "sd_change1"
  case sdPre2 = "sd_pre2"
  case sdPost2 = "sd_post2"
  case sdChange2 = "sd_change2"
  case prepostCorrelation = "r_prepost"
  case level = "ci_level"
  case based, direction, tails, design, event

  /// What may stand behind a key.
  enum Kind: Equatable {
    case label
    case choice([String])
    case number
    /// Above 0, as standard deviations and ratios are.
    case positive
    /// A number of subjects, from 1.
    case size
    /// A number of events, from 0.
    case count
    /// From 0, as F and chi-squared are.
    case square
    /// Between -1 and 1.
    case correlation
    /// From 0 and below 1.
    case share
    /// Between 0 and 1.
    case level
    case probability
  }

  var kind: Kind {
    switch self {
    case .study, .outcome, .arm1, .arm2: .label
    case .n1, .n2, .n: .size
    case .sd1, .sd2, .se1, .se2, .sd, .differenceError, .sdPre, .sdPost, .sdChange, .changeError: .positive
    case .sdPre1, .sdPost1, .sdChange1, .sdPre2, .sdPost2, .sdChange2, .df: .positive
    case .oddsRatio, .oddsRatioLow, .oddsRatioHigh: .positive
    case .events1, .events2, .a, .b, .c: .count
    case .f, .chi2, .u, .u1: .square
    case .r, .prepostCorrelation: .correlation
    case .eta2: .share
    case .level: .level
    case .p: .probability
    case .based: .choice(["t", "z"])
    case .direction: .choice(["+", "-"])
    case .tails: .choice(["2", "1"])
    case .design: .choice(["independent", "paired"])
    case .event: .choice(["bad", "good"])
    default: .number
    }
  }

  /// The keys in groups, for help and documentation.
  public static let groups: [(title: String, keys: [EffectKey], meaning: String)] = [
    ("labels", [.study, .outcome, .arm1, .arm2], "what the rows are called"),
    ("sizes", [.n1, .n2, .n], "subjects of the two arms; of one sample or pairs"),
    (
      "means", [.mean1, .sd1, .se1, .low1, .high1],
      "mean with its SD, standard error or confidence limits; the same with 2"
    ),
    (
      "quartiles", [.median1, .firstQuartile1, .thirdQuartile1, .minimum1, .maximum1],
      "in place of a mean and its SD; of the other arm median2 q1_2 q3_2 …"
    ),
    (
      "difference", [.difference, .sd, .differenceError, .differenceLow, .differenceHigh],
      "of the means, with the pooled SD, its standard error or its confidence limits"
    ),
    (
      "tests", [.t, .f, .df, .p, .z, .chi2, .r, .eta2, .u, .u1],
      "t; F(1, df); p, exact or a bound (p<0.001); z; chi-squared(1); point-biserial r; eta squared; U of either arm or of arm 1"
    ),
    ("effects", [.d, .g, .oddsRatio, .oddsRatioLow, .oddsRatioHigh], "already computed, to turn into others"),
    ("events", [.events1, .events2, .a, .b, .c, .d], "of n1 and n2; or the cells a b / c d"),
    (
      "change", [.pre, .post, .change, .sdPre, .sdPost, .sdChange, .changeError, .changeLow, .changeHigh],
      "of one group with n; of two arms with 1 and 2 behind them"
    ),
    ("correlation", [.prepostCorrelation], "of before and after, within the arms"),
    (
      "how", [.level, .based, .direction, .tails, .design, .event],
      "printed level (0.95); limits from t or z; direction=+ or -; tails=1; design=paired; event=good"
    ),
  ]
}
