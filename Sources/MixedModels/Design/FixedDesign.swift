/// The fixed effects of a model: variables, and columns as products of their values.
package struct FixedDesign: Sendable {
  /// Labels of the analysed visits in order.
  package let visits: [String]
  let variables: [ModelVariable]
  package let columns: [DesignColumn]
  let constraint: BaselineConstraint?

  /// Columns of terms in order, categorical variables by treatment coding or, where R's rule of marginality asks for it,
  /// by an indicator for every level; the first variable of a term varies fastest.
  ///
  /// - Parameters:
  ///   - terms: indices of the variables that are multiplied.
  ///   - usesContrasts: shaped like `terms`.
  init(
    visits: [String], variables: [ModelVariable], hasIntercept: Bool, terms: [[Int]], usesContrasts: [[Bool]],
    constraint: BaselineConstraint? = nil
  ) {
    self.visits = visits
    self.constraint = constraint
    self.variables = variables
    var columns = hasIntercept ? [DesignColumn(name: "(Intercept)", atoms: [])] : []
    for (term, contrasts) in zip(terms, usesContrasts) {
      var products = [DesignColumn(name: "", atoms: [])]
      for (index, isContrast) in zip(term, contrasts) {
        let variable = variables[index]
        let choices: [(label: String, level: Int?)] =
          variable.isCategorical
          ? variable.levels.indices.filter { !(isContrast && $0 == variable.reference) }
            .map { ("\(variable.name)[\(variable.levels[$0])]", $0) }
          : [(variable.name, nil)]
        products = choices.flatMap { choice in
          products.map { product in
            DesignColumn(
              name: product.name.isEmpty ? choice.label : product.name + ":" + choice.label,
              atoms: product.atoms + [DesignAtom(variable: index, level: choice.level)])
          }
        }
      }
      columns += products
    }
    self.columns = columns.filter { column in
      constraint.map { !$0.removes(column, variables: variables) } ?? true
    }
  }

  /// Columns as they are given.
  init(
    visits: [String], variables: [ModelVariable], columns: [DesignColumn], constraint: BaselineConstraint? = nil
  ) {
    self.visits = visits
    self.variables = variables
    self.columns = columns
    self.constraint = constraint
  }

  /// What the visit alone makes of a part of a column; nil where it depends on the subject.
  func valueOfVisit(_ atom: DesignAtom, at visit: Int) -> Double? {
    let variable = variables[atom.variable]
    if let constraint, constraint.visit == visit, constraint.arms.contains(atom.variable) {
      return atom.level == variable.reference ? 1 : 0
    }
    return variable.isOfVisit ? variable.value(atom.level, subject: 0, visit: visit) : nil
  }

  /// The columns' values at a visit where each other variable has the given value: of a number itself, of a categorical
  /// variable one weight for each level.
  func row(visit: Int, numbers: [Int: Double], weights: [Int: [Double]]) -> [Double] {
    columns.map { column in
      column.atoms.reduce(1) { product, atom in
        if let value = valueOfVisit(atom, at: visit) { return product * value }
        if let level = atom.level { return product * (weights[atom.variable]?[level] ?? 0) }
        return product * (numbers[atom.variable] ?? 0)
      }
    }
  }
}

/// One mean for all arms at the baseline visit, where everybody counts as in the control arm (Liang & Zeger 2000).
struct BaselineConstraint: Sendable, Equatable {
  /// Place of the baseline visit among the analysed ones.
  let visit: Int
  /// The variables that are the arm.
  let arms: Set<Int>

  /// Whether the column is another arm's at the baseline visit, which leaves nothing of it.
  func removes(_ column: DesignColumn, variables: [ModelVariable]) -> Bool {
    let isOfArm = column.atoms.contains { arms.contains($0.variable) && $0.level != variables[$0.variable].reference }
    return isOfArm
      && column.atoms.contains { atom in
        if case .visitLevel = variables[atom.variable].values { return atom.level == visit }
        return false
      }
  }
}
