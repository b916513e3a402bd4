import PublishedNumbers

extension PublishedClaim {
  /// What the two-sided p-value can be: twice the smaller tail of one that is said to be one-sided.
  var twoSidedP: Enclosure? {
    guard let range = p?.enclosure else { return nil }
    guard isOneSided else { return range }
    let half = Enclosure(0, 0.5) ?? range
    let tails = [range, Enclosure(1) - range].compactMap { $0.intersection(half)?.doubled }
    return tails.hull ?? range
  }
}

/// What the figures and words of a claim say of its design.
extension PublishedClaim {
  /// Whether the same people were measured twice: the df are one less than the only n, or the words say so.
  var isPaired: Bool {
    if n2 == nil, let n1, df.count == 1, df[0].value == Double(n1 - 1) { return true }
    let words = ((effectSizeType ?? "") + " " + (outcome ?? "")).lowercased()
    return n2 == nil && ["pre-post", "pre to post", "paired"].contains { words.contains($0) }
  }

  /// What kind of effect size is printed.
  var effectSizeKind: EffectSizeKind? {
    guard effectSize != nil, let type = effectSizeType?.lowercased() else { return nil }
    let words = type.split { !$0.isLetter && !$0.isNumber && $0 != "²" }
    if type.contains("eta") { return .etaSquared }
    if words.contains("d") || type.contains("cohen") || words.contains("smd") || type.contains("standardised mean")
      || type.contains("standardized mean")
    {
      return .standardizedDifference
    }
    if words.contains("g") || type.contains("hedges") { return .standardizedDifference }
    if words.contains("r") || type.contains("pearson") { return .correlation }
    return nil
  }
}

enum EffectSizeKind: Sendable {
  case standardizedDifference
  case etaSquared
  case correlation
}
