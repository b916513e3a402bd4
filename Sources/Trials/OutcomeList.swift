import Diagnostics

extension ListGrammar {
  /// `A,B,C` and ranges such as `A-O`, which stand for all columns from A to O in the order of the file.
  ///
  /// A whole name wins over a range; a name in double quotes is a whole name.
  package static func columns(
    _ text: String, option: String, among columns: [String], role: String, source: String
  ) throws(TrialError) -> [String] {
    var names: [String] = []
    for part in try ranges(text, option: option) {
      func broken(_ reason: String) -> TrialError {
        .unreadableList(option: option, text: text, position: part.whole.position, reason: reason)
      }
      let found: [String]
      switch part.found(among: columns) {
      case .columns(let range): found = range
      case .backwards(let first, let last):
        throw broken("\(inQuotes(last)) comes before \(inQuotes(first)) in the file")
      case .unknown(let name): throw .unknownColumn(source: source, name: name, role: role, columns: columns)
      }
      for name in found {
        if names.contains(name) { throw broken("\(inQuotes(name)) stands here again") }
        names.append(name)
      }
    }
    return names
  }
}

/// One part of a list that may have ranges: the whole of it, and every way of splitting it at a hyphen.
struct ListedRange {
  enum Found {
    case columns([String])
    case backwards(first: String, last: String)
    case unknown(String)
  }

  let whole: ListedName
  let splits: [(first: String, last: String)]

  /// The columns that are meant. Of an unknown range the end that is no column, where the other is one.
  func found(among columns: [String]) -> Found {
    if columns.contains(whole.text) { return .columns([whole.text]) }
    for (first, last) in splits {
      guard let start = columns.firstIndex(of: first), let end = columns.firstIndex(of: last) else { continue }
      return start <= end ? .columns(Array(columns[start...end])) : .backwards(first: first, last: last)
    }
    for (first, last) in splits {
      if columns.contains(first) { return .unknown(last) }
      if columns.contains(last) { return .unknown(first) }
    }
    return .unknown(whole.text)
  }
}

extension StudyPlan {
  /// The plan with its list of outcomes read: among the columns, or among the outcomes of `wide`.
  func withListedOutcomes(source: String, columns: [String]) throws(TrialError) -> StudyPlan {
    guard let list = outcomeList else { return self }
    var names = columns
    if !wide.isEmpty {
      names = []
      for text in wide { names.append(try ListGrammar.wide(text, option: "--wide").name) }
    }
    var plan = self
    plan.outcomeList = nil
    plan.outcomes = try ListGrammar.columns(
      list.text, option: list.option, among: names, role: list.role, source: source)
    return plan
  }
}
