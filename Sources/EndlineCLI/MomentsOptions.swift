import ArgumentParser
import Endline

/// Moments files in and out (Documentation/Methods/moments-files.md).
struct MomentsOptions: ParsableArguments {
  @Option(
    name: .customLong("moments"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Fit the model of a moments file in place of data; repeatable: files are pooled.", valueName: "file"))
  var files: [String] = []
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Write the model's sufficient statistics, to be handed out in place of the data.", valueName: "file"))
  var saveMoments: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Smallest count that leaves in a moments file.", valueName: "n"))
  var minCell: String = "5"
  @Flag(help: "Leave the subjects of too small cells out of the moments file instead of refusing.")
  var dropSmall = false
  @Flag(help: "Write the moments file whatever it gives away, for those who may see the data.")
  var withinTrustedNetwork = false
}

extension MomentsOptions {
  /// What may leave, the options being checked against one another.
  func rule() throws -> DisclosureRule {
    guard let count = Int(minCell), count > 0 else { throw MomentsUsageError.notACell(minCell) }
    if saveMoments == "" { throw MomentsUsageError.noFile }
    if let saveMoments {
      if !files.isEmpty { throw UsageError.exclude("--moments", "--save-moments") }
      if saveMoments == "-" { throw MomentsUsageError.noFile }
      if dropSmall, withinTrustedNetwork { throw UsageError.exclude("--drop-small", "--within-trusted-network") }
    } else if dropSmall || withinTrustedNetwork {
      throw MomentsUsageError.nothingSaved(option: dropSmall ? "--drop-small" : "--within-trusted-network")
    }
    return DisclosureRule(minCell: count, dropsSmall: dropSmall, isTrusted: withinTrustedNetwork)
  }

  /// A moments file has the model and the roles in it: whatever else says so contradicts it.
  func checkAlone(_ options: DataOptions, formula: String?, constrainsBaseline: Bool) throws {
    let given: [(String, Bool)] = [
      ("a data file", options.data != nil), ("--formula", formula != nil), ("--subject", options.subject != nil),
      ("--visit", options.visit != nil), ("--arm", options.arm != nil), ("--site", options.site != nil),
      ("--outcome", !options.outcome.isEmpty), ("--covariate", !options.covariate.isEmpty),
      ("--baseline", options.baseline != nil), ("--baseline-column", options.baselineColumn != nil),
      ("--levels", !options.levels.isEmpty), ("--visits", options.visits != nil), ("--control", options.control != nil),
      ("--wide", !options.wide.isEmpty), ("--study", options.study != nil), ("--na", options.reading.na != nil),
      ("--decimal", options.reading.decimal != nil), ("--encoding", options.reading.encoding != nil),
      ("--constrain-baseline", constrainsBaseline), ("--instrument-column", options.instrumentColumn != nil),
      ("--where", !options.where.isEmpty),
    ]
    for (option, isGiven) in given where isGiven { throw MomentsUsageError.inTheFile(option) }
  }

  /// Writes the file that was asked for; what there is to say of it.
  func save(_ trial: Trial, request: MixedModelRequest, rule: DisclosureRule, inputs: [String?]) throws -> [String] {
    guard let path = saveMoments else { return [] }
    if trial.outcomes.count > 1 { throw MomentsUsageError.severalOutcomes(trial.outcomes.map(\.name)) }
    let release = try MomentsFile.release(of: trial, outcome: 0, request: request, rule: rule, name: path)
    try release.write(inputs: inputs.compactMap { $0 })
    let file = release.file
    var notes = [
      "\(path): moments of \(counted(file.subjects, "subject")) in \(counted(file.cellCount, "cell")), release "
        + file.release.prefix(12)
    ]
    if !file.isIdentical {
      notes.append(
        "\(path): left out (--drop-small): \(counted(file.leftOut.subjects, "subject")) of "
          + "\(counted(file.leftOut.cells, "cell")); a fit from it is not the one printed here")
    }
    if rule.isTrusted {
      notes.append("\(path): written within a trusted network: it may give away single persons' values")
    } else {
      notes.append("\(release.ledgerPath): the ledger of what was handed out; keep it, and keep it here")
    }
    return notes
  }
}

extension DataCommand {
  /// The way from moments files: files → pool → results → page.
  func run(moments paths: [String], _ analysis: (MomentsPool, AnalysisRequest) throws -> Results) throws {
    let (format, request) = try asked()
    try plot?.check(besides: options.output)
    let target = try target(inputs: paths)
    try plot?.check(inputs: paths)
    var files: [MomentsFile] = []
    for path in paths { files.append(try MomentsFile(reading: path)) }
    let pool = try MomentsPool(files)
    let input = ResultDocument.Input(
      file: paths.joined(separator: " + "), sha256: nil, rows: nil, subjects: pool.subjects)
    var results = try analysis(pool, request)
    let scene = PlotScene(trial: nil, visitName: nil, results: results, level: request.level)
    results.notes += try plot?.save(scene, inputs: paths) ?? []
    try write(results, of: input, as: format, to: target)
  }
}

/// What can be wrong with the options about moments files.
enum MomentsUsageError: Diagnosis {
  case notACell(String)
  case noFile
  case nothingSaved(option: String)
  case inTheFile(String)
  case severalOutcomes([String])

  var status: ExitStatus { .usage }

  var problems: [String] {
    switch self {
    case .notACell(let text): ["--min-cell \"\(text)\" is not a number of subjects"]
    case .noFile: ["--save-moments is given without a file"]
    case .nothingSaved(let option): ["\(option) is given and no moments are saved"]
    case .inTheFile(let option): ["--moments and \(option) exclude one another: the file has the data and the model"]
    case .severalOutcomes(let names):
      ["--save-moments takes one outcome, and there are \(names.joined(separator: ", "))"]
    }
  }

  var mend: String? {
    switch self {
    case .notACell: "give a whole number from 1, such as 5"
    case .noFile: "name a file; its ledger stands beside it"
    case .nothingSaved: "add --save-moments FILE"
    case .inTheFile(let option):
      option.hasPrefix("--") ? "keep one of them" : "keep one of them; each moments file has a --moments of its own"
    case .severalOutcomes: "name one with --outcome, and write a file for each"
    }
  }
}
