import Endline

/// What `change --csc` takes from a study description and its instruments where the line does not say it.
extension ReliableChangeArguments {
  /// For each outcome: the line's own; else the description's direction, the instrument's direction, its test-retest
  /// reliability or else its alpha, the description's minimal important difference, and the lowest score that percentages
  /// subtract; and when the visits are.
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
      let instrument = try details.instrument.map { (name) throws(InstrumentError) in
        try Catalogue.instrument(named: name)
      }
      var scale = asked.scale
      let described = details.higherIsBetter.map { $0 ? ReliableChangeOptions.Direction.higher : .lower }
      if direction == nil {
        let own = described ?? instrument?.scoring.direction.flatMap { .init(rawValue: $0.rawValue) }
        if let own { scale.direction = own } else { isDirectionKnown = false }
      }
      if asked.needsReliability, scale.reliability == nil, reliabilityVisits == nil, let instrument {
        scale.reliability = Self.reliability(of: instrument, level: level).map { .known($0) }
        isReliabilityKnown = isReliabilityKnown || scale.reliability != nil
      }
      if mid == Self.ofStudy, let points = details.importantDifference {
        scale.importantDifference = .init(
          points,
          deterioration: try midDeterioration.map { try size($0, of: "--mid-deterioration") }
            ?? details.importantDeterioration)
        isDifferenceKnown = true
      }
      if percentFloor == nil, let floor = instrument?.scoring.percentFloor { scale.percentFloor = floor }
      asked.scales[details.name ?? column] = scale
    }
    guard isDirectionKnown else { throw ReliableChangeUsageError.noDirection }
    guard isReliabilityKnown || !asked.needsReliability else { throw ReliableChangeUsageError.noReliability }
    if mid == Self.ofStudy, !isDifferenceKnown { throw ReliableChangeUsageError.noImportantDifference }
  }

  /// Of the whole scale, where a source gives one number: test-retest, with Fisher's interval where its number of people is
  /// known, else alpha.
  private static func reliability(of instrument: Instrument, level: Double) -> AssumedReliability? {
    let whole = instrument.reliabilities.filter {
      $0.subscale == nil && ($0.coefficient.map { $0 > 0 && $0 < 1 } ?? false)
    }
    if let found = whole.first(where: { $0.kind == .testRetest }), let value = found.coefficient {
      let origin = AssumedReliability.Origin.testRetest(instrument: instrument.key)
      guard let n = found.n else { return AssumedReliability(value, origin: origin) }
      return AssumedReliability(value, subjects: n, level: level, origin: origin)
    }
    guard let found = whole.first(where: { $0.kind == .alpha }), let value = found.coefficient else { return nil }
    return AssumedReliability(value, origin: .alpha(instrument: instrument.key))
  }
}
