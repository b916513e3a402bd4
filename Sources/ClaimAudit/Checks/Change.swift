import Estimates
import PublishedNumbers

extension AuditCheck {
  static let change = AuditCheck(
    "change", "Does a change agree with the means and SDs of the two times: a correlation from -1 to 1?"
  ).askingClaims { claim, evidence in
    guard claim.isPaired, let n = claim.n1, n > 1 else { return nil }
    let t = claim.statistic.flatMap { $0.letter == .t ? $0.number : nil }
    guard t != nil || claim.type == .meanDifference else { return nil }
    let pairs = evidence.pairs(for: claim, .overTime)
    guard let pair = pairs.first, let before = pair.first.mean, let after = pair.second.mean else { return nil }
    let difference = after.enclosure - before.enclosure
    if let estimate = claim.type == .meanDifference ? claim.estimate : nil,
      !difference.magnitude.meets(estimate.enclosure.magnitude)
    {
      return Finding(
        "change", .inconsistent,
        "\(pair.words) differ by \(Shown.number(after.value - before.value, estimate.decimals)); "
          + "\(estimate.text) is printed", recomputed: after.value - before.value, allowed: difference,
        method: "post_minus_pre", figures: [.estimate])
    }
    guard let t, t.value != 0, let sd1 = pair.first.sd, let sd2 = pair.second.sd, sd1.value > 0, sd2.value > 0 else {
      return claim.type == .meanDifference
        ? Finding(
          "change", .consistent, "\(pair.words) differ by the change printed", recomputed: after.value - before.value,
          allowed: difference, method: "post_minus_pre") : nil
    }
    // The SD of the change that t says, and the correlation that makes it so.
    let spread = difference.magnitude * Enclosure(near: Double(n).squareRoot()) / t.enclosure.magnitude
    let correlation =
      (sd1.enclosure.squared + sd2.enclosure.squared - spread.squared) / (sd1.enclosure * sd2.enclosure).doubled
    let change = abs(after.value - before.value) * Double(n).squareRoot() / abs(t.value)
    let point = (sd1.value * sd1.value + sd2.value * sd2.value - change * change) / (2 * sd1.value * sd2.value)
    let agrees = correlation.meets(Enclosure(-1, 1) ?? .everything)
    return Finding(
      "change", agrees ? .consistent : .impossible,
      "\(pair.words) with t = \(t.text) of \(n) pairs need a correlation of \(Shown.number(point, 2)) "
        + "(\(Shown.range(correlation, 2))) between the two times",
      recomputed: point, allowed: correlation, method: "implied_correlation", figures: [.statistic])
  }

  static let coefficientRange = AuditCheck(
    "coefficient_range", "Does a correlation, a reliability or eta squared lie where it can?"
  ).askingClaims { claim, _ in
    let printed: (PrintedNumber, Enclosure?, PrintedFigure)?
    switch claim.type {
    case .correlation: printed = claim.estimate.map { ($0, Enclosure(-1, 1), .estimate) }
    case .icc, .cronbachAlpha: printed = claim.estimate.map { ($0, Enclosure(-.infinity, 1), .estimate) }
    default:
      printed = claim.effectSizeKind == .etaSquared ? claim.effectSize.map { ($0, Enclosure(0, 1), .effectSize) } : nil
    }
    guard let (number, range, figure) = printed, let range else { return nil }
    let agrees = range.meets(number.enclosure)
    return Finding(
      "coefficient_range", agrees ? .consistent : .impossible,
      "\(number.text) lies \(agrees ? "in" : "outside") \(range.low.isFinite ? Shown.range(range, 0) : "what is at most 1")",
      recomputed: number.value, allowed: range.low.isFinite ? range : nil, method: "range", figures: [figure])
  }
}
