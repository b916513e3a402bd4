import ArgumentParser
import Endline

/// `endline change`: change from baseline within each arm.
struct ChangeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "change",
    abstract: "Change from baseline within each arm, for every follow-up.",
    discussion: """
      EXAMPLE:
        endline change Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi

        endline change Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi \\
          --measures mean_change,g_av --bootstrap 10000 --permutations 100000

        endline change Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi \\
          --plot waterfall.svg --plot-kind waterfall

      Later minus earlier, over the subjects who have both. Arms in order, then all arms together.

      MEASURES: \(measureList(Change.measures))

      CHARTS (--plot-kind): \(Plot.list(plotKinds)); with --csc \(Plot.list(ReliableChangeCharts.kinds))

      WITH --bayes: \(measureList(Change.bayesMeasures))

      EVENTS:
        endline change Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi --event 0

      --event VALUE: the outcome is categorical, and VALUE in it is the event (as in --where: numbers or text). How many \
      have it at baseline and later, and McNemar's test.

      MEASURES OF EVENTS: \(measureList(BinaryChange.measures))

      COUNTS:
        endline change Datasets/made-up-admissions/admissions.csv \\
          --subject subject --visit visit --baseline before --arm arm \\
          --outcome admissions --type count --exposure days --per 365

      --type count: how often something happened, over each row's exposure (time at risk, in one unit for all). Rates \
      with exact limits, and their ratio with subjects as clusters.

      MEASURES OF COUNTS: \(measureList(CountChange.measures))

      RELIABLE CHANGE:
        endline change Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi \\
          --csc --direction lower --reliability 0.9

      --csc: who recovered, improved, stayed as they were or deteriorated by more than the error of measurement, and how \
      the arms differ in that. The reliability is yours to give; the one above is made up. Documentation/Methods/reliable-change.md.

      MEASURES OF RELIABLE CHANGE: \(measureList(ReliableChange.measures))
      """)

  private static let plotKinds: [PlotKind] = [.changes, .waterfall, .beforeAfter, .trajectories]

  @OptionGroup var options: DataOptions
  @OptionGroup(title: "Chart") var plot: PlotOptions
  @OptionGroup(title: "Events") var events: EventArgument
  @OptionGroup(title: "Counts") var counts: CountOptions
  @OptionGroup(title: "Reliable change") var reliable: ReliableChangeArguments
  @OptionGroup(title: "Bayesian second look") var bayes: BayesArguments
  @OptionGroup(title: "Resampling") var resampling: ResamplingOptions

  func run() throws {
    let kind = try counts.kind(event: events.event, responder: nil, options)
    if try reliable.isAsked() { return try runReliableChange(kind) }
    switch kind {
    case .continuous: break
    case .event:
      try refuseResampling(besides: "--event")
      return try DataCommand(
        name: "change", options: options, measures: BinaryChange.measures, kind: kind, comparesArms: false
      ) {
        trial, request in
        guard Change.isPossible(for: trial) else { throw UsageError.noBaseline(visits: trial.visits.compactMap { $0 }) }
        return BinaryChange.results(for: trial, measures: request.measures, level: request.level)
      }.run()
    case .count:
      try refuseResampling(besides: "--type count")
      let per = try counts.scale()
      return try DataCommand(
        name: "change", options: options, measures: CountChange.measures, kind: kind, comparesArms: false
      ) {
        trial, request in
        guard Change.isPossible(for: trial) else { throw UsageError.noBaseline(visits: trial.visits.compactMap { $0 }) }
        var results = CountChange.results(for: trial, measures: request.measures, level: request.level, per: per)
        results.notes += counts.notes
        return results
      }.run()
    }
    let resampled = try resampling.request()
    let scale = { (request: AnalysisRequest) throws in
      try bayes.request(request.measures, among: Change.bayesMeasures)?.scale
    }
    let chart = Plot(options: plot, kinds: Self.plotKinds) { kind, scene in
      switch kind {
      case .waterfall: return try scene.waterfall(visit: plot.plotVisit)
      case .beforeAfter: return try scene.beforeAfter(visit: plot.plotVisit)
      case .trajectories: return scene.trajectories()
      default:
        guard let trial = scene.trial else { return [] }
        return scene.means(
          .init(value: .meanChange, reference: 0),
          of: Change.results(for: trial, measures: [.meanChange], level: scene.level).rows,
          what: "Mean changes from baseline", valueName: { "Change of \($0)" })
      }
    }
    try DataCommand(
      name: "change", options: options, measures: Change.measures + Change.bayesMeasures,
      comparesArms: false,
      ofOthers: [
        (BinaryChange.measures, "events, and no event is named", "name the event with --event VALUE"),
        (
          CountChange.measures, "counts, and the outcome is not said to be one",
          "add --type count, and --exposure COL where subjects were at risk for different times"
        ),
        (
          ReliableChange.measures, "reliable change, and that is not asked for",
          "add --csc, --direction and --reliability"
        ),
      ],
      check: { request in _ = try scale(request) },
      plot: chart
    ) { trial, request in
      guard Change.isPossible(for: trial) else { throw UsageError.noBaseline(visits: trial.visits.compactMap { $0 }) }
      if resampled?.bySite == true, trial.site == nil { throw UsageError.clustersWithoutSite }
      var results = Change.results(
        for: trial, measures: request.measures, level: request.level, resampling: resampled,
        bayesScale: try scale(request))
      results.notes += resampled?.notes ?? []
      if !trial.covariates.isEmpty {
        results.notes.append("Change within arms adjusts for nothing; covariates are for compare")
      }
      return results
    }.run()
  }

  private func runReliableChange(_ kind: OutcomeKind) throws {
    switch kind {
    case .continuous: break
    case .event: throw UsageError.exclude("--csc", "--event")
    case .count: throw UsageError.exclude("--csc", "--type count")
    }
    var asked = try reliable.options()
    try refuseResampling(besides: "--csc", andCharts: false)
    if plot.plotVisit != nil, asked.isOfCourse {
      throw UsageError.exclude("--csc-method \(reliable.cscMethod ?? "")", "--plot-visit")
    }
    var judged: ReliableChange?
    let chart = Plot(options: plot, kinds: ReliableChangeCharts.kinds) { kind, scene in
      guard let judged, let trial = scene.trial else { return [] }
      return try ReliableChangeCharts(judged, of: trial, visitName: scene.visitName, visit: plot.plotVisit).charts(kind)
    }
    var inputs: [String] = []
    var level = 0.95
    try DataCommand(
      name: "change", options: options, measures: ReliableChange.measures,
      check: { request in
        level = request.level
        asked.scale.reliability = try reliable.reliabilitySource(level: request.level)
        try reliable.check(request.measures, against: asked)
      },
      plot: chart,
      planned: { plan in
        inputs = [options.data ?? plan.data, options.study].compactMap { $0 }
        try reliable.checkClasses(output: options.output, plot: plot.plot, inputs: inputs)
        try reliable.complete(&asked, from: plan, level: level)
        return plan
      }
    ) { trial, request in
      guard Change.isPossible(for: trial) else { throw UsageError.noBaseline(visits: trial.visits.compactMap { $0 }) }
      try reliable.check(request.measures, hasArms: trial.arm != nil)
      try reliable.checkCourse(asked, of: trial)
      if let visits = try reliable.visits(in: trial) {
        asked.scale.reliability = visits
        for name in asked.scales.keys { asked.scales[name]?.reliability = visits }
      }
      let found = ReliableChange(
        of: trial, options: asked, measures: request.measures, level: request.level,
        keepsSubjects: reliable.classes != nil || plot.plot != nil)
      judged = found
      var results = found.results
      if !trial.covariates.isEmpty {
        results.notes.append("Reliable change adjusts for nothing; covariates are for compare")
      }
      results.notes += try reliable.save(found.subjects, inputs: inputs)
      if plot.plot != nil { results.notes += ReliableChangeCharts.notes(on: found) }
      return results
    }.run()
  }

  private func refuseResampling(besides option: String, andCharts: Bool = true) throws(UsageError) {
    try resampling.refuse(besides: option)
    try bayes.refuse(besides: option)
    if andCharts, plot.plot != nil { throw .exclude(option, "--plot") }
    if resampling.interval != nil { throw .exclude(option, "--interval") }
  }
}
