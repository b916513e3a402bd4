internal import Glibc
package import Trials

/// What of a trial goes into a model: its visits, the fixed effects' variables and design, the outcome where a row is
/// analysed, the covariance groups.
package struct AnalysedRows: Sendable {
  package let design: FixedDesign
  /// Indices of the analysed visits in the trial.
  package let visits: [Int]
  /// `[analysed visit][subject]`, NaN where the row is not analysed.
  package let outcome: [[Double]]
  package let groups: [Int32]?
  package let groupLabels: [String]
  package let subjectCount: Int
  /// Which variable is which.
  let variables: [FormulaVariable]
  package let notes: [String]
  /// The cells, where they and not the subjects are at hand.
  let givenCells: [PatternCell]?

  /// - Parameters:
  ///   - terms: with the coding of categorical variables.
  ///   - visitColumn: the name that the formula may call the visit by.
  ///   - keepsEmptyVisits: whether visits without an analysed row stay, for others may have some.
  package init(
    _ trial: Trial, outcome index: Int, formula: ModelFormula, visitColumn: String?, constrainsBaseline: Bool = false,
    keepsEmptyVisits: Bool = false
  ) throws(ModelSpecificationError) {
    let outcome = trial.outcomes[index]
    let used = Self.variables(of: formula)
    let usesBaseline = used.contains { if case .baseline = $0 { true } else { false } }
    var notes: [String] = []
    var visits = Array(trial.visits.indices)
    if usesBaseline, let baseline = trial.baselineVisit { visits.removeAll { $0 == baseline } }
    let lookup = VariableLookup(trial: trial, outcome: outcome, visitColumn: visitColumn)
    // Twice, since a visit without an analysed row is none, and which rows are analysed depends on the variables.
    var resolved: [ModelVariable] = []
    for variable in used { resolved.append(try lookup.variable(variable, visits: visits)) }
    var group: Factor?
    if let name = formula.residual?.group { group = try lookup.factor(name) }
    var rows: [[Double]] = []
    var withoutCovariate = 0
    for (place, visit) in visits.enumerated() {
      var values = outcome.values[visit]
      for subject in values.indices where !values[subject].isNaN {
        if resolved.contains(where: { !$0.isKnown(subject, place) }) || group.map({ $0.codes[subject] < 0 }) ?? false {
          values[subject] = .nan
          withoutCovariate += 1
        }
      }
      rows.append(values)
    }
    let empty = visits.indices.filter { place in rows[place].allSatisfy(\.isNaN) }
    if !keepsEmptyVisits, !empty.isEmpty, empty.count < visits.count {
      let labels = empty.map { trial.visits[visits[$0]] ?? "" }
      notes.append("Nobody has an analysed value at visit \(labels.joined(separator: ", ")), which is left out.")
      visits = visits.indices.filter { !empty.contains($0) }.map { visits[$0] }
      rows = rows.indices.filter { !empty.contains($0) }.map { rows[$0] }
      resolved = []
      for variable in used { resolved.append(try lookup.variable(variable, visits: visits)) }
    }
    if withoutCovariate > 0 {
      notes.append("Rows with an outcome left out because a variable of the model is missing: \(withoutCovariate).")
    }
    if usesBaseline, let baseline = trial.baselineVisit {
      notes.append(
        "The baseline visit \(trial.visits[baseline] ?? "") is a covariate of the model, so its rows are no outcomes.")
    }
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
    self.notes = notes
    givenCells = cells
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

  func factor(_ name: String) throws(ModelSpecificationError) -> Factor {
    if let factor = [trial.arm, trial.site].compactMap({ $0 }).first(where: { $0.name == name }) { return factor }
    guard let covariate = trial.covariates.first(where: { $0.name == name }) else { throw .notInTrial(name) }
    guard case .factor(let levels, let codes) = covariate.values, codes.count == 1 else {
      throw .groupVaries(source: trial.source, column: name)
    }
    return Factor(name: name, levels: levels, codes: codes[0], reference: 0)
  }
}
