import Diagnostics
import Instruments
import Tables

/// A plan held against the names of a file's columns: every column exists, every list is read, nothing excludes another.
struct Roles {
  struct OutcomeColumn {
    let name: String
    let column: String
  }
  struct CovariateColumn {
    let name: String
    let request: ColumnRequest
  }

  let source: String
  let columns: [String]
  var subject: String?
  var visit: String?
  var arm: String?
  var site: String?
  var group: String?
  var instrument: String?
  var baselineColumn: String?
  /// Long format.
  var outcomes: [OutcomeColumn] = []
  /// The outcomes that are computed from items, by name; `outcomes` has them as if a column held them.
  var scales: [String: ItemScale] = [:]
  /// The columns that hold scores of known instruments.
  var instruments: [(scale: OutcomeScale, columns: [String])] = []
  var kind = OutcomeKind.continuous
  /// Of counts: the column of the exposure, for every visit in wide format; nil where there is none, or `wideExposure`.
  var exposure: String?
  /// Of counts in wide format: the exposure at each visit.
  var wideExposure: WideOutcome?
  /// Wide format; empty in long format.
  var wide: [WideOutcome] = []
  var covariates: [CovariateColumn] = []
  var filters: [(filter: RowFilter, request: ColumnRequest)] = []
  /// The orders of levels that the plan names, by column.
  var levels: [String: [String]] = [:]
  var visits: [String]?
  var baseline: String?
  var hasBaselineVisit: Bool
  var control: String?
  /// Whether a control arm that nobody named is worth a note.
  let comparesArms: Bool
  var keepsAbsentLevels: Bool
  let rowsAreUnits: Bool

  init(_ plan: StudyPlan, source: String, columns: [String]) throws(TrialError) {
    self.source = source
    self.columns = columns
    baseline = plan.baseline
    hasBaselineVisit = plan.hasBaselineVisit
    control = plan.control
    comparesArms = plan.comparesArms
    keepsAbsentLevels = plan.keepsAbsentLevels
    rowsAreUnits = plan.rowsAreUnits
    kind = plan.kind
    let plan = try plan.withListedOutcomes(source: source, columns: columns)
    if plan.wide.isEmpty { try readLong(plan) } else { try readWide(plan) }
    subject = try known(plan.subject, "the subject")
    arm = try known(plan.arm, "the arm")
    site = try known(plan.site, "the site")
    group = try known(plan.group, "the group")
    baselineColumn = try known(plan.baselineColumn, "the baseline")
    try readExposure()
    try readLevels(plan)
    try readBaseline(plan)
    if let control = plan.control, arm == nil {
      throw .conflict(
        "--control \(inQuotes(control)) without a column for the arm", mend: "name it with --arm COL")
    }
    try readCovariates(plan)
    try readFilters(plan)
  }

  private func known(_ name: String?, _ role: String) throws(TrialError) -> String? {
    guard let name else { return nil }
    guard columns.contains(name) else {
      throw .unknownColumn(source: source, name: name, role: role, columns: columns)
    }
    return name
  }

  private mutating func readLong(_ plan: StudyPlan) throws(TrialError) {
    if plan.subject == nil, !plan.rowsAreUnits {
      throw .columnNotNamed(role: "the subject", option: "--subject", columns: columns)
    }
    _ = try known(plan.subject, "the subject")
    guard !plan.outcomes.isEmpty else {
      throw .columnNotNamed(role: "the outcome", option: "--outcome", columns: columns)
    }
    visit = try known(plan.visit, "the visit")
    instrument = try known(plan.instrumentColumn, "the instrument")
    if visit == nil, let visits = plan.visits {
      throw .conflict(
        "--visits \(inQuotes(visits)) without a column for the visit", mend: "name it with --visit COL")
    }
    if visit == nil, let baseline = plan.baseline {
      throw .conflict(
        "--baseline \(inQuotes(baseline)) without a column for the visit", mend: "name it with --visit COL")
    }
    for column in plan.outcomes {
      if let request = plan.outcomeDetails[column]?.scale {
        try add(request, name: column)
        continue
      }
      _ = try known(column, "the outcome")
      let name = plan.outcomeDetails[column]?.name ?? column
      if outcomes.contains(where: { $0.column == column }) { throw .namedTwice(name: column, role: "outcome") }
      if outcomes.contains(where: { $0.name == name }) { throw .namedTwice(name: name, role: "outcome") }
      outcomes.append(OutcomeColumn(name: name, column: column))
      if instrument == nil { try addInstrument(of: column, columns: [column], plan) }
    }
    if let instrument, outcomes.count > 1 {
      throw .conflict(
        "--instrument-column \(inQuotes(instrument)) with \(outcomes.count) outcome columns",
        mend: "name the one column that holds the scores with --outcome")
    }
  }

  /// An outcome that is the score of items.
  private mutating func add(_ request: ScaleRequest, name: String) throws(TrialError) {
    if columns.contains(name) {
      throw .conflict(
        "the outcome \(inQuotes(name)) is computed from items, and there is a column of that name",
        mend: "give the outcome another name in the study description, or take the column for it")
    }
    guard kind == .continuous else {
      throw .conflict(
        "the outcome \(inQuotes(name)) is computed from items, and is no count and no event",
        mend: "leave --event and --type out, or say --responder for a rule about the score")
    }
    if outcomes.contains(where: { $0.name == name }) { throw .namedTwice(name: name, role: "outcome") }
    scales[name] = try ItemScale(request, option: "items", columns: columns, source: source)
    outcomes.append(OutcomeColumn(name: name, column: name))
  }

  /// What a study description says of the instrument whose scores stand in columns.
  private mutating func addInstrument(
    of outcome: String, columns: [String], _ plan: StudyPlan
  ) throws(TrialError) {
    guard kind == .continuous, let details = plan.outcomeDetails[outcome] else { return }
    do {
      if let scale = try OutcomeScale(details) { instruments.append((scale, columns)) }
    } catch {
      throw .instrument(error)
    }
  }

  private mutating func readWide(_ plan: StudyPlan) throws(TrialError) {
    if let visit = plan.visit {
      throw .conflict(
        "--wide and --visit \(inQuotes(visit)) exclude one another",
        mend: "--visit is for one row per subject and visit, --wide for one row per subject")
    }
    if let instrument = plan.instrumentColumn {
      throw .conflict(
        "--wide and --instrument-column \(inQuotes(instrument)) exclude one another",
        mend: "--instrument-column is for one row per subject, visit and instrument")
    }
    var used: Set<String> = []
    for text in plan.wide {
      let outcome = try ListGrammar.wide(text, option: "--wide")
      if wide.contains(where: { $0.name == outcome.name }) { throw .namedTwice(name: outcome.name, role: "outcome") }
      for column in outcome.columns {
        _ = try known(column, "outcome \(inQuotes(outcome.name))")
        if !used.insert(column).inserted { throw .namedTwice(name: column, role: "--wide: column") }
      }
      wide.append(outcome)
    }
    if case .count(let name?) = kind, let place = wide.firstIndex(where: { $0.name == name }) {
      let exposure = wide.remove(at: place)
      for outcome in wide {
        if let visit = outcome.visits.first(where: { !exposure.visits.contains($0) }) {
          throw .conflict(
            "--exposure \(inQuotes(name)) has no visit \(inQuotes(visit)), which outcome \(inQuotes(outcome.name)) has",
            mend: "add the column of that visit's exposure to its --wide")
        }
      }
      guard !wide.isEmpty else {
        throw .conflict(
          "--wide has the exposure \(inQuotes(name)) and no outcome",
          mend: "add a --wide with the columns of the counts")
      }
      wideExposure = exposure
    }
    if let items = plan.outcomes.first(where: { plan.outcomeDetails[$0]?.scale != nil }) {
      throw .conflict(
        "the outcome \(inQuotes(items)) is computed from items, and --wide has one row per subject",
        mend: "score the file first with endline score, or write one row per subject and visit")
    }
    try chooseWide(plan)
    for outcome in wide { try addInstrument(of: outcome.name, columns: outcome.columns, plan) }
  }

  /// Keeps the outcomes that are asked for.
  private mutating func chooseWide(_ plan: StudyPlan) throws(TrialError) {
    guard !plan.outcomes.isEmpty else { return }
    let names = wide.map(\.name)
    var chosen: [WideOutcome] = []
    for name in plan.outcomes {
      guard let outcome = wide.first(where: { $0.name == name }) else {
        throw .unknownLevel(label: name, role: "outcome of --wide", levels: names)
      }
      if chosen.contains(outcome) { throw .namedTwice(name: name, role: "outcome") }
      chosen.append(outcome)
    }
    wide = chosen
  }

  private mutating func readLevels(_ plan: StudyPlan) throws(TrialError) {
    for text in plan.levels {
      let (column, names) = try ListGrammar.levels(text, option: "--levels")
      _ = try known(column, "--levels")
      if levels.updateValue(names, forKey: column) != nil { throw .namedTwice(name: column, role: "--levels: column") }
    }
    if let text = plan.visits { visits = try ListGrammar.names(text, option: "--visits") }
    if let visits, let stranger = wide.flatMap(\.visits).first(where: { !visits.contains($0) }) {
      throw .conflict(
        "--visits does not name \(inQuotes(stranger)), which --wide has",
        mend: "--visits names every visit: add it, or take it out of --wide")
    }
    guard let visit, let names = levels[visit] else { return }
    if visits != nil {
      throw .conflict(
        "--visits and --levels both order column \(inQuotes(visit))", mend: "keep one of them")
    }
    visits = names
  }

  private mutating func readExposure() throws(TrialError) {
    guard case .count(let name?) = kind, wideExposure == nil else { return }
    exposure = try known(name, "the exposure")
    if countColumns.contains(where: { $0.column == name }) {
      throw .conflict(
        "--exposure \(inQuotes(name)) is the outcome", mend: "name the column that holds the time at risk")
    }
  }

  private func readBaseline(_ plan: StudyPlan) throws(TrialError) {
    guard let baselineColumn else { return }
    if case .count = kind {
      throw .conflict(
        "--baseline-column \(inQuotes(baselineColumn)) and --type count exclude one another",
        mend: "give the baseline a row of its own with its exposure, and name the visits with --visit COL")
    }
    if let baseline = plan.baseline {
      throw .conflict(
        "--baseline \(inQuotes(baseline)) and --baseline-column \(inQuotes(baselineColumn)) exclude one another",
        mend: "baseline is a visit or a column of its own, not both")
    }
    let count = max(outcomes.count, wide.count)
    if count > 1 {
      throw .conflict(
        "--baseline-column \(inQuotes(baselineColumn)) with \(count) outcomes",
        mend: "name one outcome at a time; a baseline column belongs to one")
    }
    if let instrument {
      throw .conflict(
        "--baseline-column \(inQuotes(baselineColumn)) with --instrument-column \(inQuotes(instrument))",
        mend:
          "keep one instrument with --where and leave --instrument-column out; a baseline column belongs to one outcome"
      )
    }
  }

  private mutating func readCovariates(_ plan: StudyPlan) throws(TrialError) {
    for given in plan.covariates {
      var request = ColumnRequest(given, as: .detected)
      if !columns.contains(given) {
        for (suffix, kind) in [(":numeric", ColumnKind.number), (":factor", .text)] where given.hasSuffix(suffix) {
          request = ColumnRequest(String(given.dropLast(suffix.count)), as: kind)
        }
      }
      _ = try known(request.name, "a covariate")
      let roles = [
        (subject, "subject"), (visit, "visit"), (arm, "arm"), (baselineColumn, "baseline column"),
        (exposure, "exposure"),
      ]
      let taken = roles.first { $0.0 == request.name }?.1
      let isOutcome =
        outcomes.contains { $0.column == request.name } || wide.contains { $0.columns.contains(request.name) }
      if let role = taken ?? (isOutcome ? "outcome" : nil) {
        throw .conflict(
          "--covariate \(inQuotes(request.name)) is the \(role)", mend: "name columns that have no other role")
      }
      if covariates.contains(where: { $0.name == request.name }) {
        throw .namedTwice(name: request.name, role: "covariate")
      }
      covariates.append(CovariateColumn(name: request.name, request: request))
    }
  }

  private mutating func readFilters(_ plan: StudyPlan) throws(TrialError) {
    for text in plan.filters {
      let filter = try RowFilter(text)
      _ = try known(filter.column, "--where")
      // A column that has a role is read once.
      let request = requests.first { $0.name == filter.column } ?? ColumnRequest(filter.column, as: .detected)
      filters.append((filter, request))
    }
  }

  /// The outcomes' columns, each with that of its exposure; empty where outcomes are no counts.
  var countColumns: [(column: String, exposure: String?)] {
    guard case .count = kind else { return [] }
    return outcomes.map { ($0.column, exposure) }
      + wide.flatMap { outcome in
        zip(outcome.visits, outcome.columns).map { visit, column in
          (column, wideExposure?.column(of: visit) ?? exposure)
        }
      }
  }

  /// Everything to read, each column once for each way it is needed.
  var requests: [ColumnRequest] {
    var requests: [ColumnRequest] = []
    func add(_ request: ColumnRequest) {
      if !requests.contains(request) { requests.append(request) }
    }
    for name in [subject, visit, arm, site, group, instrument] {
      if let name { add(ColumnRequest(name, as: .text)) }
    }
    let measured: ColumnKind = if case .event = kind { .text } else { .number }
    for outcome in outcomes where scales[outcome.name] == nil { add(ColumnRequest(outcome.column, as: measured)) }
    for scale in scales.values { for column in scale.columns { add(ColumnRequest(column, as: .number)) } }
    for column in wide.flatMap(\.columns) { add(ColumnRequest(column, as: measured)) }
    if let baselineColumn { add(ColumnRequest(baselineColumn, as: measured)) }
    for column in [exposure].compactMap({ $0 }) + (wideExposure?.columns ?? []) {
      add(ColumnRequest(column, as: .number))
    }
    for covariate in covariates { add(covariate.request) }
    for (_, request) in filters { add(request) }
    return requests
  }
}

extension Table {
  /// Whether labels that look like numbers have a decimal comma, as the numbers do.
  var readsCommas: Bool { decimalMark == .comma }

  func text(_ name: String) -> TextColumn {
    guard case .text(let column)? = column(ColumnRequest(name, as: .text)) else {
      preconditionFailure("column \"\(name)\" was not read as text")
    }
    return column
  }

  func numbers(_ name: String) -> NumberColumn {
    guard case .number(let column)? = column(ColumnRequest(name, as: .number)) else {
      preconditionFailure("column \"\(name)\" was not read as numbers")
    }
    return column
  }
}
