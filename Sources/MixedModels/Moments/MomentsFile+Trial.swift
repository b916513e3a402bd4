internal import Diagnostics
internal import LinearAlgebra
public import Trials

extension MomentsFile {
  /// The moments of an outcome's model, as far as the rule lets them leave, and what a ledger has to know of them.
  ///
  /// For sites that pool, the trial is to be read with `StudyPlan.keepsAbsentLevels`, so that all have one order of
  /// levels and visits.
  ///
  /// - Parameters:
  ///   - name: where it is to go, for messages.
  ///   - request: formula and visit column are used; what else it asks for is for the fit.
  /// - Throws: `MomentsFileError`, or what is wrong between formula and trial.
  public static func release(
    of trial: Trial, outcome index: Int, request: MixedModelRequest, rule: DisclosureRule, name: String
  ) throws -> MomentsRelease {
    let outcome = trial.outcomes[index]
    if request.constrainsBaseline, let error = BaselineConstraint.objection(trial, formula: request.formula) {
      throw ModelSpecificationError.means(error)
    }
    let formula =
      if let given = request.formula { given } else {
        try ModelFormula.standard(for: trial, outcome: outcome, request: request)
      }
    try formula.checkHasNoRandomTerms()
    if let residual = formula.residual, residual.structure == "sp_exp", residual.visit != request.visitColumn {
      throw MomentsFileError.cannotBeSaved(
        what: "sp_exp over \(inQuotes(residual.visit))", reason: "needs each subject's own times, not moments")
    }
    let rows = try AnalysedRows(
      trial, outcome: index, formula: formula, visitColumn: request.visitColumn,
      constrainsBaseline: request.constrainsBaseline, keepsEmptyVisits: true)
    try MixedModel.checkSize(rows, source: trial.source)
    let header = MomentsHeader(
      outcome: outcome.name, formula: formula.text, visitColumn: request.visitColumn, visits: rows.design.visits,
      variables: zip(rows.variables, rows.design.variables).map { variable(for: $0, $1, trial, request.visitColumn) },
      constrainedBaseline: rows.design.constraint.map { rows.design.visits[$0.visit] }, groups: rows.groupLabels)
    let model: MomentsModel
    do throws(MomentsModel.Fault) {
      model = try MomentsModel(header)
    } catch {
      throw MomentsFileError.cannotBeSaved(what: "\(error.field):", reason: error.reason)
    }
    let members = CellMembers(rows)
    var kept: [PatternCell] = []
    var problems: [String] = []
    var leftOut = LeftOut(cells: 0, subjects: 0)
    for cell in rows.cells() {
      guard (cell.moments.mean + cell.moments.crossProducts.elements).allSatisfy({ abs($0) <= largest }) else {
        throw MomentsFileError.cannotBeSaved(what: inQuotes(outcome.name), reason: "has numbers beyond \(largest)")
      }
      let found = rule.isTrusted ? [] : members.check(cell.key, minCell: rule.minCell).problems
      if found.isEmpty {
        kept.append(cell.reduced(model.layout))
      } else if rule.dropsSmall {
        leftOut = LeftOut(cells: leftOut.cells + 1, subjects: leftOut.subjects + cell.subjects)
      } else {
        problems += found.map { "\(members.describe(cell.key)): \($0)" }
      }
    }
    guard problems.isEmpty else { throw MomentsFileError.withheld(file: name, cells: problems) }
    guard !kept.isEmpty else { throw MomentsFileError.nobodyLeft(file: name) }
    let file = MomentsFile(
      name: name, header: header, rule: rule, leftOut: leftOut, model: model, cells: kept)
    return MomentsRelease(
      file: file, notes: rows.notes, entries: kept.map { members.entry($0.key, trial: trial, outcome: outcome.name) })
  }

  /// Larger numbers are no measurements, and their products would be infinite.
  static let largest = 1e150

  private static func variable(
    for name: FormulaVariable, _ variable: ModelVariable, _ trial: Trial, _ visitColumn: String?
  ) -> MomentsHeader.Variable {
    let role: MomentsHeader.Variable.Role
    if case .baseline = name {
      role = .baseline
    } else if name.columnName == visitColumn {
      role = .visit
    } else if name.columnName == trial.arm?.name {
      role = .arm
    } else {
      role = name.columnName == trial.site?.name ? .site : .covariate
    }
    return MomentsHeader.Variable(
      name: variable.name, role: role, levels: variable.levels, reference: variable.reference, varies: variable.varies)
  }
}

/// A file that may be handed out once a ledger has been asked.
public struct MomentsRelease: Sendable {
  public let file: MomentsFile
  /// What was left out of the analysis, and why.
  public let notes: [String]
  let entries: [ReleaseLedger.Cell]
}

/// Who is in which cell, and what they have there.
private struct CellMembers {
  let rows: AnalysedRows
  let compression: DesignCompression
  private let products: [[Double]]
  private let members: [PatternCell.Key: [Int]]

  init(_ rows: AnalysedRows) {
    self.rows = rows
    let compression = rows.compression
    self.compression = compression
    products = compression.layout.products.map(compression.values)
    var members: [PatternCell.Key: [Int]] = [:]
    for subject in 0..<rows.subjectCount {
      let group = Int(rows.groups?[subject] ?? 0)
      let visits = rows.outcome.indices.filter { !rows.outcome[$0][subject].isNaN }
      guard group >= 0, !visits.isEmpty else { continue }
      members[PatternCell.Key(group: group, visits: visits), default: []].append(subject)
    }
    self.members = members
  }

  /// `bdi at 2, 3, 5`, with the group where there are several.
  func describe(_ key: PatternCell.Key) -> String {
    let visits = onOneLine(key.visits.map { rows.design.visits[$0] }.joined(separator: ", "))
    let group = rows.groupLabels.isEmpty ? "" : "group \(inQuotes(rows.groupLabels[key.group])), "
    return visits.isEmpty ? "\(group)all" : "\(group)observed at \(visits)"
  }

  func check(_ key: PatternCell.Key, minCell: Int) -> DisclosureCheck {
    let subjects = members[key] ?? []
    let needed = compression.layout.needed(at: key.visits)
    let own = needed.map { place in
      CellColumn(name: compression.layout.name(place, in: rows.design), values: subjects.map { products[place][$0] })
    }
    let outcomes = key.visits.map { visit in
      CellColumn(name: "the outcome at \(rows.design.visits[visit])", values: subjects.map { rows.outcome[visit][$0] })
    }
    // Columns that are indicators of levels are checked as the factors that they come from.
    let isNumber = needed.map { place in compression.layout.products[place].atoms.contains { $0.level == nil } }
    let numbers = zip(own, isNumber).filter(\.1).map(\.0)
    let indicators = own.count - numbers.count
    return DisclosureCheck(
      minCell: minCell, count: subjects.count, columns: numbers + outcomes, indicators: indicators,
      factors: factors(needed, subjects))
  }

  /// Every set of factors that a needed product combines, and each of them alone.
  private func factors(_ needed: [Int], _ subjects: [Int]) -> [CellFactor] {
    struct Combination: Hashable {
      let variables: [Int]
      let visit: Int?
    }
    var combinations: [Combination] = []
    for place in needed {
      let product = compression.layout.products[place]
      let variables = product.atoms.filter { $0.level != nil }.map(\.variable)
      for set in variables.map({ [$0] }) + [variables] where !set.isEmpty {
        let varies = set.contains { rows.design.variables[$0].varies }
        let combination = Combination(variables: set, visit: varies ? product.visit : nil)
        if !combinations.contains(combination) { combinations.append(combination) }
      }
    }
    return combinations.map { combination in
      let variables = combination.variables.map { rows.design.variables[$0] }
      let at = combination.visit.map { "@\(rows.design.visits[$0])" } ?? ""
      var labels = [""]
      for variable in variables {
        labels = variable.levels.flatMap { level in
          labels.map { $0 + ($0.isEmpty ? "" : ":") + "\(variable.name)[\(level)]" + at }
        }
      }
      let codes = subjects.map { subject in
        var code = 0
        var unit = 1
        for variable in variables {
          code += unit * variable.level(of: subject, visit: combination.visit ?? 0)
          unit *= variable.levels.count
        }
        return code
      }
      return CellFactor(labels: labels, codes: codes)
    }
  }

  func entry(_ key: PatternCell.Key, trial: Trial, outcome: String) -> ReleaseLedger.Cell {
    let needed = compression.layout.needed(at: key.visits)
    let subjects = (members[key] ?? []).map { subject -> ReleaseLedger.Subject in
      let label = trial.subjectLabel(subject)
      return ReleaseLedger.Subject(
        label: ReleaseLedger.digest(label, []),
        outcome: ReleaseLedger.digest(label, key.visits.map { rows.outcome[$0][subject] }),
        products: ReleaseLedger.digest(label, needed.map { products[$0][subject] }))
    }
    return ReleaseLedger.Cell(
      group: rows.groupLabels.isEmpty ? nil : rows.groupLabels[key.group],
      visits: key.visits.map { rows.design.visits[$0] }, subjects: subjects.sorted { $0.label < $1.label })
  }
}

extension ModelVariable {
  /// A subject's level; 0 for a number.
  fileprivate func level(of subject: Int, visit: Int) -> Int {
    guard case .factor(let codes) = values else { return 0 }
    return max(0, Int(codes[codes.count > 1 ? visit : 0][subject]))
  }
}
