import ArgumentParser
import Endline

/// `endline sites`: each site against the rest.
struct SitesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sites",
    abstract: "Each site against the rest: funnel limits, shrunken estimates, ranks; fidelity.",
    discussion: """
      EXAMPLE:
        endline sites Datasets/made-up-sites/sites.csv \\
          --subject subject --visit visit --site site --outcome score \\
          --covariate age --site-covariate fidelity

      Sites' means of the outcome at each visit after the baseline, adjusted for the baseline, the arm and every \
      --covariate, and judged by exact limits: inside, beyond 95%, beyond 99.8%. Sites with fewer than --min-cell subjects \
      are too few to judge and have no part in any number.

      MEASURES: \(measureList(SiteComparison.measures))

      EXAMPLE, the funnel as a chart:
        endline sites Datasets/made-up-sites/sites.csv \\
          --subject subject --visit visit --site site --outcome score \\
          --plot funnel.svg

      CHARTS (--plot-kind): \(Plot.list(plotKinds))

      FIDELITY:
        endline sites Datasets/imr-fidelity-netherlands/fidelity.csv \\
          --site group --item item --outcome rating --threshold 4

      One row per site and item (and --visit): mean rating by site and over sites, by item, and the share of sites at the \
      threshold. Without --item the outcome is the sites' total. Agreement of raters: endline reliability --raters.

      MEASURES OF FIDELITY: \(measureList(Fidelity.measures))
      """)

  private static let plotKinds: [PlotKind] = [.funnel, .caterpillar]

  @OptionGroup var options: DataOptions
  @OptionGroup(title: "Sites") var sites: SitesArguments
  @OptionGroup(title: "Chart") var plot: PlotOptions

  func run() throws {
    if sites.isFidelity {
      if plot.plot != nil { throw UsageError.exclude("--plot", sites.item == nil ? "--threshold" : "--item") }
      return try runFidelity()
    }
    let asked = try sites.options()
    let chart = Plot(options: plot, kinds: Self.plotKinds) { kind, scene in
      guard let trial = scene.trial else { return [] }
      return try SiteComparison.funnels(for: trial, level: scene.level, options: asked).compactMap {
        kind == .caterpillar ? $0.caterpillarChart() : $0.funnelChart()
      }
    }
    try DataCommand(
      name: "sites", options: options, measures: SiteComparison.measures, comparesArms: false,
      ofOthers: [
        (
          Fidelity.measures, "fidelity, and the outcome is not said to be one",
          "add --item COL, or --threshold X where the outcome is a total"
        )
      ],
      plot: chart,
      planned: { plan in
        guard plan.site != nil else { throw SitesUsageError.noSite }
        var plan = plan
        plan.covariates += asked.siteCovariates.map { "\($0):numeric" }
        return plan
      },
      showsTotals: { trial in try !SiteComparison.hasSmallCells(in: trial, options: asked) }
    ) { trial, request in
      try SiteComparison.results(for: trial, measures: request.measures, level: request.level, options: asked)
    }.run()
  }

  /// Sites are the subjects then, and items the outcomes.
  private func runFidelity() throws {
    let threshold = try sites.fidelityThreshold(options)
    var rating: String?
    try DataCommand(
      name: "sites", options: options, measures: Fidelity.measures, comparesArms: false,
      ofOthers: [
        (SiteComparison.measures, "sites, and the outcome is said to be fidelity", "leave --item and --threshold out")
      ],
      planned: { plan in
        guard let site = plan.site else { throw SitesUsageError.noSite }
        var plan = plan
        (plan.subject, plan.site, plan.arm, plan.group) = (site, nil, nil, nil)
        (plan.covariates, plan.baseline, plan.baselineColumn, plan.control) = ([], nil, nil, nil)
        plan.hasBaselineVisit = false
        plan.instrumentColumn = sites.item
        rating = sites.item == nil ? nil : plan.outcomes.first
        return plan
      },
      reading: { source, plan, options in
        do {
          return try Trial(reading: source, plan: plan, options: options)
        } catch TrialError.duplicate(let source, let line, let first, let site, let visit, let item) {
          throw SitesUsageError.severalRatings(
            source: source, line: line, first: first, site: site,
            of: [visit.map { "visit \(inQuotes($0))" }, item.map { "item \(inQuotes($0))" }].compactMap { $0 })
        }
      }
    ) { trial, request in
      Fidelity.results(
        for: trial, rating: rating, threshold: threshold, measures: request.measures, level: request.level)
    }.run()
  }
}
