import ArgumentParser
import Endline

/// `endline compare`: differences between arms at each visit.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Differences between arms at each visit: raw, adjusted and standardised.",
    discussion: """
      EXAMPLE:
        endline compare Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi

        endline compare Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi \\
          --measures mean_difference,hedges_g --bootstrap 10000 --permutations 100000

        endline compare Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi \\
          --plot means.svg

      Treatment minus control. ANCOVA adjusts for the baseline value and every --covariate.

      EXAMPLE, no more than 5 points apart or worse (p below 0.05 where the 90% interval is on the right side of 5):
        endline compare Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi \\
          --margin 5 --measures equivalence,non_inferiority

      EXAMPLE, p-values adjusted for the number of contrasts at a visit (here one, so nothing changes):
        endline compare Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi \\
          --adjust holm --measures mean_difference

      EXAMPLE, a Bayesian second look (JZS Bayes factor of Student's t; posteriors of Welch's and ANCOVA's difference):
        endline compare Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi \\
          --bayes \\
          --measures bayes_factor,posterior_mean_difference,posterior_probability

      CHARTS (--plot-kind): \(Plot.list(CompareCharts.kinds))

      MEASURES: \(measureList(Comparison.measures))

      \(EventOptions.discussion)

      COUNTS:
        endline compare Datasets/made-up-admissions/admissions.csv \\
          --subject subject --visit visit --baseline before --arm arm \\
          --outcome admissions --type count --exposure days --per 365

      --type count: how often something happened, over each row's exposure (time at risk, in one unit for all). Rates with \
      exact limits; rate ratios by Poisson regression with robust errors and by negative binomial regression, and \
      adjusted for the log baseline rate and every --covariate.

      MEASURES OF COUNTS: \(measureList(CountComparison.measures))

      WITH --margin: \(measureList(Comparison.marginMeasures))

      WITH --bayes: \(measureList(Comparison.bayesMeasures))
      """)

  @OptionGroup var options: DataOptions
  @OptionGroup(title: "Chart") var plot: PlotOptions
  @OptionGroup(title: "Comparison") var compare: CompareOptions
  @OptionGroup(title: "Bayesian second look") var bayes: BayesArguments
  @OptionGroup(title: "Bayesian second look") var prior: PriorArgument
  @OptionGroup(title: "Events") var events: EventOptions
  @OptionGroup(title: "Counts") var counts: CountOptions
  @OptionGroup(title: "Resampling") var resampling: ResamplingOptions

  func run() throws {
    if events.event != nil, events.responder != nil { throw UsageError.exclude("--event", "--responder") }
    let kind = try counts.kind(event: events.event, responder: events.responder, options)
    if try events.isAsked(kind) {
      let option = events.responder == nil ? "--event" : "--responder"
      try resampling.refuse(besides: option)
      try compare.refuse(besides: option)
      try bayes.refuse(besides: option, prior: prior.bayesPrior)
      return try events.compare(options, kind: kind, interval: resampling.interval, plot: plot)
    }
    if case .count = kind {
      try resampling.refuse(besides: "--type count")
      try bayes.refuse(besides: "--type count", prior: prior.bayesPrior)
      if resampling.interval != nil { throw UsageError.exclude("--type count", "--interval") }
      try compare.refuse(besides: "--type count")
      return try compareCounts(kind)
    }
    let resampled = try resampling.request()
    if resampled != nil { try compare.refuse(besides: resampling.bootstrap == nil ? "--permutations" : "--bootstrap") }
    try DataCommand(
      name: "compare", options: options,
      measures: Comparison.measures + Comparison.marginMeasures + Comparison.bayesMeasures,
      ofOthers: [
        (
          BinaryComparison.measures, "events, and no event is named",
          "name the event with --event VALUE, or responders with --responder RULE"
        ),
        (
          CountComparison.measures, "counts, and the outcome is not said to be one",
          "add --type count, and --exposure COL where subjects were at risk for different times"
        ),
      ],
      check: { request in _ = try comparison(request) },
      plot: CompareCharts.ofMeans(plot)
    ) { trial, request in
      guard trial.arm != nil else { throw UsageError.noArm }
      if resampled?.bySite == true, trial.site == nil { throw UsageError.clustersWithoutSite }
      var results = Comparison.results(
        for: trial, measures: request.measures, level: request.level, options: try comparison(request),
        resampling: resampled)
      results.notes += resampled?.notes ?? []
      return results
    }.run()
  }

  private func comparison(_ request: AnalysisRequest) throws -> ComparisonOptions {
    var options = try compare.comparison(request)
    options.bayes = try bayes.request(
      request.measures, among: Comparison.bayesMeasures, prior: prior.bayesPrior)
    return options
  }

  private func compareCounts(_ kind: OutcomeKind) throws {
    let per = try counts.scale()
    try DataCommand(
      name: "compare", options: options, measures: CountComparison.measures, kind: kind,
      plot: CompareCharts.ofCounts(plot, per: per)
    ) {
      trial, request in
      guard trial.arm != nil else { throw UsageError.noArm }
      var results = CountComparison.results(for: trial, measures: request.measures, level: request.level, per: per)
      results.notes += counts.notes
      return results
    }.run()
  }
}
