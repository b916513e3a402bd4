import Endline

/// What `change --csc` takes from a study description and its instruments where the line does not say it.
extension ReliableChangeArguments {
  /// For each outcome: the line's own; else what the description and its instrument say: direction, reliability, cut-off,
  /// the minimal important difference, the lowest score that percentages subtract; and when the visits are.
  ///
  /// - Throws: where no direction is known of an outcome, or what the criterion needs of none.
  func complete(_ asked: inout ReliableChangeOptions, from plan: StudyPlan, level: Double) throws {
    var isReliabilityKnown = asked.scale.reliability != nil || reliabilityVisits != nil
    var isDirectionKnown = direction != nil
    var isDifferenceKnown = asked.scale.importantDifference != nil
    asked.visitTimes = plan.visitMonths
    if direction == nil { isDirectionKnown = !plan.outcomes.isEmpty }
    for column in plan.outcomes {
      guard let details = plan.outcomeDetails[column] else {
        if direction == nil { isDirectionKnown = false }
        continue
      }
      let described = try DescribedScale(details, level: level)
      var scale = asked.scale
      if direction == nil {
        if let own = described.direction { scale.direction = own } else { isDirectionKnown = false }
      }
      if asked.needsReliability, scale.reliability == nil, reliabilityVisits == nil {
        scale.reliability = described.reliability.map { .known($0) }
        isReliabilityKnown = isReliabilityKnown || scale.reliability != nil
      }
      if asked.isReliable, cutoff == nil, functionalMean == nil { scale.cutoff = described.cutoff }
      if mid == Self.ofStudy, let points = details.importantDifference {
        scale.importantDifference = .init(
          points,
          deterioration: try midDeterioration.map { try size($0, of: "--mid-deterioration") }
            ?? details.importantDeterioration)
        isDifferenceKnown = true
      }
      if percentFloor == nil, let floor = described.percentFloor { scale.percentFloor = floor }
      asked.scales[details.name ?? column] = scale
    }
    guard isDirectionKnown else { throw ReliableChangeUsageError.noDirection }
    guard isReliabilityKnown || !asked.needsReliability else { throw ReliableChangeUsageError.noReliability }
    if mid == Self.ofStudy, !isDifferenceKnown { throw ReliableChangeUsageError.noImportantDifference }
  }
}
