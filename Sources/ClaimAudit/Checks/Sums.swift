import Estimates
import PublishedNumbers

extension AuditCheck {
  static let flowSums = AuditCheck(
    "flow_sums", "Is a count the sum of its parts, or the count of the share that stands beside it?"
  ).askingClaims { claim, _ in
    guard claim.type == .count || claim.type == .powerAnalysis, let total = claim.estimate, total.count != nil else {
      return nil
    }
    if !claim.parts.isEmpty {
      let sum = claim.parts.reduce(0) { $0 + $1.value }
      let words = "\(claim.parts.map(\.text).joined(separator: " + ")) = \(sum.shown); \(total.text) is printed"
      return Finding(
        "flow_sums", sum == total.value ? .consistent : .inconsistent, words, recomputed: sum, allowed: Enclosure(sum),
        method: "sum_of_parts", figures: [.estimate])
    }
    guard let n1 = claim.n1, let n2 = claim.n2 else { return nil }
    let sum = Double(n1) + Double(n2)
    if claim.type == .count, total.value == Double(n1), n1 <= n2 {
      return Finding(
        "flow_sums", .consistent, "\(total.text) is the count of \(n1) of \(n2)", recomputed: Double(n1),
        allowed: Enclosure(Double(n1)), method: "count_of_denominator")
    }
    return Finding(
      "flow_sums", sum == total.value ? .consistent : .inconsistent,
      "\(n1) + \(n2) = \(sum.shown); \(total.text) is printed", recomputed: sum, allowed: Enclosure(sum),
      method: "sum_of_parts", figures: [.estimate, .n1, .n2])
  }

  static let sharesSum = AuditCheck(
    "shares_sum", "Is a sum of shares as near to 1 as their rounding allows?"
  ).askingClaims { claim, _ in
    guard claim.type == .proportion, claim.isSumOfShares, let sum = claim.estimate else { return nil }
    if !claim.parts.isEmpty {
      let parts = claim.parts.map(\.enclosure).reduce(Enclosure(0)) { $0 + $1 }
      let whole = claim.parts.reduce(0) { $0 + $1.value } > 10 ? 100.0 : 1.0
      let agrees = parts.contains(whole)
      let point = claim.parts.reduce(0) { $0 + $1.value }
      return Finding(
        "shares_sum", agrees ? .consistent : .inconsistent,
        "\(claim.parts.count) shares add up to \(Shown.number(point, 3)), by their rounding \(Shown.range(parts, 3))",
        recomputed: point, allowed: parts, method: "sum_of_rounded_shares")
    }
    guard let count = claim.numberOfShares else {
      return .missing("shares_sum", "how many shares add up to \(sum.text) is not said")
    }
    // Each share is rounded to the last digit of their sum, or coarser.
    let slack = Double(count) * sum.unit / 2
    let allowed = Enclosure(1 - slack, 1 + slack) ?? .everything
    let agrees = Enclosure(near: allowed.low).union(Enclosure(near: allowed.high)).contains(sum.value)
    var finding = Finding(
      "shares_sum", agrees ? .consistent : .inconsistent,
      "\(count) shares add up to \(sum.text); rounding lets them add up to \(Shown.range(allowed, sum.decimals + 1))",
      recomputed: sum.value, allowed: allowed, method: "sum_of_rounded_shares")
    if !agrees {
      let excess = abs(sum.value - 1)
      finding.mends.append(
        Mend(
          "one share \(sum.value > 1 ? "smaller" : "larger") by \(Shown.number(excess - slack, sum.decimals)) to "
            + "\(Shown.number(excess + slack, sum.decimals)) would agree", settles: false))
    }
    return finding
  }
}

extension PublishedClaim {
  /// Whether the proportion is said to be a sum of others.
  var isSumOfShares: Bool {
    guard type == .proportion else { return false }
    if !parts.isEmpty { return true }
    // A count and its denominator make it a proportion of its own.
    guard n1 == nil || n2 == nil else { return false }
    return (outcome ?? "").lowercased().split { !$0.isLetter }.contains("sum")
  }

  /// `sum over 12 items`: 12.
  fileprivate var numberOfShares: Int? {
    let words = (outcome ?? "").lowercased().split { !$0.isLetter && !$0.isNumber }
    let nouns: Set<Substring> = ["items", "parts", "categories", "groups", "shares", "answers", "questions"]
    return zip(words, words.dropFirst()).first { nouns.contains($0.1) && Int($0.0) != nil }.flatMap { Int($0.0) }
  }
}
