internal import Diagnostics
public import Tables
public import Trials

extension StudyPlan {
  /// This plan with the roles that a formula's names have.
  ///
  /// The response is the outcome; `us(visit | id)` names visit and subject; every other name that is not the arm or the
  /// site of this plan is a covariate, categorical where the formula says `factor(COL)` or a covariance for each of its
  /// levels. Covariates that the formula does not name are dropped. Without `baseline()` no visit is the baseline.
  ///
  /// In wide format the visits have no column, and the formula may call them what it likes.
  ///
  /// With random terms and neither a covariance of repeated measures nor a visit, every row stands for itself and the
  /// groups are columns like others: rows need not be told apart.
  ///
  /// - Throws: where the formula contradicts the plan or itself, pointing at the character.
  public func merged(with formula: ModelFormula) throws(ModelSpecificationError) -> StudyPlan {
    var plan = self
    plan.outcomes = [formula.response]
    if let residual = formula.residual {
      if wide.isEmpty, !formula.hasRowsOfTheirOwn(visitColumn: visit) {
        plan.visit = try formula.column("the visit", residual.visit, besides: visit)
      }
      plan.subject = try formula.column("the subject", residual.subject, besides: subject)
    }
    let goesByRows = formula.hasRowsOfTheirOwn(visitColumn: plan.visit) && wide.isEmpty
    let person = goesByRows ? plan.subject : nil
    if goesByRows {
      plan.visit = nil
      plan.subject = nil
      plan.rowsAreUnits = true
    }
    if plan.subject == nil, wide.isEmpty, !goesByRows { throw .noSubject(formula: formula.text) }
    let usesBaseline = formula.usesBaseline
    plan.hasBaselineVisit = usesBaseline
    if !usesBaseline { plan.baselineColumn = nil }

    // Visits of wide format have no column; without a formula's word for them they are "visit".
    let visits = goesByRows ? nil : formula.residual?.visit ?? plan.visit ?? (wide.isEmpty ? nil : "visit")
    var isFactor: [String: Bool] = [:]
    var order: [String] = []
    func add(_ name: String, asFactor: Bool) throws(ModelSpecificationError) {
      if name == visits || name == plan.arm || name == plan.site { return }
      let position = formula.position(of: name)
      if name == plan.subject {
        throw .subjectAsTerm(name, formula: formula.text, position: position)
      }
      if let known = isFactor[name] {
        if known != asFactor { throw .numberAndFactor(name, formula: formula.text, position: position) }
      } else {
        isFactor[name] = asFactor
        order.append(name)
      }
    }
    for variable in formula.variables {
      switch variable {
      case .column(let name): try add(name, asFactor: false)
      case .factor(let name): try add(name, asFactor: true)
      case .baseline: break
      }
    }
    for variable in formula.randomVariables {
      switch variable {
      case .column(let name): try add(name, asFactor: false)
      case .factor(let name): try add(name, asFactor: true)
      case .baseline: break
      }
    }
    if let times = formula.individualTimes(visitColumn: plan.visit) { try add(times, asFactor: false) }
    for name in formula.randomTerms.flatMap(\.groups)
      + (goesByRows ? [formula.residual?.subject, person].compactMap { $0 } : [])
    where name != plan.subject && name != plan.group && isFactor[name] == nil {
      try add(name, asFactor: true)
    }
    // A column of text is categorical anyway: only what is read as a number by its own term cannot be a group as well.
    if let group = formula.residual?.group, isFactor[group] == nil { try add(group, asFactor: true) }
    plan.covariates = order.map { name in
      if isFactor[name] == true { return name + ":factor" }
      return covariates.first { $0 == name + ":factor" || $0 == name + ":numeric" } ?? name
    }
    return plan
  }
}

extension Trial {
  /// Reads the file by the plan, to which a formula may give roles (``StudyPlan/merged(with:)``).
  ///
  /// - Throws: what ``Trial/init(reading:plan:options:)`` throws; a column that the formula names in vain is pointed at
  ///   in it.
  public init(
    reading source: TableSource, plan: StudyPlan, formula: ModelFormula, options: ReadOptions
  ) throws(ModelSpecificationError) {
    do {
      try self.init(reading: source, plan: plan, options: options)
    } catch {
      if case .unknownColumn(_, let name, _, _) = error, let position = formula.firstPosition(of: name) {
        throw .unknownColumn(name, formula: formula.text, position: position, cause: error)
      }
      throw .trial(error)
    }
  }
}

extension ModelFormula {
  /// The variables of the fixed part in order.
  var variables: [FormulaVariable] {
    var found: [FormulaVariable] = []
    for variable in terms.joined() where !found.contains(variable) { found.append(variable) }
    return found
  }

  /// Whether the response at baseline is a covariate.
  public var usesBaseline: Bool {
    variables.contains { if case .baseline = $0 { true } else { false } }
  }

  /// The character, from 1, at which a name first stands; nil where it does not.
  func firstPosition(of name: String) -> Int? {
    let tokens = (try? FormulaLexer.tokens(text)) ?? []
    return tokens.first { if case .name(name, _) = $0.kind { true } else { false } }?.position
  }

  fileprivate func position(of name: String) -> Int { firstPosition(of: name) ?? 1 }

  /// The column that the formula names for a role, where the plan names no other.
  fileprivate func column(
    _ role: String, _ name: String, besides other: String?
  ) throws(ModelSpecificationError) -> String {
    guard let other, other != name else { return name }
    throw .otherColumn(role: role, name, formula: text, position: position(of: name), other: other)
  }

  func checkHasNoRandomTerms() throws(ModelSpecificationError) {
    guard !randomTerms.isEmpty else { return }
    let tokens = (try? FormulaLexer.tokens(text)) ?? []
    // A parenthesis of a random term holds a bar, and no name stands before it.
    let place = tokens.indices.first { index in
      guard tokens[index].holdsBar, index > 0 else { return false }
      if case .name = tokens[index - 1].kind { return false }
      return true
    }
    throw .randomEffects(formula: text, position: place.map { tokens[$0].position } ?? 1)
  }
}
