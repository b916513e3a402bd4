public import Tables
public import Trials

/// A study description and the trials it speaks of: one of the measured outcomes, one more for every kind of event or count.
public struct StudyData: Sendable {
  public let plan: StudyPlan
  /// What is described, compared and modelled; where nothing is measured, the first kind of event or count.
  let trial: Trial
  /// The kind of `trial`'s outcomes.
  let kind: OutcomeKind
  let others: [(kind: OutcomeKind, trial: Trial)]

  /// Reads the file once for each kind of outcome.
  ///
  /// - Throws: where plan or file are wrong; `TrialError.unknownLevel` for an arm of `flow` or a primary visit that the data
  ///   do not have.
  public init(reading source: TableSource, plan: StudyPlan) throws(TrialError) {
    var trials: [(kind: OutcomeKind, trial: Trial)] = []
    for (kind, outcomes) in Self.kinds(of: plan) {
      var part = plan
      part.kind = kind
      if let outcomes { part.outcomes = outcomes }
      trials.append((kind, try Trial(reading: source, plan: part, options: ReadOptions(digest: true))))
    }
    let main = trials.firstIndex { $0.kind == .continuous } ?? 0
    self.plan = plan
    (kind, trial) = trials[main]
    trials.remove(at: main)
    others = trials
    try check()
  }

  /// A study of measured outcomes that is read already.
  package init(_ trial: Trial, plan: StudyPlan) throws(TrialError) {
    self.plan = plan
    self.trial = trial
    kind = .continuous
    others = []
    try check()
  }

  private func check() throws(TrialError) {
    let arms = trial.arm?.levels ?? []
    for arm in plan.flow?.arms ?? [] where !arms.contains(arm) {
      throw .unknownLevel(label: arm, role: "arm (named by flow)", levels: arms)
    }
    let visits = trial.visits.compactMap { $0 }
    if let visit = plan.primaryVisit, !visits.contains(visit) {
      throw .unknownLevel(label: visit, role: "visit (the primary one)", levels: visits)
    }
  }

  /// Each kind with its outcomes; nil where there is one kind, so that all are meant.
  private static func kinds(of plan: StudyPlan) -> [(kind: OutcomeKind, outcomes: [String]?)] {
    let named =
      plan.outcomes.isEmpty
      ? plan.wide.compactMap { try? ListGrammar.wide($0, option: "--wide").name } : plan.outcomes
    var kinds: [(kind: OutcomeKind, outcomes: [String])] = []
    for outcome in named {
      let kind = plan.outcomeDetails[outcome]?.kind ?? .continuous
      if let place = kinds.firstIndex(where: { $0.kind == kind }) {
        kinds[place].outcomes.append(outcome)
      } else {
        kinds.append((kind, [outcome]))
      }
    }
    if kinds.count < 2 { return [(kinds.first?.kind ?? .continuous, nil)] }
    return kinds.map { ($0.kind, $0.outcomes) }
  }
}
