/// A word, a number or a sign of prose.
struct ProseToken {
  enum Kind {
    case word
    /// Without a sign; `text` has a decimal point and nothing between thousands.
    case number
    case sign
  }

  let kind: Kind
  /// Words as they are spelled, without case changed.
  let text: String
  /// In lower case.
  let lower: String
  /// Where it starts and ends among the characters.
  let first: Int
  let last: Int
  /// Whether a blank stands before it.
  let isSpaced: Bool
  /// Whether the number's comma parts thousands, so that it may be two numbers.
  var parts: [String] = []
  /// Whether the number is written with the mark that parts thousands in the rest of the text, so that it may be one
  /// number or two: `3,7` among decimal points.
  var isAmbiguous = false

  static func all(in characters: ProseCharacters, decimalCommas: Bool) -> [ProseToken] {
    var scanner = Scanner(characters.all, decimalCommas: decimalCommas)
    return scanner.scan()
  }
}

private struct Scanner {
  private let characters: [ProseCharacters.Character]
  private let mark: Unicode.Scalar
  private let thousands: Unicode.Scalar
  private var at = 0
  private var tokens: [ProseToken] = []

  init(_ characters: [ProseCharacters.Character], decimalCommas: Bool) {
    self.characters = characters
    mark = decimalCommas ? "," : "."
    thousands = decimalCommas ? "." : ","
  }

  mutating func scan() -> [ProseToken] {
    var isSpaced = true
    while at < characters.count {
      let character = characters[at]
      let start = at
      if character.spelled == " " {
        isSpaced = true
        at += 1
        continue
      }
      if character.isDigit || (isMark(at) && isDigit(at + 1) && !isDigit(at - 1)) {
        scanNumber(isSpaced)
      } else if character.isLetter {
        scanWord(isSpaced)
      } else {
        add(.sign, from: start, to: at + 1, isSpaced)
      }
      isSpaced = false
    }
    return tokens
  }

  private func isDigit(_ index: Int) -> Bool { characters.indices.contains(index) && characters[index].isDigit }
  private func isMark(_ index: Int) -> Bool { characters.indices.contains(index) && characters[index].spelled == mark }
  private func digits(from index: Int) -> Int {
    var count = 0
    while isDigit(index + count) { count += 1 }
    return count
  }

  private func text(_ range: Range<Int>) -> String {
    var text = ""
    for character in characters[range] { text.unicodeScalars.append(character.spelled) }
    return text
  }

  private mutating func add(_ kind: ProseToken.Kind, from: Int, to: Int, _ isSpaced: Bool) {
    let text = text(from..<to)
    tokens.append(
      ProseToken(
        kind: kind, text: text, lower: kind == .word ? text.lowercased() : text, first: from, last: to - 1,
        isSpaced: isSpaced))
    at = to
  }

  /// Letters and digits from a letter on: `χ2`, `n1`, `t58`. Not cut where a combining mark stands.
  private mutating func scanWord(_ isSpaced: Bool) {
    var end = at
    while end < characters.count, characters[end].isLetter || characters[end].isDigit { end += 1 }
    add(.word, from: at, to: end, isSpaced)
  }

  /// `12`, `1.40`, `.031`, `2,000.20`, `5e-4`.
  private mutating func scanNumber(_ isSpaced: Bool) {
    let start = at
    var end = at + digits(from: at)
    var groups = [text(start..<end)]
    if end > start, end - start <= 3, characters[start].spelled != "0" {
      while end < characters.count, characters[end].spelled == thousands, digits(from: end + 1) == 3 {
        groups.append(text(end + 1..<end + 4))
        end += 4
      }
    }
    var digitsText = groups.joined()
    if isMark(end), isDigit(end + 1) {
      let count = digits(from: end + 1)
      digitsText += "." + text(end + 1..<end + 1 + count)
      end += 1 + count
    }
    if end < characters.count, ["e", "E"].contains(characters[end].spelled) {
      let sign = end + 1 < characters.count && ["-", "+"].contains(characters[end + 1].spelled) ? 1 : 0
      let count = digits(from: end + 1 + sign)
      if count > 0, count < 4 {
        digitsText += text(end..<end + 1 + sign + count)
        end += 1 + sign + count
      }
    }
    if scanOtherMark(from: start, to: end, groups, isSpaced) { return }
    tokens.append(
      ProseToken(
        kind: .number, text: digitsText, lower: digitsText, first: start, last: end - 1, isSpaced: isSpaced,
        parts: groups.count > 1 && end == start + groups.reduce(groups.count - 1, { $0 + $1.count }) ? groups : []))
    at = end
  }

  /// Where digits stand directly behind whole digits and the other mark, they start no number of their own: `3,7` is one
  /// word that may be two numbers, `1,2,3` a word that is none. `1,58.3` is a list, since the point is its decimal mark.
  private mutating func scanOtherMark(from start: Int, to end: Int, _ groups: [String], _ isSpaced: Bool) -> Bool {
    let isWhole = end == start + groups.reduce(groups.count - 1) { $0 + $1.count }
    guard isWhole, !groups[0].isEmpty, isOtherMark(end), isDigit(end + 1) else { return false }
    var last = end + 1 + digits(from: end + 1)
    if isMark(last), isDigit(last + 1) { return false }
    let isPair = groups.count == 1 && !(isOtherMark(last) && isDigit(last + 1))
    if isPair {
      let parts = [groups[0], text(end + 1..<last)]
      let joined = parts.joined(separator: ".")
      tokens.append(
        ProseToken(
          kind: .number, text: joined, lower: joined, first: start, last: last - 1, isSpaced: isSpaced, parts: parts,
          isAmbiguous: true))
      at = last
      return true
    }
    while isOtherMark(last), isDigit(last + 1) { last += 1 + digits(from: last + 1) }
    add(.sign, from: start, to: last, isSpaced)
    return true
  }

  private func isOtherMark(_ index: Int) -> Bool {
    characters.indices.contains(index) && characters[index].spelled == thousands
  }
}
