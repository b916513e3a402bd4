import ArgumentParser
import Endline

/// Outcomes that count how often something happened: admissions, relapses, sessions.
struct CountOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What the outcome is: continuous (default), or count, the number of times that something happened.",
      valueName: "type"))
  var type: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of a count: column of the time at risk, above 0, or the --wide name of one (default: 1 for every count).",
      valueName: "col"))
  var exposure: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Of a count: give rates per so many units of exposure (default: 1).", valueName: "x"))
  var per: String?
}

extension CountOptions {
  /// What the outcomes are: by these options and by `--event` or `--responder`, where none is given by the study
  /// description.
  func kind(event: String?, responder: String?, _ options: DataOptions) throws -> OutcomeKind {
    let type = try type.map { (text) throws(UsageError) in try choice(text, option: "--type", among: OutcomeType.self) }
    if type == .count {
      if event != nil { throw UsageError.exclude("--type count", "--event") }
      if responder != nil { throw UsageError.exclude("--type count", "--responder") }
    }
    // What a description says is asked for only where the line leaves it open.
    var described = OutcomeKind.continuous
    if options.study != nil, event == nil, responder == nil, type != .continuous {
      described = try options.plan().describedKind()
    }
    let kind: OutcomeKind
    switch (event, type, described) {
    case (let event?, _, _): kind = .event(event)
    case (nil, .count?, .count(let column)), (nil, nil, .count(let column)): kind = .count(exposure: exposure ?? column)
    case (nil, .count?, _): kind = .count(exposure: exposure)
    default: kind = described
    }
    if case .count = kind { return kind }
    if exposure != nil { throw UsageError.noCount(option: "--exposure") }
    if per != nil { throw UsageError.noCount(option: "--per") }
    return kind
  }

  /// Units of exposure that rates are given per.
  func scale() throws(UsageError) -> Double {
    guard let per else { return 1 }
    guard let number = Double(per), number > 0, number.isFinite else { throw .notAScale(per) }
    return number
  }

  /// What a reader has to know of the unit.
  var notes: [String] {
    guard let per else { return [] }
    return ["Rates and their differences are per \(per) units of exposure."]
  }
}
