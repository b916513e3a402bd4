internal import PublishedNumbers

extension ProseReader {
  private enum Kind {
    case estimate(ClaimType)
    case effect(String)
  }

  private struct Name {
    let kind: Kind
    let isSymbol: Bool
    let end: Int
  }

  /// `mean difference 0.8 (95 % CI −4.7 to 3.0), p = 0.67`, `OR 1.22 (95% CI: 0.44–3.42; P=0.70)`, `d = 0.41 [95% CI
  /// −0.08, 0.90]`, `OR (95% CI) = 1.22 (0.44–3.42)`.
  ///
  /// - Returns: where to go on; nil where no estimate starts here, or nothing stands beside it.
  mutating func readEstimate(_ at: Int) -> Int? {
    guard let name = estimateName(at) else { return nil }
    // The head of a column or a list: what follows in brackets is an interval.
    var (next, level, isHead) = (name.end, Double?.none, false)
    for open in [next, next + 1] where isSign(open, "([") && (open == next || isSign(next, ",")) {
      guard let head = intervalHead(open + 1), isSign(head.end, ")]") else { continue }
      (next, level, isHead) = (head.end + 1, head.level, true)
      break
    }
    guard let found = evidence(next, name, isHead ? .some(level) : nil) else { return nil }
    let (details, end) = (found.details, found.end)
    var claim = PublishedClaim()
    switch name.kind {
    case .estimate(let type):
      claim.type = type
      claim.estimate = found.value
      claim.effectSize = details.effect?.size
      claim.effectSizeType = details.effect?.type
    case .effect(let type):
      claim.type = .effectSize
      claim.effectSize = found.value
      claim.effectSizeType = type
    }
    fill(&claim, details, asFraction: found.isPercent && claim.type == .riskDifference)
    add(claim, from: at, to: end, isOneSided: details.isOneSided)
    return end
  }

  /// `0.8 points (95 % CI −4.7 to 3.0)`, `62.6 % (95 % CI 52.3 to 72.0)`: what is estimated is not said.
  mutating func readUnnamedEstimate(_ at: Int) -> Int? {
    if isSign(at, "-"), at > 0, !tokens[at].isSpaced, !isSign(at - 1, "([=") { return nil }
    guard let value = signed(at), !isSign(at, "+"), intervalHead(at) == nil, !isTime(at) else { return nil }
    let isPercent = isSign(value.end, "%")
    let next = pastUnit(value.end + (isPercent ? 1 : 0))
    guard isSign(next, "([,;"), intervalHead(next + 1) != nil else { return nil }
    var details = ProseDetails()
    let end = self.details(next, &details)
    guard details.interval != nil else { return nil }
    var claim = PublishedClaim()
    claim.estimate = value.number
    if isPercent, (0...100).contains(value.number.value), (details.interval?.low.value ?? -1) >= 0 {
      claim.type = .proportion
      claim.n1 = nil
    }
    fill(&claim, details, asFraction: claim.type == .proportion)
    add(claim, from: at, to: end, isOneSided: details.isOneSided)
    return end
  }

  private func fill(_ claim: inout PublishedClaim, _ details: ProseDetails, asFraction: Bool) {
    claim.interval = details.interval
    claim.p = details.p
    claim.standardError = details.standardError
    claim.df = details.df
    claim.n1 = details.n1 ?? details.n
    claim.n2 = details.n2
    guard asFraction else { return }
    claim.estimate = claim.estimate?.fractionOfHundred
    guard let interval = details.interval, let low = interval.low.fractionOfHundred,
      let high = interval.high.fractionOfHundred
    else { return }
    claim.interval = PrintedInterval(low: low, high: high, level: interval.level)
  }

  /// Up to two words or a word and `per` behind a number: `points`, `percentage points`.
  private func pastUnit(_ at: Int) -> Int {
    var next = at
    while next < at + 2, let token = token(next), token.kind == .word, probability(next) == nil,
      !["se", "ci", "df", "and", "vs", "versus", "to", "or"].contains(token.lower)
    { next += 1 }
    return isSign(next, "([,;") ? next : at
  }

  private struct Found {
    let value: PrintedNumber
    var isPercent = false
    var details = ProseDetails()
    var end: Int
  }

  /// The first number behind the name, or behind some words, that an interval, a p-value or a standard error stands
  /// beside: in `difference at 12 months was 0.8 (95% CI` the 12 is none.
  ///
  /// - Parameter head: the level, where the name said that an interval follows in brackets.
  private func evidence(_ at: Int, _ name: Name, _ head: Double??) -> Found? {
    var next = at
    for _ in 0...(name.isSymbol ? 2 : 14) {
      guard let token = token(next) else { return nil }
      if let value = value(next) {
        let found = beside(value, head)
        if !found.details.isEmpty { return found }
        if name.isSymbol { return nil }
        next = value.end
        continue
      }
      let isPlain = isSign(next, "=:,-()/'%")
      // Where a p-value, a test statistic or another estimate starts, the number is its.
      let isOther = isTest(next) || next > at && (probability(next) != nil || estimateName(next)?.isSymbol == true)
      guard token.kind == .word || isPlain || isTime(next), !isOther else { return nil }
      next += 1
    }
    return nil
  }

  /// The number here, behind its equals sign if it has one.
  private func value(_ at: Int) -> (number: PrintedNumber, end: Int)? {
    if isSign(at, "=:") { return signed(at + 1, isSignFree: true) }
    guard intervalHead(at) == nil, !isTime(at) else { return nil }
    return signed(at, isSignFree: token(at)?.isSpaced ?? false)
  }

  /// `at 12 months`: when, not how much.
  private func isTime(_ at: Int) -> Bool {
    isWord(at - 1, ["at", "after", "over", "within"])
      && isWord(at + 1, ["day", "days", "week", "weeks", "month", "months", "year", "years"])
  }

  private func beside(_ value: (number: PrintedNumber, end: Int), _ head: Double??) -> Found {
    var found = Found(value: value.number, end: value.end)
    if isSign(found.end, "%") { (found.end, found.isPercent) = (found.end + 1, true) }
    if let head, isSign(found.end, "(["), let range = range(found.end + 1), isSign(range.end, ")]") {
      found.details.interval = PrintedInterval(low: range.low, high: range.high, level: head)
      found.end = range.end + 1
    }
    found.end = details(pastUnit(found.end), &found.details)
    return found
  }

  private static let symbols: [String: ClaimType] = [
    "MD": .meanDifference, "WMD": .meanDifference, "OR": .oddsRatio, "aOR": .oddsRatio, "AOR": .oddsRatio,
    "RR": .riskRatio, "aRR": .riskRatio, "ARR": .riskRatio, "HR": .hazardRatio, "aHR": .hazardRatio,
    "AHR": .hazardRatio, "IRR": .rateRatio, "RD": .riskDifference, "β": .regressionCoefficient,
    "b": .regressionCoefficient, "B": .regressionCoefficient, "beta": .regressionCoefficient,
  ]
  private static let phrases: [([String], ClaimType)] = [
    (["odds", "ratio"], .oddsRatio), (["hazard", "ratio"], .hazardRatio), (["hazards", "ratio"], .hazardRatio),
    (["risk", "ratio"], .riskRatio), (["relative", "risk"], .riskRatio), (["rate", "ratio"], .rateRatio),
    (["risk", "difference"], .riskDifference), (["mean", "difference"], .meanDifference),
    (["difference", "in", "means"], .meanDifference), (["difference"], .meanDifference),
    (["regression", "coefficient"], .regressionCoefficient), (["coefficient"], .regressionCoefficient),
  ]

  /// With which words a name starts: most words of a text are none of them.
  private static let starts: Set<String> = Set(
    symbols.keys.map { $0.lowercased() } + phrases.map { $0.0[0] } + effectStarts + [
      "smd", "standardised", "standardized",
    ])

  /// What an estimate is called here; a symbol stands close to its number.
  private func estimateName(_ at: Int) -> Name? {
    guard let token = token(at), token.kind == .word, Self.starts.contains(token.lower) else { return nil }
    if let type = Self.symbols[token.text] {
      // `(B)` and `b` are also other things: they need their equals sign.
      let needsSign = token.text.count == 1 && token.text != "β"
      if needsSign, !isSign(at + 1, "=") { return nil }
      return Name(kind: .estimate(type), isSymbol: true, end: at + 1)
    }
    if token.text == "SMD" { return Name(kind: .effect("standardised mean difference"), isSymbol: true, end: at + 1) }
    if let name = effectName(at), isSign(name.end, "=([,") || token.text != "d" && token.text != "g" {
      return Name(kind: .effect(name.type), isSymbol: true, end: name.end)
    }
    if isWord(at, ["standardised", "standardized"]), isWord(at + 1, ["mean"]), isWord(at + 2, ["difference"]) {
      return Name(kind: .effect("standardised mean difference"), isSymbol: false, end: at + 3)
    }
    for (phrase, type) in Self.phrases where phrase.indices.allSatisfy({ isWord(at + $0, [phrase[$0]]) }) {
      var end = at + phrase.count
      // `odds ratio (OR)`
      if isSign(end, "("), self.token(end + 1)?.kind == .word, isSign(end + 2, ")") { end += 3 }
      return Name(kind: .estimate(type), isSymbol: false, end: end)
    }
    return nil
  }
}
