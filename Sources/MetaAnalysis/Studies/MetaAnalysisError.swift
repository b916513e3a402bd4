public import Diagnostics
public import PublishedNumbers
public import Trials

/// What keeps studies from being pooled. Cases carry the facts; the wording stands together below.
public enum MetaAnalysisError: Diagnosis {
  /// A cell, or a column that there is not.
  case table(PublishedTableError)
  /// A `--where`.
  case filter(TrialError)
  case noRows(source: String)
  case noRowsLeft(source: String, filters: [String])
  /// Every study lacks a figure.
  case noEffects(source: String, columns: [String])
  /// Columns of arms that are neither n, mean, SD nor events, n.
  case armColumns(label: String, count: Int)
  case unlikeArms
  /// A measure of change of what has no change, or the reverse.
  case measureOfChange(EffectMeasure, isPrePost: Bool)
  case measureOfOthers(EffectMeasure, columns: [String])
  case notNumeric(column: String, value: String)

  public var status: ExitStatus {
    switch self {
    case .table(let error): error.status
    case .filter(let error): error.status
    case .noRows, .noRowsLeft, .noEffects: .data
    case .armColumns, .unlikeArms, .measureOfChange, .measureOfOthers, .notNumeric: .usage
    }
  }

  public var problems: [String] {
    switch self {
    case .table(let error): error.problems
    case .filter(let error): error.problems
    case .noRows(let source): ["\(source): there are no studies below the header"]
    case .noRowsLeft(let source, _): ["\(source): no study is left"]
    case .noEffects(let source, let columns): ["\(source): every study lacks a figure in \(listed(columns))"]
    case .armColumns(let label, let count): ["--arms: arm \(inQuotes(label)) has \(count) columns"]
    case .unlikeArms: ["--arms: one arm has means and the other events"]
    case .measureOfChange(let measure, true): ["--measure \(measure.rawValue) is no change from before to after"]
    case .measureOfChange(let measure, false): ["--measure \(measure.rawValue) is a change within one arm"]
    case .measureOfOthers(let measure, let columns):
      [
        "--measure \(measure.rawValue) is made of \(measure.isOfEvents ? "events and sizes" : "means and SDs"), "
          + "and the arms have \(listed(columns))"
      ]
    case .notNumeric(let column, let value): ["--moderator \(inQuotes(column)): \(inQuotes(value)) is not a number"]
    }
  }

  public var mend: String? {
    switch self {
    case .table(let error): error.mend
    case .filter(let error): error.mend
    case .noRows: "give a line for each study"
    case .noRowsLeft(_, let filters):
      "all rows fail \(filters.map { "--where \(inQuotes($0))" }.joined(separator: " and "))"
    case .noEffects: "name the columns that hold the figures; --na says what stands for a missing one"
    case .armColumns:
      #"give n, mean and SD of each arm, "IMR=n1,mean1,sd1", or events and n, "IMR=events1,n1""#
    case .unlikeArms: "give both arms three columns (n, mean, SD), or both two (events, n)"
    case .measureOfChange(_, true): "with --pre-post take smcr or mc"
    case .measureOfChange(_, false): #"give --pre-post "n,mean_pre,sd_pre,mean_post,sd_post", or take another measure"#
    case .measureOfOthers(let measure, _):
      measure.isOfEvents
        ? #"give the columns of events and n, "IMR=events1,n1", or take smd, md or rom"#
        : #"give the columns of n, mean and SD, "IMR=n1,mean1,sd1", or take or, rr or rd"#
    case .notNumeric(let column, _): "take it as categories: --moderator \(column):factor"
    }
  }
}
