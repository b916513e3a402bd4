import Diagnostics

/// What the values of the outcome columns are.
public enum OutcomeKind: Sendable, Equatable {
  /// Numbers that are measured.
  case continuous
  /// Categories, one of which is the event.
  case event(String)
  /// How often something happened, over the exposure that a column holds; nil: over the same exposure, 1, for every count.
  case count(exposure: String?)
}

/// Types of outcome that have a name of their own; an event is named by its value.
public enum OutcomeType: String, Sendable, CaseIterable {
  case continuous
  case count
}

extension StudyPlan {
  /// What a study description says the chosen outcomes are; measured numbers where it says nothing.
  ///
  /// Throws `TrialError.conflict` where it says different things of two of them.
  public func describedKind() throws(TrialError) -> OutcomeKind {
    let chosen =
      outcomes.isEmpty
      ? wide.compactMap { try? ListGrammar.wide($0, option: "--wide").name }.filter { outcomeDetails[$0] != nil }
      : outcomes
    var known: (outcome: String, kind: OutcomeKind)?
    for outcome in chosen {
      let kind = outcomeDetails[outcome]?.kind ?? .continuous
      if let known, known.kind != kind {
        throw .conflict(
          "outcomes \(inQuotes(known.outcome)) and \(inQuotes(outcome)) are not of one type in the study description",
          mend: "name those of one type with --outcome")
      }
      known = (outcome, kind)
    }
    return known?.kind ?? .continuous
  }
}
