import Estimates
import PublishedNumbers

extension AuditCheck {
  static let intervalSE = AuditCheck(
    "interval_se", "Has the interval the width that its standard error gives, by z or t?"
  ).askingClaims { claim, _ in
    guard let se = claim.standardError, let wald = WaldInterval(claim), let interval = claim.interval else {
      return nil
    }
    let level = interval.levels[0]
    let dfs = PlausibleDF(claim).values
    let implied =
      interval.levels.flatMap { level in
        dfs.map { wald.half / Enclosure(near: PlausibleDF.critical(level: level, df: $0)) }
      }.hull ?? .everything
    // The standard error of a ratio may be given on either scale.
    let onOwnScale = claim.estimate.flatMap { wald.scale == .logarithm ? implied * $0.enclosure.magnitude : nil }
    let point = wald.scale.halfWidth(interval) / PlausibleDF.critical(level: level, df: .infinity)
    let agrees = implied.meets(se.enclosure) || onOwnScale?.meets(se.enclosure) ?? false
    let decimals = se.decimals + 1
    var finding = Finding(
      "interval_se", agrees ? .consistent : .inconsistent,
      "\(Shown.interval(interval)) has a standard error of \(Shown.number(point, decimals)) "
        + "(\(Shown.range(implied, decimals))); \(se.text) is printed",
      recomputed: point, allowed: implied, method: "wald", figures: [.standardError, .low, .high])
    guard !agrees else { return finding }
    if wald.half.meets(se.enclosure) {
      finding.mends.append(Mend("as one standard error on either side the limits agree"))
    }
    for other in [0.9, 0.95, 0.99] where other != level {
      let half = se.enclosure * Enclosure(near: PlausibleDF.critical(level: other, df: .infinity))
      if half.meets(wald.half) {
        finding.mends.append(Mend("as an interval of \(Shown.number(other * 100, 0)) % it agrees"))
      }
    }
    if let n = claim.n1, n > 1 {
      let total = Double(n + (claim.n2 ?? 0))
      let asSD = se.enclosure / Enclosure(near: total.squareRoot())
      if asSD.meets(implied) { finding.mends.append(Mend("\(se.text) as an SD over √\(Int(total)) agrees")) }
    }
    return finding
  }

  static let seSDN = AuditCheck(
    "se_sd_n", "Is the standard error the SD over √n?"
  ).askingArms { arm, _ in
    guard let se = arm.se, let sd = arm.sd, !arm.isModelled else { return nil }
    guard let n = arm.n, n > 0 else { return .missing("se_sd_n", "n is not printed") }
    let divisors = [Double(n)] + (n > 1 ? [Double(n - 1)] : [])
    let allowed = divisors.map { sd.enclosure / Enclosure(near: $0.squareRoot()) }.hull ?? .everything
    let point = sd.value / Double(n).squareRoot()
    let agrees = divisors.contains { (sd.enclosure / Enclosure(near: $0.squareRoot())).meets(se.enclosure) }
    let decimals = se.decimals + 1
    var finding = Finding(
      "se_sd_n", agrees ? .consistent : .inconsistent,
      "SD \(sd.text) of \(n) gives SE \(Shown.number(point, decimals)) (\(Shown.range(allowed, decimals))); \(se.text) is printed",
      recomputed: point, allowed: allowed, method: "sd_over_root_n")
    guard !agrees else { return finding }
    if divisors.contains(where: { (se.enclosure / Enclosure(near: $0.squareRoot())).meets(sd.enclosure) }) {
      finding.mends.append(Mend("with SD and SE in each other's place they agree"))
    }
    let ratio = (sd.enclosure / se.enclosure).squared
    let fits = (Int(max(1, ratio.low).rounded(.up)), ratio.high < 1e9 ? Int(ratio.high.rounded(.down)) : 0)
    if fits.0 <= fits.1 {
      finding.mends.append(
        Mend("n of \(fits.0)\(fits.1 > fits.0 ? " to \(fits.1)" : "") agrees"))
    }
    return finding
  }
}
