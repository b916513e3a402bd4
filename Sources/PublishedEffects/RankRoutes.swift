internal import Distributions
internal import Estimates
internal import Glibc

extension Work {
  /// P(a treated subject is above a control) = U/(n₁n₂), and d of two normal distributions with one SD.
  mutating func fromU() -> Found? {
    guard hasAny(.u, .u1), has(.n1, .n2), let (n1, n2) = sizes() else { return nil }
    let pairs = Double(n1) * Double(n2)
    var hasSign = true
    var u: Double
    if let ofTreatment = take(.u1) {
      u = ofTreatment.value
    } else {
      guard let either = take(.u) else { return nil }
      let larger = max(either.value, pairs - either.value)
      let direction = label(.direction)
      hasSign = direction != nil
      u = direction == "-" ? pairs - larger : larger
      if !hasSign { noteUnknownSign() }
    }
    let share = u / pairs
    say("Probability of superiority", "U/(n1 · n2) = \(u.sixDigits)/(\(n1) · \(n2)) = \(share.sixDigits)")
    let superiority = EffectRow(superiority(share, n1, n2, term: hasSign ? nil : "sign unknown"))
    guard share > 0, share < 1 else {
      note("One arm is wholly above the other, so the normal model has no d and the probability no interval")
      return Found(rows: [superiority], route: "u")
    }
    let d = Figure(exactly: 2.0.squareRoot() * Normal().quantile(share))
    step("Cohen's d, normal model", "√2 · the normal quantile of \(share.sixDigits)", d)
    note("d from U holds for normal values with one SD; its limits are approximate")
    var group = TwoGroup(route: "u_normal_model", n1: n1, n2: n2, d: d)
    group.hasSign = hasSign
    group.isExact = false
    return found(group, before: [superiority])
  }

  /// Hanley and McNeil's variance, normal limits on the logit scale.
  private func superiority(_ a: Double, _ n1: Int, _ n2: Int, term: String?) -> Estimate {
    var row = Estimate(
      term: term, measure: .probabilityOfSuperiority, method: "hanley_mcneil_from_u", estimate: a, n: n1 + n2)
    let spread = a * (1 - a)
    guard spread > 0 else { return row }
    let q1 = a / (2 - a)
    let q2 = 2 * a * a / (1 + a)
    let variance =
      (spread + Double(n1 - 1) * (q1 - a * a) + Double(n2 - 1) * (q2 - a * a)) / (Double(n1) * Double(n2))
    let error = variance.squareRoot()
    let reach = Normal().quantile((1 - level) / 2, tail: .upper) * error / spread
    let logit = log(a / (1 - a))
    row.standardError = error
    row.confidenceLow = 1 / (1 + exp(reach - logit))
    row.confidenceHigh = 1 / (1 + exp(-reach - logit))
    row.confidenceLevel = level
    return row
  }
}
