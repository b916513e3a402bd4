public import Diagnostics
public import Instruments
public import Tables

/// What keeps a file from being a trial. Cases carry the facts; the wording stands together below.
public enum TrialError: Diagnosis {
  /// The file itself cannot be read as a table.
  case table(TableError)
  /// An instrument is wrong, or does not go with what is asked of it.
  case instrument(InstrumentError)

  // Wrong usage.

  /// A list such as `--wide` that breaks its grammar; `position` counts characters from 1.
  case unreadableList(option: String, text: String, position: Int, reason: String)
  /// A `--where` that breaks its grammar.
  case unreadableFilter(text: String, position: Int, reason: String)
  /// A `--where` with `<`, `<=`, `>` or `>=` where one side is not a number; `label` is that side.
  case unorderableFilter(text: String, label: String)
  /// A column that the file does not have.
  case unknownColumn(source: String, name: String, role: String, columns: [String])
  /// A column that has to be named and was not.
  case columnNotNamed(role: String, option: String, columns: [String])
  /// Two things asked for that exclude one another.
  case conflict(String, mend: String)
  /// An event that the outcome's columns never hold; `values` is what they do hold.
  case unknownEvent(event: String, outcome: String, values: [String])
  /// A `--responder` that breaks its grammar; `position` counts characters from 1.
  case unreadableResponder(text: String, position: Int, reason: String)
  /// A name given twice where once is meant.
  case namedTwice(name: String, role: String)
  /// A label that is none of the column's levels.
  case unknownLevel(label: String, role: String, levels: [String])
  /// A setting that is none of its choices.
  case unknownSetting(option: String, value: String, choices: [String])

  // Bad data.

  /// A header and nothing below it.
  case noRows(source: String)
  /// The filters drop every row.
  case noRowsLeft(source: String, filters: [String])
  /// A row without a subject or without a visit.
  case emptyCell(source: String, line: Int, column: String, role: String)
  /// The same cell of the design on two rows; `visit` and `instrument` are nil where the plan names no such column.
  case duplicate(source: String, line: Int, first: Int, subject: String, visit: String?, instrument: String?)
  /// The same subject on two rows of a file in wide format.
  case repeatedSubject(source: String, line: Int, first: Int, subject: String)
  /// A value that has to be one per subject (per subject and visit where `visit` is given) and is not.
  case changes(
    source: String, line: Int, first: Int, column: String, role: String, subject: String, visit: String?,
    value: String, firstValue: String)
  /// A level in the data that the given order does not name.
  case levelNotNamed(source: String, line: Int, column: String, label: String, option: String, named: [String])

  /// A count that is negative or not whole.
  case notACount(source: String, line: Int, column: String, value: String)
  /// An exposure that is negative, or 0 beside a count.
  case notAnExposure(source: String, line: Int, column: String, value: String)

  /// An answer that an item cannot have; `allowed` is what it can be, in words.
  public struct StrangeAnswer: Sendable, Equatable {
    public let line: Int
    public let column: String
    public let value: Double
    public let allowed: String
  }
  /// The first answers that their items cannot have, and how many there are.
  case strangeAnswers(source: String, instrument: String, first: [StrangeAnswer], count: Int)

  /// The first scores outside their instrument's range, and how many there are.
  case strangeScores(source: String, instrument: String, first: [StrangeAnswer], count: Int)

  // The study description.

  /// Something in a study description that cannot be right.
  case description(path: String, line: Int, column: Int, reason: String, mend: String?)
  /// A study description that cannot be opened.
  case unreadableDescription(path: String, reason: String)

  public var status: ExitStatus {
    switch self {
    case .table(let error): error.status
    case .instrument(let error): error.status
    case .unreadableList, .unreadableFilter, .unorderableFilter, .unknownColumn, .columnNotNamed, .conflict,
      .namedTwice, .unknownLevel, .unknownSetting, .unknownEvent, .unreadableResponder:
      .usage
    case .noRows, .noRowsLeft, .emptyCell, .duplicate, .repeatedSubject, .changes, .levelNotNamed, .notACount,
      .notAnExposure, .strangeAnswers, .strangeScores,
      .description:
      .data
    case .unreadableDescription: .noInput
    }
  }

  public var problems: [String] {
    switch self {
    case .table(let error): error.problems
    case .instrument(let error): error.problems
    case .strangeAnswers(let source, let instrument, let first, let count):
      first.map {
        "\(source):\($0.line): column \(inQuotes($0.column)): \($0.value.plain) is no answer of \(instrument) "
          + "(\($0.allowed))"
      } + (count > first.count ? ["… and \(count - first.count) more"] : [])
    case .strangeScores(let source, let instrument, let first, let count):
      first.map {
        "\(source):\($0.line): column \(inQuotes($0.column)): \($0.value.plain) is no score of \(instrument) "
          + "(\($0.allowed))"
      } + (count > first.count ? ["… and \(count - first.count) more"] : [])
    default: [problem]
    }
  }

  private var problem: String {
    switch self {
    case .table, .instrument, .strangeAnswers, .strangeScores: ""
    case .unreadableList(let option, let text, let position, let reason):
      "\(option) \(inQuotes(text)): character \(position): \(reason)"
    case .unreadableFilter(let text, let position, let reason):
      "--where \(inQuotes(text)): character \(position): \(reason)"
    case .unorderableFilter(let text, let label): "--where \(inQuotes(text)): \(inQuotes(label)) is not a number"
    case .unknownColumn(let source, let name, let role, _): "\(source): no column \(inQuotes(name)) for \(role)"
    case .columnNotNamed(let role, _, _): "no column is named for \(role)"
    case .conflict(let text, _): text
    case .unknownEvent(let event, let outcome, _): "outcome \(inQuotes(outcome)): no value is \(inQuotes(event))"
    case .unreadableResponder(let text, let position, let reason):
      "--responder \(inQuotes(text)): character \(position): \(reason)"
    case .namedTwice(let name, let role): "\(role) \(inQuotes(name)) is named twice"
    case .unknownLevel(let label, let role, _): "no \(role) is called \(inQuotes(label))"
    case .unknownSetting(let option, let value, _): "\(option) \(inQuotes(value)): no such choice"
    case .noRows(let source): "\(source): there is no row below the header"
    case .noRowsLeft(let source, let filters):
      "\(source): no row is left by \(filters.map { "--where \(inQuotes($0))" }.joined(separator: " "))"
    case .emptyCell(let source, let line, let column, let role):
      "\(source):\(line): column \(inQuotes(column)): the \(role) is missing"
    case .duplicate(let source, let line, let first, let subject, let visit, let instrument):
      switch (visit, instrument) {
      case (let visit?, let instrument?):
        "\(source):\(line): subject \(inQuotes(subject)) has instrument \(inQuotes(instrument)) at visit "
          + "\(inQuotes(visit)) twice (first on line \(first))"
      case (let visit?, nil):
        "\(source):\(line): subject \(inQuotes(subject)) has visit \(inQuotes(visit)) twice (first on line \(first))"
      case (nil, let instrument?):
        "\(source):\(line): subject \(inQuotes(subject)) has instrument \(inQuotes(instrument)) twice "
          + "(first on line \(first))"
      case (nil, nil):
        "\(source):\(line): subject \(inQuotes(subject)) stands on two rows (first on line \(first))"
      }
    case .repeatedSubject(let source, let line, let first, let subject):
      "\(source):\(line): subject \(inQuotes(subject)) stands on two rows (first on line \(first))"
    case .changes(
      let source, let line, let first, let column, let role, let subject, let visit, let value, let firstValue):
      "\(source):\(line): column \(inQuotes(column)): the \(role) of subject \(inQuotes(subject))"
        + (visit.map { " at visit \(inQuotes($0))" } ?? "")
        + " changes from \(inQuotes(firstValue)) (line \(first)) to \(inQuotes(value))"
    case .levelNotNamed(let source, let line, let column, let label, let option, _):
      "\(source):\(line): column \(inQuotes(column)): \(option) does not name \(inQuotes(label))"
    case .notACount(let source, let line, let column, let value):
      "\(source):\(line): column \(inQuotes(column)): \(inQuotes(value)) is not a count"
    case .notAnExposure(let source, let line, let column, let value):
      "\(source):\(line): column \(inQuotes(column)): \(inQuotes(value)) is not an exposure"
    case .description(let path, let line, let column, let reason, _): "\(path):\(line):\(column): \(reason)"
    case .unreadableDescription(let path, let reason): "\(path): \(reason)"
    }
  }

  public var mend: String? {
    switch self {
    case .table(let error): error.mend
    case .instrument(let error): error.mend
    case .strangeAnswers(_, _, let first, let count), .strangeScores(_, _, let first, let count):
      "correct \(count == 1 ? "it" : "them"), or if \(inQuotes(first[0].value.plain)) means missing name it with --na"
    case .unreadableList(let option, _, _, _):
      switch option {
      case "--levels": #"write --levels "COL=A,B,C"; a name with , : = or - stands in double quotes"#
      case "--wide": #"write --wide "OUTCOME=COLUMN:VISIT,…"; a name with , : = or - stands in double quotes"#
      default: "write \(option) \"A,B,C\"; a name with , : = or - stands in double quotes"
      }
    case .unreadableFilter: #"write --where "COL == VALUE", with one of == != < <= > >="#
    case .unorderableFilter(let text, _):
      joinsComparisons(text)
        ? "give --where once for each comparison; all must hold" : "compare text with == or != only"
    case .unknownColumn(_, let name, _, let columns): columnMend(for: name, among: columns)
    case .columnNotNamed(_, let option, let columns): "name it with \(option) COL; the columns are \(listed(columns))"
    case .conflict(_, let mend): mend
    case .unknownEvent(let event, _, let values):
      values.isEmpty ? "it has no values at all" : suggestion(for: event, among: values, called: "values")
    case .unreadableResponder: #"write --responder "change >= 6" or "percent <= -50", with one of >= > <= <"#
    case .namedTwice: "name it once"
    case .unknownLevel(let label, _, let levels): suggestion(for: label, among: levels, called: "levels")
    case .unknownSetting(_, let value, let choices):
      // One letter is near every other.
      (value.count > 1 ? nearest(to: value, among: choices).map { "did you mean \(inQuotes($0))? " } ?? "" : "")
        + "the choices are \(choices.map { inQuotes($0) }.joined(separator: " "))"
    case .noRows: "check that this is the file with the data"
    case .noRowsLeft(_, let filters):
      filters.contains(where: joinsComparisons)
        ? "give --where once for each comparison; all must hold"
        : "check the values' spelling; a missing value matches nothing"
    case .emptyCell: "fill it in, or remove the row"
    case .duplicate(_, _, _, _, nil, nil):
      "name the column that tells the rows apart with --visit COL (or --instrument-column COL)"
    case .duplicate(_, _, _, _, _, nil):
      "remove one of the rows; where several instruments share a column, name theirs with --instrument-column COL"
    case .duplicate: "remove one of the rows"
    case .repeatedSubject: "keep one row per subject; --wide reads one row for each"
    case .changes(_, _, _, _, _, _, _, let value, let firstValue):
      sameButForCaseOrSpace(value, firstValue)
        ? "spell it alike on all of the subject's rows" : "correct the rows that are wrong"
    case .levelNotNamed(_, _, _, let label, let option, let named):
      nearest(to: label, among: named).map { "is it the \(inQuotes($0)) of \(option)? It names every level or none" }
        ?? "\(option) names every level: add it, or drop its rows with --where"
    case .notACount: "counts are whole numbers from 0 up; leave --type count out to compare means"
    case .notAnExposure: "exposure is above 0; where nobody was at risk leave the count and the exposure empty"
    case .description(_, _, _, _, let mend): mend
    case .unreadableDescription: "check the path"
    }
  }
}

/// Whether a filter seems to hold several comparisons.
private func joinsComparisons(_ filter: String) -> Bool {
  ["&&", "||", " and ", " AND ", " or ", " OR "].contains { filter.contains($0) }
}

private func sameButForCaseOrSpace(_ a: String, _ b: String) -> Bool {
  a.lowercased().filter { !$0.isWhitespace } == b.lowercased().filter { !$0.isWhitespace }
}
