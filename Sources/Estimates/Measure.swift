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
  case dPpc2 = "d_ppc2"
  case rankSum = "rank_sum"
  case probabilityOfSuperiority = "probability_of_superiority"
  case observed
  case proportionObserved = "proportion_observed"
  case pattern
  case complete
  case monotone
  case intermittent
  case neverObserved = "never_observed"
  case attrition
  case littleMCAR = "little_mcar"
  case median
  case quartile1 = "quartile_1"
  case quartile3 = "quartile_3"
  case minimum
  case maximum
  case missing
  case count
  case percent
  case smd
  case floor
  case ceiling
  case skewness
  case outliers
  case events
  case proportion
  case riskDifference = "risk_difference"
  case riskRatio = "risk_ratio"
  case oddsRatio = "odds_ratio"
  case numberNeededToTreat = "number_needed_to_treat"
  case fisherExact = "fisher_exact"
  case chiSquared = "chi_squared"
  case cochranMantelHaenszel = "cochran_mantel_haenszel"
  case breslowDay = "breslow_day"
  case proportionBaseline = "proportion_baseline"
  case proportionFollowup = "proportion_followup"
  case mcnemar
  case equivalence
  case nonInferiority = "non_inferiority"
  case superiorityByMargin = "superiority_by_margin"
  case coefficient
  case marginalMean = "marginal_mean"
  case contrast
  case jointTest = "joint_test"
  case standardizedContrast = "standardized_contrast"
  case variance
  case covariance
  case range
  case icc
  case randomEffect = "random_effect"
  case likelihoodRatio = "likelihood_ratio"
  case varianceShare = "variance_share"
  case rSquaredMarginal = "r_squared_marginal"
  case rSquaredConditional = "r_squared_conditional"
  case designEffect = "design_effect"
  case observedMean = "observed_mean"
  case observedSD = "observed_sd"
  case modelledMean = "modelled_mean"
  case modelledSD = "modelled_sd"
  case meanMisfit = "mean_misfit"
  case observedCovariance = "observed_covariance"
  case modelledCovariance = "modelled_covariance"
  case covarianceMisfit = "covariance_misfit"
  case observedCorrelation = "observed_correlation"
  case modelledCorrelation = "modelled_correlation"
  case correlationMisfit = "correlation_misfit"
  case patternSubjects = "pattern_subjects"
  case bayesFactor = "bayes_factor"
  case logBayesFactor = "log_bayes_factor"
  case posteriorMeanDifference = "posterior_mean_difference"
  case posteriorProbability = "posterior_probability"
  case exposure
  case rate
  case rateRatio = "rate_ratio"
  case rateDifference = "rate_difference"
  case theta
  case rateBaseline = "rate_baseline"
  case rateFollowup = "rate_followup"
  case cronbachAlpha = "cronbach_alpha"
  case mcdonaldOmega = "mcdonald_omega"
  case itemRestCorrelation = "item_rest_correlation"
  case alphaIfDeleted = "alpha_if_deleted"
  case agreement
  case kappa
  case retestCorrelation = "retest_correlation"
  case sem
  case mdc95
  case adjustedMean = "adjusted_mean"
  case target
  case siteDeviation = "site_deviation"
  case siteTest = "site_test"
  case funnelLimits = "funnel_limits"
  case overdispersion
  case tau2
  case shrunkenMean = "shrunken_mean"
  case rank
  case fidelity
  case fidelitySD = "fidelity_sd"
  case shareAtThreshold = "share_at_threshold"
  case recovered
  case reliablyImproved = "reliably_improved"
  case improvedTotal = "improved_total"
  case unchanged
  case deteriorated
  case pooled
  case prediction
  case study
  case weight
  case q
  case i2
  case h2
  case r2
  case studentizedResidual = "studentized_residual"
  case dffits
  case cooksDistance = "cooks_distance"
  case covarianceRatio = "covariance_ratio"
  case hat
  case smallStudyEffects = "small_study_effects"
  case claim
  case power
  case sampleSize = "sample_size"
  case detectableDifference = "detectable_difference"
  case typeOneError = "type_1_error"
  case pointBiserial = "point_biserial_r"
  case phi
  case printRange = "print_range"

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
    case .dPpc2: "d_ppc2"
    case .rankSum: "Rank-sum test"
    case .probabilityOfSuperiority: "Probability of superiority"
    case .observed: "Observed"
    case .proportionObserved: "Proportion observed"
    case .pattern: "Pattern"
    case .complete: "Complete"
    case .monotone: "Dropped out (monotone)"
    case .intermittent: "Intermittent"
    case .neverObserved: "Never observed"
    case .attrition: "Attrition"
    case .littleMCAR: "Little's MCAR test"
    case .median: "Median"
    case .quartile1: "First quartile"
    case .quartile3: "Third quartile"
    case .minimum: "Minimum"
    case .maximum: "Maximum"
    case .missing: "Missing"
    case .count: "Count"
    case .percent: "Percent"
    case .smd: "SMD"
    case .floor: "Floor"
    case .ceiling: "Ceiling"
    case .skewness: "Skewness"
    case .outliers: "Outliers"
    case .events: "Events"
    case .proportion: "Proportion"
    case .riskDifference: "Risk difference"
    case .riskRatio: "Risk ratio"
    case .oddsRatio: "Odds ratio"
    case .numberNeededToTreat: "Number needed to treat"
    case .fisherExact: "Fisher's exact test"
    case .chiSquared: "Chi-squared test"
    case .cochranMantelHaenszel: "Cochran-Mantel-Haenszel test"
    case .breslowDay: "Breslow-Day test"
    case .proportionBaseline: "Baseline proportion"
    case .proportionFollowup: "Follow-up proportion"
    case .mcnemar: "McNemar's test"
    case .equivalence: "Equivalence"
    case .nonInferiority: "Non-inferiority"
    case .superiorityByMargin: "Superiority by the margin"
    case .coefficient: "Coefficient"
    case .marginalMean: "Marginal mean"
    case .contrast: "Contrast"
    case .jointTest: "Joint test"
    case .standardizedContrast: "Standardized contrast"
    case .variance: "Variance"
    case .covariance: "Covariance"
    case .range: "Range"
    case .icc: "Intraclass correlation"
    case .randomEffect: "Random effect"
    case .likelihoodRatio: "Likelihood-ratio test"
    case .varianceShare: "Share of variance"
    case .rSquaredMarginal: "Marginal R squared"
    case .rSquaredConditional: "Conditional R squared"
    case .designEffect: "Design effect"
    case .observedMean: "Observed mean"
    case .observedSD: "Observed SD"
    case .modelledMean: "Modelled mean"
    case .modelledSD: "Modelled SD"
    case .meanMisfit: "Misfit of the mean"
    case .observedCovariance: "Observed covariance"
    case .modelledCovariance: "Modelled covariance"
    case .covarianceMisfit: "Misfit of the covariance"
    case .observedCorrelation: "Observed correlation"
    case .modelledCorrelation: "Modelled correlation"
    case .correlationMisfit: "Misfit of the correlation"
    case .patternSubjects: "Subjects of the pattern"
    case .bayesFactor: "Bayes factor"
    case .logBayesFactor: "Log Bayes factor"
    case .posteriorMeanDifference: "Posterior mean difference"
    case .posteriorProbability: "Posterior probability"
    case .exposure: "Exposure"
    case .rate: "Rate"
    case .rateRatio: "Rate ratio"
    case .rateDifference: "Rate difference"
    case .theta: "Theta"
    case .rateBaseline: "Baseline rate"
    case .rateFollowup: "Follow-up rate"
    case .cronbachAlpha: "Cronbach's alpha"
    case .mcdonaldOmega: "McDonald's omega"
    case .itemRestCorrelation: "Item-rest r"
    case .alphaIfDeleted: "Alpha without it"
    case .agreement: "Agreement"
    case .kappa: "Kappa"
    case .retestCorrelation: "Test-retest correlation"
    case .sem: "SEM"
    case .mdc95: "MDC95"
    case .adjustedMean: "Adjusted mean"
    case .target: "Target"
    case .siteDeviation: "Deviation from the target"
    case .siteTest: "Test of the deviation"
    case .funnelLimits: "Funnel limits"
    case .overdispersion: "Overdispersion"
    case .tau2: "Tau squared"
    case .shrunkenMean: "Shrunken mean"
    case .rank: "Rank"
    case .fidelity: "Fidelity"
    case .fidelitySD: "SD of fidelity"
    case .shareAtThreshold: "Share at the threshold"
    case .recovered: "Recovered"
    case .reliablyImproved: "Reliably improved"
    case .improvedTotal: "Improved in all"
    case .unchanged: "Unchanged"
    case .deteriorated: "Deteriorated"
    case .pooled: "Pooled effect"
    case .prediction: "Prediction interval"
    case .study: "Study"
    case .weight: "Weight"
    case .q: "Q"
    case .i2: "I squared"
    case .h2: "H squared"
    case .r2: "R squared"
    case .studentizedResidual: "Studentized residual"
    case .dffits: "DFFITS"
    case .cooksDistance: "Cook's distance"
    case .covarianceRatio: "Covariance ratio"
    case .hat: "Hat value"
    case .smallStudyEffects: "Small-study effects"
    case .claim: "Published claim"
    case .power: "Power"
    case .sampleSize: "Sample size"
    case .detectableDifference: "Detectable difference"
    case .typeOneError: "Type I error"
    case .pointBiserial: "Point-biserial r"
    case .phi: "Phi"
    case .printRange: "Range by rounding"
    }
  }

  /// What the number is, in one sentence that names its denominator and its direction: for help, pages and docs.
  public var explanation: String {
    switch self {
    case .n: "Number of subjects."
    case .mean: "Mean of the observed values: of the outcome in the arm at the visit, or of a baseline variable."
    case .sd: "Standard deviation of the same values as the mean, with n - 1 as denominator."
    case .meanBaseline: "Mean at baseline of the subjects who have both baseline and this visit."
    case .meanFollowup: "Mean at this visit of the subjects who have both baseline and this visit."
    case .sdBaseline:
      "Standard deviation (n - 1) at baseline of the subjects who have both baseline and this visit."
    case .sdFollowup:
      "Standard deviation (n - 1) at this visit of the subjects who have both baseline and this visit."
    case .correlation:
      "Pearson correlation between baseline and this visit over the subjects who have both; in a model, of two visits or of "
        + "two random effects."
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
    case .dPpc2:
      "Mean change of the treatment arm minus mean change of the control arm, divided by the pooled baseline standard "
        + "deviation, times the exact small-sample correction J(n1 + n2 - 2)."
    case .rankSum:
      "Wilcoxon-Mann-Whitney rank-sum test; the statistic U counts the pairs in which the treated subject has the higher "
        + "value, ties half."
    case .probabilityOfSuperiority:
      "Share of all pairs of a treated and a control subject in which the treated one has the higher value, ties half."
    case .observed: "Number of subjects of the arm whose outcome is observed at the visit."
    case .proportionObserved:
      "Number of subjects whose outcome is observed at the visit, divided by the subjects of the arm."
    case .pattern: "Number of subjects of the arm who are observed at exactly the visits that the term lists."
    case .complete: "Number of subjects of the arm who are observed at every visit."
    case .monotone: "Number of subjects of the arm who are observed up to some visit and at none after it."
    case .intermittent: "Number of subjects of the arm who miss a visit and are observed at a later one."
    case .neverObserved: "Number of subjects of the arm who are observed at no visit."
    case .attrition:
      "Number of subjects whose outcome is not observed at the visit, divided by the subjects of the arm."
    case .littleMCAR:
      "Little's test that values are missing completely at random; the statistic compares the means of "
        + "subjects with different patterns of observed visits, and a small p-value speaks against it."
    case .median: "Median of the observed values."
    case .quartile1: "First quartile of the observed values (type 7: linear interpolation, R's default)."
    case .quartile3: "Third quartile of the observed values (type 7: linear interpolation, R's default)."
    case .minimum: "Lowest observed value."
    case .maximum: "Highest observed value."
    case .missing: "Number of subjects of the arm without a value."
    case .count: "Number of subjects of the arm with this level."
    case .percent: "Number of subjects with this level, as a percentage of the subjects of the arm who have a value."
    case .smd:
      "Standardised mean difference of a baseline variable, treatment minus control, over the root of the "
        + "mean of the two arms' variances; for a categorical variable the distance of Yang and Dalton, which "
        + "has no sign."
    case .floor:
      "Share of subjects at the lowest value observed in the trial, which need not be the lowest that the "
        + "instrument has."
    case .ceiling:
      "Share of subjects at the highest value observed in the trial, which need not be the highest that "
        + "the instrument has."
    case .skewness:
      "Adjusted Fisher-Pearson skewness G1 of the observed values; positive where the long tail is to the "
        + "right."
    case .outliers:
      "Number of values more than three interquartile ranges below the first or above the third quartile."
    case .events: "Number of subjects with the event; of counts, the number of events of all subjects."
    case .proportion: "Share of the observed subjects who have the event."
    case .riskDifference:
      "Proportion with the event, treatment minus control, or later minus earlier within subjects, between -1 and 1."
    case .riskRatio: "Proportion with the event in the treatment arm over that in the control arm."
    case .oddsRatio: "Odds of the event in the treatment arm over those in the control arm."
    case .numberNeededToTreat:
      "Subjects treated for one event more or less than under control, the reciprocal of the risk difference; term says "
        + "which side, benefit or harm, and a limit that is null (two dots on a page) is an open end."
    case .fisherExact:
      "Fisher's exact test that the arms have the same risk; the statistic x is the number of events under treatment."
    case .chiSquared: "Pearson's chi-squared test that the arms have the same risk, without a continuity correction."
    case .cochranMantelHaenszel:
      "Chi-squared test that the arms have the same odds in every site, without a continuity correction."
    case .breslowDay: "Breslow and Day's chi-squared test that the odds ratio is the same in every site."
    case .proportionBaseline: "Share with the event at baseline of the subjects who have both baseline and this visit."
    case .proportionFollowup:
      "Share with the event at this visit of the subjects who have both baseline and this visit."
    case .mcnemar:
      "McNemar's test that as many subjects gain the event as lose it; the statistic x is the number who gained it, "
        + "or chi-squared (X2)."
    case .equivalence:
      "Whether the mean difference lies between minus and plus the margin: the larger p-value of two one-sided t tests."
    case .nonInferiority:
      "Whether the treatment arm's mean is at most the margin worse than the control arm's, by a one-sided t test."
    case .superiorityByMargin:
      "Whether the treatment arm's mean is better than the control arm's by more than the margin, by a one-sided t test."
    case .coefficient: "Coefficient of a column of the model's fixed effects."
    case .marginalMean:
      "Mean that the model expects, covariates at their mean over the analysed rows and other factors averaged."
    case .contrast: "Difference of marginal means, treatment minus control or as the contrast's name says."
    case .jointTest:
      "F test that all differences of a term are zero, over the others' average; the statistic is F and df its denominator, "
        + "term names the numerator's."
    case .standardizedContrast: "Contrast divided by the standard deviation that the method names."
    case .variance:
      "Variance of the outcome around the model's mean, at a visit or at all; of a random effect, between groups."
    case .covariance: "Covariance of the outcome at two visits around the model's mean."
    case .range:
      "Time over which the correlation of two measurements falls by the factor e, in the unit of the "
        + "times."
    case .icc:
      "Share of the variance that lies between groups, or of ratings between subjects: the correlation of two values of "
        + "one."
    case .randomEffect:
      "Predicted effect of one group (best linear unbiased prediction) with its standard error of "
        + "prediction."
    case .likelihoodRatio:
      "Twice the gain in log-likelihood of a model over one that it contains; a variance at zero is "
        + "tested by a mixture."
    case .varianceShare:
      "Share that the fixed effects, one random term or the residual has of the outcome's variance, each as its mean over "
        + "the analysed rows."
    case .rSquaredMarginal: "Share of the outcome's variance that the fixed effects explain (Nakagawa)."
    case .rSquaredConditional:
      "Share of the outcome's variance that fixed and random effects explain together "
        + "(Nakagawa)."
    case .designEffect:
      "Factor by which groups enlarge the variance of an arm's mean: 1 + (mean size of a member's group - 1) times "
        + "the intraclass correlation."
    case .observedMean:
      "Mean of the analysed values of the arm at the visit; where term names a dropout pattern, of its subjects."
    case .observedSD: "Standard deviation (n - 1) of the analysed values of the arm at the visit."
    case .modelledMean: "Mean of the model's fitted values over the same rows as the observed mean."
    case .modelledSD:
      "Standard deviation that the model expects of the same rows: the root of the variance of their fitted values plus "
        + "the modelled variance around them."
    case .meanMisfit: "Observed minus modelled mean: the mean of the residuals."
    case .observedCovariance:
      "Covariance (n - 1) of the residuals at two visits over the subjects who have both; of a visit with itself their "
        + "variance."
    case .modelledCovariance: "Covariance that the model has for the same two visits."
    case .covarianceMisfit: "Observed minus modelled covariance."
    case .observedCorrelation:
      "Pearson correlation of the residuals at two visits over the subjects who have both."
    case .modelledCorrelation: "Correlation that the model has for the same two visits."
    case .correlationMisfit: "Observed minus modelled correlation."
    case .patternSubjects:
      "Number of subjects of the arm with an analysed value who are there as the term says: at every visit, up to a last "
        + "visit, or intermittently."
    case .bayesFactor:
      "Bayes factor BF10: how many times as probable the data are where the standardized effect has the prior "
        + "that term names as where it is 0."
    case .logBayesFactor:
      "Natural logarithm of the Bayes factor BF10; above 0 in favour of a difference, below 0 in favour of "
        + "none."
    case .posteriorMeanDifference:
      "Posterior mean of the treatment minus control difference in means, in the units of the outcome, under "
        + "the prior that term names; the interval is credible, the standard error the posterior SD."
    case .posteriorProbability:
      "Posterior probability that the treatment minus control difference in means is on the side of 0 that term"
        + " names, under the prior that it names."
    case .exposure: "Exposure of all subjects of the arm who have a count, in the unit of its column."
    case .rate: "Number of events divided by the exposure of the same subjects."
    case .rateRatio:
      "Rate of events in the treatment arm over that in the control arm, or later over earlier within subjects."
    case .rateDifference: "Rate of events in the treatment arm minus that in the control arm, per unit of exposure."
    case .theta:
      "Theta of the negative binomial model, whose variance is mean + mean^2/theta; the larger, the nearer to Poisson."
    case .rateBaseline: "Rate of events at baseline of the subjects who have both baseline and this visit."
    case .rateFollowup: "Rate of events at this visit of the subjects who have both baseline and this visit."
    case .cronbachAlpha:
      "Cronbach's alpha of the sum of the items: the share of its variance that is not error, where the items measure "
        + "one thing equally well."
    case .mcdonaldOmega:
      "McDonald's omega total of the sum of the items: the share of its variance that their one common factor has."
    case .itemRestCorrelation:
      "Pearson correlation of an item with the sum of the others (the corrected item-total correlation)."
    case .alphaIfDeleted: "Cronbach's alpha of the items without this one."
    case .agreement: "Share of subjects whom all raters give the same rating."
    case .kappa:
      "Agreement of raters beyond chance, as a share of what chance leaves; weights, where there are any, credit ratings "
        + "that are near one another."
    case .retestCorrelation: "Pearson correlation of two visits over the subjects who have both."
    case .sem:
      "Standard error of measurement: the standard deviation of the error of one score, in the units of the score; method "
        + "names the reliability that it rests on."
    case .mdc95:
      "Minimal detectable change: 1.96 times the root of 2 times the standard error of measurement, which 95 percent of "
        + "differences that are error alone stay below."
    case .adjustedMean:
      "Mean of the outcome that the site would have if its subjects had the baseline, arm and covariates of all."
    case .target: "Mean that a site is held against: of the subjects of all judged sites, or of the other ones."
    case .siteDeviation:
      "Adjusted mean of the site minus its target, in the units of the outcome; term says where it stands among the "
        + "funnel's limits."
    case .siteTest:
      "Test that the site's adjusted mean is its target, with a p-value adjusted for the number of sites as the method "
        + "says."
    case .funnelLimits:
      "Limits between which a site of this size lies in 95% or 99.8% of cases if its true mean is the target, which is the "
        + "estimate."
    case .overdispersion:
      "Mean of the sites' squared z-scores, the outermost tenth at each end winsorised; 1 where sites differ by chance "
        + "alone."
    case .tau2: "Variance of the true effects between studies, or of the true means between sites, beyond chance."
    case .shrunkenMean:
      "Empirical-Bayes estimate of the site's mean: the adjusted mean, drawn to the mean of the sites the more the fewer "
        + "subjects it has."
    case .rank:
      "Expected place of the site's true mean among the judged sites, 1 being the lowest value."
    case .fidelity:
      "Mean rating of a site over the items it was rated on; for all sites the mean of theirs, or of their ratings on the "
        + "item that term names."
    case .fidelitySD:
      "Standard deviation (n - 1) between sites of their fidelity, or of their ratings on the term's item."
    case .shareAtThreshold: "Share of sites that are rated at the threshold or higher, on all items or on the term's."
    case .recovered:
      "Share of the subjects who have both baseline and this visit that improved and ended past the cut-off."
    case .reliablyImproved:
      "Share of the same subjects that improved by more than the error of measurement makes likely and did not recover."
    case .improvedTotal: "Share of the same subjects that recovered or improved."
    case .unchanged: "Share of the same subjects that neither improved nor deteriorated."
    case .deteriorated:
      "Share of the same subjects that worsened by as much as would be improvement in the other direction."
    case .pooled:
      "Mean of the studies' true effects, or their common effect, each study weighted by its precision."
    case .prediction:
      "Interval in which the true effect of a new study like these is expected, around the pooled effect."
    case .study:
      "Effect that one study found, with the interval of its own standard error."
    case .weight:
      "Share of the pooled effect that a study has, in percent of all."
    case .q:
      "Cochran's test that all studies have the same true effect, or that the moderators explain nothing; the statistic is chi-squared."
    case .i2:
      "Share of the variation between studies that is not sampling error, from tau squared, in percent."
    case .h2:
      "Variation between studies over what sampling error alone would make, from tau squared."
    case .r2:
      "Share of the variance between studies that the moderators explain, in percent."
    case .studentizedResidual:
      "Effect of a study minus what the model of the others expects, over the standard error of that difference."
    case .dffits:
      "How far the effect expected of a study moves when it is left out, in standard errors."
    case .cooksDistance:
      "Squared distance that all coefficients move when a study is left out, in their own covariance."
    case .covarianceRatio:
      "Generalized variance of the coefficients without a study over that with it; below 1 the study costs precision."
    case .hat:
      "Leverage of a study: how much of the effect expected of it is its own."
    case .smallStudyEffects:
      "Test or estimate of how the effect depends on how large the studies are, by the method named."
    case .claim:
      "A published figure held against the others printed beside it; what they allow it to be is the interval."
    case .power:
      "Probability that the test is significant where the effect is the one planned for."
    case .sampleSize:
      "Smallest number of subjects (or clusters, where term says so) that gives the power asked for."
    case .detectableDifference:
      "Smallest difference that is found with the power asked for."
    case .typeOneError:
      "Share of simulated trials without an effect in which the test is significant."
    case .pointBiserial:
      "Correlation of the outcome with the arm, treatment being 1 and control 0."
    case .phi:
      "Correlation of an event, yes or no, with the arm: the root of chi-squared over the number of subjects."
    case .printRange:
      "All that the effect named by term can be, given how far the printed figures behind it were rounded; no confidence "
        + "interval."
    }
  }

  /// The same of rates per `units` units of exposure: `Rate of events …, per 365 units of exposure.`
  public func explanation(ratesPer units: Double) -> String {
    guard units != 1 else { return explanation }
    let per = "per \(units.shortest) units of exposure."
    switch self {
    case .rate, .rateBaseline, .rateFollowup: return explanation.dropLast() + ", " + per
    case .rateDifference: return explanation.dropLast("per unit of exposure.".count) + per
    default: return explanation
    }
  }

  /// Whether it describes a sample and stands for itself; the others estimate, and a page leaves room for the interval
  /// and the test of every one, also where this sample gives none.
  public var describes: Bool {
    switch self {
    case .n, .mean, .sd, .meanBaseline, .meanFollowup, .sdBaseline, .sdFollowup, .correlation, .sdChange: true
    case .observed, .proportionObserved, .pattern, .complete, .monotone, .intermittent, .neverObserved: true
    case .median, .quartile1, .quartile3, .minimum, .maximum, .missing, .count, .percent, .smd: true
    case .variance, .covariance, .varianceShare: true
    case .observedMean, .observedSD, .modelledMean, .modelledSD, .meanMisfit, .patternSubjects: true
    case .observedCovariance, .modelledCovariance, .covarianceMisfit: true
    case .observedCorrelation, .modelledCorrelation, .correlationMisfit: true
    case .floor, .ceiling, .skewness, .outliers, .events, .exposure: true
    case .itemRestCorrelation, .alphaIfDeleted, .agreement: true
    case .fidelitySD, .weight: true
    case .studentizedResidual, .dffits, .cooksDistance, .covarianceRatio, .hat: true
    default: false
    }
  }

  /// Whether it is the one arm's value over the other's, not minus it.
  public var isRatio: Bool {
    switch self {
    case .riskRatio, .oddsRatio, .rateRatio: true
    default: false
    }
  }

  /// The letter of the test statistic where the statistic, not an estimate, is what the row reports: V, U, d2,
  /// X2 for chi-squared, x for a count.
  public func statisticSymbol(method: String?) -> String? {
    switch self {
    case .signedRank: "V"
    case .rankSum: "U"
    case .littleMCAR: "d2"
    case .jointTest: "F"
    case .siteTest: "t"
    case .fisherExact: "x"
    case .chiSquared, .cochranMantelHaenszel, .breslowDay, .likelihoodRatio, .q: "X2"
    case .mcnemar: method == "chi_squared" ? "X2" : "x"
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
