import Estimates
import PublishedNumbers

extension AuditCheck {
  static let percentCount = AuditCheck(
    "percent_count", "Is the proportion its count over its denominator, or that of any count?"
  ).askingClaims { claim, _ in
    guard claim.type == .proportion, let share = claim.estimate, !claim.isSumOfShares else { return nil }
    let check = "percent_count"
    let unit = Enclosure(0, 1) ?? .everything
    guard share.enclosure.meets(unit) else {
      return Finding(
        check, .impossible, "\(share.text) is no proportion: it lies outside 0 to 1", recomputed: share.value,
        allowed: unit, method: "range", figures: [.estimate])
    }
    guard let denominator = claim.n2 ?? claim.n1, denominator > 0 else {
      return .missing(check, "neither the count behind \(share.text) nor its denominator is printed")
    }
    guard let count = claim.n1, claim.n2 != nil else { return anyCount(share, denominator) }
    let value = Double(count) / Double(denominator)
    let exact = Enclosure(near: value)
    let agrees = exact.meets(share.enclosure)
    var finding = Finding(
      check, agrees ? .consistent : count > denominator ? .impossible : .inconsistent,
      "\(count) of \(denominator) is \(Shown.number(value, share.decimals + 1)); \(share.text) is printed",
      recomputed: value, allowed: exact, method: "count_over_denominator", figures: [.estimate])
    if !agrees { finding.mends = percentMends(share, count, denominator) }
    return finding
  }
}

/// Without the count: whether any whole number gives the share.
private func anyCount(_ share: PrintedNumber, _ denominator: Int) -> Finding {
  let counts = share.enclosure * Enclosure(Double(denominator))
  let low = max(0, counts.low.rounded(.up))
  let high = min(Double(denominator), counts.high.rounded(.down))
  let nearest = (share.value * Double(denominator)).rounded()
  guard low <= high else {
    return Finding(
      "percent_count", .impossible,
      "no whole number of \(denominator) is \(share.text): \(Shown.number(nearest, 0)) is "
        + Shown.number(nearest / Double(denominator), share.decimals + 1),
      recomputed: nearest / Double(denominator), allowed: share.enclosure, method: "any_count",
      figures: [.estimate, .n2])
  }
  let words = low == high ? Shown.number(low, 0) : "\(Shown.number(low, 0)) to \(Shown.number(high, 0))"
  return Finding(
    "percent_count", .consistent, "\(words) of \(denominator) is \(share.text)",
    recomputed: nearest / Double(denominator),
    allowed: share.enclosure, method: "any_count", figures: [])
}

private func percentMends(_ share: PrintedNumber, _ count: Int, _ denominator: Int) -> [Mend] {
  var mends: [Mend] = []
  func range(_ values: Enclosure) -> (Int, Int)? {
    guard values.isBounded, abs(values.high) < 1e12 else { return nil }
    let (low, high) = (Int(max(0, values.low.rounded(.up))), Int(values.high.rounded(.down)))
    return low <= high ? (low, high) : nil
  }
  func words(_ range: (Int, Int)) -> String { range.0 == range.1 ? "\(range.0)" : "\(range.0) to \(range.1)" }
  let cut = Enclosure(share.value, share.value + share.unit) ?? share.enclosure
  if Enclosure(near: Double(count) / Double(denominator)).meets(cut) {
    mends.append(Mend("with digits cut off and not rounded it agrees"))
  }
  let complement = Enclosure(1) - Enclosure(near: Double(count) / Double(denominator))
  if complement.meets(share.enclosure) { mends.append(Mend("it is the share of the others")) }
  if share.enclosure.low > 0, let fits = range(Enclosure(Double(count)) / share.enclosure), fits.0 >= count {
    mends.append(Mend("a denominator of \(words(fits)) would agree", settles: false))
  }
  if let fits = range(share.enclosure * Enclosure(Double(denominator))), fits.1 <= denominator {
    mends.append(Mend("a count of \(words(fits)) would agree", settles: false))
  }
  return mends
}
