internal import PublishedNumbers

/// What may stand behind a statistic or an estimate, in any order: its p-value, interval, standard error, degrees of
/// freedom, numbers of people, effect size.
struct ProseDetails {
  var p: PrintedProbability?
  var isOneSided = false
  var interval: PrintedInterval?
  var isPercent = false
  var standardError: PrintedNumber?
  var df: [PrintedNumber] = []
  var n: Int?
  var n1: Int?
  var n2: Int?
  var effect: (type: String, size: PrintedNumber)?

  var isEmpty: Bool { p == nil && interval == nil && standardError == nil }
}

extension ProseReader {
  /// Reads details from `at` on, brackets around them included, as long as there are some. Returns `at` where there is none.
  func details(_ at: Int, _ details: inout ProseDetails) -> Int {
    var end = at
    var (next, depth) = (at, 0)
    while true {
      next = separators(next)
      if isSign(next, "([") {
        (next, depth) = (next + 1, depth + 1)
        continue
      }
      if depth > 0, isSign(next, ")]") {
        (next, depth) = (next + 1, depth - 1)
        end = next
        continue
      }
      guard let found = detail(next, &details) else { break }
      next = found
      end = found
    }
    // The bracket that closes what was read belongs to it.
    while depth > 0, isSign(end, ")]") { (end, depth) = (end + 1, depth - 1) }
    return end
  }

  private func detail(_ at: Int, _ details: inout ProseDetails) -> Int? {
    if details.p == nil, let found = probability(at) {
      (details.p, details.isOneSided) = (found.p, found.isOneSided)
      return found.end
    }
    if let end = tails(at) {
      details.isOneSided = true
      return end
    }
    if details.interval == nil, let found = interval(at) {
      (details.interval, details.isPercent) = (found.interval, found.isPercent)
      return found.end
    }
    return number(at, &details)
  }

  /// `SE = 1.38`, `df = 58`, `n = 62`, `d = 0.41`.
  private func number(_ at: Int, _ details: inout ProseDetails) -> Int? {
    if isWord(at, ["se", "sem"]) || (isWord(at, ["standard"]) && isWord(at + 1, ["error"])) {
      let next = isWord(at, ["standard"]) ? at + 2 : at + 1
      guard details.standardError == nil, let number = signed(equals(next) ?? next) else { return nil }
      details.standardError = number.number
      return number.end
    }
    if isWord(at, ["df"]), let next = equals(at + 1), let number = signed(next) {
      details.df = [number.number]
      if isSign(number.end, ","), let second = signed(number.end + 1), !isSign(second.end, "=") {
        details.df.append(second.number)
        return second.end
      }
      return number.end
    }
    if isWord(at, ["n", "n1", "n2"]), let next = equals(at + 1), let number = count(next) {
      switch tokens[at].lower {
      case "n1": details.n1 = number.count
      case "n2": details.n2 = number.count
      default: details.n = number.count
      }
      return number.end
    }
    guard details.effect == nil, let name = effectName(at), let next = equals(name.end),
      let size = signed(next, isSignFree: true)
    else { return nil }
    details.effect = (name.type, size.number)
    return size.end
  }

  func equals(_ at: Int) -> Int? { isSign(at, "=") ? at + 1 : nil }

  static let effectStarts: Set<String> = [
    "cohen", "cohens", "hedges", "hedge", "partial", "generalized", "generalised", "d", "ds", "dz", "dav", "g", "gs",
    "gav", "η2", "ηp2", "η2p", "eta2", "etap2", "η", "eta",
  ]

  /// `d`, `Cohen's d`, `Hedges' g`, `η2`, `partial η2`, `ηp2`.
  func effectName(_ at: Int) -> (type: String, end: Int)? {
    guard let start = token(at), start.kind == .word, Self.effectStarts.contains(start.lower) else { return nil }
    var next = at
    if isWord(next, ["cohen", "cohens", "hedges", "hedge"]) {
      next += 1
      if isSign(next, "'") { next += 1 }
      if isWord(next, ["s"]) { next += 1 }
    }
    if isWord(next, ["partial", "generalized", "generalised"]) { next += 1 }
    guard let token = token(next), token.kind == .word else { return nil }
    switch token.text {
    case "d", "ds", "dz", "dav": return ("Cohen d", next + 1)
    case "g", "gs", "gav": return ("Hedges g", next + 1)
    case "η2", "ηp2", "η2p", "eta2", "etap2", "η": break
    case "eta":
      guard isWord(next + 1, ["squared"]) else { return nil }
      return ("eta squared", next + 2)
    default: return nil
    }
    let isPartial = token.text.contains("p") || isWord(at, ["partial"])
    var end = next + 1
    if token.text == "η" {
      guard let two = self.token(end), two.text == "2" || two.lower == "p2" || two.lower == "squared" else {
        return nil
      }
      end += 1
    } else if isWord(end, ["p"]), isSign(end + 1, "=") {
      end += 1
    }
    return (isPartial ? "partial eta squared" : "eta squared", end)
  }

  // MARK: probabilities

  /// `p = .031`, `P<0.001`, `p-value of 0.03`, `p = n.s.`; and whether it is said to be one-sided.
  func probability(_ at: Int) -> (p: PrintedProbability, isOneSided: Bool, end: Int)? {
    if let end = notSignificant(at), let p = PrintedProbability(">.05") { return (p, false, end) }
    guard isWord(at, ["p", "ps"]) else { return nil }
    var next = at + 1
    if isSign(next, "-"), isWord(next + 1, ["value"]) { next += 1 }
    let isNamed = isWord(next, ["value", "values"])
    if isNamed { next += 1 }
    var isOneSided = false
    if isSign(next, "("), let end = tails(next + 1), isSign(end, ")") {
      isOneSided = true
      next = end + 1
    }
    var sign = "="
    if let relation = relation(next) {
      sign = relation.0.rawValue
      next = relation.end
      if let end = notSignificant(next), let p = PrintedProbability(">.05") { return (p, isOneSided, end) }
    } else if isNamed, isSign(next, ":") || isWord(next, ["of", "was", "is"]) {
      next += 1
    } else {
      return nil
    }
    guard let number = token(next), number.kind == .number, let p = PrintedProbability(sign + number.text)
    else { return nil }
    next += 1
    // `p = .04, one-tailed`, `p = .04 (one-sided)`.
    if let end = tails(isSign(next, ",(") ? next + 1 : next) {
      return (p, true, isSign(next, "(") && isSign(end, ")") ? end + 1 : end)
    }
    return (p, isOneSided, next)
  }

  /// `ns`, `n.s.`
  private func notSignificant(_ at: Int) -> Int? {
    if isWord(at, ["ns"]) { return at + 1 }
    guard isWord(at, ["n"]), isSign(at + 1, "."), isWord(at + 2, ["s"]) else { return nil }
    return isSign(at + 3, ".") ? at + 4 : at + 3
  }

  /// `one-tailed`, `one sided`, `1-tailed`.
  func tails(_ at: Int) -> Int? {
    guard let one = token(at) else { return nil }
    if ["onetailed", "onesided"].contains(one.lower) { return at + 1 }
    guard one.lower == "one" || one.text == "1" else { return nil }
    let next = isSign(at + 1, "-") ? at + 2 : at + 1
    return isWord(next, ["tailed", "sided", "tail"]) ? next + 1 : nil
  }

  // MARK: intervals

  /// `95 % CI −4.7 to 3.0`, `95% CI: [0.44, 3.42]`, `95% confidence interval, 0.44–3.42`, `CI 0.44 to 3.42`.
  func interval(_ at: Int) -> (interval: PrintedInterval, isPercent: Bool, end: Int)? {
    guard let head = intervalHead(at) else { return nil }
    var next = head.end
    while isSign(next, ":=,") || isWord(next, ["of", "from", "was", "were"]) { next += 1 }
    let isBracketed = isSign(next, "[(")
    if isBracketed { next += 1 }
    guard let range = range(next), range.low.value <= range.high.value || !isBracketed else { return nil }
    next = range.end
    if isBracketed {
      guard isSign(next, "])") else { return nil }
      next += 1
    }
    return (PrintedInterval(low: range.low, high: range.high, level: head.level), range.isPercent, next)
  }

  /// `95% CI`, `CI95`, `95%-CI`, `95% confidence interval`, `CI`.
  func intervalHead(_ at: Int) -> (level: Double?, end: Int)? {
    var (next, level) = (at, Double?.none)
    if let token = token(at), token.kind == .number {
      guard isSign(at + 1, "%"), let number = Double(token.text), number >= 50, number < 100 else { return nil }
      level = PrintedNumber(token.text)?.fractionOfHundred?.value
      next = isSign(at + 2, "-") ? at + 3 : at + 2
    }
    if isWord(next, ["ci", "cis", "ki", "ci95"]) {
      return (level ?? (isWord(next, ["ci95"]) ? 0.95 : nil), next + 1)
    }
    guard isWord(next, ["confidence", "credible"]), isWord(next + 1, ["interval", "intervals", "limits"])
    else { return nil }
    next += 2
    if isSign(next, "("), isWord(next + 1, ["ci"]), isSign(next + 2, ")") { next += 3 }
    return (level, next)
  }
}
