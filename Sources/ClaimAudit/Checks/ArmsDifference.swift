import Estimates
import PublishedNumbers

extension AuditCheck {
  static let armsDifference = AuditCheck(
    "arms_difference", "Is the difference that of the two arms' means?"
  ).askingClaims { claim, evidence in
    guard claim.type == .meanDifference, let estimate = claim.estimate else { return nil }
    let pairs = evidence.pairs(for: claim, .betweenArms)
    let differences = pairs.compactMap { MeanDifference($0) }
    guard let first = differences.first else { return nil }
    let names = { (d: MeanDifference) in "\(d.pair.first.arm ?? "the first") minus \(d.pair.second.arm ?? "the second")"
    }
    if let agreeing = differences.first(where: { $0.difference.meets(estimate.enclosure) }) {
      return Finding(
        "arms_difference", .consistent,
        "\(estimate.text) is \(names(agreeing)): \(agreeing.pair.words)", recomputed: agreeing.point,
        allowed: agreeing.difference, method: "difference_of_means", figures: [.estimate])
    }
    let decimals = max(estimate.decimals, first.pair.first.mean?.decimals ?? 0)
    var finding = Finding(
      "arms_difference", .inconsistent,
      "\(estimate.text) is not \(names(first)): \(first.pair.words) (\(Shown.number(first.point, decimals)))",
      recomputed: first.point, allowed: first.difference, method: "difference_of_means", figures: [.estimate])
    if differences.contains(where: { (-$0.difference).meets(estimate.enclosure) }) {
      finding.mends = [Mend("with the arms swapped it is")]
    } else {
      finding.mends = [
        Mend("an adjusted difference need not be that of the means: cannot be told from print", settles: false)
      ]
    }
    return finding
  }

  static let armsInterval = AuditCheck(
    "arms_interval", "Is the interval the one that the arms' means with their SDs or standard errors give?"
  ).askingClaims { claim, evidence in
    guard claim.type == .meanDifference, let interval = claim.interval, !interval.isRange,
      !interval.isUpsideDown
    else { return nil }
    let differences = evidence.pairs(for: claim, .betweenArms).compactMap { MeanDifference($0) }
      .filter { !$0.errors.isEmpty }
    guard let first = differences.first else { return nil }
    let level = interval.levels[0]
    let printed = (interval.low.enclosure, interval.high.enclosure)
    let agrees = { (low: Enclosure, high: Enclosure) in
      differences.contains { difference in
        interval.levels.flatMap { difference.limits(level: $0) }.contains { $0.low.meets(low) && $0.high.meets(high) }
      }
    }
    let limits = first.limits(level: level).map(\.low).hull ?? .everything
    let upper = first.limits(level: level).map(\.high).hull ?? .everything
    let decimals = max(interval.low.decimals, interval.high.decimals)
    let found = agrees(printed.0, printed.1)
    let half = first.errors[0].point * PlausibleDF.critical(level: level, df: .infinity)
    var finding = Finding(
      "arms_interval", found ? .consistent : .inconsistent,
      "\(first.pair.words) give \(Shown.number(first.point - half, decimals)) to "
        + "\(Shown.number(first.point + half, decimals)), the arms taken as independent; \(Shown.interval(interval)) is printed",
      recomputed: first.point, allowed: limits.union(upper), method: first.errors[0].method, figures: [.low, .high])
    guard !found else { return finding }
    if agrees(-printed.1, -printed.0) {
      finding.mends.append(
        Mend(
          "with the signs of the limits turned, \(Shown.turned(interval.high)) to \(Shown.turned(interval.low)), they agree"
        ))
    }
    finding.mends.append(.otherTest)
    return finding
  }

  static let armsP = AuditCheck(
    "arms_p", "Is the p-value that of the difference between the arms' means?"
  ).askingClaims { claim, evidence in
    guard let p = claim.p, let printed = claim.twoSidedP, claim.isTestOfMeans else { return nil }
    let pairs = evidence.pairs(for: claim, .betweenArms)
    guard !pairs.isEmpty else { return nil }
    let tests = pairs.compactMap { pair in MeanDifference(pair)?.p.map { (pair: pair, p: $0) } }
    guard let first = tests.first else {
      return .missing("arms_p", "\(pairs[0].words): SDs or standard errors of both arms are not printed")
    }
    let chosen = tests.first { $0.p.allowed.meets(printed) }
    let shown = chosen ?? first
    var finding = Finding(
      "arms_p", chosen == nil ? .inconsistent : .consistent,
      "\(shown.pair.words) give p = \(Shown.p(shown.p.point)) (\(Shown.p(shown.p.allowed))), the arms taken as independent; "
        + "\(Shown.p(p)) is printed",
      recomputed: shown.p.point, allowed: shown.p.allowed, method: shown.p.method, figures: [.p])
    if chosen == nil { finding.mends = armsPMends(first.pair, p) }
    return finding
  }
}

extension PublishedClaim {
  /// Whether its p-value may be that of a difference of two means.
  fileprivate var isTestOfMeans: Bool {
    switch type {
    case .meanDifference, .pValue, .zTest: true
    case .tTest: !isPaired
    default: false
    }
  }
}

extension MeanDifference {
  /// Both limits together, one pair for each convention.
  fileprivate func limits(level: Double) -> [(low: Enclosure, high: Enclosure)] {
    errors.map { error in
      let least = error.enclosure * Enclosure(near: PlausibleDF.critical(level: level, df: .infinity))
      let most = error.enclosure * Enclosure(near: PlausibleDF.critical(level: level, df: dfs[0]))
      let half = least.union(most)
      return (difference - half, difference + half)
    }
  }
}

private func armsPMends(_ pair: ArmPair, _ p: PrintedProbability) -> [Mend] {
  var mends: [Mend] = []
  let printed = p.enclosure
  if let swapped = MeanDifference(pair, reading: .swapped)?.p, swapped.allowed.meets(printed) {
    mends.append(
      Mend(
        pair.first.sd == nil
          ? "with the standard errors taken for SDs they agree" : "with the SDs taken for standard errors they agree"))
  }
  if let difference = MeanDifference(pair), let found = difference.p {
    if (found.allowed * Enclosure(0.5)).meets(printed) {
      mends.append(Mend("\(Shown.p(p)) as a one-sided p-value agrees"))
    }
    if pair.first.sd == nil, let words = correlationWords(difference, p) { mends.append(words) }
  }
  return mends + [.otherTest]
}

/// Means of one model may be correlated: what correlation between them would give the printed p-value.
private func correlationWords(_ difference: MeanDifference, _ p: PrintedProbability) -> Mend? {
  guard p.relation == .equal, p.number.value > 0, p.number.value < 1, let a = difference.pair.first.se?.value,
    let b = difference.pair.second.se?.value
  else { return nil }
  let z = PlausibleDF.critical(level: 1 - p.number.value, df: .infinity)
  let error = abs(difference.point) / z
  let correlation = (a * a + b * b - error * error) / (2 * a * b)
  guard abs(correlation) <= 1 else {
    return Mend("no correlation between the two means of one model gives it either", settles: false)
  }
  return Mend(
    "a correlation of \(Shown.number(correlation, 2)) between the two means of one model would give it", settles: false)
}
