internal import Estimates
internal import Trials

/// Gathers rows of one cell after another, and the notes that belong to them.
struct CoefficientRows {
  private(set) var rows: [Estimate] = []
  private(set) var notes = NoteLedger()
  let wanted: Set<Measure>?
  let level: Double
  /// What the rows are of: a scale, raters or an outcome.
  let outcome: String
  var arm: String?
  var visit: String?
  var n = 0

  init(outcome: String, measures: Set<Measure>?, level: Double) {
    self.outcome = outcome
    wanted = measures
    self.level = level
  }

  func wants(_ measure: Measure) -> Bool { wanted?.contains(measure) ?? true }

  func wants(anyOf measures: [Measure]) -> Bool { measures.contains(where: wants) }

  /// Where a note applies.
  var place: String {
    [outcome, visit.map { "visit \($0)" }, arm.map { "arm \($0)" }].compactMap { $0 }.joined(separator: ", ")
  }

  mutating func enter(_ cell: TrialCell, of trial: Trial, n: Int) {
    arm = cell.arm.flatMap { trial.arm?.levels[$0] }
    visit = cell.visit.flatMap { trial.visits[$0] }
    self.n = n
  }

  mutating func note(_ cause: String) { notes.add(cause, at: place) }

  /// What the errors of measurement are, for the reader of `sem` and `mdc95`.
  mutating func noteFormula(ofError formula: String) {
    if wants(.sem) || wants(.mdc95) { notes.add(formula) }
    if wants(.mdc95) { notes.add("mdc95 is 1.96 times the root of 2 times sem") }
  }

  /// A number that describes the sample. Nil needs a note of its own.
  mutating func add(_ measure: Measure, _ value: Double?, method: String? = nil, term: String? = nil) {
    add(measure, Coefficient(estimate: value), method: method, term: term)
  }

  mutating func add(_ measure: Measure, _ coefficient: Coefficient, method: String? = nil, term: String? = nil) {
    guard wants(measure) else { return }
    if let cause = coefficient.cause { note(cause) }
    let hasLimits = coefficient.low != nil || coefficient.high != nil
    rows.append(
      Estimate(
        outcome: outcome, arm: arm, visit: visit, term: term, measure: measure, method: method,
        estimate: coefficient.estimate, standardError: coefficient.standardError, df: coefficient.df,
        statistic: coefficient.statistic, pValue: coefficient.pValue, confidenceLow: coefficient.low,
        confidenceHigh: coefficient.high, confidenceLevel: hasLimits ? level : nil, n: n))
  }
}
