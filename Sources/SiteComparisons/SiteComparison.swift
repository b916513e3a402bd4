internal import Comparisons
public import Estimates
internal import Inference
public import Trials

/// Each site against the rest, case-mix adjusted: the numbers of a funnel plot with exact limits for continuous outcomes,
/// overdispersion, empirical-Bayes estimates, ranks, the intraclass correlation, and properties of sites against their means.
///
/// Documentation/Methods/sites.md.
public enum SiteComparison {
  /// Every measure that `results` knows, in the order of its rows.
  public static let measures: [Measure] = [
    .n, .mean, .sd, .adjustedMean, .target, .siteDeviation, .siteTest, .funnelLimits, .overdispersion, .tau2, .icc,
    .shrunkenMean, .rank, .coefficient,
  ]

  /// One block of rows for each outcome and visit after the baseline (every visit, where there is no baseline visit). With a
  /// baseline the outcome is the follow-up adjusted for it, else the outcome itself; arm and covariates are adjusted for too.
  ///
  /// - Parameters:
  ///   - measures: what is given; nil for all.
  ///   - level: confidence level of every interval; a funnel's limits are at 95 % and 99.8 % always.
  /// - Returns: rows, and this analysis's own notes (the trial's are not repeated). A quantity that cannot be estimated is
  ///   nil, and a note says why. Sites with fewer than `minCell` subjects have a row that says so and no number.
  public static func results(
    for trial: Trial, measures: Set<Measure>? = nil, level: Double = 0.95, options: SiteOptions = SiteOptions()
  ) throws(SiteError) -> Results {
    try analysis(of: trial, measures: measures, level: level, options: options).results
  }

  /// The rows together with the funnels that charts show, each block analysed once.
  package static func analysis(
    of trial: Trial, measures: Set<Measure>? = nil, level: Double, options: SiteOptions
  ) throws(SiteError) -> (results: Results, funnels: [SiteFunnel]) {
    guard trial.site != nil else { return (Results(notes: ["There is no site, so nothing is compared."]), []) }
    var funnels: [SiteFunnel] = []
    var writer = RowWriter(measures: measures)
    noteChoices(trial, options, in: &writer)
    for block in try blocks(of: trial, options: options) {
      writer.outcome = block.outcome.name
      writer.visit = trial.visits[block.visit]
      writer.hasSquares = block.hasSquares
      note(block.sample, options, in: &writer)
      guard block.sample.labels.count > 1, block.hasSquares else {
        writer.add(
          block.sample.tooFew.map {
            Estimate(site: $0, term: SiteVerdict.tooFew.rawValue, measure: .siteDeviation, method: "student")
          })
        continue
      }
      let analysis = SiteAnalysis(
        block.sample, outcome: block.outcome.name, visit: writer.visit, options: options, level: level,
        needsRanks: writer.wants(.rank) && (options.rankedVisit == nil || options.rankedVisit == writer.visit))
      funnels.append(analysis.funnel)
      var rows = SiteRows(analysis: analysis, options: options).all
      if let visit = options.rankedVisit, visit != writer.visit { rows.removeAll { $0.measure == .rank } }
      if writer.wants(.icc) {
        let icc = SiteIntraclassCorrelation(analysis, level: level)
        let place = rows.lastIndex { $0.measure == .tau2 } ?? rows.count - 1
        rows.insert(icc.row, at: place + 1)
        if icc.isCut {
          writer.notes.add("The intraclass correlation is estimated below 0 and given as 0", at: writer.place(nil))
        }
      }
      for covariate in trial.covariates where options.siteCovariates.contains(covariate.name) {
        let (row, cause) = try SiteCovariate(
          covariate, sample: block.sample, visit: block.visit, label: writer.visit
        ).row(
          means: analysis.caseMix.adjustedMeans, variances: analysis.variances,
          sizes: analysis.caseMix.summaries.map(\.count), level: level)
        rows.append(row)
        if let cause, writer.wants(.coefficient) { writer.notes.add(cause, at: writer.place(covariate.name)) }
      }
      writer.add(rows)
      note(analysis, in: &writer)
    }
    return (Results(rows: writer.rows, notes: writer.notes.notes), funnels)
  }

  /// The same for charts: a funnel for each outcome and visit that has two judged sites or more.
  public static func funnels(
    for trial: Trial, level: Double = 0.95, options: SiteOptions = SiteOptions()
  ) throws(SiteError) -> [SiteFunnel] {
    guard trial.site != nil else { return [] }
    return try blocks(of: trial, options: options).filter { $0.sample.labels.count > 1 && $0.hasSquares }.map { block in
      SiteAnalysis(
        block.sample, outcome: block.outcome.name, visit: trial.visits[block.visit], options: options, level: level
      ).funnel
    }
  }

  /// Whether a site has too few subjects at some visit, so that no total may leave beside the others.
  public static func hasSmallCells(
    in trial: Trial, options: SiteOptions = SiteOptions()
  ) throws(SiteError) -> Bool {
    try blocks(of: trial, options: options).contains { !$0.sample.tooFew.isEmpty }
  }

  private struct Block {
    let outcome: Outcome
    let visit: Int
    let sample: SiteSample
    let hasSquares: Bool
  }

  private static func blocks(of trial: Trial, options: SiteOptions) throws(SiteError) -> [Block] {
    guard let site = trial.site else { return [] }
    let visits = Array(trial.visits.indices.dropFirst(trial.baselineVisit.map { $0 + 1 } ?? 0))
    if visits.isEmpty { throw .noFollowup(visits: trial.visits.compactMap { $0 }) }
    return trial.outcomes.flatMap { outcome in
      visits.map { visit in
        let columns = [outcome.values[visit]] + (outcome.baseline.map { [$0] } ?? [])
        return Block(
          outcome: outcome, visit: visit,
          sample: SiteSample(trial: trial, site: site, outcome: outcome, visit: visit, options: options),
          hasSquares: SquareRange.holds(columns, arm: nil))
      }
    }
  }
}

// What is said beside the rows.
extension SiteComparison {
  private static func noteChoices(_ trial: Trial, _ options: SiteOptions, in writer: inout RowWriter) {
    let caseMix = SiteSample.caseMix(of: trial, options: options)
    writer.notes.add(
      caseMix.isEmpty
        ? "Sites are compared without adjustment: there is no baseline and no covariate"
        : "Sites are adjusted for \(caseMix.joined(separator: ", "))")
    if options.target == .rest { writer.notes.add("Each site is held against the mean of the other judged sites") }
    for visit in trial.visits.indices.prefix(trial.baselineVisit ?? 0) {
      writer.notes.add(
        "Sites are not compared at a visit before the baseline", at: trial.visits[visit].map { "visit \($0)" })
    }
    if writer.wants(.rank) {
      writer.notes.add("Ranks count from the lowest value; their intervals are simulated, seed \(options.seed)")
    }
    if writer.wants(.siteTest), options.adjustment != .none {
      writer.notes.add(
        "site_test adjusts the p-values of the judged sites of one outcome and visit (\(options.adjustment.rawValue))")
    }
  }

  private static func note(_ sample: SiteSample, _ options: SiteOptions, in writer: inout RowWriter) {
    let cells = SmallCells(minCell: options.minCell)
    for (count, cause) in [
      (sample.withoutOutcome, "Subjects of the judged sites who do not have the outcome"),
      (sample.withoutSite, "Subjects left out because their site is unknown"),
      (sample.withoutCaseMix, "Subjects left out because baseline, arm or a covariate is missing"),
    ] where count > 0 {
      writer.notes.add(cause, at: writer.place(cells.inWords(count)))
    }
    if !writer.hasSquares { return writer.notes.add(SquareRange.cause, at: writer.place(nil)) }
    if sample.isUnobserved { return writer.notes.add("Nobody has the outcome", at: writer.place(nil)) }
    for label in sample.tooFew {
      writer.notes.add(
        "Sites with fewer than \(options.minCell) subjects (--min-cell) are not judged and are left out of every number",
        at: writer.place("site \(label)"))
    }
    if sample.labels.count < 2 {
      writer.notes.add(
        sample.labels.isEmpty
          ? "No site has at least \(options.minCell) subjects, so nothing is compared"
          : "One site only has at least \(options.minCell) subjects, so nothing is compared", at: writer.place(nil))
    }
  }

  private static func note(_ analysis: SiteAnalysis, in writer: inout RowWriter) {
    for (column, slope) in zip(analysis.sample.covariates, analysis.caseMix.slopes) where slope == nil {
      writer.notes.add(
        "A covariate that does not vary within sites, or follows from others, is left out of the case mix",
        at: writer.place(column.name))
    }
    if analysis.caseMix.isPerfect {
      writer.notes.add(
        "Site and case mix fit the outcome exactly, so there are means and nothing else", at: writer.place(nil))
    } else if analysis.caseMix.sigma == nil {
      writer.notes.add(
        "As many sites and covariates as subjects, so there are means and nothing else", at: writer.place(nil))
    }
    guard let phi = analysis.overdispersion?.phi else { return }
    let number = NumberFormat.fixed(phi, decimals: 2)
    if phi > 1 {
      writer.notes.add(
        "The sites' squared z-scores are larger than 1 on average (overdispersion), so limits are given by it too",
        at: writer.place("phi \(number)"))
    } else {
      writer.notes.add(
        "The sites' squared z-scores are not larger than 1 on average, so limits are not widened; with few sites that says little",
        at: writer.place("phi \(number)"))
    }
    if analysis.shrunken?.variance == 0, writer.wants(anyOf: [.shrunkenMean, .rank]) {
      writer.notes.add(
        "The variance between sites is estimated as 0: every site is drawn to the common mean, and ranks say nothing",
        at: writer.place(nil))
    }
  }
}
