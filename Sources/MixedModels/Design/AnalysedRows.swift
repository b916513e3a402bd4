internal import Glibc
package import Trials

/// What of a trial goes into a model: its visits, the fixed effects' variables and design, the outcome where a row is
/// analysed, the covariance groups.
package struct AnalysedRows: Sendable {
  package let design: FixedDesign
  /// Indices of the analysed visits in the trial.
  package let visits: [Int]
  /// `[analysed visit][subject]`, NaN where the row is not analysed.
  package private(set) var outcome: [[Double]]
  package let groups: [Int32]?
  package let groupLabels: [String]
  package let subjectCount: Int
  /// Which variable is which.
  let variables: [FormulaVariable]
  /// The random terms, nested ones one by one.
  private(set) var random: [RandomDesign]
  /// Who was treated together, where the model has effects of their groups: the last of the random terms.
  private(set) var therapy: GroupTherapy?
  /// Whether every arm has a covariance of its own although the formula has none.
  let hasArmCovariances: Bool
  /// The names of their groups: `site:id`.
  package var randomGroups: [String] { random.map(\.groups.name) }
  /// Whose each row is, where every row counts as a subject of its own (by the subject's column, else the innermost
  /// groups); nil otherwise.
  let persons: [Int32]?
  /// Of how many the analysed rows are there; nil otherwise.
  let personCount: Int?
  /// When each row is, `[analysed visit][subject]`, where a covariance goes by it; nil otherwise.
  let times: [[Double]]?
  package let notes: [String]
  /// The cells, where they and not the subjects are at hand.
  let givenCells: [PatternCell]?

  /// - Parameters:
  ///   - terms: with the coding of categorical variables.
  ///   - visitColumn: the name that the formula may call the visit by.
  ///   - personColumn: the subject's column where every row counts as a subject of its own.
  ///   - keepsEmptyVisits: whether visits without an analysed row stay, for others may have some.
  ///   - therapy: groups whose effects the model has besides the formula's, with a covariance for each arm.
  package init(
    _ trial: Trial, outcome index: Int, formula: ModelFormula, visitColumn: String?, subjectColumn: String? = nil,
    personColumn: String? = nil, constrainsBaseline: Bool = false, keepsEmptyVisits: Bool = false,
    therapy: GroupTherapy? = nil
  ) throws(ModelSpecificationError) {
    let outcome = trial.outcomes[index]
    let used = Self.variables(of: formula)
    let usesBaseline = used.contains { if case .baseline = $0 { true } else { false } }
    var notes: [String] = []
    var visits = Array(trial.visits.indices)
    if usesBaseline, let baseline = trial.baselineVisit { visits.removeAll { $0 == baseline } }
    let lookup = VariableLookup(
      trial: trial, outcome: outcome, visitColumn: visitColumn, subjectColumn: subjectColumn)
    // Twice, since a visit without an analysed row is none, and which rows are analysed depends on the variables.
    var resolved: [ModelVariable] = []
    for variable in used { resolved.append(try lookup.variable(variable, visits: visits)) }
    var group: Factor?
    if let name = formula.residual?.group { group = try lookup.factor(name) }
    hasArmCovariances = therapy != nil && group == nil
    if hasArmCovariances { group = trial.arm }
    let timeColumn = formula.individualTimes(visitColumn: visitColumn)
    func others(_ visits: [Int]) throws(ModelSpecificationError) -> (random: [RandomDesign], times: ModelVariable?) {
      var random = try lookup.randomDesigns(formula, visits: visits)
      if let therapy { random += therapy.designs(trial, visits: visits) }
      guard let timeColumn else { return (random, nil) }
      return (random, try lookup.times(timeColumn, visits: visits))
    }
    var beside = try others(visits)
    var rows: [[Double]] = []
    var leftOut = LeftOutRows(resolved, group: group, random: beside.random, times: beside.times)
    for (place, visit) in visits.enumerated() { rows.append(leftOut.analysed(outcome.values[visit], place)) }
    let empty = visits.indices.filter { place in rows[place].allSatisfy(\.isNaN) }
    if !keepsEmptyVisits, !empty.isEmpty, empty.count < visits.count {
      let labels = empty.map { trial.visits[visits[$0]] ?? "" }
      notes.append("Nobody has an analysed value at visit \(labels.joined(separator: ", ")), which is left out.")
      visits = visits.indices.filter { !empty.contains($0) }.map { visits[$0] }
      rows = rows.indices.filter { !empty.contains($0) }.map { rows[$0] }
      resolved = []
      for variable in used { resolved.append(try lookup.variable(variable, visits: visits)) }
      beside = try others(visits)
    }
    notes += leftOut.notes(
      trial, outcome: outcome, visits: visits, analysed: rows,
      byRows: formula.hasRowsOfTheirOwn(visitColumn: visitColumn))
    if visits.count == 1, let name = resolved.first(where: \.isOfVisit)?.name {
      notes.append(
        "\(outcome.name): there is one analysed visit, \(trial.visits[visits[0]] ?? ""), so \(name) has no effect in the "
          + "model.")
    }
    if usesBaseline, let baseline = trial.baselineVisit {
      notes.append(
        "The baseline visit \(trial.visits[baseline] ?? "") is a covariate of the model, so its rows are no outcomes.")
    }
    notes += therapy?.notes ?? []
    self.therapy = therapy
    design = FixedDesign(
      formula, visits: visits.map { trial.visits[$0] ?? "" },
      variables: Dictionary(uniqueKeysWithValues: zip(used, resolved)),
      constraint: constrainsBaseline ? BaselineConstraint(trial, visits: visits, variables: resolved) : nil)
    self.visits = visits
    self.outcome = rows
    groups = group?.codes
    groupLabels = group?.levels ?? []
    subjectCount = trial.subjectCount
    variables = used
    random = beside.random
    let persons =
      subjectColumn == nil
      ? try lookup.innermost(formula, random: beside.random, visits: visits, person: personColumn).map { groups in
        (0..<trial.subjectCount).map { groups.code($0, 0) }
      } : nil
    self.persons = persons
    personCount = persons.map { persons in
      Set(persons.indices.filter { row in rows.contains { !$0[row].isNaN } }.map { persons[$0] }).count
    }
    let subjects = trial.subjectCount
    times = beside.times.map { variable in
      visits.indices.map { place in (0..<subjects).map { variable.value(nil, subject: $0, visit: place) } }
    }
    self.notes = notes
    givenCells = nil
  }

  /// Rows of which only the moments are known.
  init(
    design: FixedDesign, variables: [FormulaVariable], groupLabels: [String], cells: [PatternCell], notes: [String]
  ) {
    self.design = design
    visits = Array(design.visits.indices)
    outcome = []
    groups = nil
    self.groupLabels = groupLabels
    subjectCount = 0
    self.variables = variables
    random = []
    therapy = nil
    hasArmCovariances = false
    persons = nil
    personCount = nil
    times = nil
    self.notes = notes
    givenCells = cells
  }

  /// The same without some rows, by subject and analysed visit.
  func leavingOut(_ isOut: (_ subject: Int, _ visit: Int) -> Bool) -> AnalysedRows {
    var rest = self
    for visit in outcome.indices {
      for subject in 0..<subjectCount where !outcome[visit][subject].isNaN && isOut(subject, visit) {
        rest.outcome[visit][subject] = .nan
      }
    }
    return rest
  }

  /// The same without the effects of therapy groups.
  package var withoutTherapy: AnalysedRows {
    var rest = self
    rest.random.removeLast(therapy?.arms.count ?? 0)
    rest.therapy = nil
    return rest
  }

  /// The variables of the fixed part in the order of their first appearance.
  static func variables(of formula: ModelFormula) -> [FormulaVariable] {
    var used: [FormulaVariable] = []
    for variable in formula.terms.joined() where !used.contains(variable) { used.append(variable) }
    return used
  }

  var compression: DesignCompression {
    DesignCompression(
      design: design, subjectCount: subjectCount, groups: groups, groupCount: max(1, groupLabels.count),
      outcome: outcome)
  }

  /// Moments of everything by covariance group and pattern of visits.
  func cells(threads: Int? = nil) -> [PatternCell] { givenCells ?? compression.cells(threads: threads) }

  /// The compressed rows by pattern, design and outcome as they are.
  package func patterns(threads: Int? = nil) -> [VisitPattern] {
    let layout = DesignLayout(design)
    return cells(threads: threads).map { VisitPattern($0, layout: layout) }
  }

  /// The cells, compressed.
  package func compressed(threads: Int? = nil) throws(MixedModelError) -> CompressedTrial {
    try CompressedTrial(
      raw: patterns(threads: threads), visitCount: visits.count,
      groupCount: max(1, groupLabels.count), designColumns: design.columns.count)
  }
}

extension FixedDesign {
  /// The fixed part of a formula over the variables that it names.
  init(
    _ formula: ModelFormula, visits: [String], variables: [FormulaVariable: ModelVariable],
    constraint: BaselineConstraint?
  ) {
    let used = AnalysedRows.variables(of: formula)
    self.init(
      visits: visits, variables: used.compactMap { variables[$0] }, hasIntercept: formula.hasIntercept,
      terms: formula.terms.map { $0.map { used.firstIndex(of: $0) ?? 0 } },
      usesContrasts: formula.usesContrasts { variables[$0]?.isCategorical ?? false }, constraint: constraint)
  }
}

/// Finds what a formula's names mean in a trial.
private struct VariableLookup {
  let trial: Trial
  let outcome: Outcome
  let visitColumn: String?
  let subjectColumn: String?

  func variable(_ variable: FormulaVariable, visits: [Int]) throws(ModelSpecificationError) -> ModelVariable {
    switch variable {
    case .baseline:
      guard let baseline = outcome.baseline else { throw .noBaseline(outcome: outcome.name) }
      return ModelVariable(name: variable.label, values: .numeric([baseline]), levels: [], reference: 0)
    case .column(let name), .factor(let name):
      let isForced = if case .factor = variable { true } else { false }
      if name == visitColumn {
        let labels = visits.map { trial.visits[$0] ?? "" }
        let numbers = labels.compactMap(Double.init)
        if !isForced, numbers.count == labels.count {
          return ModelVariable(name: name, values: .visitNumber(numbers), levels: [], reference: 0)
        }
        return ModelVariable(name: name, values: .visitLevel, levels: labels, reference: 0)
      }
      if let factor = [trial.arm, trial.site].compactMap({ $0 }).first(where: { $0.name == name }) {
        try check(factor.levels, of: name)
        return ModelVariable(
          name: name, values: .factor([factor.codes]), levels: factor.levels, reference: factor.reference)
      }
      guard let covariate = trial.covariates.first(where: { $0.name == name }) else { throw .notInTrial(name) }
      switch covariate.values {
      case .numeric(let values):
        if isForced { throw .numberAsFactor(name) }
        return ModelVariable(
          name: name, values: .numeric(values.count > 1 ? visits.map { values[$0] } : values), levels: [],
          reference: 0)
      case .factor(let levels, let codes):
        try check(levels, of: name)
        return ModelVariable(
          name: name, values: .factor(codes.count > 1 ? visits.map { codes[$0] } : codes), levels: levels,
          reference: 0)
      }
    }
  }

  /// A factor with one level has no effect that could be estimated.
  private func check(_ levels: [String], of name: String) throws(ModelSpecificationError) {
    guard levels.count < 2 else { return }
    throw .oneLevel(source: trial.source, column: name, level: levels.first, isArm: name == trial.arm?.name)
  }

  /// A random term for each level of nesting.
  func randomDesigns(_ formula: ModelFormula, visits: [Int]) throws(ModelSpecificationError) -> [RandomDesign] {
    var designs: [RandomDesign] = []
    for term in formula.randomTerms {
      var resolved: [ModelVariable] = []
      for variable in term.variables { resolved.append(try self.variable(variable, visits: visits)) }
      let isCategorical = Dictionary(uniqueKeysWithValues: zip(term.variables, resolved.map(\.isCategorical)))
      let design = FixedDesign(
        visits: visits.map { trial.visits[$0] ?? "" }, variables: resolved, hasIntercept: term.hasIntercept,
        terms: term.slopes.map { $0.map { term.variables.firstIndex(of: $0) ?? 0 } },
        usesContrasts: ModelFormula.usesContrasts(term.slopes, hasIntercept: term.hasIntercept) {
          isCategorical[$0] ?? false
        })
      for path in term.nested {
        var groups = try grouping(path[0], visits: visits)
        for name in path.dropFirst() { groups = try grouping(name, visits: visits).within(groups) }
        designs.append(
          RandomDesign(term: term, groups: groups, design: design).withoutNeedlessGroups(trial.subjectCount))
      }
    }
    return designs
  }

  /// The subject's column, else the groups of a residual term, else those of the random terms with most levels.
  func innermost(
    _ formula: ModelFormula, random: [RandomDesign], visits: [Int], person: String?
  ) throws(ModelSpecificationError) -> GroupingFactor? {
    guard formula.hasRowsOfTheirOwn(visitColumn: visitColumn) else { return nil }
    if let person { return try grouping(person, visits: visits) }
    if let residual = formula.residual { return try grouping(residual.subject, visits: visits) }
    return random.map(\.groups).max { $0.levels < $1.levels }
  }

  private func grouping(_ name: String, visits: [Int]) throws(ModelSpecificationError) -> GroupingFactor {
    if name == subjectColumn {
      let subjects = Array(0..<trial.subjectCount)
      return GroupingFactor(
        name: name, labels: subjects.map(trial.subjectLabel), codes: [subjects.map { Int32($0) }],
        isSubject: true)
    }
    if let factor = [trial.arm, trial.site, trial.group].compactMap({ $0 }).first(where: { $0.name == name }) {
      return GroupingFactor(name: name, labels: factor.levels, codes: [factor.codes])
    }
    if name == visitColumn {
      return GroupingFactor(
        name: name, labels: visits.map { trial.visits[$0] ?? "" },
        codes: visits.indices.map { [Int32](repeating: Int32($0), count: trial.subjectCount) })
    }
    guard let covariate = trial.covariates.first(where: { $0.name == name }) else { throw .notInTrial(name) }
    switch covariate.values {
    case .factor(let levels, let codes):
      return GroupingFactor(name: name, labels: levels, codes: codes.count > 1 ? visits.map { codes[$0] } : codes)
    case .numeric: throw .numberAsFactor(name)
    }
  }

  /// A column of times, as numbers.
  func times(_ name: String, visits: [Int]) throws(ModelSpecificationError) -> ModelVariable {
    let variable = try variable(.column(name), visits: visits)
    guard !variable.isCategorical else { throw .timesNotNumbers(source: trial.source, column: name) }
    return variable
  }

  func factor(_ name: String) throws(ModelSpecificationError) -> Factor {
    if let factor = [trial.arm, trial.site].compactMap({ $0 }).first(where: { $0.name == name }) { return factor }
    guard let covariate = trial.covariates.first(where: { $0.name == name }) else { throw .notInTrial(name) }
    guard case .factor(let levels, let codes) = covariate.values, codes.count == 1 else {
      throw .groupVaries(source: trial.source, column: name)
    }
    return Factor(name: name, levels: levels, codes: codes[0], reference: 0)
  }
}
