import Diagnostics

/// Who counts as a responder by a measured outcome: `change >= 6`, `percent <= -50`.
///
/// `change` is later minus earlier in the outcome's units; `percent` is 100 × change / baseline. Where lower is better the
/// threshold is negative.
public struct ResponderRule: Sendable, Equatable {
  enum Quantity: String, CaseIterable, Sendable {
    case change
    case percent
  }

  let quantity: Quantity
  let comparison: RowFilter.Comparison
  let threshold: Double
  /// As it reads in notes: `percent <= -50`.
  public let label: String

  /// Reads `QUANTITY COMPARISON NUMBER` with one of `>= > <= <`.
  public init(_ text: String) throws(TrialError) {
    func broken(_ position: Int, _ reason: String) -> TrialError {
      .unreadableResponder(text: text, position: position, reason: reason)
    }
    let parts: RowFilter
    do {
      parts = try RowFilter(text)
    } catch .unreadableFilter(_, let position, let reason) {
      let isSingleEquals = reason.hasPrefix("a single =")
      throw broken(position, isSingleEquals ? "= is no threshold; use >= > <= or <" : reason)
    }
    let start = text.prefix { $0.isWhitespace }.count + 1
    guard let quantity = Quantity(rawValue: parts.column) else {
      throw broken(start, "\(inQuotes(parts.column)) is neither change nor percent")
    }
    guard parts.comparison.orders else {
      let place = text.prefix { $0 != "=" && $0 != "!" }.count + 1
      throw broken(place, "\(parts.comparison.rawValue) is no threshold; use >= > <= or <")
    }
    guard let threshold = number(of: parts.value, decimalComma: false) else {
      let place = text.prefix { !"<>=".contains($0) }.count + parts.comparison.rawValue.count
      let spaces = text.dropFirst(place).prefix { $0.isWhitespace }.count
      throw broken(place + spaces + 1, "\(inQuotes(parts.value)) is not a number")
    }
    self.quantity = quantity
    comparison = parts.comparison
    self.threshold = threshold
    label = "\(quantity.rawValue) \(comparison.rawValue) \(plain(threshold))"
  }

  /// Whether a change is past the threshold; nil where a value is missing, and for a percentage of a baseline that is not
  /// above 0.
  ///
  /// What differs from the threshold by nothing but the rounding of decimals (1.2 − 0.9 against 0.3) is on it.
  func holds(earlier: Double, later: Double) -> Bool? {
    guard !earlier.isNaN, !later.isNaN else { return nil }
    let scale: Double
    switch quantity {
    case .change: scale = 1
    case .percent:
      guard earlier > 0 else { return nil }
      scale = 100 / earlier
    }
    let value = (later - earlier) * scale
    let rounding = 8 * Double.ulpOfOne * max(abs(earlier), abs(later)) * scale
    return comparison.holds(abs(value - threshold) <= rounding ? threshold : value, threshold)
  }
}

extension Trial {
  /// The same trial with each outcome coded by the rule: 1 for a responder, 0 for another, NaN where the rule cannot tell.
  ///
  /// The baseline stays as measured. Visits up to the baseline have no responders: their values are NaN. An outcome
  /// without a baseline has none at all.
  public func responders(by rule: ResponderRule) -> Trial {
    var notes = notes
    let coded = outcomes.map { outcome in
      guard let baseline = outcome.baseline else {
        notes.append("outcome \(inQuotes(outcome.name)) has no baseline, so there are no responders")
        return Outcome(
          name: outcome.name, values: outcome.values.map { $0.map { _ in .nan } }, baseline: nil,
          event: .responder(rule.label))
      }
      if rule.quantity == .percent {
        let none = baseline.count { $0 <= 0 }
        if none > 0 {
          notes.append(
            "outcome \(inQuotes(outcome.name)): \(none) of \(subjectCount) subjects have a baseline of 0 or below, of which no "
              + "percentage is taken: missing")
        }
      }
      let values = outcome.values.indices.map { visit in
        baseline.indices.map { subject -> Double in
          if let baselineVisit, visit <= baselineVisit { return .nan }
          let holds = rule.holds(earlier: baseline[subject], later: outcome.values[visit][subject])
          return holds.map { $0 ? 1 : 0 } ?? .nan
        }
      }
      return Outcome(name: outcome.name, values: values, baseline: baseline, event: .responder(rule.label))
    }
    return replacing(outcomes: coded, notes: notes)
  }
}
