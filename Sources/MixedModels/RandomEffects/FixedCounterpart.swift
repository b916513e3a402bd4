/// What the fixed effects say of one column of a random term: the level or the slope of which a group's effect is the
/// deviation.
///
/// Of the columns of the design those that have the random column's variables, and no other of the random term's, are
/// taken with the rest of their product. So with `arm*time` and `(1 + time | id)` the slope of time is that of the
/// group's arm, and the level is the model's mean at time 0.
struct FixedCounterpart {
  private let design: FixedDesign
  /// By kept column the variables that are left of its product; nil where it has no part.
  private let rests: [[DesignAtom]?]

  /// - Returns: nil where the fixed part has one of the term's variables in another form (a number here, categorical
  ///   there), or not at all.
  init?(_ column: DesignColumn, of random: RandomDesign, in rows: AnalysedRows, kept: [Int]) {
    design = rows.design
    let names = random.design.variables.map(\.name)
    func label(_ atom: DesignAtom, _ design: FixedDesign) -> String {
      let variable = design.variables[atom.variable]
      return variable.name + (atom.level.map { "[\(variable.levels[$0])]" } ?? "")
    }
    for variable in rows.design.variables where names.contains(variable.name) {
      let own = random.design.variables.first { $0.name == variable.name }
      if own?.isCategorical != variable.isCategorical { return nil }
    }
    // An indicator of every level says something else than one beside an intercept.
    let isCoded = column.atoms.contains { $0.level != nil }
    let hasIntercepts = random.term.hasIntercept && rows.design.columns.contains { $0.atoms.isEmpty }
    if isCoded, !hasIntercepts { return nil }
    let wanted = Set(column.atoms.map { label($0, random.design) })
    var rests: [[DesignAtom]?] = []
    for index in kept {
      let atoms = rows.design.columns[index].atoms
      let shared = atoms.filter { names.contains(rows.design.variables[$0.variable].name) }
      let isPart = Set(shared.map { label($0, rows.design) }) == wanted
      rests.append(isPart ? atoms.filter { !shared.contains($0) } : nil)
    }
    guard rests.contains(where: { $0 != nil }) else { return nil }
    self.rests = rests
  }

  /// Weights of the kept columns' coefficients, averaged over a group's rows.
  func weights(_ group: [Int], _ table: RowTable) -> [Double] {
    rests.map { rest in
      guard let rest else { return 0 }
      let column = DesignColumn(name: "", atoms: rest)
      let sum = group.reduce(0.0) { sum, row in
        sum + design.value(column, subject: Int(table.subjects[row]), visit: Int(table.visits[row]))
      }
      return sum / Double(group.count)
    }
  }
}
