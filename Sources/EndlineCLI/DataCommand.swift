import Endline

/// What an analysis is asked for beyond the data.
struct AnalysisRequest {
  /// Nil: all that the command knows.
  let measures: Set<Measure>?
  let level: Double
}

/// The way that every data command goes: options → study plan → trial → results → page.
struct DataCommand {
  let name: String
  let options: DataOptions
  let measures: [Measure]
  var kind = OutcomeKind.continuous
  /// Whether arms are compared with one another.
  var comparesArms = true
  /// Whether a row without a subject is one, where rows are told apart by nothing.
  var unitsAreSubjects = false
  /// Measures that the command has of another kind of outcome: what kind, what is missing, and how it is given.
  var ofOthers: [(measures: [Measure], problem: String, mend: String)] = []
  /// What can be refused before any data are read.
  var check: (AnalysisRequest) throws -> Void = { _ in }
  /// The chart that is asked for.
  var plot: Plot?
  /// What else says which column plays which role.
  var planned: (StudyPlan) throws -> StudyPlan = { $0 }
  var reading: (TableSource, StudyPlan, ReadOptions) throws -> Trial = { source, plan, options in
    try Trial(reading: source, plan: plan, options: options)
  }
  /// Whether the numbers of rows and subjects stand beside the results.
  var showsTotals: (Trial) throws -> Bool = { _ in true }
  let analysis: (Trial, AnalysisRequest) throws -> Results

  func run() throws {
    let (format, request) = try asked()
    try check(request)
    try plot?.check(besides: options.output)
    try UsageError.checkData(options.data, command: name)
    var plan = try planned(options.plan())
    plan.kind = kind
    plan.comparesArms = comparesArms
    guard let path = options.data ?? plan.data else { throw UsageError.noData(command: name) }
    let target = try target(inputs: [path, options.study].compactMap { $0 })
    try plot?.check(inputs: [path, options.study].compactMap { $0 })
    let source: TableSource = path == "-" ? .standardInput : .file(path)
    let trial = try reading(source, plan, ReadOptions(digest: format == .json))
    var results = try analysis(trial, request)
    let scene = PlotScene(trial: trial, visitName: plan.visit, results: results, level: request.level)
    results.notes = try trial.notes + results.notes + (plot?.save(scene, inputs: [path, options.study]) ?? [])
    var input = ResultDocument.Input(
      file: trial.source, sha256: trial.sha256, rows: trial.rowCount,
      subjects: plan.rowsAreUnits && !unitsAreSubjects
        ? results.fits.lazy.compactMap(\.subjects).max() ?? 0 : trial.subjectCount)
    if try !showsTotals(trial) {
      input.rows = nil
      input.subjects = nil
    }
    try write(results, of: input, as: format, to: target)
  }

  private var page: ResultPage {
    ResultPage(
      command: name, measures: measures, ofOthers: ofOthers, list: options.measures, level: options.level,
      format: options.format, output: options.output)
  }

  func asked() throws -> (format: ResultFormat, request: AnalysisRequest) { try page.asked() }

  func target(inputs: [String]) throws -> OutputTarget? { try page.target(inputs: inputs) }

  func write(_ results: Results, of input: ResultDocument.Input, as format: ResultFormat, to target: OutputTarget?)
    throws
  {
    try page.write(results, of: input, as: format, to: target)
  }
}

/// The choice that an option's value names.
func choice<Choice: RawRepresentable<String> & CaseIterable>(
  _ text: String, option: String, among: Choice.Type
) throws(UsageError) -> Choice {
  guard let choice = Choice(rawValue: text) else {
    throw .notOneOf(option: option, value: text, known: among.allCases.map(\.rawValue))
  }
  return choice
}

/// The measures' names for a help text, wrapped by the parser.
func measureList(_ measures: [Measure]) -> String { measures.map(\.rawValue).joined(separator: ", ") }
