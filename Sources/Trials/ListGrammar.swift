import Diagnostics

/// One name of a list, and where it was written.
struct ListedName: Equatable {
  let text: String
  /// The character it starts at, from 1.
  let position: Int
}

/// The lists that options take: `--visits A,B,C`, `--levels "COL=A,B,C"`, `--wide "OUTCOME=COL:VISIT,…"`, `--na "NA,.,"`.
///
/// A name may stand in double quotes (a quote inside it doubled) and must where it holds a character that would split
/// it. `=` splits at the first, `:` at the last; spaces around names do not count.
package struct ListGrammar {
  private struct Mark {
    /// Nil for the inside of `""`, which is a name of no letters.
    let character: Character?
    let quoted: Bool
    let position: Int

    func splits(_ separator: Character) -> Bool { !quoted && character == separator }
    var isPadding: Bool { !quoted && character?.isWhitespace == true }
  }

  let option: String
  let text: String
  private let marks: [Mark]

  /// `separators` are the characters that may follow or precede a name in quotes.
  private init(option: String, text: String, separators: [Character]) throws(TrialError) {
    self.option = option
    self.text = text
    let characters = Array(text)
    var marks: [Mark] = []
    var mayOpen = true
    var i = 0
    while i < characters.count {
      let character = characters[i]
      guard character == "\"" else {
        marks.append(Mark(character: character, quoted: false, position: i + 1))
        if separators.contains(character) { mayOpen = true } else if !character.isWhitespace { mayOpen = false }
        i += 1
        continue
      }
      func broken(_ position: Int, _ reason: String) -> TrialError {
        .unreadableList(option: option, text: text, position: position, reason: reason)
      }
      guard mayOpen else { throw broken(i + 1, "a double quote inside a name; quote the whole name and double it") }
      let start = i
      var letters = 0
      i += 1
      while true {
        guard i < characters.count else { throw broken(start + 1, "the double quote that opens here is not closed") }
        if characters[i] == "\"" {
          guard i + 1 < characters.count, characters[i + 1] == "\"" else { break }
          i += 1
        }
        marks.append(Mark(character: characters[i], quoted: true, position: letters == 0 ? start + 1 : i + 1))
        letters += 1
        i += 1
      }
      if letters == 0 { marks.append(Mark(character: nil, quoted: true, position: start + 1)) }
      i += 1
      while i < characters.count, characters[i].isWhitespace { i += 1 }
      guard i == characters.count || separators.contains(characters[i]) else {
        throw broken(i + 1, "\"\(characters[i])\" follows a name in double quotes, where only a separator can")
      }
      mayOpen = false
    }
    self.marks = marks
  }

  private func broken(_ position: Int, _ reason: String) -> TrialError {
    .unreadableList(option: option, text: text, position: position, reason: reason)
  }

  private func name(_ slice: ArraySlice<Mark>) -> ListedName {
    var slice = slice
    while slice.first?.isPadding == true { slice.removeFirst() }
    while slice.last?.isPadding == true { slice.removeLast() }
    // An empty name stands where the next separator does.
    let position =
      slice.first?.position ?? (slice.endIndex < marks.count ? marks[slice.endIndex].position : text.count + 1)
    return ListedName(text: String(slice.compactMap(\.character)), position: position)
  }

  private func names(_ slice: ArraySlice<Mark>) -> [ListedName] {
    parts(slice).map { name($0) }
  }

  private func parts(_ slice: ArraySlice<Mark>) -> [ArraySlice<Mark>] {
    slice.split(omittingEmptySubsequences: false) { $0.splits(",") }
  }

  private func checked(_ names: [ListedName]) throws(TrialError) -> [ListedName] {
    var seen: Set<String> = []
    for name in names {
      if name.text.isEmpty { throw broken(name.position, "a name is missing here") }
      if !seen.insert(name.text).inserted { throw broken(name.position, "\(inQuotes(name.text)) stands here again") }
    }
    return names
  }

  /// `A,B,C`: names that are not empty and differ.
  package static func names(_ text: String, option: String) throws(TrialError) -> [String] {
    let list = try ListGrammar(option: option, text: text, separators: [","])
    return try list.checked(list.names(list.marks[...])).map(\.text)
  }

  /// `NA,.,,-9`: an empty token stands for an empty cell.
  package static func tokens(_ text: String, option: String) throws(TrialError) -> [String] {
    let list = try ListGrammar(option: option, text: text, separators: [","])
    return list.names(list.marks[...]).map(\.text)
  }

  /// `COL=A,B,C`.
  package static func levels(_ text: String, option: String) throws(TrialError) -> (column: String, levels: [String]) {
    let list = try ListGrammar(option: option, text: text, separators: [",", "="])
    let (column, rest) = try list.head("the column's name")
    return (column.text, try list.checked(list.names(rest)).map(\.text))
  }

  /// `OUTCOME=COL:VISIT,…`; no column and no visit twice.
  package static func wide(_ text: String, option: String) throws(TrialError) -> WideOutcome {
    let list = try ListGrammar(option: option, text: text, separators: [",", "=", ":"])
    let (outcome, rest) = try list.head("the outcome's name")
    var columns: [ListedName] = []
    var visits: [ListedName] = []
    for part in list.parts(rest) {
      let whole = list.name(part)
      if whole.text.isEmpty { throw list.broken(whole.position, "a name is missing here") }
      guard let colon = part.lastIndex(where: { $0.splits(":") }) else {
        throw list.broken(whole.position, "\(inQuotes(whole.text)) has no visit after a colon")
      }
      columns.append(list.name(part[..<colon]))
      visits.append(list.name(part[(colon + 1)...]))
    }
    _ = try list.checked(columns)
    _ = try list.checked(visits)
    return WideOutcome(name: outcome.text, columns: columns.map(\.text), visits: visits.map(\.text))
  }

  /// `A,B,C-F`: each part whole, and split at each of its hyphens that stand outside quotes.
  static func ranges(_ text: String, option: String) throws(TrialError) -> [ListedRange] {
    let list = try ListGrammar(option: option, text: text, separators: [",", "-"])
    var ranges: [ListedRange] = []
    for part in list.parts(list.marks[...]) {
      let whole = list.name(part)
      if whole.text.isEmpty { throw list.broken(whole.position, "a name is missing here") }
      let hyphens = part.indices.filter { part[$0].splits("-") }
      ranges.append(
        ListedRange(
          whole: whole,
          splits: hyphens.map { (list.name(part[..<$0]).text, list.name(part[($0 + 1)...]).text) }))
    }
    return ranges
  }

  private func head(_ what: String) throws(TrialError) -> (ListedName, ArraySlice<Mark>) {
    guard let equals = marks.firstIndex(where: { $0.splits("=") }) else {
      throw broken(text.count + 1, "there is no = after \(what)")
    }
    let head = name(marks[..<equals])
    if head.text.isEmpty { throw broken(marks[equals].position, "\(what) is missing here") }
    return (head, marks[(equals + 1)...])
  }

  /// The names as a list that reads back as the same names.
  package static func written(_ names: [String]) -> String { names.map { written($0) }.joined(separator: ",") }

  /// One name as it stands in a list.
  static func written(_ name: String) -> String {
    let plain = !name.isEmpty && !name.contains { ",:=-\"".contains($0) || $0.isWhitespace }
    return plain
      ? name : "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}

/// One `--wide`: the outcome, and which column holds it at which visit.
package struct WideOutcome: Equatable {
  package let name: String
  /// Columns and visits in the order listed, one visit per column.
  package let columns: [String]
  package let visits: [String]
}
