internal import PublishedNumbers

extension ProseReader {
  /// `t(58) = 2.21, p = .031`, `F(1, 58) = 4.9`, `χ2(1, N = 120) = 3.84`, `r(56) = .23`, `z = 1.96`, `U = 3928.5`.
  ///
  /// - Returns: where to go on; nil where no test starts here. A statistic printed as a bound (`F < 1`) is none.
  mutating func readTest(_ at: Int) -> Int? {
    guard let head = statisticHead(at), isSign(head.end, "="), let value = signed(head.end + 1, isSignFree: true)
    else { return nil }
    if head.letter == .r, abs(value.number.value) > 1 { return nil }
    var details = ProseDetails()
    details.df = head.df
    details.n = head.n
    let end = self.details(value.end, &details)
    var claim = PublishedClaim(type: Self.type(of: head.letter))
    claim.statistic = PrintedStatistic(head.letter, value.number)
    claim.df = details.df
    claim.p = details.p
    claim.n1 = details.n1 ?? details.n
    claim.n2 = details.n2
    claim.standardError = details.standardError
    claim.effectSize = details.effect?.size
    claim.effectSizeType = details.effect?.type
    if head.letter == .r { claim.estimate = value.number }
    // Beside t or F an interval belongs to the effect size; without one there is nothing that it is known to be of.
    if head.letter == .r || details.effect != nil { claim.interval = details.interval }
    guard claim.p != nil || claim.effectSize != nil || claim.interval != nil else {
      // `U = 3928.5, z = −0.68, p = .50`: the p-value of the next is the p-value of this.
      let next = separators(end)
      guard next > end, let other = statisticHead(next), isSign(other.end, "="),
        let otherValue = signed(other.end + 1, isSignFree: true)
      else { return nil }
      let last = self.details(otherValue.end, &details)
      guard let p = details.p else { return nil }
      claim.p = p
      add(claim, from: at, to: last, isOneSided: details.isOneSided)
      return next
    }
    add(claim, from: at, to: end, isOneSided: details.isOneSided)
    return end
  }

  /// Whether a statistic with its equals sign stands here.
  func isTest(_ at: Int) -> Bool { statisticHead(at).map { isSign($0.end, "=") } ?? false }

  private static func type(of letter: PrintedStatistic.Letter) -> ClaimType {
    switch letter {
    case .t: .tTest
    case .f: .fTest
    case .chiSquared: .chiSquaredTest
    case .z: .zTest
    case .r: .correlation
    case .u: .mannWhitney
    }
  }

  private struct Head {
    let letter: PrintedStatistic.Letter
    var df: [PrintedNumber] = []
    var n: Int?
    var end: Int
  }

  /// The letter and what stands in brackets behind it.
  private func statisticHead(_ at: Int) -> Head? {
    guard let token = token(at), token.kind == .word else { return nil }
    switch token.text {
    case "t", "r":
      let letter: PrintedStatistic.Letter = token.text == "t" ? .t : .r
      guard let df = bracketed(at + 1), df.numbers.count <= 1 else { return nil }
      if letter == .r, df.numbers.isEmpty { return Head(letter: .r, n: df.n, end: df.end) }
      return Head(letter: letter, df: df.numbers, n: df.n, end: df.end)
    case "F":
      guard let df = bracketed(at + 1), df.numbers.count != 1 else { return nil }
      return Head(letter: .f, df: df.numbers, end: df.end)
    case "z", "Z": return isSign(at + 1, "=") ? Head(letter: .z, end: at + 1) : nil
    case "U": return isSign(at + 1, "=") ? Head(letter: .u, end: at + 1) : nil
    default:
      guard let end = chiSquaredEnd(at), let df = bracketed(end), df.numbers.count <= 1 else { return nil }
      return Head(letter: .chiSquared, df: df.numbers, n: df.n, end: df.end)
    }
  }

  /// `χ2`, `X2`, `chi2`, `chi-square`, `chi squared`, also with a blank before the 2.
  private func chiSquaredEnd(_ at: Int) -> Int? {
    let word = tokens[at].lower
    guard word.hasPrefix("x") || word.hasPrefix("chi") || word.hasPrefix("χ") else { return nil }
    if ["χ2", "x2", "chi2", "chisq"].contains(word) { return at + 1 }
    guard word == "χ" || word == "chi" || tokens[at].text == "X" else { return nil }
    let next = isSign(at + 1, "-^") ? at + 2 : at + 1
    guard let second = token(next), ["2", "square", "squared"].contains(second.lower) else { return nil }
    return word == "χ" || word == "chi" || isSign(next + 1, "(") ? next + 1 : nil
  }

  /// Numbers and N in round brackets; neither where no bracket stands there.
  private func bracketed(_ at: Int) -> (numbers: [PrintedNumber], n: Int?, end: Int)? {
    guard isSign(at, "(") else { return ([], nil, at) }
    var (numbers, n, next) = ([PrintedNumber](), Int?.none, at + 1)
    while true {
      if isWord(next, ["n"]), isSign(next + 1, "="), let size = count(next + 2) {
        (n, next) = (size.count, size.end)
      } else if isWord(next, ["df"]), isSign(next + 1, "="), let number = signed(next + 2) {
        numbers.append(number.number)
        next = number.end
      } else if isWord(next, ["l", "i"]), let one = PrintedNumber("1") {
        // A 1 that was set as a letter.
        numbers.append(one)
        next += 1
      } else if let token = token(next), token.kind == .number {
        let texts = token.parts.count == 2 ? token.parts : [token.text]
        numbers += texts.compactMap { PrintedNumber($0) }
        next += 1
      } else {
        return nil
      }
      if isSign(next, ")") { return (numbers, n, next + 1) }
      guard isSign(next, ",;") else { return nil }
      next += 1
    }
  }
}
