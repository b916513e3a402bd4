import Estimates
import Testing

@Test func namesOfMeasuresAreThoseOfTheContract() {
  #expect(
    Measure.allCases.map(\.rawValue).sorted() == [
      "adjusted_mean", "agreement", "alpha_if_deleted", "attrition", "bayes_factor", "breslow_day",
      "ceiling", "chi_squared", "claim", "cochran_mantel_haenszel", "coefficient", "cohens_d", "complete",
      "contrast", "cooks_distance", "correlation", "correlation_misfit", "count", "covariance",
      "covariance_misfit", "covariance_ratio", "cronbach_alpha", "d_av", "d_baseline", "d_ppc2", "d_rm",
      "d_z", "design_effect", "detectable_difference", "deteriorated", "dffits", "equivalence", "events",
      "exposure", "fidelity", "fidelity_sd", "fisher_exact", "floor", "funnel_limits", "g_av", "g_z",
      "glass_delta", "h2", "hat", "hedges_g", "hodges_lehmann", "i2", "icc", "improved_total",
      "intermittent", "item_rest_correlation", "joint_test", "kappa", "likelihood_ratio", "little_mcar",
      "log_bayes_factor", "marginal_mean", "maximum", "mcdonald_omega", "mcnemar", "mdc95", "mean",
      "mean_baseline", "mean_change", "mean_difference", "mean_followup", "mean_misfit", "median",
      "minimum", "missing", "modelled_correlation", "modelled_covariance", "modelled_mean", "modelled_sd",
      "monotone", "n", "never_observed", "non_inferiority", "number_needed_to_treat", "observed",
      "observed_correlation", "observed_covariance", "observed_mean", "observed_sd", "odds_ratio",
      "outliers", "overdispersion", "pattern", "pattern_subjects", "percent", "phi", "point_biserial_r",
      "pooled", "posterior_mean_difference", "posterior_probability", "power", "prediction", "print_range",
      "probability_of_superiority", "proportion", "proportion_baseline", "proportion_followup",
      "proportion_observed", "q", "quartile_1", "quartile_3", "r2", "r_squared_conditional",
      "r_squared_marginal", "random_effect", "range", "rank", "rank_sum", "rate", "rate_baseline",
      "rate_difference", "rate_followup", "rate_ratio", "recovered", "reliably_improved",
      "retest_correlation", "risk_difference", "risk_ratio", "sample_size", "sd", "sd_baseline",
      "sd_change", "sd_followup", "sem", "share_at_threshold", "shrunken_mean", "signed_rank",
      "site_deviation", "site_test", "skewness", "small_study_effects", "smd", "standardized_contrast",
      "studentized_residual", "study", "superiority_by_margin", "target", "tau2", "theta", "type_1_error",
      "unchanged", "variance", "variance_share", "weight",
    ])
}

@Test func noTwoMeasuresShareATitleOrAnExplanation() {
  #expect(Set(Measure.allCases.map(\.title)).count == Measure.allCases.count)
  #expect(Set(Measure.allCases.map(\.explanation)).count == Measure.allCases.count)
}

@Test(arguments: Measure.allCases)
func anExplanationIsOneSentence(measure: Measure) {
  let text = measure.explanation
  #expect(text.hasSuffix("."))
  #expect(!text.dropLast().contains(". "))
  let isASCII = text.unicodeScalars.allSatisfy { $0.isASCII }
  #expect(isASCII)
}

@Test(arguments: [
  (Measure.dZ, "standard deviation of the change"), (.dAv, "mean of the baseline and follow-up variances"),
  (.dBaseline, "baseline standard deviation"), (.cohensD, "pooled standard deviation"),
  (.glassDelta, "standard deviation of the control arm"), (.sd, "n - 1"), (.hedgesG, "J(n1 + n2 - 2)"),
  (.dPpc2, "pooled baseline standard deviation"),
  (.gZ, "J(n - 1)"), (.gAv, "J(n - 1)"),
])
func anExplanationNamesItsDenominator(measure: Measure, denominator: String) {
  #expect(measure.explanation.contains(denominator))
}

@Test func aMeanHasTheSDOfItsOwnSample() {
  #expect(Measure.mean.spread == .sd)
  #expect(Measure.meanBaseline.spread == .sdBaseline)
  #expect(Measure.meanFollowup.spread == .sdFollowup)
  // The mean change stands with its interval; the SD of change is a column of its own.
  #expect(Measure.meanChange.spread == nil)
}
