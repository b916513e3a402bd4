import ArgumentParser
import Endline

/// `endline meta`: what all studies say together.
struct MetaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "meta",
    abstract: "Meta-analysis: what all studies say together.",
    discussion: """
      EXAMPLE, made-up trials:
        endline meta Datasets/made-up-trials/trials.csv \\
          --arms "IMR=n1,mean1,sd1" --arms "TAU=n2,mean2,sd2" \\
          --knapp-hartung

        endline meta Datasets/made-up-trials/trials.csv \\
          --arms "IMR=recovered1,n1" --arms "TAU=recovered2,n2" \\
          --measure rr

      One study a row. Its effect stands in the file (--effect with --variance, --std-error, or --conf-low and \
      --conf-high), or is made of what is printed of two arms (--arms twice): treatment minus control, or over it; or of \
      one arm before and after (--pre-post), later minus earlier, for a band of correlations unless one is given. Ratios \
      are pooled as logarithms and shown as ratios. A row without one of its figures is left out and named in a note.

      True effects differ between studies with the variance tau squared, unless --method fixed. The default is REML, \
      at the highest of the likelihood's maxima.

      --by pools each part with a variance of its own; --moderator asks what the effect goes with. --cumulative, \
      --leave-one-out and --influence show what single studies do.

      EXAMPLE, a forest plot:
        endline meta Datasets/made-up-trials/trials.csv \\
          --arms "IMR=n1,mean1,sd1" --arms "TAU=n2,mean2,sd2" \\
          --by setting --plot forest.svg

      CHARTS (--plot-kind): \(Plot.list(MetaCharts.kinds))

      MEASURES: \(measureList(Synthesis.measures))
      """)

  @OptionGroup var studies: StudyOptions
  @OptionGroup(title: "Pooling") var pooling: PoolingOptions
  @OptionGroup(title: "Single studies and moderators") var comparison: StudyComparisonOptions
  @OptionGroup(title: "Chart") var plot: PlotOptions
  @OptionGroup(title: "Results") var results: ResultOptions

  func run() throws {
    let page = results.page(of: "meta", measures: Synthesis.measures)
    let (format, request) = try page.asked()
    var options = try pooling.options(level: request.level)
    var effects = EffectRequest(
      source: try studies.source(), measure: try studies.effectMeasure(), study: studies.study,
      filters: studies.where)
    try comparison.add(to: &effects, &options)
    if studies.needsBand, let option = comparison.given ?? (plot.plot == nil ? nil : "--plot") {
      throw MetaUsageError.bandWith(option)
    }
    let chart = Plot(options: plot, kinds: MetaCharts.kinds, words: MetaCharts.words) { _, _ in [] }
    try chart.check(besides: results.output)
    guard let path = studies.data else { throw UsageError.noData(command: "meta") }
    try UsageError.checkData(path, command: "meta")
    let target = try page.target(inputs: [path])
    try chart.check(inputs: [path])
    let file = try PublishedTable(
      reading: path == "-" ? .standardInput : .file(path), options: try studies.readOptions(format))
    let input = ResultDocument.Input(file: file.name, sha256: file.sha256, rows: file.rowCount, subjects: nil)
    guard !studies.needsBand else {
      let band = try Self.band(file, effects)
      let found = CorrelationBand.results(for: band, measures: request.measures, options: options)
      return try page.write(found, of: input, as: format, to: target)
    }
    let table = try EffectTable(reading: file, request: effects)
    var found = Synthesis.results(for: table, measures: request.measures, options: options)
    let scene = PlotScene(trial: nil, visitName: nil, results: found, level: request.level)
    let drawn = Plot(options: plot, kinds: MetaCharts.kinds, words: MetaCharts.words) { kind, _ in
      MetaCharts(table: table, options: options).charts(kind)
    }
    found.notes += try drawn.save(scene, inputs: [path])
    try page.write(found, of: input, as: format, to: target)
  }

  /// The same studies with each correlation of before and after.
  private static func band(_ file: PublishedTable, _ request: EffectRequest) throws -> [EffectTable] {
    guard case .prePost(let columns, _) = request.source else { return [] }
    return try CorrelationBand.correlations.map { correlation in
      var request = request
      request.source = .prePost(columns: columns, correlation: correlation)
      return try EffectTable(reading: file, request: request)
    }
  }
}
