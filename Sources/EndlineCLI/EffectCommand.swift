import ArgumentParser
import Endline

/// `endline effect`: effect sizes from published numbers.
struct EffectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "effect",
    abstract: "An effect size with its interval from published numbers: means, t, F, p, intervals, counts, quartiles.",
    discussion: """
      EXAMPLE, means with standard errors as a trial printed them (Jensen 2019, GAF-F):
        endline effect \\
          --from "mean1=50.6, se1=1.38, n1=99, mean2=49.8, se2=1.40, n2=99"

      EXAMPLE, each step with its formula and numbers:
        endline effect --explain \\
          --from "mean1=45.4, sd1=12.1, n1=62, mean2=43.5, sd2=11.8, n2=59"

      EXAMPLE, a test; a p-value; counts of events:
        endline effect --from "t=2.21, n1=62, n2=59" \\
          --from "p=0.031, n1=62, n2=59, direction=+" \\
          --from "events1=12, n1=40, events2=5, n2=41"

      EXAMPLE, many studies, a row each, columns named as the keys:
        endline effect Datasets/made-up-published-effects/effects.csv

      Write figures as printed, 1.40 and not 1.4: their digits say how far they were rounded, and the rows print_range say \
      what that leaves of each effect. 1 is the treatment, 2 the control; effects are treatment minus control, later minus \
      earlier. What nothing says (the direction of an F, the correlation of before and after) is not assumed.

      KEYS:
      \(keyList)

      What each needs, and every formula: Documentation/Methods/effect-from-print.md.

      MEASURES: \(measureList(PublishedEffects.measures))
      """)

  @Argument(help: ArgumentHelp("A table of printed figures, or - for standard input.", valueName: "rows"))
  var data: String?
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Figures of one effect as printed; repeatable.", valueName: "key=value, …"))
  var from: [String] = []
  @Flag(help: "Show each step with its formula and the numbers in it.")
  var explain = false
  @Option(parsing: .unconditional, help: ArgumentHelp("Only these measures.", valueName: "a,b"))
  var measures: String?
  @OptionGroup var reading: ReadingOptions
  @Option(parsing: .unconditional, help: ArgumentHelp("Confidence level of every interval.", valueName: "level"))
  var level: String = "0.95"
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How to write: \(ResultFormat.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "format"))
  var format: String = ResultFormat.table.rawValue
  @Option(
    name: [.short, .long], parsing: .unconditional,
    help: ArgumentHelp("Write to a file, whole or not at all.", valueName: "file"))
  var output: String?

  private static var keyList: String {
    EffectKey.groups.map { group in
      "  \(group.title): \(group.keys.map(\.rawValue).joined(separator: " ")) (\(group.meaning))"
    }
    .joined(separator: "\n")
  }

  func run() throws {
    let format = try choice(format, option: "--format", among: ResultFormat.self)
    guard let level = Double(level), level > 0, level < 1 else { throw UsageError.notALevel(level) }
    if data != nil, !from.isEmpty { throw UsageError.exclude("--from", "a table of figures") }
    try UsageError.checkData(data, command: "effect")
    if output == "" { throw UsageError.emptyOutput }
    let target: OutputTarget =
      output.map { $0 == "-" ? .standardOutput : .file($0, inputs: [data].compactMap { $0 }) } ?? .standardOutput
    try target.check()
    let wanted = try measures.map(Self.measures)
    var (effects, input) = try effects(level: level, digest: format == .json)
    if let wanted { effects.keep(wanted) }
    let results = Results(
      rows: effects.rows, notes: effects.notes, subject: .studies, derivations: explain ? effects.derivations : [])
    let document = ResultDocument(
      version: EndlineCommand.version, command: "effect", input: input, results: results)
    let style = format == .table && target == .standardOutput ? Terminal.pageStyle() : PageStyle()
    try target.write(document.rendered(as: format, style: style))
    StandardStreams.say(notes: results.notes)
  }

  private static func measures(_ list: String) throws(UsageError) -> Set<Measure> {
    let known = PublishedEffects.measures
    return Set(
      try list.split(separator: ",", omittingEmptySubsequences: false).map { name throws(UsageError) in
        let name = name.filter { $0 != " " }
        guard let measure = Measure(rawValue: name), known.contains(measure) else {
          throw .unknownMeasure(name, command: "effect", known: known.map(\.rawValue))
        }
        return measure
      })
  }

  private func effects(level: Double, digest: Bool) throws -> (PublishedEffects, ResultDocument.Input?) {
    guard let path = data else {
      guard !from.isEmpty else { throw EffectUsageError.noFigures }
      return (try PublishedEffects(from: from, level: level), nil)
    }
    var plan = StudyPlan()
    reading.add(to: &plan)
    let table = try PublishedTable(
      reading: path == "-" ? .standardInput : .file(path), options: try plan.readOptions(ReadOptions(digest: digest)))
    let input = ResultDocument.Input(file: table.name, sha256: table.sha256, rows: table.rowCount)
    return (try PublishedEffects(of: table, level: level), input)
  }
}

/// What can be wrong with the options of `effect`.
enum EffectUsageError: Diagnosis {
  case noFigures

  var status: ExitStatus { .usage }
  var problems: [String] { ["effect needs printed figures"] }
  var mend: String? { #"endline effect --from "t=2.21, n1=62, n2=59", or a table whose columns are named so"# }
}
