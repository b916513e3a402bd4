internal import PublishedNumbers

/// Goes through the words of a text once, and at each asks whether a claim starts there.
struct ProseReader {
  let characters: ProseCharacters
  let tokens: [ProseToken]
  let file: String
  private(set) var claims: [ProseClaim] = []
  var arms: [ArmSummary] = []

  init(_ characters: ProseCharacters, _ tokens: [ProseToken], file: String) {
    self.characters = characters
    self.tokens = tokens
    self.file = file
  }

  mutating func read() {
    var at = 0
    while at < tokens.count {
      let end =
        switch tokens[at].kind {
        case .word: readTest(at) ?? readEstimate(at)
        case .number, .sign: readMeans(at) ?? readCount(at) ?? readPercentOfCount(at) ?? readUnnamedEstimate(at)
        }
      at = max(at + 1, end ?? 0)
    }
  }

  /// Adds a claim that stands from one token to before another.
  mutating func add(_ claim: PublishedClaim, from first: Int, to end: Int, isOneSided: Bool = false) {
    var claim = claim
    let start = characters.all[tokens[first].first]
    claim.file = file
    claim.line = Int(start.line)
    claim.words = characters.written(from: tokens[first].first, through: tokens[end - 1].last)
    if let number = ambiguousNumber(first..<end) { claim = claim.unread(number) }
    claims.append(ProseClaim(claim: claim, column: Int(start.column), isOneSided: isOneSided))
  }

  /// The first number that may be two, unless it stands where two are meant: `F(1,58)`, `[2,5]`.
  func ambiguousNumber(_ range: Range<Int>) -> String? {
    let found = range.first { at in
      guard tokens[at].isAmbiguous else { return false }
      let open = isSign(at - 1, "-") ? at - 2 : at - 1
      let isList = isSign(open, "[") || isSign(open, "(") && token(open - 1)?.text == "F"
      return !(isList && isSign(at + 1, ")]"))
    }
    return found.map { characters.written(from: tokens[$0].first, through: tokens[$0].last) }
  }

  // MARK: what stands at a place

  func token(_ at: Int) -> ProseToken? { tokens.indices.contains(at) ? tokens[at] : nil }

  /// Whether one of these signs stands there.
  func isSign(_ at: Int, _ signs: String) -> Bool {
    guard let token = token(at), token.kind == .sign, let sign = token.text.unicodeScalars.first else { return false }
    return signs.unicodeScalars.contains(sign)
  }

  func isWord(_ at: Int, _ words: @autoclosure () -> [String]) -> Bool {
    guard let token = token(at), token.kind == .word else { return false }
    return words().contains(token.lower)
  }

  /// A number with the minus sign before it, which belongs to it if no blank stands between, or if the sign itself
  /// stands free behind a relation or a bracket.
  func signed(_ at: Int, isSignFree: Bool = false) -> (number: PrintedNumber, end: Int)? {
    if isSign(at, "-+"), let number = token(at + 1), number.kind == .number, isSignFree || !number.isSpaced {
      let sign = tokens[at].text == "-" ? "-" : ""
      return PrintedNumber(sign + number.text).map { ($0, at + 2) }
    }
    guard let number = token(at), number.kind == .number else { return nil }
    return PrintedNumber(number.text).map { ($0, at + 1) }
  }

  func count(_ at: Int) -> (count: Int, end: Int)? {
    guard let token = token(at), token.kind == .number, let number = PrintedNumber(token.text), number.decimals == 0,
      let count = number.count
    else { return nil }
    return (count, at + 1)
  }

  /// `=`, `<`, `>`, `≤`, `≥`, also `< =`.
  func relation(_ at: Int) -> (PrintedProbability.Relation, end: Int)? {
    let relation: PrintedProbability.Relation
    if isSign(at, "=") {
      relation = .equal
    } else if isSign(at, "<≤") {
      relation = .below
    } else if isSign(at, ">≥") {
      relation = .above
    } else {
      return nil
    }
    return (relation, isSign(at + 1, "=") && relation != .equal ? at + 2 : at + 1)
  }

  /// Two numbers with `to`, a dash, a comma or a semicolon between, percent signs ignored.
  func range(_ at: Int) -> (low: PrintedNumber, high: PrintedNumber, isPercent: Bool, end: Int)? {
    guard let low = signed(at, isSignFree: true) else { return nil }
    var (next, isPercent) = (low.end, false)
    if isSign(next, "%") { (next, isPercent) = (next + 1, true) }
    guard isSign(next, "-,;/") || isWord(next, ["to", "til", "bis", "tot", "and", "through"]) else {
      // One number whose comma was taken to part thousands, or may be a decimal comma.
      let sign = isSign(at, "-") ? "-" : ""
      guard let parts = token(next - 1)?.parts, parts.count == 2, !isPercent,
        let first = PrintedNumber(sign + parts[0]), let second = PrintedNumber(parts[1])
      else { return nil }
      return (first, second, false, next)
    }
    guard let high = signed(next + 1, isSignFree: true) else { return nil }
    next = high.end
    if isSign(next, "%") { (next, isPercent) = (next + 1, true) }
    return (low.number, high.number, isPercent, next)
  }

  /// Behind any of the signs that part figures: `,`, `;`, `:`, and `and` or `with`.
  func separators(_ at: Int) -> Int {
    var next = at
    while isSign(next, ",;:") || isWord(next, ["and", "with"]) { next += 1 }
    return next
  }
}

extension PrintedNumber {
  /// A percentage as a fraction: the same digits, two decimals more.
  var fractionOfHundred: PrintedNumber? {
    let isNegative = text.hasPrefix("-")
    let parts = text.drop { $0 == "-" || $0 == "+" }.split(separator: ".", omittingEmptySubsequences: false)
    guard let whole = parts.first, whole.allSatisfy(\.isASCII), !text.contains("e"), !text.contains("E") else {
      return nil
    }
    let padded = String(repeating: "0", count: max(0, 3 - whole.count)) + whole
    let fraction = padded.suffix(2) + (parts.count > 1 ? parts[1] : "")
    return PrintedNumber((isNegative ? "-" : "") + padded.dropLast(2) + "." + fraction)
  }
}
