import ArgumentParser
import Endline

/// How results are asked for and written, for commands that read published numbers and no trial.
struct ResultOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: ArgumentHelp("Only these measures.", valueName: "a,b"))
  var measures: String?
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

  func page(of command: String, measures known: [Measure]) -> ResultPage {
    ResultPage(
      command: command, measures: known, list: measures, level: level, format: format, output: output)
  }
}

/// A page of results: what of it is asked for, where it goes, and its writing.
struct ResultPage {
  let command: String
  let measures: [Measure]
  /// Measures that the command has of something else: of what, what is missing, and how it is given.
  var ofOthers: [(measures: [Measure], problem: String, mend: String)] = []
  /// `--measures` as given.
  let list: String?
  let level: String
  let format: String
  let output: String?

  func asked() throws -> (format: ResultFormat, request: AnalysisRequest) {
    let format = try choice(self.format, option: "--format", among: ResultFormat.self)
    return (format, AnalysisRequest(measures: try requestedMeasures(), level: try confidenceLevel()))
  }

  /// Where the page goes; nil: standard output.
  func target(inputs: [String]) throws -> OutputTarget? {
    if output == "" { throw UsageError.emptyOutput }
    guard let file = output, file != "-" else { return nil }
    let target = OutputTarget.file(file, inputs: inputs)
    try target.check()
    return target
  }

  func write(_ results: Results, of input: ResultDocument.Input, as format: ResultFormat, to target: OutputTarget?)
    throws
  {
    let document = ResultDocument(version: EndlineCommand.version, command: command, input: input, results: results)
    let style = format == .table && target == nil ? Terminal.pageStyle() : PageStyle()
    try (target ?? .standardOutput).write(document.rendered(as: format, style: style))
    StandardStreams.say(notes: results.notes)
  }

  private func requestedMeasures() throws(UsageError) -> Set<Measure>? {
    guard let list else { return nil }
    var wanted: Set<Measure> = []
    for name in list.split(separator: ",", omittingEmptySubsequences: false) {
      let name = String(name.trimmingSpaces())
      if let measure = Measure(rawValue: name), !measures.contains(measure),
        let other = ofOthers.first(where: { $0.measures.contains(measure) })
      {
        throw .measureWithout(name, problem: other.problem, mend: other.mend)
      }
      guard let measure = Measure(rawValue: name), measures.contains(measure) else {
        throw .unknownMeasure(name, command: command, known: measures.map(\.rawValue))
      }
      wanted.insert(measure)
    }
    return wanted
  }

  private func confidenceLevel() throws(UsageError) -> Double {
    guard let level = Double(self.level), level > 0, level < 1 else { throw .notALevel(self.level) }
    return level
  }
}

extension Substring {
  fileprivate func trimmingSpaces() -> Substring {
    var text = self.drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return text
  }
}
