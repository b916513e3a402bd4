import Estimates
import PublishedNumbers

extension AuditCheck {
  static let effectSizeFromArms = AuditCheck(
    "effect_size_from_arms", "Is d the difference of the means over one of the usual SDs?"
  ).askingClaims { claim, evidence in
    guard claim.effectSizeKind == .standardizedDifference, let effect = claim.effectSize else { return nil }
    let pairs = evidence.pairs(for: claim, claim.isPaired ? .overTime : .betweenArms)
    let readings = pairs.flatMap { DifferenceOverSD.all(of: $0) + DifferenceOverSD.ofChange($0, claim) }
    guard let first = readings.first else {
      return pairs.isEmpty
        ? nil : .missing("effect_size_from_arms", "\(pairs[0].words): SDs of both are not printed")
    }
    let agreeing = readings.first { $0.allowed.meets(effect.enclosure.magnitude) }
    let shown = agreeing ?? first
    var finding = Finding(
      "effect_size_from_arms", agreeing == nil ? .inconsistent : .consistent,
      "\(shown.pair.words) differ by \(Shown.number(shown.point, effect.decimals + 1)) of the \(shown.name) "
        + "(\(Shown.range(shown.allowed, effect.decimals + 1))); \(effect.text) is printed",
      recomputed: shown.point, allowed: shown.allowed, method: shown.method, figures: [.effectSize])
    guard agreeing == nil else { return finding }
    for reading in readings {
      guard let n = reading.pair.first.n, n > 1 else { continue }
      let root = Enclosure(near: Double(n).squareRoot())
      if (reading.allowed * root).meets(effect.enclosure.magnitude) {
        finding.mends.append(Mend("over standard errors in the place of SDs it is"))
        break
      }
    }
    finding.mends.append(
      Mend("an effect size of an adjusted difference cannot be told from the means", settles: false))
    return finding
  }

  static let effectSizeFromStatistic = AuditCheck(
    "effect_size_from_statistic", "Is the effect size that of the test statistic and the sizes?"
  ).askingClaims { claim, _ in
    guard let kind = claim.effectSizeKind, let effect = claim.effectSize, let statistic = claim.statistic else {
      return nil
    }
    let check = "effect_size_from_statistic"
    let size = effect.enclosure.magnitude
    switch (kind, statistic.letter) {
    case (.standardizedDifference, .t), (.standardizedDifference, .f), (.standardizedDifference, .z):
      if statistic.letter == .f, claim.df.count > 1, claim.df[0].value != 1 { return nil }
      guard let t = statistic.sizeOfT else { return nil }
      guard let n1 = claim.n1, n1 > 1 else { return .missing(check, "the sizes of the arms are not printed") }
      if claim.isPaired { return pairedFinding(effect, size, t, statistic, n1) }
      return independentFinding(effect, size, t, statistic, n1, claim.n2)
    case (.etaSquared, .f), (.etaSquared, .t):
      guard
        let f = statistic.letter == .f ? statistic.number.enclosure : statistic.number.enclosure.squared as Enclosure?,
        let df2 = claim.df.last?.value
      else { return nil }
      let df1 = statistic.letter == .f && claim.df.count > 1 ? claim.df[0].value : 1
      let ratio = f * Enclosure(near: df1 / df2)
      let share = ratio.increasing { $0 <= 0 ? 0 : $0 / (1 + $0) }
      let agrees = share.meets(effect.enclosure)
      return Finding(
        check, agrees ? .consistent : .inconsistent,
        "\(statistic.words) gives eta squared \(Shown.range(share, effect.decimals + 1)); \(effect.text) is printed",
        recomputed: share.middle, allowed: share, method: "eta_squared", figures: [.effectSize, .statistic])
    default: return nil
    }
  }
}

extension PrintedStatistic {
  /// |t|; of F with one df before it the square root.
  fileprivate var sizeOfT: Enclosure? {
    letter == .f ? number.enclosure.squareRoot : number.enclosure.magnitude
  }

  fileprivate var pointOfT: Double { letter == .f ? max(0, number.value).squareRoot() : abs(number.value) }
}

/// t = d_z √n, and d over the SDs of the two times is d_z √(2(1 - r)): any r from -1 to 1 allows d up to 2 d_z.
private func pairedFinding(
  _ effect: PrintedNumber, _ size: Enclosure, _ t: Enclosure, _ statistic: PrintedStatistic, _ n: Int
) -> Finding {
  let root = Enclosure(near: Double(n).squareRoot())
  let dz = t / root
  let allowed = Enclosure(0, 2 * dz.high) ?? .everything
  let point = statistic.pointOfT / root.middle
  let decimals = effect.decimals + 1
  if dz.meets(size) {
    return Finding(
      "effect_size_from_statistic", .consistent,
      "\(statistic.words) of \(n) pairs is \(Shown.number(point, decimals)) SDs of the change; \(effect.text) is printed",
      recomputed: point, allowed: dz, method: "d_z")
  }
  let ratio = abs(effect.value) / point
  let correlation = 1 - ratio * ratio / 2
  let agrees = allowed.meets(size)
  return Finding(
    "effect_size_from_statistic", agrees ? .consistent : .inconsistent,
    agrees
      ? "\(statistic.words) of \(n) pairs with d = \(effect.text) needs a correlation of "
        + "\(Shown.number(correlation, 2)) between the two times"
      : "\(statistic.words) of \(n) pairs allows d up to \(Shown.number(allowed.high, decimals)), whatever the correlation; "
        + "\(effect.text) is printed",
    recomputed: point, allowed: allowed, method: "d_av", figures: [.effectSize, .statistic])
}

/// d = t √(1/n₁ + 1/n₂); with the total N alone at least 2t/√N.
private func independentFinding(
  _ effect: PrintedNumber, _ size: Enclosure, _ t: Enclosure, _ statistic: PrintedStatistic, _ n1: Int, _ n2: Int?
) -> Finding {
  let decimals = effect.decimals + 1
  guard let n2, n2 > 1 else {
    let least = t * Enclosure(near: 2 / Double(n1).squareRoot())
    let most = t * Enclosure(near: (0.5 + 1 / Double(max(1, n1 - 2))).squareRoot())
    // Hedges' correction may make it smaller by a little.
    let allowed = (Enclosure(least.low * 0.97, max(most.high, least.high))) ?? .everything
    let point = 2 * statistic.pointOfT / Double(n1).squareRoot()
    let agrees = allowed.meets(size)
    var finding = Finding(
      "effect_size_from_statistic", agrees ? .consistent : .inconsistent,
      "\(statistic.words) with \(n1) in all gives d of at least \(Shown.number(point, decimals)), more where the arms "
        + "are of unlike size; \(effect.text) is printed",
      recomputed: point, allowed: allowed, method: "d_from_t", figures: [.effectSize, .statistic])
    if !agrees, abs(effect.value) < point { finding.mends = [adjustedWords(effect, point)] }
    return finding
  }
  let (a, b) = (Double(n1), Double(n2))
  let factor = (1 / a + 1 / b).squareRoot()
  let plain = t * Enclosure(near: factor)
  // Over the SD with n, or with Hedges' correction.
  let allowed = plain.union(plain * .hedgesCorrection(df: a + b - 2))
    .union(plain * Enclosure(near: ((a + b) / max(1, a + b - 2)).squareRoot()))
  let point = statistic.pointOfT * factor
  let agrees = allowed.meets(size)
  var finding = Finding(
    "effect_size_from_statistic", agrees ? .consistent : .inconsistent,
    "\(statistic.words) with \(n1) and \(n2) gives d = \(Shown.number(point, decimals)) "
      + "(\(Shown.range(allowed, decimals))); \(effect.text) is printed",
    recomputed: point, allowed: allowed, method: "d_from_t", figures: [.effectSize, .statistic])
  guard !agrees else { return finding }
  let df = Enclosure(near: a + b - 2)
  if let root = (t.squared + df).squareRoot, (t / root).meets(size) {
    finding.mends.append(Mend("\(effect.text) as a correlation agrees"))
  }
  if size.high < point { finding.mends.append(adjustedWords(effect, point)) }
  return finding
}

private func adjustedWords(_ effect: PrintedNumber, _ point: Double) -> Mend {
  let share = 1 - (effect.value / point) * (effect.value / point)
  return Mend(
    "in an adjusted test the covariates would have to explain \(Shown.number(share * 100, 0)) % of the variance",
    settles: false)
}

/// The difference of two printed means over one of the SDs that are in use.
private struct DifferenceOverSD {
  let pair: ArmPair
  let name: String
  let method: String
  let allowed: Enclosure
  let point: Double

  static func all(of pair: ArmPair) -> [DifferenceOverSD] {
    guard let mean1 = pair.first.mean, let mean2 = pair.second.mean, let sd1 = pair.first.sd, let sd2 = pair.second.sd,
      sd1.value > 0, sd2.value > 0
    else { return [] }
    let difference = (mean1.enclosure - mean2.enclosure).magnitude
    let point = abs(mean1.value - mean2.value)
    var readings: [DifferenceOverSD] = []
    let sizes = factors(pair)
    func add(_ name: String, _ method: String, _ sd: Enclosure?, _ value: Double) {
      guard let sd, sd.low > 0, value > 0 else { return }
      let plain = difference / sd
      let allowed = sizes.low.map { plain * $0 } ?? plain
      let larger = sizes.high.map { plain * $0 } ?? plain
      readings.append(
        DifferenceOverSD(
          pair: pair, name: name, method: method, allowed: plain.union(allowed).union(larger), point: point / value))
    }
    func weighted(_ w1: Double, _ w2: Double) -> (Enclosure?, Double) {
      let square = sd1.enclosure.squared * Enclosure(near: w1) + sd2.enclosure.squared * Enclosure(near: w2)
      return (square.squareRoot, (sd1.value * sd1.value * w1 + sd2.value * sd2.value * w2).squareRoot())
    }
    if pair.kind == .betweenArms, let n1 = pair.first.n, let n2 = pair.second.n, n1 + n2 > 2 {
      let total = Double(n1 + n2 - 2)
      let pooled = weighted(Double(n1 - 1) / total, Double(n2 - 1) / total)
      add("pooled SD", "pooled_sd", pooled.0, pooled.1)
    }
    let root = weighted(0.5, 0.5)
    add("root of the mean variance", "root_mean_variance", root.0, root.1)
    add("mean of the SDs", "mean_sd", (sd1.enclosure + sd2.enclosure) * Enclosure(0.5), (sd1.value + sd2.value) / 2)
    add(
      pair.kind == .betweenArms ? "second arm's SD" : "SD at the first time",
      pair.kind == .betweenArms ? "second_sd" : "first_sd",
      pair.kind == .betweenArms ? sd2.enclosure : sd1.enclosure, pair.kind == .betweenArms ? sd2.value : sd1.value)
    add(
      pair.kind == .betweenArms ? "first arm's SD" : "SD at the second time",
      pair.kind == .betweenArms ? "first_sd" : "second_sd",
      pair.kind == .betweenArms ? sd1.enclosure : sd2.enclosure, pair.kind == .betweenArms ? sd1.value : sd2.value)
    return readings
  }

  /// Over the SD of the change, which the correlation of the two times decides: as t says it, or any.
  static func ofChange(_ pair: ArmPair, _ claim: PublishedClaim) -> [DifferenceOverSD] {
    guard pair.kind == .overTime, let mean1 = pair.first.mean, let mean2 = pair.second.mean, let sd1 = pair.first.sd,
      let sd2 = pair.second.sd
    else { return [] }
    let name = "SD of the change"
    if let t = claim.statistic, t.letter == .t, let n = claim.n1, n > 1 {
      let root = Enclosure(near: Double(n).squareRoot())
      let correction = Enclosure.hedgesCorrection(df: Double(n - 1)).union(Enclosure(1))
      return [
        DifferenceOverSD(
          pair: pair, name: name, method: "d_z", allowed: t.number.enclosure.magnitude / root * correction,
          point: abs(t.number.value) / root.middle)
      ]
    }
    let difference = (mean1.enclosure - mean2.enclosure).magnitude
    let least = difference / (sd1.enclosure + sd2.enclosure)
    guard least.isBounded, let allowed = Enclosure(least.low * 0.9, .infinity) else { return [] }
    return [
      DifferenceOverSD(
        pair: pair, name: name + ", whatever the correlation", method: "d_z", allowed: allowed, point: least.middle)
    ]
  }

  /// What Hedges' correction and SDs with n in place of n - 1 can make of d, where the sizes are known.
  private static func factors(_ pair: ArmPair) -> (low: Enclosure?, high: Enclosure?) {
    guard let n1 = pair.first.n, let n2 = pair.second.n, min(n1, n2) > 2 else { return (nil, nil) }
    let least = Double(min(n1, n2))
    let df = pair.kind == .betweenArms ? Double(n1 + n2 - 2) : least - 1
    let root = ((least - 1) / least).squareRoot()
    return (Enclosure(near: root) * .hedgesCorrection(df: df), Enclosure(near: 1 / root))
  }
}
