import ArgumentParser
import Endline

/// An outcome that is an event or none.
struct EventArgument: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The outcome is categorical, and VALUE in it is the event.", valueName: "value"))
  var event: String?
}

/// `compare` for outcomes that are an event or none: recovered or not, a responder or not.
struct EventOptions: ParsableArguments {
  @OptionGroup var named: EventArgument
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The event is a change from baseline past a threshold: \"change >= 6\", \"percent <= -50\".", valueName: "rule"))
  var responder: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Whether the event is good (default) or bad: which side of an NNT is benefit.", valueName: "which"))
  var eventIs: String?

  /// The value that is the event.
  var event: String? { named.event }

  static let discussion = """
    EVENTS:
      endline compare Datasets/beat-the-blues/beat-the-blues.csv \\
        --subject subject --visit month --arm treatment --outcome bdi \\
        --responder "percent <= -50"

    --event VALUE compares how many have the value (as in --where: numbers or text); --responder compares how many changed \
    (later minus earlier) by so much, or by so many percent of baseline. Where lower is better the threshold is negative. \
    Of a number needed to treat, benefit is an event more than under control, and --event-is bad makes it one less. With \
    --site, effects are also pooled over sites; baseline and every --covariate adjust the risk difference (g_computation).

    MEASURES OF EVENTS: \(measureList(BinaryComparison.measures))
    """

  private enum EventIs: String, CaseIterable {
    case good
    case bad
  }

  /// Whether an event is named, here or (`kind`) in the study description; the other options need one.
  func isAsked(_ kind: OutcomeKind) throws(UsageError) -> Bool {
    if case .event = kind { return true }
    guard responder == nil else { return true }
    if eventIs != nil { throw .noEvent(option: "--event-is") }
    return false
  }

  /// `interval` is that of the risk difference.
  func compare(_ options: DataOptions, kind: OutcomeKind, interval: String?, plot: PlotOptions) throws {
    let good = try choice(eventIs ?? EventIs.good.rawValue, option: "--event-is", among: EventIs.self) == .good
    let interval = try choice(
      interval ?? TwoByTwoTable.DifferenceInterval.newcombe.rawValue, option: "--interval",
      among: TwoByTwoTable.DifferenceInterval.self)
    let rule = try responder.map { (text) throws(TrialError) in try ResponderRule(text) }
    let chart = CompareCharts.ofEvents(plot, interval: interval) { trial in
      rule.map { trial.responders(by: $0) } ?? trial
    }
    try DataCommand(
      name: "compare", options: options, measures: BinaryComparison.measures, kind: kind, plot: chart
    ) {
      trial, request in
      guard trial.arm != nil else { throw UsageError.noArm }
      if rule != nil, !Change.isPossible(for: trial) { throw UsageError.noBaselineForResponders }
      let coded = rule.map { trial.responders(by: $0) } ?? trial
      var results = BinaryComparison.results(
        for: coded, measures: request.measures, level: request.level, interval: interval, eventIsGood: good)
      results.notes = coded.notes.dropFirst(trial.notes.count) + results.notes
      return results
    }.run()
  }
}
