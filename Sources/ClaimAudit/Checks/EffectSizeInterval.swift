import EffectSizes
import Estimates
import PublishedNumbers

extension AuditCheck {
  static let effectSizeInterval = AuditCheck(
    "effect_size_interval", "Has the interval of d the width of a formula for its design?"
  ).askingClaims { claim, _ in
    guard claim.estimate == nil, claim.effectSizeKind == .standardizedDifference, let effect = claim.effectSize,
      let interval = claim.interval, !interval.isRange, !interval.isUpsideDown
    else { return nil }
    guard let n1 = claim.n1, n1 > 2, claim.n2.map({ $0 > 2 }) ?? claim.isPaired else {
      return .missing("effect_size_interval", "the sizes behind \(effect.text) are not printed")
    }
    let level = interval.levels[0]
    let width = interval.high.enclosure - interval.low.enclosure
    let own =
      claim.n2.map { independentErrors(effect, Double(n1), Double($0)) } ?? pairedErrors(claim, effect, Double(n1))
    let dfs = claim.n2.map { [Double(n1 + $0 - 2), .infinity] } ?? [Double(n1 - 1), .infinity]
    // Formulas differ by little, and not all are known: what lies between two of them counts as one of them.
    var ranges = interval.levels.compactMap { widths(of: own, level: $0, dfs: dfs).hull }
    if !ranges.contains(where: { $0.meets(width) }) {
      ranges += interval.levels.compactMap { level in
        (exactWidths(claim, effect, n1, level: level) + widths(of: own, level: level, dfs: dfs)).hull
      }
    }
    let allowed = ranges.hull ?? .everything
    let decimals = max(interval.low.decimals, interval.high.decimals)
    let design = claim.n2 == nil ? "paired" : "independent groups"
    let agrees = ranges.contains { $0.meets(width) }
    let printedWidth = interval.high.value - interval.low.value
    var finding = Finding(
      "effect_size_interval", agrees ? .consistent : .inconsistent,
      "\(Shown.interval(interval)) around d = \(effect.text) is \(Shown.number(printedWidth, decimals)) wide; formulas for "
        + "\(design) with n = \(n1)\(claim.n2.map { " and \($0)" } ?? "") give \(Shown.range(allowed, decimals))",
      recomputed: allowed.middle, allowed: allowed, method: claim.n2 == nil ? "paired" : "independent_groups",
      figures: [.low, .high])
    guard !agrees else { return finding }
    let other =
      claim.n2 == nil
      ? independentErrors(effect, Double(n1), Double(n1)) : pairedErrors(claim, effect, Double(min(n1, claim.n2 ?? n1)))
    let otherDFs = claim.n2 == nil ? [Double(2 * n1 - 2), .infinity] : dfs
    let otherWidths = widths(of: other, level: level, dfs: otherDFs)
    if otherWidths.contains(where: { $0.meets(width) }) {
      finding.mends.append(
        Mend(
          claim.n2 == nil
            ? "it is the width of the formula for independent groups with \(n1) in each"
            : "it is the width of a paired formula"))
    }
    for otherLevel in [0.9, 0.99] where otherLevel != level {
      let z = Enclosure(near: 2 * PlausibleDF.critical(level: otherLevel, df: .infinity))
      if own.contains(where: { ($0 * z).meets(width) }) {
        finding.mends.append(Mend("as an interval of \(Shown.number(otherLevel * 100, 0)) % it agrees"))
      }
    }
    return finding
  }
}

/// Twice a quantile of z or t times each standard error.
private func widths(of errors: [Enclosure], level: Double, dfs: [Double]) -> [Enclosure] {
  errors.flatMap { error in
    dfs.map { error * Enclosure(near: 2 * PlausibleDF.critical(level: level, df: $0)) }
  }
}

/// Standard errors of d of two independent groups, by the formulas in use.
private func independentErrors(_ effect: PrintedNumber, _ n1: Double, _ n2: Double) -> [Enclosure] {
  let square = effect.enclosure.squared
  let sizes = Enclosure(near: 1 / n1 + 1 / n2)
  // d²/2N, d²/2(N - 2), and the same of g.
  return [n1 + n2, n1 + n2 - 2, n1 + n2 - 3.94].flatMap { total -> [Enclosure] in
    let correction = Enclosure.hedgesCorrection(df: n1 + n2 - 2)
    guard let error = (sizes + square * Enclosure(near: 1 / (2 * total))).squareRoot else { return [] }
    return [error, error * correction]
  }
}

/// Standard errors of d of one group measured twice: of d_z, and over the SDs of the times with the correlation that t
/// gives, or any where it does not.
private func pairedErrors(_ claim: PublishedClaim, _ effect: PrintedNumber, _ n: Double) -> [Enclosure] {
  let square = effect.enclosure.squared
  let one = Enclosure(near: 1 / n)
  // 2(1 - r): 1 for d_z itself, and up to 4.
  var factor = Enclosure(0, 4) ?? .everything
  if let t = claim.statistic, t.letter == .t, t.number.value != 0, effect.value != 0 {
    let ratio = effect.enclosure.magnitude / (t.number.enclosure.magnitude * Enclosure(near: 1 / n.squareRoot()))
    if let known = ratio.squared.intersection(factor) { factor = known }
  }
  return [n, n - 1, n - 2].flatMap { size -> [Enclosure] in
    let half = square * Enclosure(near: 1 / (2 * size))
    return [
      (one + half).squareRoot, ((one + half) * factor).squareRoot, (one * factor + half).squareRoot,
      (one * factor + half * Enclosure(0.5)).squareRoot,
    ].compactMap { $0 }
  }
}

/// Widths by the noncentral t distribution, at the printed d and at the ends of its rounding.
private func exactWidths(_ claim: PublishedClaim, _ effect: PrintedNumber, _ n1: Int, level: Double) -> [Enclosure] {
  guard let n2 = claim.n2 else { return [] }
  let ends = [effect.enclosure.low, effect.value, effect.enclosure.high]
  let widths = ends.compactMap { d -> Double? in
    let size = StandardizedMeanDifference(
      treatment: .init(n: n1, mean: d, sd: 1), control: .init(n: n2, mean: 0, sd: 1)
    ).cohensD(level: level)
    guard let low = size?.confidenceLow, let high = size?.confidenceHigh else { return nil }
    return high - low
  }
  guard let least = widths.min(), let most = widths.max(), let range = Enclosure(least, most) else { return [] }
  return [range, range * .hedgesCorrection(df: Double(n1 + n2 - 2))]
}
