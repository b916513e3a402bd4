public import Estimates
internal import PublishedNumbers

/// Everything that follows from the figures of one effect.
///
/// The routes are tried from the figures that say most (counts, changes, means) to those that say least (a bound on p);
/// the first that has what it needs is taken, and what the others give is held against it.
public struct PublishedEffect: Sendable {
  public let rows: [Estimate]
  public let notes: [String]
  public let derivation: Derivation

  /// - Parameter level: confidence level of the intervals.
  public init(from figures: PrintedFigures, level: Double) throws(PublishedEffectError) {
    var taken: (found: Found, work: Work)?
    var others: [(found: Found, work: Work)] = []
    for route in Self.routes {
      var work = Work(figures, level: level)
      guard let found = route(&work), !found.rows.isEmpty else { continue }
      if taken == nil { taken = (found, work) } else { others.append((found, work)) }
    }
    guard let (found, work) = taken else {
      let (problem, mend) = Insufficiency(figures).words
      throw .insufficient(figures.place, problem: problem, mend: mend)
    }
    let labelled = Labels(figures)
    rows = labelled.rows(found.rows, route: found.route)
    notes =
      work.notes + Self.disagreements(found, others) + Self.turned(figures, found) + Self.unused(figures, work, others)
    derivation = Derivation(title: labelled.title, steps: work.steps)
  }

  private static let routes: [@Sendable (inout Work) -> Found?] = [
    { $0.fromCounts() }, { $0.fromChangesOfArms() }, { $0.fromChange() }, { $0.fromMeans() },
    { $0.fromDifferenceAndSD() }, { $0.fromDifferenceAndError() }, { $0.fromT() }, { $0.fromF() }, { $0.fromR() },
    { $0.fromEtaSquared() }, { $0.fromEffect() }, { $0.fromP() }, { $0.fromZ() }, { $0.fromU() },
    { $0.fromChiSquared() }, { $0.fromOddsRatio() }, { $0.fromBound() },
  ]

  /// Where two routes cannot both be right, whatever was rounded.
  private static func disagreements(_ found: Found, _ others: [(found: Found, work: Work)]) -> [String] {
    guard let size = found.size else { return [] }
    return others.compactMap { other, _ in
      guard let otherSize = other.size, size.intersection(otherSize) == nil else { return nil }
      return
        "The figures do not agree: |d| is \(spoken(size)) by \(methodTitle(found.route)) and \(spoken(otherSize)) by "
        + "\(methodTitle(other.route)); the first is given"
    }
  }

  /// Printed statistics that point the other way than the effect.
  private static func turned(_ figures: PrintedFigures, _ found: Found) -> [String] {
    guard found.route != "t",
      let d = found.rows.map(\.estimate).first(where: { $0.measure == .cohensD && $0.term == nil })?.estimate
    else { return [] }
    let cells = figures.has(.a)
    return [EffectKey.t, .z, .d, .g].compactMap { key in
      guard let number = figures.numbers[key], number.value * d < 0, !(cells && key == .d) else { return nil }
      return
        "\(key.rawValue) = \(number.text) has the opposite sign of d = \(d.sixDigits) by \(methodTitle(found.route)): "
        + "it is printed without its sign, or the arms stand in the other order"
    }
  }

  private static func methodTitle(_ route: String) -> String { String(route.map { $0 == "_" ? " " : $0 }) }

  private static func spoken(_ range: Enclosure) -> String {
    range.high.isFinite ? "\(range.low.sixDigits) to \(range.high.sixDigits)" : "above \(range.low.sixDigits)"
  }

  private static func unused(
    _ figures: PrintedFigures, _ work: Work, _ others: [(found: Found, work: Work)]
  ) -> [String] {
    let used = others.reduce(work.used) { $0.union($1.work.used) }
    let left = figures.given.filter { !used.contains($0) }
    return left.isEmpty ? [] : ["Not used: \(left.map(\.rawValue).joined(separator: ", "))"]
  }
}

/// Whom and what the rows are of.
private struct Labels {
  let study: String?
  let outcome: String?
  let treatment: String
  let control: String

  init(_ figures: PrintedFigures) {
    study = figures.labels[.study]
    outcome = figures.labels[.outcome]
    treatment = figures.labels[.arm1] ?? "treatment"
    control = figures.labels[.arm2] ?? "control"
  }

  var title: String? {
    let parts = [study, outcome].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// Each row with its labels, then what rounding leaves of each effect.
  func rows(_ found: [EffectRow], route: String) -> [Estimate] {
    var ranges: [Estimate] = []
    for effect in found {
      guard let range = effect.range else { continue }
      let row = effect.estimate
      let measure = row.measure.rawValue
      var rounding = Estimate(
        arm: row.arm, term: row.term.map { "\(measure), \($0)" } ?? measure, measure: .printRange,
        method: "from_\(route)", estimate: row.estimate, confidenceLow: range.low, confidenceHigh: range.high, n: row.n)
      if !range.low.isFinite { rounding.confidenceLow = nil }
      if !range.high.isFinite { rounding.confidenceHigh = nil }
      // Two tests of one difference, or one effect under several correlations, have one range.
      var plain = rounding
      plain.term = measure
      if !ranges.contains(rounding), !ranges.contains(plain) { ranges.append(rounding) }
    }
    let isOneGroup = found.contains { [.dZ, .gZ, .dAv, .meanChange].contains($0.estimate.measure) }
    return (found.map(\.estimate) + ranges).map { labelled($0, isOneGroup: isOneGroup) }
  }

  private func labelled(_ row: Estimate, isOneGroup: Bool) -> Estimate {
    var row = row
    row.study = study
    row.outcome = outcome
    if row.arm == nil {
      row.contrast = isOneGroup ? "later - earlier" : "\(treatment) - \(control)"
      if !isOneGroup { row.reference = .arm(control) }
    }
    return row
  }
}
