import Diagnostics
import Tables

/// One `--where`: keeps the rows whose column compares so with the value.
///
/// As numbers where the value is a number and every value of the column is; else as text, with `==` and `!=` only. A
/// missing value matches nothing, `!=` included.
package struct RowFilter: Equatable {
  package enum Comparison: String, CaseIterable, Sendable {
    // Two characters before one: `<=` must not be read as `<`.
    case equal = "=="
    case notEqual = "!="
    case atMost = "<="
    case atLeast = ">="
    case below = "<"
    case above = ">"

    var orders: Bool { self != .equal && self != .notEqual }

    func holds<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
      switch self {
      case .equal: a == b
      case .notEqual: a != b
      case .atMost: a <= b
      case .atLeast: a >= b
      case .below: a < b
      case .above: a > b
      }
    }
  }

  package let column: String
  package let comparison: Comparison
  package let value: String
  /// As given, for messages.
  let text: String

  package init(_ text: String) throws(TrialError) {
    self.text = text
    func broken(_ position: Int, _ reason: String) -> TrialError {
      .unreadableFilter(text: text, position: position, reason: reason)
    }
    let characters = Array(text)
    func skipSpaces(_ i: Int) -> Int {
      characters[i...].firstIndex { !$0.isWhitespace } ?? characters.count
    }
    /// A name in quotes that starts at `i`, and the place after it.
    func quoted(_ i: Int) throws(TrialError) -> (String, Int) {
      let quote = characters[i]
      var name = ""
      var j = i + 1
      while j < characters.count {
        if characters[j] == quote {
          guard j + 1 < characters.count, characters[j + 1] == quote else { return (name, skipSpaces(j + 1)) }
          j += 1
        }
        name.append(characters[j])
        j += 1
      }
      throw broken(i + 1, "the \(quote == "'" ? "single" : "double") quote that opens here is not closed")
    }
    func comparison(at i: Int) -> Comparison? {
      Comparison.allCases.first { characters[i...].starts(with: $0.rawValue) }
    }
    let start = skipSpaces(0)
    guard start < characters.count else { throw broken(1, "there is nothing here") }
    var column: String
    var place: Int
    if characters[start] == "\"" {
      (column, place) = try quoted(start)
    } else {
      place = characters[start...].indices.first { comparison(at: $0) != nil } ?? characters.count
      column = String(characters[start..<place])
      if column.hasSuffix("="), place < characters.count {
        throw broken(place, "write >= for \"at least\" and <= for \"at most\"")
      }
      while column.last?.isWhitespace == true { column.removeLast() }
    }
    guard place < characters.count, let found = comparison(at: place) else {
      let equals = characters.firstIndex(of: "=")
      if let equals, place == characters.count { throw broken(equals + 1, "a single = does not compare; write ==") }
      throw broken(place + 1, "a comparison is missing here")
    }
    guard !column.isEmpty else { throw broken(place + 1, "the column's name is missing before \(found.rawValue)") }
    let after = skipSpaces(place + found.rawValue.count)
    guard after < characters.count else { throw broken(characters.count + 1, "the value is missing") }
    // Single quotes, as R and SQL have them, enclose a value when they open and close it.
    if characters[after] == "\"" || (characters[after] == "'" && characters[(after + 1)...].contains("'")) {
      let (value, end) = try quoted(after)
      guard end == characters.count else { throw broken(end + 1, "nothing can follow the value in quotes") }
      self.value = value
    } else {
      var value = String(characters[after...])
      while value.last?.isWhitespace == true { value.removeLast() }
      // `a === b` and `a =< b` are slips, not values.
      if value.first == "=" || value.first == "<" || value.first == ">" {
        throw broken(
          after + 1, "\(inQuotes(String(value.prefix(1)))) cannot start a value that is not in double quotes")
      }
      self.value = value
    }
    self.column = column
    self.comparison = found
  }

  /// Which of a column's levels match: evaluated once a level, never once a row.
  package func matches(labels: [String], decimalComma: Bool) throws(TrialError) -> [Bool] {
    let wanted = number(of: value, decimalComma: decimalComma)
    let numbers = labels.map { number(of: $0, decimalComma: decimalComma) }
    if let wanted, !numbers.contains(nil) {
      return numbers.map { $0.map { comparison.holds($0, wanted) } ?? false }
    }
    if comparison.orders {
      let label = wanted == nil ? value : zip(labels, numbers).first { $0.1 == nil }?.0 ?? value
      throw .unorderableFilter(text: text, label: label)
    }
    return labels.map { comparison.holds($0, value) }
  }

  /// Clears `keep` for the rows of a column that do not match; the counts of those cleared, and of those with nothing there.
  func apply(to column: Column, keep: inout [Bool], decimalComma: Bool) throws(TrialError) -> (
    dropped: Int, missing: Int
  ) {
    var dropped = 0
    var missing = 0
    switch column {
    case .text(let column):
      let labels = (0..<column.levels.count).map { column.levels[$0] }
      // Code 0 is missing, and matches nothing.
      let matching = [false] + (try matches(labels: labels, decimalComma: decimalComma))
      for row in keep.indices where keep[row] && !matching[Int(column.code(row))] {
        keep[row] = false
        dropped += 1
        if column.code(row) == 0 { missing += 1 }
      }
    case .number(let column):
      let wanted = number(of: value, decimalComma: decimalComma)
      if wanted == nil, comparison.orders { throw .unorderableFilter(text: text, label: value) }
      for row in keep.indices where keep[row] {
        let number = column[row]
        let matching = !number.isNaN && (wanted.map { comparison.holds(number, $0) } ?? (comparison == .notEqual))
        if matching { continue }
        keep[row] = false
        dropped += 1
        if number.isNaN { missing += 1 }
      }
    }
    return (dropped, missing)
  }
}
