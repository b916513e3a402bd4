import Estimates

/// Why some measures and methods have no reference.
enum NotCompared {
  static func reason(of measure: Measure) -> String { reasons[measure] ?? none }

  static func reason(ofMethod method: String) -> String {
    endings.first { method.hasSuffix($0.ending) }?.reason ?? none
  }

  private static let none = "no reference yet."

  private static let reasons: [Measure: String] = [
    .numberNeededToTreat: "the reciprocal of the risk difference and of its limits, which are compared.",
    .proportionBaseline: "a proportion of complete pairs; `proportion` is compared, the pairs by hand.",
    .fidelity: "the means that a paper prints are reproduced, and R's interval (FidelityTests).",
    .fidelitySD: "the standard deviations that a paper prints are reproduced (FidelityTests).",
    .shareAtThreshold: "Wilson's interval of a proportion, which is compared.",
    .proportionFollowup: "a proportion of complete pairs; `proportion` is compared, the pairs by hand.",
  ]

  private static let endings: [(ending: String, reason: String)] =
    ["bonferroni", "holm", "hochberg", "hommel", "bh"].map {
      ("_\($0)", "the unadjusted test and the adjustment are compared, each by itself.")
    } + [
      ("interaction_tost", "the estimate and its standard error are compared."),
      ("interaction_one_sided", "the estimate and its standard error are compared."),
    ]
}
