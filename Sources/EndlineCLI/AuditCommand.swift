import ArgumentParser
import Endline

/// `endline audit`: whether published figures agree with one another.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Do published figures agree with one another, and what is the smallest mend?",
    discussion: """
      EXAMPLE:
        endline audit Datasets/imr-evidence/claims.csv \\
          Datasets/imr-evidence/arm_summaries.csv

      EXAMPLE, one kind of check:
        endline audit Datasets/imr-evidence/claims.csv \\
          --checks interval_centre,interval_p

      Every claim is held against what stands beside it, and against the arm summaries of its study and outcome. What was \
      printed counts as everything that rounds to it, so that rounding alone never makes figures disagree. Verdicts: \
      consistent; inconsistent (possible figures that do not go together); impossible (no data could give them); \
      not_checkable, with what is missing. Mends are changes that would make figures agree, the most plausible first, after the word perhaps; \
      they say nothing of how the figures came about.

      EXAMPLE, sentences:
        echo "The mean difference was 0.8 (95% CI -4.7 to 3.0), p = 0.67." | \\
          endline audit --text -

      COLUMNS of claims: claim_type; where there are any study, outcome, estimate, ci_low, ci_high, ci_level, std_error, p, \
      test_statistic, statistic, df, n1, n2, effect_size, effect_size_type, favours, parts, source_url. Of arm summaries: \
      arm, mean; study, outcome, instrument, analysis, timepoint, n, sd, se, higher_is_better. The values of claim_type: \
      \(ClaimType.allCases.map(\.rawValue).joined(separator: ", ")).

      CHECKS: \(AuditCheck.all.map(\.name).joined(separator: ", "))
      """)

  @Argument(help: ArgumentHelp("Files of claims and of arm summaries, known by their columns.", valueName: "file"))
  var files: [String] = []
  @Option(parsing: .unconditional, help: ArgumentHelp("Only these checks.", valueName: "a,b"))
  var checks: String?
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Repeatable: a study and another report of the same trial, to hold its claims against the other's arms.",
      valueName: "study=other"))
  var same: [String] = []
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Repeatable: plain text, Markdown or HTML, whose sentences are searched for claims.", valueName: "file"))
  var text: [String] = []
  @Flag(help: "Exit with status 1 if anything is inconsistent or impossible.")
  var strict = false
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Draw the intervals that do not have their estimate in the middle, as SVG.", valueName: "file.svg"))
  var plot: String?
  @OptionGroup var reading: ReadingOptions
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How to write: \(ResultFormat.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "format"))
  var format: String = "table"
  @Option(
    name: [.short, .long], parsing: .unconditional,
    help: ArgumentHelp("Write to a file, whole or not at all.", valueName: "file"))
  var output: String?

  func run() throws {
    let format = try choice(format, option: "--format", among: ResultFormat.self)
    let checks = try asked()
    let sameStudies = try pairs()
    guard !files.isEmpty || !text.isEmpty else { throw AuditUsageError.noFiles }
    if output == "" { throw UsageError.emptyOutput }
    let target: OutputTarget? = output.flatMap { $0 == "-" ? nil : .file($0, inputs: files + text) }
    try target?.check()
    let plot = try AuditPlot(file: plot, besides: output, inputs: files + text)
    let options = try readOptions(digest: format == .json)
    var inputs = try files.map { try table($0, options) }
    inputs += try text.map {
      try AuditInput(readingText: $0 == "-" ? .standardInput : .file($0), decimalMark: options.decimalMark)
    }
    let evidence = Evidence(
      claims: inputs.flatMap(\.claims), arms: inputs.flatMap(\.arms), sameStudies: sameStudies)
    for study in sameStudies.flatMap({ [$0.key, $0.value] }) where !evidence.studies.contains(study) {
      throw AuditUsageError.unknownStudy(study, known: evidence.studies)
    }
    let audit = Audit(evidence, checks: checks)
    var results = audit.results
    results.notes = inputs.flatMap(\.notes) + [audit.summary] + (try plot?.save(audit, inputs: files + text) ?? [])
    let first = ResultDocument.Input(
      file: inputs.map(\.name).joined(separator: ", "), sha256: inputs.count == 1 ? inputs[0].sha256 : nil,
      rows: inputs.reduce(0) { $0 + $1.rowCount })
    let document = ResultDocument(
      version: EndlineCommand.version, command: "audit", input: first, results: results)
    let style = format == .table && target == nil ? Terminal.pageStyle() : PageStyle()
    try (target ?? .standardOutput).write(document.rendered(as: format, style: style))
    StandardStreams.say(notes: results.notes)
    if strict, audit.count(.inconsistent) + audit.count(.impossible) > 0 { StandardStreams.endFound() }
  }

  /// - Throws: `AuditUsageError.prose` for a text with claims in its sentences.
  private func table(_ path: String, _ options: ReadOptions) throws -> AuditInput {
    if path == "-" { return try AuditInput(reading: .standardInput, options: options) }
    do {
      return try AuditInput(reading: .file(path), options: options)
    } catch AuditInputError.badRow(let place, let problem, let mend) {
      throw AuditInputError.badRow(place, problem, mend: mend)
    } catch {
      guard let text = try? AuditInput(readingText: .file(path)), !text.claims.isEmpty || !text.arms.isEmpty else {
        throw error
      }
      throw AuditUsageError.prose(path)
    }
  }

  private func readOptions(digest: Bool) throws -> ReadOptions {
    var plan = StudyPlan()
    reading.add(to: &plan)
    return try plan.readOptions(ReadOptions(digest: digest))
  }

  private func asked() throws -> [AuditCheck] {
    guard let checks else { return AuditCheck.all }
    let names = try ListGrammar.names(checks, option: "--checks")
    return try names.map { name in
      guard let check = AuditCheck.all.first(where: { $0.name == name }) else {
        throw UsageError.notOneOf(option: "--checks", value: name, known: AuditCheck.all.map(\.name))
      }
      return check
    }
  }

  private func pairs() throws -> [String: String] {
    var pairs: [String: String] = [:]
    for text in same {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw AuditUsageError.notAPair(text) }
      pairs[parts[0]] = parts[1]
    }
    return pairs
  }
}

/// What can be wrong with the options of `audit`.
enum AuditUsageError: Diagnosis {
  case noFiles
  case notAPair(String)
  case unknownStudy(String, known: [String])
  /// A text given as a table.
  case prose(String)

  var status: ExitStatus { .usage }

  var problems: [String] {
    switch self {
    case .noFiles: ["audit needs a file of claims or of arm summaries"]
    case .notAPair(let text): ["--same \"\(text)\" is not two studies"]
    case .unknownStudy(let study, _): ["--same: no study \"\(study)\" in the files"]
    case .prose(let path): ["\(path): this is a text, not a table of claims or of arm summaries"]
    }
  }

  var mend: String? {
    switch self {
    case .noFiles: "endline audit CLAIMS.csv ARMS.csv, - for standard input"
    case .notAPair: #"give both names: --same "Doe 2021 thesis=Doe 2019""#
    case .prose(let path): "endline audit --text \(path)"
    case .unknownStudy(let study, let known):
      (nearest(to: study, among: known).map { "did you mean \"\($0)\"? " } ?? "")
        + "the studies are \(known.prefix(12).joined(separator: ", "))"
        + (known.count > 12 ? " and \(known.count - 12) more" : "")
    }
  }
}
