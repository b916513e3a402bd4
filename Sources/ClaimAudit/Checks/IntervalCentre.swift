import Estimates
import PublishedNumbers

extension AuditCheck {
  static let intervalCentre = AuditCheck(
    "interval_centre", "Is the estimate the middle of its interval, for ratios on the scale of logarithms?"
  ).askingClaims { claim, _ in
    guard let wald = WaldInterval(claim), let estimate = claim.estimate, let interval = claim.interval else {
      return nil
    }
    let agrees = wald.centre.meets(wald.estimate)
    let decimals = max(estimate.decimals, interval.low.decimals, interval.high.decimals) + 1
    let middle = wald.scale.back(wald.scale.point(interval))
    let words =
      "\(estimate.text) is \(agrees ? "" : "not ")in the middle of \(Shown.interval(interval)) "
      + "(\(Shown.number(middle, decimals))\(wald.scale.words))"
    var finding = Finding(
      "interval_centre", agrees ? .consistent : .inconsistent, words, recomputed: middle,
      allowed: Enclosure(wald.scale.back(wald.centre.low), wald.scale.back(wald.centre.high)),
      method: wald.scale.method, figures: [.estimate, .low, .high])
    if !agrees { finding.mends = centreMends(wald, estimate, interval, decimals) }
    return finding
  }
}

/// Signs first: they are what is most easily lost between a table and a sentence.
private func centreMends(
  _ wald: WaldInterval, _ estimate: PrintedNumber, _ interval: PrintedInterval, _ decimals: Int
) -> [Mend] {
  var mends: [Mend] = []
  let middle = wald.scale.back(-wald.scale.point(interval))
  if (-wald.centre).meets(wald.estimate) {
    switch wald.scale {
    case .own, .fisher:
      mends.append(
        Mend(
          "with the signs of the limits turned, \(Shown.turned(interval.high)) to \(Shown.turned(interval.low)), it is: "
            + Shown.number(middle, decimals)))
      mends.append(Mend("with the sign of the estimate turned, \(Shown.turned(estimate)), it is"))
    case .logarithm:
      let turned =
        "\(Shown.number(1 / interval.high.value, decimals)) to \(Shown.number(1 / interval.low.value, decimals))"
      mends.append(
        Mend("with the arms swapped in the interval, \(turned), it is: \(Shown.number(middle, decimals))"))
      mends.append(
        Mend("with the arms swapped in the estimate, \(Shown.number(1 / estimate.value, decimals)), it is"))
    }
  }
  if wald.scale == .own, interval.low.value > 0, ((wald.high - wald.low) * Enclosure(0.5)).meets(wald.estimate) {
    mends.append(Mend("with the sign of the lower limit turned, \(Shown.turned(interval.low)), it is"))
  }
  if wald.scale == .own, interval.high.value < 0, ((wald.low - wald.high) * Enclosure(0.5)).meets(wald.estimate) {
    mends.append(Mend("with the sign of the upper limit turned, \(Shown.turned(interval.high)), it is"))
  }
  let plain = (interval.low.enclosure + interval.high.enclosure) * Enclosure(0.5)
  if wald.scale == .logarithm, plain.meets(estimate.enclosure) {
    mends.append(Mend("it is the middle of the limits as they stand, not of their logarithms"))
  }
  mends.append(
    Mend("an interval that is not symmetric (bootstrap, profile, exact): cannot be told from print", settles: false))
  return mends
}

extension WaldScale {
  var method: String {
    switch self {
    case .own: "middle"
    case .logarithm: "middle_of_logarithms"
    case .fisher: "middle_of_fisher_z"
    }
  }

  fileprivate var words: String {
    switch self {
    case .own: ""
    case .logarithm: " on the scale of logarithms"
    case .fisher: " on the scale of Fisher's z"
    }
  }

  /// The middle of the limits as printed, on this scale.
  func point(_ interval: PrintedInterval) -> Double {
    let (low, high) = (interval.low.value, interval.high.value)
    switch self {
    case .own: return (low + high) / 2
    case .logarithm: return low > 0 ? (naturalLogarithm(low) + naturalLogarithm(high)) / 2 : -.infinity
    case .fisher: return (fisherZ(low) + fisherZ(high)) / 2
    }
  }
}
