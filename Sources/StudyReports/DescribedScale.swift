package import Comparisons
package import Instruments
package import Trials

/// What a study description and the catalogue say of an outcome's scale, as reliable change needs it.
package struct DescribedScale {
  /// The description's, else the instrument's; nil: neither says it.
  package let direction: ReliableChangeOptions.Direction?
  /// The description's, else the instrument's test-retest reliability, else its alpha; nil: none is known.
  package let reliability: AssumedReliability?
  /// The lowest score, which percentages subtract; nil: not known.
  package let percentFloor: Double?
  /// The description's; nil: not said.
  package let cutoff: ClinicalCutoff?

  /// - Parameter level: of the interval of a reliability whose number of people is known.
  package init(_ details: StudyPlan.OutcomeDetails, level: Double) throws(InstrumentError) {
    let instrument = try details.instrument.map { (name) throws(InstrumentError) in
      try Catalogue.instrument(named: name)
    }
    let described = details.higherIsBetter.map { $0 ? ReliableChangeOptions.Direction.higher : .lower }
    direction = described ?? instrument?.scoring.direction.flatMap { .init(rawValue: $0.rawValue) }
    reliability =
      details.reliability.map { AssumedReliability($0, origin: .described) }
      ?? instrument.flatMap { Self.reliability(of: $0, level: level) }
    percentFloor = instrument?.scoring.percentFloor
    cutoff = details.cutoff.map { .score($0) }
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
