import Estimates
import PublishedNumbers

extension AuditCheck {
  static let intervalContainsEstimate = AuditCheck(
    "interval_contains_estimate", "Does the estimate lie in its interval?"
  ).askingClaims { claim, _ in
    guard let interval = claim.interval else { return nil }
    let check = "interval_contains_estimate"
    guard !interval.isUpsideDown else {
      var finding = Finding(
        check, .impossible, "\(Shown.interval(interval)): the lower limit is above the upper", figures: [])
      finding.mends.append(Mend("with the limits in the other order they make an interval"))
      if interval.low.value > 0, interval.high.value > 0 || interval.high.value == 0 {
        finding.mends.append(
          Mend("with the sign of the lower limit turned, \(Shown.turned(interval.low)), they make one"))
      }
      return finding
    }
    guard let (estimate, figure) = claim.figureOfInterval else {
      return .missing(check, "the estimate of \(Shown.interval(interval)) is not printed")
    }
    let range = Enclosure(interval.low.enclosure.low, interval.high.enclosure.high) ?? .everything
    let words =
      "\(estimate.text) \(range.meets(estimate.enclosure) ? "lies" : "does not lie") in \(Shown.interval(interval))"
    var finding = Finding(
      check, range.meets(estimate.enclosure) ? .consistent : .inconsistent, words, recomputed: estimate.value,
      allowed: range, figures: [figure, .low, .high])
    if finding.isAgainst, (-range).meets(estimate.enclosure), !interval.isRange {
      finding.mends.append(
        Mend(
          "with the signs of the limits turned, \(Shown.turned(interval.high)) to \(Shown.turned(interval.low)), it does"
        ))
      finding.mends.append(Mend("with the sign of the estimate turned, \(Shown.turned(estimate)), it does"))
    }
    return finding
  }
}

extension PublishedClaim {
  /// What the interval is of: the estimate, or the effect size where there is none.
  var figureOfInterval: (number: PrintedNumber, figure: PrintedFigure)? {
    if let estimate { return (estimate, .estimate) }
    if let effectSize, type != .meanSD { return (effectSize, .effectSize) }
    return nil
  }
}
