import Comparisons
import Estimates
import Trials

/// Reliable and clinically significant change of one outcome: the rows of `endline change --csc`, or what is missing for them.
struct OutcomeReliableChange {
  /// Why nobody can be classified.
  enum Gap: Equatable {
    case baseline
    case direction
    case reliability
  }

  let outcome: String
  let gap: Gap?
  /// As the command has them; a quantity that cannot be had is nil there. Empty where the direction is not known.
  var results = Results()
  /// What changes were judged by, at each follow-up.
  let thresholds: [ReliableChange.Threshold]
  /// Where classes are withheld, what may still be told of harm.
  var harm: [Harm] = []

  /// How many of an arm deteriorated at a visit.
  struct Harm {
    let visit: String?
    let arm: String
    /// nil: fewer than may be told.
    let count: Int?
    let n: Int
  }

  /// Each measured outcome of a trial, with what the analysis says of all of them.
  static func all(
    of trial: Trial, plan: StudyPlan, level: Double
  ) -> (outcomes: [OutcomeReliableChange], notes: [String]) {
    var options = ReliableChangeOptions(
      criterion: .reliable(.jacobsonTruax), cutoff: .beyondClinical, scale: .init(direction: .higher))
    var gaps: [String: Gap] = [:]
    for outcome in trial.outcomes {
      // The description was read and its instruments with it: what is wrong with them was said then.
      let described = try? DescribedScale(plan.details(ofOutcome: outcome.name), level: level)
      guard let described, let direction = described.direction, outcome.baseline != nil else {
        gaps[outcome.name] = outcome.baseline == nil ? .baseline : .direction
        continue
      }
      if described.reliability == nil { gaps[outcome.name] = .reliability }
      var scale = ReliableChangeOptions.Scale(direction: direction)
      scale.reliability = described.reliability.map { .known($0) }
      scale.cutoff = described.cutoff
      options.scales[outcome.name] = scale
    }
    let known = trial.outcomes.filter { options.scales[$0.name] != nil }
    let found = ReliableChange(of: trial.replacing(outcomes: known, notes: []), options: options, level: level)
    let outcomes = trial.outcomes.map { outcome in
      OutcomeReliableChange(
        outcome: outcome.name, gap: gaps[outcome.name],
        results: Results(rows: found.results.rows.filter { $0.outcome == outcome.name }),
        thresholds: found.thresholds.filter { $0.outcome == outcome.name })
    }
    return (outcomes, known.isEmpty ? [] : found.results.notes)
  }

  /// Classes that leave nobody out, by arm and visit.
  static let classes: [Measure] = [.recovered, .reliablyImproved, .unchanged, .deteriorated]
}
