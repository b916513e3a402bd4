import ArgumentParser
import Endline

/// The options that every data command shares (contract, section 2).
struct DataOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("A file of delimited text, or - for standard input.", valueName: "data"))
  var data: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Column that identifies the subject.", valueName: "col"))
  var subject: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Column of the visit (long format).", valueName: "col"))
  var visit: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Column of the arm.", valueName: "col"))
  var arm: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Column of the site.", valueName: "col"))
  var site: String?
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Column of a measured variable; repeatable.", valueName: "col"))
  var outcome: [String] = []
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Column of a covariate; repeatable. COL:numeric and COL:factor force its kind.", valueName: "col"))
  var covariate: [String] = []
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The visit that is baseline (default: the first in the order of visits).", valueName: "value"))
  var baseline: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Column that holds the baseline value on each of the subject's rows; then no visit is baseline.",
      valueName: "col"))
  var baselineColumn: String?
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Order of a column's levels, the first being the reference; repeatable.", valueName: "col=a,b,c")
  )
  var levels: [String] = []
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Order of the visits (default: by value, words by the alphabet).", valueName: "a,b,c"))
  var visits: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The reference arm (default: the arm labelled with a usual word for control, else the first).",
      valueName: "value"))
  var control: String?
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Wide format: an outcome and the column of each of its visits; repeatable.",
      valueName: "outcome=column:visit,…"))
  var wide: [String] = []
  @Option(parsing: .unconditional, help: ArgumentHelp("A study description (YAML); an option wins.", valueName: "file"))
  var study: String?
  @OptionGroup var reading: ReadingOptions
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "One row per subject, visit and instrument: each instrument in COL is an outcome.", valueName: "col"))
  var instrumentColumn: String?
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Keep matching rows (== != < <= > >=); repeatable, all must hold.", valueName: "col == value"))
  var `where`: [String] = []
  @Option(parsing: .unconditional, help: ArgumentHelp("Only these measures.", valueName: "a,b"))
  var measures: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Confidence level of every interval.", valueName: "level"))
  var level: String = "0.95"
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How to write: \(ResultFormat.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "format"))
  var format: String = ResultFormat.table.rawValue
  @Option(
    name: [.short, .long], parsing: .unconditional,
    help: ArgumentHelp("Write to a file, whole or not at all.", valueName: "file"))
  var output: String?
}

extension DataOptions {
  /// The study plan: what the description says, overruled by what stands on the line.
  func plan() throws -> StudyPlan {
    var plan = StudyPlan()
    plan.subject = subject
    plan.visit = visit
    plan.arm = arm
    plan.site = site
    plan.outcomes = outcome
    plan.covariates = covariate
    plan.baseline = baseline
    plan.baselineColumn = baselineColumn
    plan.levels = levels
    plan.visits = visits
    plan.control = control
    plan.wide = wide
    plan.instrumentColumn = instrumentColumn
    plan.filters = `where`
    reading.add(to: &plan)
    guard let study else { return plan }
    return plan.merged(over: try StudyPlan(readingDescription: study))
  }

  /// What there is to say where a site is named on the line and the command looks at no sites.
  func notesOnIdleSite(_ command: String) -> [String] {
    site.map {
      ["--site \($0) has no effect on \(command), which looks at all sites together; endline sites sets them apart"]
    }
      ?? []
  }
}
