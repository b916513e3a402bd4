import ArgumentParser
import Endline

/// `endline score`: items become totals and subscales.
struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Items become totals and subscales, by the instrument's own key and rule for missing answers.",
    discussion: """
      EXAMPLE, made-up data:
        endline score Datasets/made-up-imrs-items/imrs-items.csv \\
          --instrument imrs_client --items imrs1-imrs15 --scoring mean \\
          --subject subject --visit visit -o scored.csv

      The table keeps its rows and columns. Added are the scores (KEY_total or KEY_mean, KEY_SUBSCALE), KEY_answered (how \
      many scored items have an answer) and KEY_reason (why a score is missing). An answer that an item cannot have is an \
      error. Items that go against the rest are named, since they may not have been reversed.

      Missing answers are filled in only where the instrument's own rule says so, or --max-missing: the mean of the \
      answered items then stands for the missing ones. How many scores that made is noted.

      A study description with outcomes such as {items: [q1-q9], instrument: phq_9, name: phq} needs neither --instrument \
      nor --items: every one of them is scored.
      """)

  @Argument(help: ArgumentHelp("A file of delimited text, or - for standard input.", valueName: "data"))
  var data: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Key or abbreviation (endline instruments lists them), or a YAML file.", valueName: "key"))
  var instrument: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Columns of the items in the order of the form; A-O is file order.", valueName: "a,b,c"))
  var items: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("total or mean, where both are in print.", valueName: "method"))
  var scoring: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Which form, where several are scored differently.", valueName: "name"))
  var variant: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many answers may be missing, in place of the instrument's rule: 2, or 20% of each scale.", valueName: "n"))
  var maxMissing: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Lowest and highest answer, where the instrument does not say.", valueName: "low,high"))
  var itemRange: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What the added columns begin with (default: the key).", valueName: "name")
  )
  var name: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Column that identifies the subject.", valueName: "col"))
  var subject: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Column of the visit.", valueName: "col"))
  var visit: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("A study description (YAML); an option wins.", valueName: "file"))
  var study: String?
  @OptionGroup var reading: ReadingOptions
  @Option(
    name: [.short, .long], parsing: .unconditional,
    help: ArgumentHelp("Write to a file, whole or not at all.", valueName: "file"))
  var output: String?

  func run() throws {
    try UsageError.checkData(data, command: "score")
    let plan = try plan()
    let request = try request(plan)
    guard let path = data ?? plan.data else { throw UsageError.noData(command: "score") }
    if output == "" { throw UsageError.emptyOutput }
    let inputs = [path, study, instrument].compactMap { $0 }
    let target: OutputTarget = output.map { $0 == "-" ? .standardOutput : .file($0, inputs: inputs) } ?? .standardOutput
    try target.check()
    let table = try ScoredTable(
      reading: path == "-" ? .standardInput : .file(path), request: request, options: plan.readOptions())
    try target.write(table.bytes)
    StandardStreams.say(notes: table.notes)
  }

  private func plan() throws -> StudyPlan {
    var plan = StudyPlan()
    plan.subject = subject
    plan.visit = visit
    reading.add(to: &plan)
    guard let study else { return plan }
    return plan.merged(over: try StudyPlan(readingDescription: study))
  }

  private func request(_ plan: StudyPlan) throws -> ScoredTable.Request {
    var request: ScoredTable.Request
    if let instrument {
      guard let items else { throw ScoreUsageError.noItems }
      var scale = ScaleRequest(instrument: instrument, items: items)
      scale.name = name
      scale.method = try scoring.map { try choice($0, option: "--scoring", among: Instrument.Method.self) }
      scale.variant = variant
      scale.maxMissing = try maxMissing.map(Self.limit)
      scale.itemRange = try itemRange.map(Self.range)
      request = ScoredTable.Request(scales: [scale])
    } else {
      let given = [
        ("--items", items), ("--scoring", scoring), ("--variant", variant), ("--max-missing", maxMissing),
        ("--item-range", itemRange), ("--name", name),
      ]
      if let (option, _) = given.first(where: { $0.1 != nil }) { throw ScoreUsageError.withoutInstrument(option) }
      request = ScoredTable.Request(scales: plan.scales)
      request.option = "items"
      if request.scales.isEmpty { throw ScoreUsageError.noInstrument(study: study) }
    }
    request.subject = plan.subject
    request.visit = plan.visit
    return request
  }

  /// `2`, or `20%`.
  private static func limit(_ text: String) throws(ScoreUsageError) -> MissingLimit {
    if text.hasSuffix("%") {
      guard let share = Double(text.dropLast()), share >= 0, share < 100 else { throw .notALimit(text) }
      return .share(share / 100)
    }
    guard let count = Int(text), count >= 0 else { throw .notALimit(text) }
    return .items(count)
  }

  /// `1,5`.
  private static func range(_ text: String) throws(ScoreUsageError) -> ClosedRange<Double> {
    let ends = text.split(separator: ",", omittingEmptySubsequences: false).map { NumberText.parse(String($0)) }
    guard ends.count == 2, let low = ends[0], let high = ends[1], low < high else { throw .notARange(text) }
    return low...high
  }
}

/// What can be wrong with the options of `score` alone.
enum ScoreUsageError: Diagnosis {
  case noInstrument(study: String?)
  case noItems
  case withoutInstrument(String)
  case notALimit(String)
  case notARange(String)

  var status: ExitStatus { .usage }

  var problems: [String] {
    switch self {
    case .noInstrument(nil): ["score needs an instrument"]
    case .noInstrument(let study?): ["\(study): no outcome has items and an instrument"]
    case .noItems: ["score needs the columns of the items"]
    case .withoutInstrument(let option): ["\(option) is given without --instrument"]
    case .notALimit(let text): ["--max-missing \(inQuotes(text)) is no number of answers"]
    case .notARange(let text): ["--item-range \(inQuotes(text)) is not a lowest and a highest answer"]
    }
  }

  var mend: String? {
    switch self {
    case .noInstrument:
      "name one with --instrument KEY (endline instruments lists them), or outcomes with items in a study description"
    case .noItems: "list them in the order of the form: --items q1,q2,q3, or --items q1-q15 for a range of columns"
    case .withoutInstrument: "add --instrument KEY; a study description says it for each of its outcomes"
    case .notALimit: "give a whole number from 0, or a share below 100 of each scale's items, such as 20%"
    case .notARange: "give two numbers, such as 1,5"
    }
  }
}
