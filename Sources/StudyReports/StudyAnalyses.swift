import Comparisons
import Diagnostics
import Estimates
import MixedModels
import Trials

/// All results of a study report: every analysis is called here, once, by the functions that the commands call.
struct StudyAnalyses {
  /// As `endline describe` has them.
  var description: Results
  /// As `endline change` has them; empty without a baseline and a follow-up.
  var change = Results()
  /// As `endline change --csc` has them, one for each measured outcome; empty without a baseline and a follow-up.
  var reliable: [OutcomeReliableChange] = []
  private var reliableNotes: [String] = []
  /// As `endline compare` has them; empty without arms to compare.
  var comparison = Results()
  /// As `endline mixed --sd` has them, one for each measured outcome.
  var models: [Results] = []
  /// ANCOVA (Welch's difference without a baseline) of those who miss no value; `term` says so.
  var completeCases = Results()
  /// As `endline sites` has them; empty without a site.
  var sites = SiteResults()
  /// Events and counts, as `endline compare` has them.
  var others: [Results] = []

  /// Outcomes and visits of which nothing is told.
  var withheldVisits: Set<SmallCells.Place> = []

  static let completeCaseTerm = "complete cases"

  init(_ data: StudyData, request: StudyReportRequest, primaryVisit: String?) {
    let level = request.level
    let trial = data.trial
    if data.kind == .continuous {
      description = TrialDescription.results(for: trial, level: level)
      if Change.isPossible(for: trial) {
        change = Change.results(for: trial, level: level)
        let found = OutcomeReliableChange.all(of: trial, plan: data.plan, level: level)
        (reliable, reliableNotes) = (found.outcomes, found.notes)
      }
      if let arm = trial.arm, arm.levels.count > 1 {
        comparison = Comparison.results(for: trial, level: level)
        completeCases = Self.completeCases(trial, level: level)
      }
      sites = SiteResults(trial, request: request, primaryVisit: primaryVisit)
      models = trial.outcomes.map { outcome in
        Self.model(trial.replacing(outcomes: [outcome], notes: []), plan: data.plan, level: level)
      }
    } else {
      description = TrialDescription.results(
        for: trial, measures: Set([.n] + TrialDescription.measures.filter { $0 != .littleMCAR }), level: level)
      others.append(Self.other(data.kind, trial, level: level))
    }
    others += data.others.map { Self.other($0.kind, $0.trial, level: level) }
  }

  /// What divides the modelled contrasts, so that all outcomes stand on one scale.
  static func standardDeviation(of trial: Trial) -> ContrastStandardDeviation {
    trial.outcomes.contains { $0.baseline != nil } ? .baseline : .total
  }

  private static func model(_ trial: Trial, plan: StudyPlan, level: Double) -> Results {
    var request = MixedModelRequest()
    request.level = level
    request.subjectColumn = plan.subject
    request.visitColumn = plan.visit ?? (plan.wide.isEmpty ? nil : "visit")
    request.means.standardDeviation = standardDeviation(of: trial)
    do {
      return try MixedModel.results(for: trial, request: request)
    } catch {
      return Results(notes: error.problems + [error.mend].compactMap { $0 })
    }
  }

  private static func completeCases(_ trial: Trial, level: Double) -> Results {
    let method = trial.outcomes.contains { $0.baseline != nil } ? "ancova" : "welch"
    var results = Comparison.results(for: trial.ofCompleteCases, measures: [.meanDifference], level: level)
    results.rows = results.rows.filter { $0.method == method }
    for index in results.rows.indices { results.rows[index].term = completeCaseTerm }
    results.notes = []
    return results
  }

  private static func other(_ kind: OutcomeKind, _ trial: Trial, level: Double) -> Results {
    switch kind {
    case .continuous: Results()
    case .event: BinaryComparison.results(for: trial, level: level)
    case .count: CountComparison.results(for: trial, level: level)
    }
  }

  /// The modelled outcomes' results in one, as the command has them.
  var mixed: Results {
    models.reduce(into: Results()) { all, results in
      all.rows += results.rows
      all.fits += results.fits
      all.notes += results.notes.filter { !all.notes.contains($0) }
    }
  }

  /// The outcomes' reliable change in one, as the command has it.
  var reliableChange: Results { Results(rows: reliable.flatMap(\.results.rows), notes: reliableNotes) }

  /// Names of the outcomes that are events and counts.
  var otherOutcomes: [String] {
    var names: [String] = []
    for row in others.flatMap(\.rows) { if let name = row.outcome, !names.contains(name) { names.append(name) } }
    return names
  }

  /// Everything that the analyses say, each sentence once.
  var notes: [String] {
    var seen: Set<String> = []
    let all = [description, change, reliableChange, comparison] + models + [sites.results] + others
    return all.flatMap(\.notes).filter { seen.insert($0).inserted }
  }
}
