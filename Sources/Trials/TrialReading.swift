import Diagnostics
public import Tables

extension Trial {
  /// Reads the file by the plan and checks everything.
  ///
  /// `options` say how to read the file where the plan does not (an option set here wins).
  ///
  /// Throws `TrialError` with status 64 where the plan cannot be meant for this file (an unknown column, say), 65 where
  /// the file breaks the plan (a subject that changes arms), 66 where there is no such file.
  public init(reading source: TableSource, plan: StudyPlan, options: ReadOptions) throws(TrialError) {
    let options = try plan.readOptions(options)
    let text = try reading { () throws(TableError) in try DelimitedText(source, options: options) }
    let roles = try Roles(plan, source: source.name, columns: text.columnNames)
    let table = try reading { () throws(TableError) in try text.read(roles.requests) }
    var notes = table.notes
    let keep = try SubjectRows.kept(of: table, roles: roles, notes: &notes)
    var coding: EventCoding?
    switch roles.kind {
    case .continuous: break
    case .event(let event): coding = try EventCoding(event, roles: roles, table: table, notes: &notes)
    case .count(let exposure):
      try CountReading.check(table, roles: roles, keep: keep)
      if exposure == nil {
        notes.append("no exposure is named: every count is taken over the same time, 1; --exposure COL names it")
      }
    }
    for (scale, columns) in roles.instruments {
      try scale.check(columns + [roles.baselineColumn].compactMap { $0 }, in: table, keep: keep)
    }
    let scores = try Trial.scored(table, roles: roles, notes: &notes)
    /// A measured column: scores of items, numbers, or whether the event was there.
    func values(_ name: String) -> NumberColumn { scores[name] ?? coding?.values(name) ?? table.numbers(name) }
    let measured: Measured
    if roles.wide.isEmpty {
      measured = try Measured(long: table, roles: roles, keep: keep, values: values, notes: &notes)
    } else {
      measured = try Measured(wide: table, roles: roles, keep: keep, values: values, notes: &notes)
    }
    let rows = measured.rows
    let baselineVisit = try Trial.baselineVisit(
      roles, visits: measured.visits, firstInFile: measured.visitKey?.firstInFile, notes: &notes)
    let baselineValues: [Double]? =
      if let column = roles.baselineColumn {
        try rows.constantNumbers(values(column), name: column, role: "baseline value")
      } else { nil }
    var outcomes: [Outcome] = []
    for (place, outcome) in measured.outcomes.enumerated() {
      var values = outcome.values
      var event: Outcome.Event?
      var exposure: [[Double]]?
      switch roles.kind {
      case .continuous: break
      case .event(let value): event = .value(value)
      case .count:
        let given = measured.exposure.map { $0[roles.instrument == nil ? 0 : place] }
        (values, exposure) = CountReading.paired(
          outcome.name, values, exposure: given, notes: &notes)
      }
      outcomes.append(
        Outcome(
          name: outcome.name, values: values, baseline: baselineValues ?? baselineVisit.map { values[$0] },
          event: event, exposure: exposure))
    }
    var arm = try rows.factor(roles.arm, role: "arm", roles: roles, notes: &notes)
    if let factor = arm {
      arm = try Trial.withControl(factor, roles: roles, notes: &notes)
      Trial.noteUnknown(factor, "left out of comparisons between arms", notes: &notes)
    }
    let site = try rows.factor(roles.site, role: "site", roles: roles, notes: &notes)
    if let site { Trial.noteUnknown(site, "left out of comparisons between sites", notes: &notes) }
    let group = try rows.factor(roles.group, role: "group", roles: roles, notes: &notes)
    var covariates: [Covariate] = []
    for role in roles.covariates {
      covariates.append(
        try rows.covariate(role, visit: measured.visitKey, roles: roles, notes: &notes))
    }
    Trial.noteUnusedLevels(roles, covariates: covariates, notes: &notes)
    self.init(
      source: table.name, rowCount: table.rowCount, sha256: table.sha256, subjectCount: rows.count,
      labels: rows.labels, arm: arm, site: site, group: group, visits: measured.visits, baselineVisit: baselineVisit,
      outcomes: outcomes, covariates: covariates, notes: notes)
  }

  /// The outcomes that are scores of items, by name.
  private static func scored(
    _ table: Table, roles: Roles, notes: inout [String]
  ) throws(TrialError) -> [String: NumberColumn] {
    var scores: [String: NumberColumn] = [:]
    for outcome in roles.outcomes {
      guard let scale = roles.scales[outcome.name] else { continue }
      let scored = ScoredScale(try ItemAnswers(scale, in: table))
      scores[outcome.name] = NumberColumn(scored.values.map { $0[0] ?? .nan })
      notes += scored.notes
    }
    return scores
  }

  /// The visit that is baseline: as the plan says, else the first of several. A trial with one visit has none unless
  /// the plan says so.
  private static func baselineVisit(
    _ roles: Roles, visits: [String?], firstInFile: String?, notes: inout [String]
  ) throws(TrialError) -> Int? {
    guard roles.hasBaselineVisit else { return nil }
    let labels = visits.compactMap { $0 }
    if let baseline = roles.baseline {
      guard let place = labels.firstIndex(of: baseline) else {
        throw .unknownLevel(label: baseline, role: "visit", levels: labels)
      }
      return place
    }
    guard roles.baselineColumn == nil, labels.count > 1 else { return nil }
    // An order that somebody named, or that numbers have, is no guess.
    let isGuess = roles.visits == nil && firstInFile.map { number(of: $0, decimalComma: true) } == .some(nil)
    let elsewhere = isGuess && firstInFile != labels[0] ? firstInFile : nil
    let doubt =
      likelierBaseline(among: labels).map { ", although \(inQuotes($0)) reads like one" }
      ?? elsewhere.map { ", although the file begins with \(inQuotes($0))" } ?? ""
    notes.append(
      isGuess
        ? "baseline visit: \(inQuotes(labels[0])) (the first in alphabetical order)\(doubt); --visits gives the visits their "
          + "order, --baseline names the baseline alone"
        : "baseline visit: \(inQuotes(labels[0])) (the first)\(doubt); --baseline changes it")
    return 0
  }

  private static func withControl(_ arm: Factor, roles: Roles, notes: inout [String]) throws(TrialError) -> Factor {
    var reference = 0
    if let control = roles.control {
      guard let place = arm.levels.firstIndex(of: control) else {
        throw .unknownLevel(label: control, role: "arm", levels: arm.levels)
      }
      reference = place
    } else if arm.levels.count > 1 {
      let usual = usualControl(among: arm.levels)
      reference = usual ?? 0
      let reason = usual == nil ? "the first; no label is a usual word for control" : "a usual word for control"
      if roles.comparesArms {
        notes.append("control arm: \(inQuotes(arm.levels[reference])) (\(reason)); --control changes it")
      }
    }
    return Factor(name: arm.name, levels: arm.levels, codes: arm.codes, reference: reference)
  }

  private static func noteUnknown(_ factor: Factor, _ consequence: String, notes: inout [String]) {
    let unknown = factor.codes.count { $0 < 0 }
    guard unknown > 0 else { return }
    notes.append(
      "column \(inQuotes(factor.name)) is missing for \(unknown) of \(factor.codes.count) subjects: \(consequence)")
  }

  private static func noteUnusedLevels(_ roles: Roles, covariates: [Covariate], notes: inout [String]) {
    var ordered = Set([roles.visit, roles.arm, roles.site, roles.group, roles.instrument].compactMap { $0 })
    for covariate in covariates { if case .factor = covariate.values { ordered.insert(covariate.name) } }
    for column in roles.levels.keys.sorted() where !ordered.contains(column) {
      notes.append("--levels: column \(inQuotes(column)) is not one whose levels are used")
    }
  }
}

/// What the formats differ in; the rest of a trial is read alike from both.
struct Measured {
  let rows: SubjectRows
  let visits: [String?]
  /// Where a row's visit stands; nil where the file has no visit column.
  let visitKey: LongKey?
  let outcomes: [(name: String, values: [[Double]])]
  /// Of counts, `[instrument][visit][subject]`; nil where no exposure is named. One for all outcomes without instruments.
  let exposure: [[[Double]]]?
}

/// Passes on what the reader throws.
private func reading<Value>(_ work: () throws(TableError) -> Value) throws(TrialError) -> Value {
  do {
    return try work()
  } catch {
    throw .table(error)
  }
}

extension SubjectRows {
  /// A categorical property that may not change within a subject.
  func factor(_ name: String?, role: String, roles: Roles, notes: inout [String]) throws(TrialError) -> Factor? {
    guard let name else { return nil }
    let column = table.text(name)
    let levels = try levels(
      of: column, named: roles.levels[name], option: "--levels", name: name, notes: &notes)
    let codes = try constantCodes(of: column, levels: levels, name: name, role: role)
    return Factor(name: name, levels: levels.labels, codes: codes, reference: 0)
  }
}
