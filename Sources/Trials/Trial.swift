import Tables

/// A categorical property of subjects: arm, site or therapy group.
public struct Factor: Sendable {
  /// The column's name.
  public let name: String
  /// Levels in order; the first is the reference unless `reference` says otherwise.
  public let levels: [String]
  /// Index into `levels` for each subject; -1 where unknown.
  public let codes: [Int32]
  /// The reference level (for an arm, the control).
  public let reference: Int

  package init(name: String, levels: [String], codes: [Int32], reference: Int) {
    self.name = name
    self.levels = levels
    self.codes = codes
    self.reference = reference
  }
}

/// One measured variable: a value for each subject at each visit.
public struct Outcome: Sendable {
  public let name: String
  /// `values[visit][subject]`, visits in the trial's order; NaN is missing (an absent row and an empty cell alike).
  public let values: [[Double]]
  /// The value at baseline for each subject (from the baseline visit or from a column of its own); nil where the
  /// trial has no baseline.
  public let baseline: [Double]?

  /// What counts as an event, where values are 1 (it was there) and 0 (it was not); nil for a measured variable.
  public let event: Event?

  /// Of a count: the exposure (time at risk) behind each of `values`, above 0 wherever there is a value; nil for anything
  /// that is no count.
  public let exposure: [[Double]]?

  /// An event, and what its label is.
  public enum Event: Sendable, Equatable {
    /// A value of the outcome's column.
    case value(String)
    /// A change from baseline past a threshold: nobody has it at the baseline itself.
    case responder(String)
  }

  package init(
    name: String, values: [[Double]], baseline: [Double]?, event: Event? = nil, exposure: [[Double]]? = nil
  ) {
    self.exposure = exposure
    self.name = name
    self.values = values
    self.baseline = baseline
    self.event = event
  }
}

/// A covariate. Constant within subjects in most trials; then one value each, from whichever of the subject's rows
/// has it. One that varies over visits has a value per visit.
public struct Covariate: Sendable {
  public enum Values: Sendable {
    /// Numbers, NaN missing: `[visit][subject]`, or one inner array where the covariate is constant within subjects.
    case numeric([[Double]])
    /// Levels in order (the first is the reference) and indices into them, -1 missing; shaped alike.
    case factor(levels: [String], codes: [[Int32]])
  }
  public let name: String
  public let values: Values
  /// Whether the value differs between visits of one subject.
  public let varies: Bool

  package init(name: String, values: Values, varies: Bool) {
    self.name = name
    self.values = values
    self.varies = varies
  }
}

/// Who (subject, arm, site), when (ordered visits, baseline), what (outcomes, covariates): checked once, here, so that
/// no analysis has to ask again. Subjects are in the order of first appearance in the file.
public struct Trial: Sendable {
  /// The source's name in messages.
  public let source: String
  /// Data rows of the file, those that a filter dropped included.
  public let rowCount: Int
  public let sha256: String?
  public let subjectCount: Int
  public let arm: Factor?
  public let site: Factor?
  /// Groups that subjects were treated in (`group` of the plan); -1 where a subject has none, as all have in an arm
  /// that is treated one by one.
  public let group: Factor?
  /// Labels of the visits in order, the baseline included; empty labels never occur. One visit with label nil where
  /// the data have no visit column.
  public let visits: [String?]
  /// Index of the baseline visit; nil where baseline is a column of its own or the trial has none.
  public let baselineVisit: Int?
  public let outcomes: [Outcome]
  public let covariates: [Covariate]
  /// What was left out and counted, which choice was made.
  public let notes: [String]
  private let labels: SubjectLabels

  /// A trial from its parts, subjects labelled `1`, `2`, …
  package init(
    source: String, rowCount: Int, sha256: String?, subjectCount: Int, arm: Factor?, site: Factor?, visits: [String?],
    baselineVisit: Int?, outcomes: [Outcome], covariates: [Covariate], notes: [String], group: Factor? = nil
  ) {
    self.init(
      source: source, rowCount: rowCount, sha256: sha256, subjectCount: subjectCount, labels: .numbered, arm: arm,
      site: site, group: group, visits: visits, baselineVisit: baselineVisit, outcomes: outcomes,
      covariates: covariates,
      notes: notes)
  }

  init(
    source: String, rowCount: Int, sha256: String?, subjectCount: Int, labels: SubjectLabels, arm: Factor?,
    site: Factor?, group: Factor?, visits: [String?], baselineVisit: Int?, outcomes: [Outcome],
    covariates: [Covariate], notes: [String]
  ) {
    self.source = source
    self.rowCount = rowCount
    self.sha256 = sha256
    self.subjectCount = subjectCount
    self.labels = labels
    self.arm = arm
    self.site = site
    self.group = group
    self.visits = visits
    self.baselineVisit = baselineVisit
    self.outcomes = outcomes
    self.covariates = covariates
    self.notes = notes
  }

  /// The same subjects with other outcomes.
  package func replacing(outcomes: [Outcome], notes: [String]) -> Trial {
    Trial(
      source: source, rowCount: rowCount, sha256: sha256, subjectCount: subjectCount, labels: labels, arm: arm,
      site: site, group: group, visits: visits, baselineVisit: baselineVisit, outcomes: outcomes,
      covariates: covariates, notes: notes)
  }

  /// A subject's label in the data; its number from 1 where the data have none.
  public func subjectLabel(_ subject: Int) -> String { labels[subject] }
}

/// The subjects' labels, kept as the reader has them: a `String` for each of millions would cost more than the data.
enum SubjectLabels: Sendable {
  case numbered
  case list(LabelList)
  /// The label of a subject stands at `places[subject]`: some of the file's subjects were filtered out.
  case some(LabelList, places: [Int32])

  subscript(subject: Int) -> String {
    switch self {
    case .numbered: String(subject + 1)
    case .list(let labels): labels[subject]
    case .some(let labels, let places): labels[Int(places[subject])]
    }
  }
}
