import Distributions
import Estimates
import PublishedNumbers

extension AuditCheck {
  static let intervalP = AuditCheck(
    "interval_p", "Do estimate, interval and p-value agree, by z or t?"
  ).askingClaims { claim, _ in
    guard let p = claim.p, let printed = claim.twoSidedP, let wald = WaldInterval(claim), let interval = claim.interval,
      let estimate = claim.estimate
    else { return nil }
    guard wald.half.low > 0, wald.estimate.isBounded, wald.half.isBounded else {
      return .missing("interval_p", "the limits \(Shown.interval(interval)) are rounded too far to say how wide it is")
    }
    let ratio = wald.estimate.magnitude / wald.half
    let point = abs(wald.scale.point(estimate.value)) / wald.scale.halfWidth(interval)
    let levels = interval.levels
    let allowed = levels.map { implied(ratio, level: $0, dfs: PlausibleDF(claim).values) }.hull ?? .everything
    let recomputed = Normal().twoSidedPValue(point * PlausibleDF.critical(level: levels[0], df: .infinity))
    let agrees = allowed.meets(printed)
    var finding = Finding(
      "interval_p", agrees ? .consistent : .inconsistent,
      "\(estimate.text) with \(Shown.interval(interval)) gives p = \(Shown.p(recomputed)) (\(Shown.p(allowed))); "
        + "\(Shown.p(p)) is printed",
      recomputed: recomputed, allowed: allowed, method: "wald", figures: [.p, .estimate, .low, .high])
    guard !agrees else { return finding }
    if !claim.isOneSided, (allowed * Enclosure(0.5)).meets(p.enclosure) {
      finding.mends.append(Mend("\(Shown.p(p)) as a one-sided p-value agrees"))
    }
    for level in [0.9, 0.99, 0.6826894921370859]
    where implied(ratio, level: level, dfs: [.infinity]).meets(printed) {
      finding.mends.append(
        Mend(
          level < 0.7
            ? "with limits one standard error from the estimate they agree"
            : "as an interval of \(Shown.number(level * 100, 0)) % it agrees"))
    }
    finding.mends.append(.otherTest)
    return finding
  }
}

/// The p-values of an estimate `ratio` half-widths from the null: interval and test by the same t, or one of them by z.
private func implied(_ ratio: Enclosure, level: Double, dfs: [Double]) -> Enclosure {
  let normal = PlausibleDF.critical(level: level, df: .infinity)
  return dfs.flatMap { df -> [Enclosure] in
    let critical = PlausibleDF.critical(level: level, df: df)
    let same = PValueEnclosure.twoSided(size: ratio * Enclosure(near: critical), df: df)
    if df.isInfinite { return [same] }
    return [
      same, PValueEnclosure.twoSided(size: ratio * Enclosure(near: normal), df: df),
      PValueEnclosure.twoSided(size: ratio * Enclosure(near: critical), df: .infinity),
    ]
  }.hull ?? .everything
}

extension WaldScale {
  func point(_ value: Double) -> Double {
    switch self {
    case .own: value
    case .logarithm: value > 0 ? naturalLogarithm(value) : -.infinity
    case .fisher: fisherZ(value)
    }
  }

  func halfWidth(_ interval: PrintedInterval) -> Double {
    (point(interval.high.value) - point(interval.low.value)) / 2
  }
}
