internal import PublishedNumbers

extension ProseReader {
  /// `62 of 99 (63 %)`, `62 out of 99 patients (63%)`, `62/99 (62.6%)`, `62 (63 %) of 99`.
  mutating func readCount(_ at: Int) -> Int? {
    guard let count = count(at) else { return nil }
    if let share = bracketedPercentage(count.end), let whole = denominator(share.end) {
      add(count.count, of: whole.count, share.share, from: at, to: whole.end)
      return whole.end
    }
    guard let whole = denominator(count.end) ?? slash(count.end) else { return nil }
    var next = whole.end
    while next < whole.end + 3, token(next)?.kind == .word { next += 1 }
    guard let share = bracketedPercentage(next) else { return nil }
    add(count.count, of: whole.count, share.share, from: at, to: share.end)
    return share.end
  }

  /// `63 % (62/99)`, `63% (62 of 99)`, `63 % (n = 62 of 99)`.
  mutating func readPercentOfCount(_ at: Int) -> Int? {
    guard let share = percentage(at), isSign(share.end, "([") else { return nil }
    var next = share.end + 1
    if isWord(next, ["n"]), isSign(next + 1, "=") { next += 2 }
    guard let count = count(next), let whole = denominator(count.end) ?? slash(count.end) else { return nil }
    next = whole.end
    while next < whole.end + 3, token(next)?.kind == .word { next += 1 }
    guard isSign(next, ")]") else { return nil }
    add(count.count, of: whole.count, share.share, from: at, to: next + 1)
    return next + 1
  }

  private mutating func add(_ count: Int, of whole: Int, _ share: PrintedNumber, from: Int, to end: Int) {
    guard let fraction = share.fractionOfHundred else { return }
    var claim = PublishedClaim(type: .proportion)
    (claim.n1, claim.n2, claim.estimate) = (count, whole, fraction)
    add(claim, from: from, to: end)
  }

  /// `of 99`, `out of 99`, `of the 99`.
  private func denominator(_ at: Int) -> (count: Int, end: Int)? {
    var next = at
    if isWord(next, ["out"]) { next += 1 }
    guard isWord(next, ["of", "af", "von"]) else { return nil }
    next += 1
    if isWord(next, ["the", "all"]) { next += 1 }
    guard let count = count(next), !isSign(count.end, "%") else { return nil }
    return count
  }

  private func slash(_ at: Int) -> (count: Int, end: Int)? { isSign(at, "/") ? count(at + 1) : nil }

  private func percentage(_ at: Int) -> (share: PrintedNumber, end: Int)? {
    guard let token = token(at), token.kind == .number, isSign(at + 1, "%") || isWord(at + 1, ["percent"]),
      let share = PrintedNumber(token.text)
    else { return nil }
    return (share, at + 2)
  }

  /// `(63 %)`, also with more behind a comma or a semicolon.
  private func bracketedPercentage(_ at: Int) -> (share: PrintedNumber, end: Int)? {
    let next = isSign(at, ",") ? at + 1 : at
    guard isSign(next, "(["), let share = percentage(next + 1) else { return nil }
    if isSign(share.end, ")]") { return (share.share, share.end + 1) }
    return isSign(share.end, ",;") ? (share.share, share.end) : nil
  }

  /// `50.6 (SE 1.38) vs 49.8 (1.40), p = 0.67`: two arms whose names are not known, and the claim of their p-value.
  mutating func readMeans(_ at: Int) -> Int? {
    guard let first = meanAndSpread(at, nil) else { return nil }
    var next = first.end
    if isSign(next, ",") { next += 1 }
    guard isWord(next, ["vs", "versus", "v"]) || (isWord(next, ["compared"]) && isWord(next + 1, ["with", "to"]))
    else { return nil }
    next += isWord(next, ["compared"]) ? 2 : isSign(next + 1, ".") ? 2 : 1
    guard let second = meanAndSpread(next, first.kind) else { return nil }
    var details = ProseDetails()
    let end = self.details(second.end, &details)
    let line = Int(characters.all[tokens[at].first].line)
    if ambiguousNumber(at..<end) != nil {
      add(PublishedClaim(type: .meanDifference), from: at, to: end)
      return end
    }
    // The outcome's name ties the claim to the arms.
    let outcome = "means of line \(line), \(arms.count / 2 + 1)"
    for (name, mean) in [("first", first), ("second", second)] {
      var arm = ArmSummary(outcome: outcome, arm: name)
      (arm.mean, arm.n, arm.file, arm.line) = (mean.mean, mean.n, file, line)
      if first.kind == .error { arm.se = mean.spread } else { arm.sd = mean.spread }
      arms.append(arm)
    }
    if details.p != nil || details.interval != nil {
      var claim = PublishedClaim(outcome: outcome, type: .pValue)
      (claim.p, claim.interval) = (details.p, details.interval)
      if details.interval != nil { claim.type = .meanDifference }
      add(claim, from: at, to: end, isOneSided: details.isOneSided)
    }
    return end
  }

  private enum SpreadKind {
    case error
    case deviation
  }

  /// `50.6 (SE 1.38)`, `M = 50.6 (SD = 10.1)`, `50.6 ± 1.4` with `kind` known, and `49.8 (1.40)` likewise.
  private func meanAndSpread(
    _ at: Int, _ kind: SpreadKind?
  ) -> (mean: PrintedNumber, spread: PrintedNumber, kind: SpreadKind, n: Int?, end: Int)? {
    guard let mean = signed(at), isSign(mean.end, "([") else { return nil }
    var next = mean.end + 1
    var kind = kind
    if isWord(next, ["se", "sem"]) {
      (kind, next) = (.error, next + 1)
    } else if isWord(next, ["sd"]) {
      (kind, next) = (.deviation, next + 1)
    }
    guard let kind else { return nil }
    if isSign(next, "=:") { next += 1 }
    guard let spread = signed(next), spread.number.value > 0 else { return nil }
    next = spread.end
    var n: Int?
    if isSign(next, ",;"), isWord(next + 1, ["n"]), isSign(next + 2, "="), let size = count(next + 3) {
      (n, next) = (size.count, size.end)
    }
    guard isSign(next, ")]") else { return nil }
    return (mean.number, spread.number, kind, n, next + 1)
  }
}
